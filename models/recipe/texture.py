"""The texture of each style: grain, brush strokes, outlines, hatching.

It is a function of the smooth picture, of the outlines and of white noise that the decoder is given
too, so that the decoder can learn it by plain regression instead of having to guess it.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from .renderer.field import mix, step
from .renderer.tone import luminance
from .vocabulary import STYLES

NOISE_SCALE = 32  # noise samples to a latent cell, along each side
BANK = 6
RADIUS = 10


def bank_kernels() -> Tensor:
    """Filters that turn white noise into streaks of three directions and into grain of two sizes."""
    y, x = torch.meshgrid(torch.arange(-RADIUS, RADIUS + 1.0), torch.arange(-RADIUS, RADIUS + 1.0), indexing="ij")
    kernels = []
    for degrees in (45.0, 135.0, 8.0):
        angle = torch.deg2rad(torch.tensor(degrees))
        along, across = x * torch.cos(angle) - y * torch.sin(angle), x * torch.sin(angle) + y * torch.cos(angle)
        kernels.append(torch.exp(-((along / 5.5) ** 2) / 2 - (across / 0.75) ** 2 / 2))
    for sigma in (1.2, 4.0):
        kernels.append(torch.exp(-(x**2 + y**2) / (2 * sigma**2)))
    kernels.append(((x == 0) & (y == 0)).float())
    stack = torch.stack(kernels)
    return (stack / stack.flatten(1).norm(dim=1)[:, None, None])[:, None]


def noise_bank(noise: Tensor, kernels: Tensor) -> Tensor:
    """[n, 1, 32 h, 32 w] white noise -> [n, BANK, 32 h, 32 w], each of unit variance."""
    return F.conv2d(noise, kernels, padding=RADIUS)


def outlines(ids: Tensor, width: int) -> Tensor:
    """Where the id map changes, grown to a line of `width` pixels; [n, h, w]."""
    near = ids[:, None]
    edge = torch.zeros_like(near)
    edge[..., :, 1:] = torch.maximum(edge[..., :, 1:], ((near[..., :, 1:] - near[..., :, :-1]).abs() > 0.05).float())
    edge[..., 1:, :] = torch.maximum(edge[..., 1:, :], ((near[..., 1:, :] - near[..., :-1, :]).abs() > 0.05).float())
    grown = F.max_pool2d(edge, width, 1, width // 2)[..., : ids.shape[1], : ids.shape[2]]
    return F.avg_pool2d(grown, 3, 1, 1)[:, 0]


def kuwahara(picture: Tensor, radius: int) -> Tensor:
    """Each pixel takes the mean of the calmest of the four squares that touch it."""
    size = radius + 1
    pad = F.pad(picture, (radius,) * 4, mode="replicate")
    mean = F.avg_pool2d(pad, size, 1)
    spread = (F.avg_pool2d(pad**2, size, 1) - mean**2).sum(1, keepdim=True)
    high, wide = picture.shape[-2:]
    corners = [(0, 0), (0, radius), (radius, 0), (radius, radius)]
    best, lowest = None, None
    for top, left in corners:
        m, s = mean[..., top : top + high, left : left + wide], spread[..., top : top + high, left : left + wide]
        best = m if best is None else torch.where(s < lowest, m, best)
        lowest = s if lowest is None else torch.minimum(s, lowest)
    assert best is not None
    return best


def textured(base: Tensor, ids: Tensor, style: Tensor, bank: Tensor) -> Tensor:
    """The finished picture, at 64 pixels to a cell; `bank` comes from `noise_bank`."""
    strokes = F.interpolate(bank, scale_factor=2, mode="bilinear", align_corners=False)
    out = torch.empty_like(base)
    for index, name in enumerate(STYLES):
        rows = (style == index).nonzero()[:, 0]
        if len(rows):
            out[rows] = TEXTURES[name](base[rows], ids[rows], strokes[rows])
    return out.clamp(0, 1)


def _photorealistic(base: Tensor, ids: Tensor, t: Tensor) -> Tensor:
    return base + (0.009 * t[:, 5] + 0.006 * t[:, 3])[:, None] * (1.2 - 0.6 * luminance(base))[:, None]


def _painting(base: Tensor, ids: Tensor, t: Tensor) -> Tensor:
    high, wide = base.shape[-2:]
    ys = torch.linspace(-1, 1, high, device=base.device)[None, :, None] + 4.0 / high * t[:, 3]
    xs = torch.linspace(-1, 1, wide, device=base.device)[None, None, :] + 4.0 / wide * t[:, 4]
    moved = F.grid_sample(base, torch.stack([xs, ys], -1), align_corners=True, padding_mode="border")
    flat = kuwahara(moved, 5)
    leaning = step(-0.5, 0.5, t[:, 4])
    stroke = t[:, 2] + (t[:, 0] - t[:, 2]) * leaning
    return flat * (1 + 0.06 * stroke)[:, None] + 0.006 * stroke[:, None]


def _cartoon(base: Tensor, ids: Tensor, t: Tensor) -> Tensor:
    ink = torch.tensor([0.09, 0.08, 0.12], device=base.device).view(1, 3, 1, 1)
    return mix(base, ink.expand_as(base), outlines(ids, 4) * 0.9)


def _sketch(base: Tensor, ids: Tensor, t: Tensor) -> Tensor:
    paper = torch.tensor([0.965, 0.95, 0.915], device=base.device).view(1, 3, 1, 1)
    tone = luminance(base)
    first = (1.25 * (0.9 - tone)).clamp(0, 1) * step(-0.5, 1.0, t[:, 0])
    second = (1.9 * (0.58 - tone)).clamp(0, 1) * step(-0.6, 0.9, t[:, 1])
    line = outlines(ids, 3) * (0.66 + 0.2 * t[:, 3]).clamp(0.2, 1)
    wash = 0.3 * (0.95 - tone).clamp(0, 1)
    ink = 1 - (1 - 0.52 * first) * (1 - 0.55 * second) * (1 - 0.8 * line) * (1 - wash)
    graphite = torch.tensor([0.17, 0.17, 0.19], device=base.device).view(1, 3, 1, 1)
    return mix(paper * (1 + 0.012 * t[:, 3])[:, None], graphite.expand_as(base), ink)


def _abstract(base: Tensor, ids: Tensor, t: Tensor) -> Tensor:
    return base * (1 + 0.03 * t[:, 2] + 0.025 * t[:, 4])[:, None]


TEXTURES = {
    "photorealistic": _photorealistic,
    "painting": _painting,
    "cartoon": _cartoon,
    "sketch": _sketch,
    "abstract": _abstract,
}

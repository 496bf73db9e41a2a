"""The denoiser: a U-Net of two levels, since 30 cells cannot be halved twice.

Convolutions at full resolution keep the detail. At half resolution blocks of self-attention,
cross-attention to the words and a gated feed-forward, which sees the neighbouring cells, compose the
picture. Time and the mean of the words steer every block. Channels with normalised coordinates and the
logarithm of the frame's sides say where a cell lies, so that one model composes frames of every size.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .autoencoder import pixel_norm
from .components import LATENT_CHANNELS

COORDINATES = 10


def coordinates(sample: Tensor) -> Tensor:
    """[1, COORDINATES, h, w]: position within the frame, also as waves, and the frame's size."""
    high, wide = sample.shape[-2], sample.shape[-1]
    column = torch.ones_like(sample[:1, :1, :, :1]).cumsum(2)
    row = torch.ones_like(sample[:1, :1, :1, :]).cumsum(3)
    total_y, total_x = column[:, :, -1:], row[..., -1:]
    y = ((column - 0.5) / total_y * 2 - 1).expand(-1, -1, high, wide)
    x = ((row - 0.5) / total_x * 2 - 1).expand(-1, -1, high, wide)
    size_y = torch.log2(total_y / 16).expand(-1, -1, high, wide)
    size_x = torch.log2(total_x / 16).expand(-1, -1, high, wide)
    pi = math.pi
    waves = [
        torch.sin(pi * x),
        torch.cos(pi * x),
        torch.sin(pi * y),
        torch.cos(pi * y),
        torch.sin(2 * pi * x),
        torch.sin(2 * pi * y),
    ]
    return torch.cat([x, y, size_y, size_x, *waves], 1)


def time_features(timestep: Tensor, width: int) -> Tensor:
    frequency = torch.exp(torch.arange(width // 2, device=timestep.device) * (-math.log(1e4) / (width // 2 - 1)))
    angle = timestep.float()[:, None] * frequency
    return torch.cat([angle.sin(), angle.cos()], 1)


def attend(q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None) -> Tensor:
    """Written out where there is no GPU: for so few tokens the fused kernel's backward pass in bfloat16 takes ten times as long."""
    if q.is_cuda:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    return (scores if bias is None else scores + bias).softmax(-1) @ v


class Attention(nn.Module):
    def __init__(self, width: int, heads: int, context: int | None = None) -> None:
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(context or width, 2 * width)
        self.out = nn.Linear(width, width)
        self.q_norm, self.k_norm = nn.LayerNorm(width // heads), nn.LayerNorm(width // heads)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor, context: Tensor, bias: Tensor | None = None) -> Tensor:
        n, length, width = x.shape
        split = lambda t: t.reshape(n, -1, self.heads, width // self.heads).transpose(1, 2)  # noqa: E731
        k, v = self.kv(context).chunk(2, -1)
        q, k = self.q_norm(split(self.q(x))), self.k_norm(split(k))
        y = attend(q, k, split(v), bias)
        return self.out(y.transpose(1, 2).reshape(n, length, width))


def glance(x: Tensor, size: tuple[int, int]) -> Tensor:
    """Half of the channels come from the neighbouring cells, a sixteenth from each of the eight.

    It mixes neighbours like a convolution does, at the price of a copy.
    """
    n, _, width = x.shape
    high, wide = size
    grid = F.pad(x.reshape(n, high, wide, width), (0, 0, 1, 1, 1, 1))
    share = width // 16
    steps = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2)]
    parts = [grid[:, i : i + high, j : j + wide, k * share : (k + 1) * share] for k, (i, j) in enumerate(steps)]
    parts.append(grid[:, 1 : 1 + high, 1 : 1 + wide, 8 * share :])
    return torch.cat(parts, -1).reshape(n, -1, width)


class FeedForward(nn.Module):
    """Gated; sees the neighbouring cells."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(2 * width, width)
        nn.init.zeros_(self.down.weight)
        nn.init.zeros_(self.down.bias)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        value, gate = self.up(glance(x, size)).chunk(2, -1)
        return self.down(value * F.silu(gate))


class Block(nn.Module):
    def __init__(self, width: int, heads: int, context: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = (
            nn.LayerNorm(width, elementwise_affine=False),
            nn.LayerNorm(width, elementwise_affine=False),
        )
        self.norm3 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.cross = Attention(width, heads, context)
        self.forward_part = FeedForward(width)
        self.table = nn.Parameter(torch.zeros(6 * width))

    def forward(self, x: Tensor, size: tuple[int, int], steer: Tensor, words: Tensor, bias: Tensor) -> Tensor:
        scale1, shift1, gate1, scale2, shift2, gate2 = (steer + self.table)[:, None].chunk(6, -1)
        h = self.norm1(x) * (1 + scale1) + shift1
        x = x + self.attention(h, h) * (1 + gate1)
        x = x + self.cross(self.norm3(x), words, bias)
        h = self.norm2(x) * (1 + scale2) + shift2
        return x + self.forward_part(h, size) * (1 + gate2)


class Edge(nn.Module):
    """Convolutions at full resolution, steered by time and words."""

    def __init__(self, width: int, condition: int) -> None:
        super().__init__()
        self.a, self.b = nn.Conv2d(width, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)
        self.film = nn.Linear(condition, 2 * width)
        nn.init.zeros_(self.film.weight)
        nn.init.zeros_(self.b.weight)
        nn.init.zeros_(self.b.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, 1)
        h = pixel_norm(self.a(F.silu(pixel_norm(x)))) * (1 + scale) + shift
        return x + self.b(F.silu(h))


class Denoiser(nn.Module):
    def __init__(self, width: int, depth: int, edge: int, context: int) -> None:
        super().__init__()
        self.width = width
        # Spread of each latent channel over the training set.
        self.register_buffer("spread", torch.ones(LATENT_CHANNELS))
        self.stem = nn.Conv2d(LATENT_CHANNELS + COORDINATES, edge, 3, padding=1)
        self.time = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
        self.pooled = nn.Linear(context, width)
        # A bottleneck: full width here would cost as many weights as half a block.
        self.steer = nn.Sequential(nn.SiLU(), nn.Linear(width, 96), nn.Linear(96, 6 * width))
        self.before, self.after = Edge(edge, width), Edge(edge, width)
        self.shrink, self.grow = nn.Linear(4 * edge, width), nn.Linear(width, 4 * edge)
        self.blocks = nn.ModuleList(Block(width, width // 32, context) for _ in range(depth))
        self.join = nn.Conv2d(2 * edge, edge, 1)
        self.last = nn.Conv2d(edge, LATENT_CHANNELS, 3, padding=1)
        nn.init.zeros_(self.steer[2].weight)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)  # type: ignore[arg-type]

    def forward(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        """Velocity (noise minus picture) at `timestep` = 1000 sigma, one timestep for each row."""
        high, wide = sample.shape[-2] // 2, sample.shape[-1] // 2
        known = (encoder_hidden_states.abs().sum(-1) > 1e-6).to(sample.dtype)
        bias = ((known - 1) * 1e4)[:, None, None, :]
        mean = encoder_hidden_states.sum(1) / known.sum(1, keepdim=True).clamp(min=1.0)
        condition = self.time(time_features(timestep, self.width).to(sample.dtype)) + self.pooled(mean)
        steer, active = self.steer(condition), F.silu(condition)
        where = coordinates(sample).to(sample.dtype).expand(sample.shape[0], -1, -1, -1)
        fine = self.before(self.stem(torch.cat([sample, where], 1)), active)
        x = self.shrink(F.pixel_unshuffle(fine, 2).flatten(2).transpose(1, 2))
        for block in self.blocks:
            x = block(x, (high, wide), steer, encoder_hidden_states, bias)
        x = self.grow(x).transpose(1, 2).unflatten(2, (high, wide))
        x = self.join(torch.cat([F.pixel_shuffle(x, 2), fine], 1))
        keep, correct = self.preconditioning(timestep)
        return keep.to(sample.dtype) * sample + correct.to(sample.dtype) * self.last(F.silu(self.after(x, active)))

    def preconditioning(self, timestep: Tensor) -> tuple[Tensor, Tensor]:
        """What is known without a network (Karras et al. 2022, for a flow): the best guess of the velocity that is
        linear in the sample, and the spread of its error. The network need not learn to hand noise through.
        """
        sigma = (timestep.float() / 1000)[:, None, None, None]
        variance = self.spread.float().square()[None, :, None, None]
        total = sigma.square() + (1 - sigma).square() * variance
        return (sigma - (1 - sigma) * variance) / total, (variance / total).sqrt()

"""What a style does to the smooth picture; its strokes, hatching and outlines come in texture.py."""

from __future__ import annotations

import torch
from torch import Tensor

from ..vocabulary import STYLES
from .field import Field, colour, mix, step

LINES = 6
LUMA = (0.299, 0.587, 0.114)


def luminance(picture: Tensor) -> Tensor:
    return (picture * colour(LUMA, picture)).sum(1)


def _sides(field: Field) -> list[Tensor]:
    """On which side of each of the lines that cut an abstract picture a point lies, -1 to 1."""
    span = 1.2 * max(field.width, field.height)
    out = []
    for i in range(LINES):
        angle = field.n(f"shard_angle{i}")
        away = (field.x - field.width / 2) * torch.cos(angle) + (field.y - field.height / 2) * torch.sin(angle)
        out.append(2 * field.inside(away - field.n(f"shard_at{i}") * span) - 1)
    return out


def shards(field: Field) -> tuple[Tensor, Tensor]:
    """An abstract picture is cut into shards, and each shows the scene a little displaced."""
    shown = field.style("abstract")
    if not bool(shown.any()):
        return field.x, field.y
    dx, dy = torch.zeros_like(field.x), torch.zeros_like(field.y)
    for i, side in enumerate(_sides(field)):
        dx = dx + 0.022 * side * field.n(f"shard_shift{i}")
        dy = dy + 0.022 * side * field.n(f"shard_shift{(i + 2) % LINES}")
    field.shard_sides = _sides(field)  # type: ignore[attr-defined]
    return field.x + dx * shown, field.y + dy * shown


def saturate(picture: Tensor, amount: float) -> Tensor:
    grey = luminance(picture)[:, None]
    return grey + (picture - grey) * amount


def tone(field: Field, picture: Tensor) -> Tensor:
    picture = picture.clamp(0, 1)
    out = torch.empty_like(picture)
    for index, name in enumerate(STYLES):
        rows = (field.attributes["style"] == index).nonzero()[:, 0]
        if len(rows):
            out[rows] = TONES[name](field, rows, picture[rows]).clamp(0, 1)
    return out


def _photorealistic(field: Field, rows: Tensor, picture: Tensor) -> Tensor:
    x, y = field.x[rows] / field.width - 0.5, field.y[rows] / field.height - 0.5
    vignette = 1 - 0.28 * (x**2 + y**2)
    soft = picture * 0.94 + 0.02
    return (soft + 0.12 * (soft - 0.5) * (1 - (2 * soft - 1).abs())) * vignette[:, None]


def _painting(field: Field, rows: Tensor, picture: Tensor) -> Tensor:
    warm = saturate(picture, 1.3) * colour((1.03, 1.0, 0.94), picture) + 0.02
    wash = field.noise.plane("smooth", field.x[rows] * 0.5, field.y[rows] * 0.5, field.n("seed")[rows] + 0.21)
    return warm * (1 + 0.045 * wash)[:, None]


def _cartoon(field: Field, rows: Tensor, picture: Tensor) -> Tensor:
    vivid = saturate(picture, 1.4)
    return vivid.clamp(0, 1) ** 0.88 + 0.02


def _sketch(field: Field, rows: Tensor, picture: Tensor) -> Tensor:
    # Dark scenes are drawn brighter than they are: pencil leaves most of the paper bare.
    time, weather = field.attributes["time"][rows], field.attributes["weather"][rows]
    gain = torch.tensor([1.05, 1.0, 1.15, 1.4, 1.75], device=picture.device)[time]
    gain = (gain * torch.tensor([1.0, 1.0, 1.05, 1.1, 1.0, 1.35], device=picture.device)[weather]).view(-1, 1, 1)
    tone = 0.16 + 0.84 * step(-0.12, 0.85, luminance(picture) * gain) ** 0.8
    return colour((0.965, 0.95, 0.915), picture) * tone[:, None]


def _abstract(field: Field, rows: Tensor, picture: Tensor) -> Tensor:
    bold = saturate(picture, 2.0)
    level = torch.round(bold * 4) / 4
    bold = mix(bold, level, torch.full_like(picture[:, 0], 0.65))
    light, turn = torch.ones_like(picture[:, 0]), torch.zeros_like(picture[:, 0])
    for i, side in enumerate(field.shard_sides):  # type: ignore[attr-defined]
        shift = field.n(f"shard_shift{i}")[rows]
        light = light + 0.09 * side[rows] * torch.sign(shift)
        turn = turn + 0.16 * side[rows] * shift
    grey = luminance(bold)[:, None]
    chroma = bold - grey
    # A turn of the hue about the grey axis.
    c, s = torch.cos(turn)[:, None], torch.sin(turn)[:, None] / 3**0.5
    turned = chroma * c + s * (chroma.roll(1, 1) - chroma.roll(2, 1))
    return (grey + turned) * light[:, None] + 0.03


TONES = {
    "photorealistic": _photorealistic,
    "painting": _painting,
    "cartoon": _cartoon,
    "sketch": _sketch,
    "abstract": _abstract,
}

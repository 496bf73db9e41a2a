"""What falls or hangs between the viewer and the scene."""

from __future__ import annotations

import torch
from torch import Tensor

from .field import mix, step
from .land import Layers
from .noise import white


def paint_weather(l: Layers) -> None:
    _fog(l)
    _rain(l)
    _snow(l)


def _fog(l: Layers) -> None:
    f = l.field
    fog = f.flag("weather", 2)
    if bool(fog.any()):
        height = 1 - ((f.y - f.n("horizon")).abs() / 0.42).clamp(0, 1)
        drift = 0.5 + 0.35 * f.fbm(f.x * 0.12, f.y * 0.5, 0.66, "smooth")
        l.picture = mix(l.picture, l.light.fog.expand_as(l.picture), fog * (0.22 + 0.6 * height * drift).clamp(0, 0.86))


def _rain(l: Layers) -> None:
    f = l.field
    wet = torch.maximum(f.flag("weather", 3), f.flag("weather", 5) * 0.7)
    if not bool(wet.any()):
        return
    shown: Tensor = torch.zeros_like(f.x)
    for grid, salt in ((13.0, 0.0), (8.0, 3.0)):
        u = f.x * grid + f.y * grid * 0.22
        cell = torch.floor(u)
        seed = torch.floor(f.n("seed") * 1000) + salt
        v = f.y * grid * 0.26 + 7 * white(cell, cell * 0, seed)
        row = torch.floor(v)
        fall = torch.remainder(v, 1.0)
        middle = 0.25 + 0.5 * white(cell, row, seed + 1)
        away = (u - cell - middle).abs() / grid
        streak = f.inside(away - 0.0035) * step(0.0, 0.15, fall) * step(0.8, 0.5, fall)
        shown = torch.maximum(shown, streak * (white(cell, row, seed + 2) < 0.6).float())
    bright = l.light.haze * 0.6 + 0.4
    l.picture = mix(l.picture, bright.expand_as(l.picture), shown * wet * 0.62)


def _snow(l: Layers) -> None:
    f = l.field
    snow = f.flag("weather", 4)
    if not bool(snow.any()):
        return
    shown: Tensor = torch.zeros_like(f.x)
    for grid, radius, salt in ((14.0, 0.007, 0.0), (8.0, 0.012, 4.0), (4.0, 0.018, 9.0)):
        seed = torch.floor(f.n("seed") * 1000) + salt
        cx, cy = torch.floor(f.x * grid), torch.floor(f.y * grid)
        px, py = 0.25 + 0.5 * white(cx, cy, seed), 0.25 + 0.5 * white(cx, cy, seed + 1)
        away = ((f.x * grid - cx - px) ** 2 + (f.y * grid - cy - py) ** 2).sqrt() / grid
        there = (white(cx, cy, seed + 2) < 0.5).float()
        shown = torch.maximum(shown, f.inside(away - radius * (0.7 + 0.5 * white(cx, cy, seed + 3))) * there)
    l.picture = mix(
        l.picture, torch.ones_like(l.picture) * (0.45 + 0.55 * l.light.ambient.clamp(0, 1)), shown * snow * 0.92
    )

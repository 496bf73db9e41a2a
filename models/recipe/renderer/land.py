"""What rises above the horizon: mountains, hills, dunes, trees, skylines, mesas, islands, cliffs.

Every painter gets the picture behind it and returns the picture with itself in front, together
with the map of ids from which the outlines of cartoon and sketch are drawn.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .field import Field, colour, mix, step, table
from .noise import white
from .sky import Light

FOLIAGE = [(0.16, 0.36, 0.14), (0.78, 0.38, 0.10), (0.30, 0.48, 0.20), (0.62, 0.70, 0.76)]
GRASS = [(0.34, 0.56, 0.20), (0.66, 0.52, 0.22), (0.46, 0.66, 0.28), (0.90, 0.93, 0.97)]


class Layers:
    """Accumulates the picture and the id map."""

    def __init__(self, field: Field, picture: Tensor, light: Light, x: Tensor, y: Tensor) -> None:
        self.field, self.picture, self.light, self.x, self.y = field, picture, light, x, y
        self.ids = torch.zeros_like(x)

    def put(self, mask: Tensor, paint: Tensor, ident: float | Tensor) -> None:
        self.picture = mix(self.picture, paint, mask)
        self.ids = torch.where(
            mask > 0.5, torch.as_tensor(ident, device=mask.device, dtype=mask.dtype).expand_as(mask), self.ids
        )

    def lit(self, albedo: Tensor, shade: Tensor | float, distance: float) -> Tensor:
        """Albedo under the scene's light, then the haze of its distance (0 near, 1 far)."""
        paint = albedo * self.light.ambient
        if isinstance(shade, Tensor):
            paint = (
                paint * (0.62 + 0.5 * shade)[:, None] + self.light.sun * (0.14 * (shade - 0.5).clamp(min=0))[:, None]
            )
        fog = self.field.flag("weather", 2)[:, None]
        haze = (distance * (0.62 + 0.0 * fog) + fog * (0.25 + 0.55 * distance)).clamp(max=0.93)
        return mix(paint, mix(self.light.haze, self.light.fog, fog.expand_as(haze)), haze)


def _slope_light(field: Field, x: Tensor, y: Tensor, scale: float, salt: float) -> Tensor:
    """Light from the side on rough ground, from the difference of a noise field."""
    side = torch.where(field.n("sun_x") > field.width / 2, 1.0, -1.0) * 0.03
    a, b = x * scale + y * scale * 0.35, y * scale * 0.8
    rough = field.fbm(a, b, salt) - field.fbm(a + side, b, salt)
    return (0.5 + rough * 0.8 * field.detail).clamp(0, 1)


def _peaks(f: Field, x: Tensor, width: float, salt: int) -> tuple[Tensor, Tensor]:
    """Height (0 to 1) of a chain of peaks, and how far to the right of its own peak a point lies."""
    cell = torch.floor(x / width)
    seed = torch.floor(f.n("seed2") * 1000) + 17 * salt
    top, side = torch.full_like(x, -1.0), torch.zeros_like(x)
    for d in (-2, -1, 0, 1, 2):
        c = cell + d
        middle = (c + 0.5 + 0.7 * (white(c, c * 0, seed) - 0.5)) * width
        tall = 0.45 + 0.55 * white(c, c * 0, seed + 3)
        steep = (0.62 + 0.3 * white(c, c * 0, seed + 5)) / width
        here = tall - steep * (x - middle).abs() * 0.62
        side = torch.where(here > top, (x - middle) / width, side)
        top = torch.maximum(top, here)
    return top, side


def mountains(l: Layers, strength: float = 1.0) -> None:
    f, x, y = l.field, l.x, l.y
    horizon, relief = f.n("horizon"), f.n("relief") * strength
    season = f.a("season")
    rock = table([(0.44, 0.45, 0.52), (0.48, 0.42, 0.40), (0.42, 0.46, 0.50), (0.55, 0.58, 0.64)], season)
    sun_side = torch.where(f.n("sun_x") > f.width / 2, 1.0, -1.0)
    for k, (height, width, haze) in enumerate([(0.46, 0.5, 0.55), (0.31, 0.38, 0.3), (0.13, 0.3, 0.08)]):
        peak, side = _peaks(f, x + 0.05 * f.row(x * 0.2, 0.3 * k, "wave"), width, k)
        rough = f.row(x * 0.24, 0.13 * k) * (0.3 + 0.7 * f.detail)
        tall = height * relief * (peak + 0.035 * rough).clamp(min=0.12)
        top = horizon - tall
        mask = f.inside(top - y) * f.inside(y - horizon - 0.01)
        # The crest runs down from the peak in a crooked line and parts the sunny from the shaded face.
        crooked = side + 0.16 * f.fbm(x * 0.15, y * 0.55, 0.2 + 0.1 * k) * (0.35 + 0.65 * f.detail)
        face = step(-0.06, 0.06, crooked * sun_side)
        shade = 0.25 + 0.5 * face + 0.3 * (_slope_light(f, x, y, 0.7, 0.2 + 0.1 * k) - 0.5)
        body = l.lit(rock.expand_as(l.picture), shade, haze)
        grown = l.lit((table(FOLIAGE, season) * 1.15).expand_as(l.picture), shade, haze)
        body = mix(
            body, grown, step(0.13, 0.02, (horizon - y) / relief - 0.02 * f.fbm(x, y, 0.7)) * (0.85 if k else 0.2)
        )
        line = (
            horizon
            - relief * height * 0.52
            + (0.03 * f.fbm(x * 0.9, y * 0.5, 0.4) + 0.03 * rough) * (0.3 + 0.7 * f.detail)
        )
        snow = step(-0.012, 0.012, line - y) * f.flag("snowcaps")
        white_paint = l.lit(torch.full_like(l.picture, 0.98), 0.45 + 0.6 * (shade - 0.2), haze * 0.45)
        l.put(mask, mix(body, white_paint, snow), 1.0 + k)


def hills(l: Layers, count: int = 3, strength: float = 1.0) -> None:
    f, x, y = l.field, l.x, l.y
    horizon, grass = f.n("horizon"), table(GRASS, f.a("season"))
    for k in range(count):
        base, height, haze = [(0.13, 0.055, 0.5), (0.075, 0.05, 0.28), (0.02, 0.035, 0.1)][k]
        top = horizon - ((base + height * f.row(x * 0.1, 0.17 * k, "wave")) * f.n("relief") * strength).clamp(min=0)
        mask = f.inside(top - y) * f.inside(y - horizon - 0.01)
        shade = (0.8 - (y - top) * 2.2 + 0.1 * f.fbm(x * 0.7, y * 2.1, 0.3 + 0.1 * k) * f.detail).clamp(0, 1)
        shade = torch.where(f.detail > 0, shade, torch.full_like(shade, 0.62 + 0.1 * k))
        l.put(mask, l.lit((grass * (1.0 - 0.1 * k)).expand_as(l.picture), shade, haze), 4.0 + k)


def dunes(l: Layers) -> None:
    f, x, y = l.field, l.x, l.y
    sand = colour((0.90, 0.72, 0.44), x)
    for k, (base, height, haze) in enumerate([(0.12, 0.06, 0.4), (0.03, 0.05, 0.2)]):
        top = f.n("horizon") - (
            (base + height * f.row(x * 0.12 + 0.03 * f.row(x * 0.2, 0.1 * k, "wave"), 0.23 * k, "wave")) * f.n("relief")
        ).clamp(min=0)
        mask = f.inside(top - y) * f.inside(y - f.n("horizon") - 0.01)
        shadow = step(-0.02, 0.02, f.row(x * 0.12 + 0.02, 0.23 * k, "wave") * 0.06 - (y - top) + 0.04)
        shade = 0.35 + 0.5 * shadow + 0.05 * f.fbm(x * 0.4, y * 5, 0.2) * f.detail
        l.put(mask, l.lit(sand.expand_as(l.picture), shade, haze), 7.0 + k)


def mesas(l: Layers) -> None:
    f, x, y = l.field, l.x, l.y
    rock = colour((0.76, 0.40, 0.24), x)
    for k, (height, haze) in enumerate([(0.26, 0.42), (0.36, 0.12)]):
        wave = f.row(x * (0.16 - 0.05 * k), 0.29 * k + 0.02, "wave") + 0.12 * f.row(x * 0.4, 0.5) * f.detail
        level = torch.floor(wave * 1.6 + 0.6) / 1.6 + 0.18 * step(0.0, 1.0, torch.remainder(wave * 1.6 + 0.6, 1.0) * 8)
        top = f.n("horizon") - (height * (0.35 + 0.6 * level) * f.n("relief")).clamp(min=0.0)
        mask = f.inside(top - y) * f.inside(y - f.n("horizon") - 0.01)
        strata = 0.5 + 0.5 * torch.sin((y + 0.01 * f.fbm(x, y, 0.5)) * 90)
        shade = 0.3 + 0.25 * strata * (0.25 + 0.75 * f.detail) + 0.3 * _slope_light(f, x, y * 0.2, 0.7, 0.3)
        l.put(mask, l.lit(rock.expand_as(l.picture), shade, haze), 9.0 + k)


def forest(l: Layers, rows: int = 3, strength: float = 1.0) -> None:
    """Rows of pointed and round crowns; pines where the seed says so, else mixed."""
    f, x, y = l.field, l.x, l.y
    season = f.a("season")
    pointed = (f.n("seed2") < 0.65).float()
    for k in range(rows):
        size, base, haze = [(0.085, 0.16, 0.52), (0.13, 0.1, 0.26), (0.2, 0.03, 0.04)][k]
        size, base = size * strength, base * strength
        cell = torch.floor(x / (size * 0.62) + 0.37 * k)
        top = torch.zeros_like(x)
        rnd = torch.zeros_like(x)
        for d in (-1, 0, 1):
            c = cell + d
            seed = torch.floor(f.n("seed") * 1000) + k
            tall = size * (0.8 + 0.75 * white(c, c * 0, seed))
            middle = (c - 0.37 * k + 0.5 + 0.5 * (white(c, c * 0, seed + 7) - 0.5)) * size * 0.62
            away = (x - middle).abs() / (size * 0.52)
            crown = tall * torch.where(
                pointed > 0.5,
                1.1 - 1.15 * away - 0.1 * torch.remainder((1 - away) * 4, 1.0),
                0.25 + 0.75 * (1 - (0.8 * away) ** 2).clamp(min=0).sqrt() * (away < 1.25),
            )
            rnd = torch.where(crown > top, white(c, c * 0, seed + 3), rnd)
            top = torch.maximum(top, crown)
        line = f.n("horizon") - base * f.n("relief") - 0.03 * f.row(x * 0.12, 0.3 * k, "wave") - top.clamp(min=0)
        mask = f.inside(line - y) * f.inside(y - f.n("horizon") - 0.02)
        green = table(FOLIAGE, season) * (0.85 + 0.5 * rnd[:, None])
        green = mix(
            green,
            table([(0.2, 0.42, 0.15), (0.85, 0.62, 0.15), (0.92, 0.62, 0.72), (0.85, 0.88, 0.93)], season),
            (rnd > 0.6).float() * 0.4,
        )
        shade = (0.85 - (y - line) * 3.0 / (1 + k) + 0.18 * f.fbm(x * 1.6, y * 1.6, 0.4) * f.detail).clamp(0.1, 1)
        l.put(mask, l.lit(green, shade, haze), 12.0 + k)


def skyline(l: Layers) -> None:
    f, x, y = l.field, l.x, l.y
    night = f.flag("time", 4) + 0.8 * f.flag("time", 3)
    for k, (size, low, high, haze) in enumerate([(0.1, 0.2, 0.34, 0.5), (0.14, 0.08, 0.42, 0.16)]):
        cell = torch.floor(x / size + 0.41 * k)
        seed = torch.floor(f.n("seed") * 1000) + 11 * k
        rnd, rnd2 = white(cell, cell * 0, seed), white(cell, cell * 0, seed + 3)
        u = x / size + 0.41 * k - cell
        side = (u - 0.5).abs()
        tall = (low + high * rnd**1.6 * (1 - 0.25 * (x / f.width - 0.5).abs())) * f.n("relief")
        spire = tall * torch.where(
            rnd2 > 0.7, 0.3 * (1 - side * 5).clamp(min=0), (side < 0.3).float() * 0.08 * (rnd2 > 0.35).float()
        )
        inset = 0.5 - 0.07 * rnd2
        top = f.n("horizon") - torch.where(side < inset, tall + spire, torch.full_like(tall, low * 0.35))
        mask = f.inside(top - y) * f.inside(y - f.n("horizon") - 0.01)
        wall = table([(0.52, 0.52, 0.56)], torch.zeros(len(x), device=x.device)) * (0.65 + 0.5 * rnd2[:, None])
        wall = mix(wall, colour((0.62, 0.45, 0.38), x), (rnd > 0.62).float() * 0.7)
        shade = 0.35 + 0.5 * (u < 0.62).float()
        paint = l.lit(wall, shade, haze)
        gx, gy = u * 5, (f.n("horizon") - y) / 0.034
        pane = ((torch.remainder(gx, 1.0) - 0.5).abs() < 0.3).float() * (
            (torch.remainder(gy, 1.0) - 0.5).abs() < 0.28
        ).float()
        on = (white(torch.floor(gx) + cell * 7, torch.floor(gy), seed + 5) < 0.5).float()
        pane = pane * (side < inset - 0.06).float() * (y > top + 0.015).float()
        dark = mix(paint * 0.62, l.light.haze.expand_as(paint), torch.full_like(pane, 0.25))
        glow = colour((1.0, 0.83, 0.45), x).expand_as(paint)
        glass = mix(dark, glow, (on * night).clamp(0, 1) * 0.95)
        l.put(mask, mix(paint, glass, pane * 0.9), 16.0 + k + 0.5 * rnd)


def island(l: Layers) -> None:
    f, x, y = l.field, l.x, l.y
    away = (x - f.width / 2) / f.n("island_w")
    hump = f.n("island_h") * (1 - away**2).clamp(min=0) ** 0.7 * (1 + 0.15 * f.row(x * 0.4, 0.2))
    top = f.n("horizon") - hump
    mask = f.inside(top - y) * f.inside(y - f.n("horizon") - 0.004) * (away.abs() < 1).float()
    shade = (0.75 + 0.2 * f.fbm(x, y * 2, 0.3) * f.detail).clamp(0, 1)
    green = l.lit(colour((0.28, 0.50, 0.20), x).expand_as(l.picture), shade, 0.05)
    sand = l.lit(colour((0.93, 0.82, 0.58), x).expand_as(l.picture), shade, 0.05)
    beach = step(f.n("horizon") - 0.035, f.n("horizon") - 0.02, y + 0.006 * f.row(x * 0.5, 0.6))
    l.put(mask, mix(green, sand, beach), 20.0)


def far_shore(l: Layers) -> None:
    """The strip of land that closes a lake."""
    f, x, y = l.field, l.x, l.y
    top = f.n("horizon") - 0.02 - 0.014 * f.row(x * 0.15, 0.4, "wave")
    mask = f.inside(top - y) * f.inside(y - f.n("horizon") - 0.004)
    shade = torch.full_like(x, 0.45)
    l.put(mask, l.lit((table(GRASS, f.a("season")) * 0.8).expand_as(l.picture), shade, 0.15), 21.0)


def cliff(l: Layers) -> None:
    """Painted over the sea: its foot stands in the water."""
    f, x, y = l.field, l.x, l.y
    shown = f.flag("cliff")
    right = f.flag("cliff", 3)
    inward = torch.where(right > 0.5, f.n("cliff_x") - x, x - f.n("cliff_x"))
    rough = 0.05 * f.noise.row("ridge", y * 0.3, f.n("seed2")) * (0.4 + 0.6 * f.detail) - 0.28 * (
        y - f.n("cliff_y")
    ).clamp(min=0)
    top = f.n("cliff_y") + 0.012 * f.row(x * 0.3, 0.8) + 0.25 * (inward + 0.12).clamp(min=0)
    foot = (
        f.n("horizon") + 0.36 * (f.height - f.n("horizon")) + 0.03 * f.row(x * 0.4, 0.3) - 0.4 * inward.clamp(min=-0.3)
    )
    mask = f.inside(inward + rough) * f.inside(top - y) * f.inside(y - foot) * shown
    strata = _slope_light(f, x * 1.4, y * 0.7, 0.8, 0.5)
    rock = l.lit(colour((0.47, 0.43, 0.40), x).expand_as(l.picture), 0.15 + 0.75 * strata, 0.03)
    grass = l.lit(colour((0.36, 0.52, 0.22), x).expand_as(l.picture), torch.full_like(x, 0.6), 0.03)
    l.put(mask, mix(rock, grass, step(0.055, 0.03, y - top + 0.015 * f.row(x * 0.6, 0.9))), 22.0)

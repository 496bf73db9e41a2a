"""What lies below the horizon: water with its reflections, grass, sand, rock, streets, snow."""

from __future__ import annotations

import torch
from torch import Tensor

from .field import Field, colour, mix, step, table
from .land import GRASS, Layers
from .noise import white

WATER = [(0.26, 0.42, 0.54), (0.10, 0.40, 0.60), (0.30, 0.30, 0.44), (0.16, 0.22, 0.40), (0.06, 0.12, 0.28)]


def depth_of(field: Field) -> Tensor:
    """0 at the horizon, 1 at the lower edge."""
    return ((field.y - field.n("horizon")) / (field.height - field.n("horizon"))).clamp(0, 1)


def water_mask(field: Field) -> Tensor:
    f, kind = field, field.scenes.kind
    below = f.inside(f.n("horizon") - f.y)
    if kind == "river":
        p = depth_of(f)
        middle = (0.5 + 0.2 * torch.sin(6.2 * f.n("seed") + 4.2 * p) * (0.3 + p) + 0.06 * f.n("flip")) * f.width
        half = (0.035 + 0.24 * p**1.25) * min(1.0, f.width)
        edge = 0.015 * f.row(f.y * 0.4, 0.5)
        return below * f.inside((f.x - middle).abs() - half + edge)
    shown = f.flag("water")
    mask = below * shown
    if kind in ("lake", "beach"):
        slant = 0.12 if kind == "beach" else 0.03
        edge = f.n("bank_y") + slant * f.n("flip") * (f.x - f.width / 2) + 0.018 * f.row(f.x * 0.14, 0.9, "wave")
        mask = torch.where(f.flag("bank") > 0.5, mask * f.inside(f.y - edge), mask)
    return mask


def mirrored(field: Field, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Where each pixel looks: itself, or on water the point mirrored at the horizon, set swaying by waves."""
    f = field
    p = depth_of(f)
    rough = torch.where(f.flag("calm") > 0.5, 0.35, 1.0) + 0.8 * f.flag("weather", 5)
    wave = f.noise.plane("fbm", f.x * 0.35, f.y * (2.6 - 1.5 * p), f.n("seed") + 0.6) * (0.25 + 0.75 * f.detail)
    sway = wave * rough * (0.012 + 0.05 * p)
    y = 2 * f.n("horizon") - f.y + sway * 0.9
    on = (mask > 0.02).float()
    return f.x + sway * 0.45 * on, torch.where(on > 0.5, torch.minimum(y, f.n("horizon") - 0.002), f.y)


def paint_water(l: Layers, mask: Tensor) -> None:
    """Turns what the mirrored coordinates showed into water."""
    f = l.field
    p = depth_of(f)
    deep = table(WATER, f.a("time"))
    grey = torch.tensor([0.0, 0.1, 0.45, 0.5, 0.4, 0.7], device=p.device)[f.a("weather")].view(-1, 1, 1, 1)
    deep = mix(deep, l.light.fog * 0.62, grey)
    if f.scenes.kind in ("island", "beach"):
        deep = mix(deep, colour((0.10, 0.62, 0.66), p) * l.light.ambient, 0.5 - 0.35 * grey)
    rough = torch.where(f.flag("calm") > 0.5, 0.0, 1.0)
    mirror = (0.86 - 0.34 * p - 0.3 * rough).clamp(0.1, 0.9)
    paint = mix(deep.expand_as(l.picture), l.picture * 0.94, mirror)
    z = 1.0 / (p + 0.06)
    streak = f.fbm(f.x * (0.15 + 0.06 * z), z * 0.55, 0.35, "fbm") + 0.5 * f.fbm(f.x * (0.4 + 0.1 * z), z * 1.4, 0.45)
    crest = step(0.75 - 0.25 * f.flag("weather", 5), 1.7, streak) * (0.25 + 0.75 * rough)
    white_cap = mix(l.light.haze, torch.ones_like(deep), 0.5) * (0.55 + 0.45 * l.light.ambient)
    paint = mix(paint, white_cap.expand_as(paint), crest * (0.28 + 0.3 * f.flag("weather", 5)))
    paint = paint * (1 - 0.1 * step(0.2, 1.6, -streak) * (0.3 + 0.7 * rough))[:, None]
    glitter = torch.exp(-(((f.x - f.n("sun_x")) / (0.05 + 0.12 * p)) ** 2)) * (f.flag("sun") + 0.7 * f.flag("moon"))
    low = (1 - (f.n("horizon") - f.n("sun_y")) / f.n("horizon")).clamp(0.25, 1)
    sparkle = step(-0.3, 0.9, f.fbm(f.x * 0.6, z * 0.9, 0.7)) * glitter * low
    paint = mix(paint, l.light.sun.expand_as(paint), sparkle * 0.75)
    if f.scenes.kind in ("beach",):
        edge = f.n("bank_y") + 0.12 * f.n("flip") * (f.x - f.width / 2)
        foam = step(0.045, 0.0, (edge - f.y).abs() + 0.02 * f.fbm(f.x * 0.8, f.y * 2.0, 0.2))
        paint = mix(paint, torch.ones_like(paint) * (0.4 + 0.6 * l.light.ambient), foam * 0.85)
    l.put(mask, paint, 30.0)


def paint_ground(l: Layers, water: Tensor) -> None:
    f, kind = l.field, l.field.scenes.kind
    below = f.inside(f.n("horizon") - f.y) * (1 - water)
    if not bool((below > 0.01).any()):
        return
    p = depth_of(f)
    z = 1.0 / (p + 0.08)
    u, v = (f.x - f.width / 2) * z * 0.3, z * 0.9
    rough, soft = f.fbm(u * 1.3, v * 1.3, 0.2), f.fbm(u * 0.3, v * 0.3, 0.25, "smooth")
    if kind in ("desert", "beach"):
        ripple = torch.sin(v * 26 + 2.2 * rough + u * 4) * step(0.25, 0.8, p)
        shade = 0.62 + (0.1 * ripple + 0.12 * soft) * f.detail + 0.07 * soft
        albedo = colour((0.90, 0.74, 0.47) if kind == "desert" else (0.94, 0.84, 0.62), p).expand_as(l.picture)
    elif kind == "canyon":
        shade = 0.5 + 0.22 * rough * f.detail + 0.1 * soft
        albedo = colour((0.74, 0.44, 0.27), p).expand_as(l.picture)
    elif kind == "city":
        line = ((torch.remainder((f.x - f.width / 2) * z * 0.55 + 0.5, 1.0) - 0.5).abs() < 0.04).float() * step(
            0.05, 0.2, p
        )
        shade = 0.5 + 0.08 * rough * f.detail
        albedo = mix(colour((0.42, 0.42, 0.45), p).expand_as(l.picture), colour((0.80, 0.78, 0.70), p), line)
    else:
        shade = 0.58 + 0.2 * rough * f.detail + 0.12 * soft
        albedo = table(GRASS, f.a("season")).expand_as(l.picture)
        albedo = mix(albedo, albedo * 0.72, step(0.3, 1.2, soft) * 0.6)
        if kind == "meadow":
            albedo = _flowers(f, albedo, u * 1.1, z * 0.24, p)
        albedo = _path(f, albedo, p)
    l.put(below, l.lit(albedo, shade.clamp(0, 1), 0.06), 31.0)
    nearness = (0.3 * (1 - p) ** 3)[:, None]
    l.picture = mix(l.picture, l.light.haze.expand_as(l.picture), nearness * below[:, None])


def _flowers(f: Field, albedo: Tensor, u: Tensor, v: Tensor, p: Tensor) -> Tensor:
    """Dots that grow towards the viewer, in one colour or in three."""
    grid = 13.0
    cx, cy = torch.floor(u * grid), torch.floor(v * grid)
    seed = torch.floor(f.n("seed") * 1000)
    rnd = white(cx, cy, seed)
    away = ((u * grid - cx - 0.5) ** 2 + (v * grid - cy - 0.5) ** 2).sqrt()
    petals = table(
        [(0.95, 0.25, 0.25), (0.98, 0.85, 0.2), (0.95, 0.95, 0.98), (0.62, 0.35, 0.85)],
        torch.floor(f.numbers["seed2"] * 4),
    )
    other = table(
        [(0.98, 0.6, 0.75), (0.95, 0.5, 0.15), (0.98, 0.85, 0.25), (0.35, 0.45, 0.95)],
        torch.floor(f.numbers["seed2"] * 4),
    )
    paint = mix(petals.expand_as(albedo), other, (white(cx, cy, seed + 2) > 0.6).float())
    return mix(
        albedo,
        paint,
        ((away < 0.36) & (rnd < 0.6)).float() * step(0.03, 0.2, p) * (f.a("season") != 3).float().view(-1, 1, 1),
    )


def _path(f: Field, albedo: Tensor, p: Tensor) -> Tensor:
    middle = (0.5 + 0.16 * torch.sin(5 * f.n("seed2") + 4.5 * p) * (1.1 - 0.5 * p)) * f.width
    mask = f.inside((f.x - middle).abs() - (0.012 + 0.16 * p**1.2) * min(1.0, f.width)) * f.flag("path")
    return mix(albedo, colour((0.72, 0.60, 0.44), p), mask)

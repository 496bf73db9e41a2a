"""Sky: gradient, sun, moon, stars, clouds, rainbow, lightning; and the light that it gives."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .field import Field, mix, step, table
from .noise import white

#          dawn                 day                  sunset               dusk                 night
ZENITH = [(0.42, 0.56, 0.80), (0.16, 0.44, 0.86), (0.30, 0.32, 0.62), (0.17, 0.20, 0.45), (0.06, 0.10, 0.30)]
BAND = [(0.98, 0.82, 0.72), (0.68, 0.86, 0.98), (0.99, 0.60, 0.32), (0.58, 0.42, 0.58), (0.20, 0.28, 0.54)]
AMBIENT = [(0.92, 0.84, 0.84), (1.0, 1.0, 0.98), (0.95, 0.74, 0.62), (0.62, 0.58, 0.74), (0.44, 0.51, 0.74)]
LIGHT = [(1.0, 0.86, 0.66), (1.0, 0.97, 0.86), (1.0, 0.66, 0.28), (0.95, 0.62, 0.58), (0.82, 0.88, 1.0)]
#       plain                pink                orange              purple              red                 golden
HUES = [
    (0.0, 0.0, 0.0),
    (1.0, 0.50, 0.66),
    (1.0, 0.55, 0.16),
    (0.62, 0.36, 0.82),
    (0.93, 0.24, 0.20),
    (1.0, 0.80, 0.30),
]
GREY = [(0.78, 0.76, 0.78), (0.80, 0.83, 0.87), (0.66, 0.58, 0.58), (0.38, 0.39, 0.48), (0.19, 0.23, 0.35)]


@dataclass
class Light:
    """Colours [n, 3, 1, 1]: of the ambient light, of sun or moon, of the haze at the horizon."""

    ambient: Tensor
    sun: Tensor
    haze: Tensor
    fog: Tensor


def light_of(field: Field) -> tuple[Light, Tensor, Tensor]:
    """The light and the sky's colours at the zenith and at the horizon."""
    time, weather, hue = field.a("time"), field.a("weather"), field.a("hue")
    zenith, band = table(ZENITH, time), table(BAND, time)
    tint = 0.03 * torch.stack([field.numbers[f"tint{i}"] for i in range(3)], 1)[:, :, None, None]
    has_hue = (hue > 0).float().view(-1, 1, 1, 1)
    band = mix(band, table(HUES, hue), 0.72 * has_hue)
    zenith = mix(zenith, table(HUES, hue) * 0.62 + 0.1, 0.42 * has_hue)
    #                             clear cloudy fog  rain snow storm
    grey = torch.tensor([0.0, 0.18, 0.8, 0.75, 0.7, 0.85], device=time.device)[weather].view(-1, 1, 1, 1)
    dark = torch.tensor([1.0, 1.0, 1.0, 0.88, 1.0, 0.7], device=time.device)[weather].view(-1, 1, 1, 1)
    zenith, band = mix(zenith, table(GREY, time) * 0.86, grey) * dark, mix(band, table(GREY, time), grey * 0.85) * dark
    zenith, band = zenith + tint, band + tint
    ambient = mix(table(AMBIENT, time), table(GREY, time) * 1.12, grey * 0.35) * (0.35 + 0.65 * dark)
    ambient = mix(ambient, ambient * (table(HUES, hue) * 0.5 + 0.6), 0.4 * has_hue)
    return (
        Light(ambient, table(LIGHT, time), band, mix(band, table(GREY, time), torch.full_like(grey, 0.4))),
        zenith,
        band,
    )


def paint_sky(field: Field, x: Tensor, y: Tensor) -> tuple[Tensor, Light]:
    light, zenith, band = light_of(field)
    horizon, weather = field.n("horizon"), field.a("weather")
    flat = field.style("cartoon")
    height = ((horizon - y) / horizon).clamp(0, 1)
    bands = torch.floor(height * 6 + 0.25 * field.row(x * 0.3, 0.2, "wave")) / 6
    height = (height + (bands - height) * flat * 0.85).clamp(0, 1)
    picture = mix(band, zenith, step(0.0, 0.85, height) ** 0.85)

    sx, sy = field.n("sun_x"), field.n("sun_y")
    away = ((x - sx) ** 2 + (y - sy) ** 2).sqrt()
    sun, moon = field.flag("sun"), field.flag("moon")
    glow = (sun * 0.85 + moon * 0.35) * (1 - 0.5 * flat)
    low = field.flag("time", 0) + field.flag("time", 2)
    picture = mix(
        picture, light.sun.expand_as(picture), (glow * torch.exp(-away * (4.2 - 1.6 * low))).clamp(0, 1) * 0.75
    )
    picture = _stars(field, picture, x, y)

    radius = field.n("sun_r") * (1 + 0.3 * moon)
    disc = field.inside(away - radius)
    crescent = disc * (
        1 - field.inside(((x - sx - radius * 0.55) ** 2 + (y - sy + radius * 0.2) ** 2).sqrt() - radius * 0.92)
    )
    full = 1 - 0.16 * step(0.0, 1.0, field.fbm(x * 2.5, y * 2.5, 0.3, "smooth"))[:, None] * field.detail[:, None]
    white_hot = mix(light.sun, torch.ones_like(light.sun), 0.75 - 0.35 * low[:, None])
    picture = mix(picture, white_hot.expand_as(picture), disc * sun)
    picture = mix(picture, torch.ones_like(picture) * 0.97 * full, disc * field.flag("moon", 1))
    picture = mix(picture, torch.ones_like(picture) * 0.96, crescent * field.flag("moon", 2))
    picture = _clouds(field, picture, x, y, light, weather, away)
    return _effects(field, picture, x, y), light


def _stars(field: Field, picture: Tensor, x: Tensor, y: Tensor) -> Tensor:
    stars = field.flag("stars")
    if not bool(stars.any()):
        return picture
    for salt, grid, share in ((0.0, 9.0, 0.5), (5.0, 17.0, 0.3)):
        cx, cy = torch.floor(x * grid), torch.floor(y * grid)
        seed = torch.floor(field.n("seed") * 1000) + salt
        px, py = white(cx, cy, seed) * 0.6 + 0.2, white(cx, cy, seed + 1) * 0.6 + 0.2
        away = ((x * grid - cx - px) ** 2 + (y * grid - cy - py) ** 2).sqrt() / grid
        size = 0.006 + 0.007 * white(cx, cy, seed + 2)
        shine = (1 - away / size).clamp(0, 1) * (white(cx, cy, seed + 3) < share).float()
        picture = mix(picture, torch.ones_like(picture), stars * (shine * 1.6).clamp(0, 1) * 0.95)
    return picture


def _clouds(field: Field, picture: Tensor, x: Tensor, y: Tensor, light: Light, weather: Tensor, away: Tensor) -> Tensor:
    horizon, cover, scale = field.n("horizon"), field.n("cloud_cover"), field.n("cloud_scale")
    height = ((horizon - y) / horizon).clamp(min=0.02)
    depth = 1.0 / (height * 0.9 + 0.25)  # clouds get flatter and smaller towards the horizon
    u, v = (x - field.width / 2) * (0.32 + 0.13 * depth) * scale * 0.42, depth * 0.36 * scale
    shape = field.fbm(u, v, 0.11, "smooth") * 0.75 + field.fbm(u * 2.3, v * 2.3, 0.17) * 0.4 * (
        0.25 + 0.75 * field.detail
    )
    lit = shape - (
        field.fbm(u, v - 0.02, 0.11, "smooth") * 0.75
        + field.fbm(u * 2.3, v * 2.3 - 0.03, 0.17) * 0.4 * (0.25 + 0.75 * field.detail)
    )
    flat = field.style("cartoon")
    edge = 0.7 - 0.55 * flat
    amount = step(0.55, 0.55 + edge, shape + cover) * step(-0.02, 0.16, (horizon - y) / horizon + 0.03)
    time = field.a("time")
    bright = table(
        [(1.0, 0.86, 0.82), (1.0, 1.0, 1.0), (1.0, 0.72, 0.52), (0.68, 0.52, 0.66), (0.30, 0.35, 0.50)], time
    )
    shade = table(
        [(0.72, 0.62, 0.70), (0.66, 0.73, 0.82), (0.62, 0.36, 0.44), (0.34, 0.30, 0.44), (0.12, 0.15, 0.28)], time
    )
    hue = field.a("hue")
    has_hue = (hue > 0).float().view(-1, 1, 1, 1)

    bright = mix(bright, table(HUES, hue) * 0.85 + 0.15, 0.7 * has_hue)
    shade = mix(shade, table(HUES, hue) * 0.6 + 0.05, 0.5 * has_hue)
    heavy = torch.tensor([0.0, 0.0, 0.3, 0.55, 0.3, 0.85], device=time.device)[weather].view(-1, 1, 1, 1)
    bright = mix(bright, table(GREY, time) * 0.82, heavy)
    shade = mix(shade, table(GREY, time) * 0.42, heavy)
    side = step(-0.35, 0.45, lit * 2.2 + 0.12)
    side = side + (torch.round(side * 2) / 2 - side) * flat
    body = mix(shade, bright, side)
    body = mix(body, light.sun.expand_as(body), (field.flag("sun") * torch.exp(-away * 4) * 0.55))
    return mix(picture, body, amount * 0.94)


def _effects(field: Field, picture: Tensor, x: Tensor, y: Tensor) -> Tensor:
    rainbow = field.flag("rainbow")
    if bool(rainbow.any()):
        cx = torch.where(field.n("sun_x") > field.width / 2, 0.3, 0.7) * field.width
        radius = 0.75 * min(field.width, field.n("horizon").mean().item() * 1.25)
        t = (((x - cx) ** 2 + ((y - field.n("horizon")) * 1.0) ** 2).sqrt() / radius - 0.86) / 0.14
        hue = (1 - t.clamp(0, 1)) * 0.78
        wheel = torch.stack([(torch.remainder(hue + s, 1.0) * 6 - 3).abs() - 1 for s in (0.0, 2 / 3, 1 / 3)], 1).clamp(
            0, 1
        )
        shown = step(0.0, 0.12, t) * (1 - step(0.88, 1.0, t)) * rainbow
        picture = mix(picture, wheel * 0.85 + 0.12, shown * 0.75)
    storm = field.flag("weather", 5)
    if bool(storm.any()):
        top = field.n("horizon")
        bolt_x = (0.2 + 0.6 * field.n("seed2")) * field.width
        zigzag = bolt_x + 0.1 * field.row(y * 0.5, 0.7) + 0.12 * field.row(y * 0.16, 0.9, "wave")
        shown = (field.n("seed") < 0.75).float() * storm * (y < top).float()
        away = (x - zigzag).abs()
        picture = mix(picture, torch.ones_like(picture) * 0.95, shown * torch.exp(-away * 9) * 0.3)
        picture = mix(picture, torch.ones_like(picture), shown * field.inside(away - 0.011))
    return picture

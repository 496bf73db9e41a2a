"""Single objects. Each is a list of painted parts in local coordinates: u to the right, v upwards from
the base line, both in units of the object's height."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .field import Field, mix, step, table
from .land import FOLIAGE, Layers

PALETTE = [
    (0.95, 0.94, 0.92), (0.84, 0.16, 0.14), (0.96, 0.52, 0.12), (0.98, 0.84, 0.20), (0.22, 0.58, 0.26),
    (0.16, 0.36, 0.80), (0.52, 0.26, 0.70), (0.97, 0.52, 0.68), (0.48, 0.31, 0.20),
]  # fmt: skip


@dataclass
class Local:
    """The window of one object: coordinates, its colour [n, 3, 1, 1], its random number [n, 1, 1]."""

    field: Field
    u: Tensor
    v: Tensor
    pixel: Tensor
    paint: Tensor
    rnd: Tensor
    season: Tensor
    lit: Tensor

    def fill(self, distance: Tensor) -> Tensor:
        return (0.5 - distance / self.pixel).clamp(0, 1)

    def box(self, x: float, y: float, w: float, h: float) -> Tensor:
        """Box by its centre and half sizes."""
        return self.fill(torch.maximum((self.u - x).abs() - w, (self.v - y).abs() - h))

    def disc(self, x: float, y: float, r: float, squash: float = 1.0) -> Tensor:
        return self.fill((((self.u - x) / squash) ** 2 + (self.v - y) ** 2).sqrt() - r)

    def wedge(self, x: float, low: float, high: float, w0: float, w1: float = 0.0) -> Tensor:
        """Trapezium between two heights, w0 wide (half) below and w1 above."""
        t = ((self.v - low) / (high - low)).clamp(0, 1)
        side = (self.u - x).abs() - (w0 + (w1 - w0) * t)
        return self.fill(torch.maximum(side * 0.8, (self.v - (low + high) / 2).abs() - (high - low) / 2))


Part = tuple[Tensor, Tensor, float]
# A part: its coverage, its colour, and how much it glows by itself (1: not darkened by the night).


def rgb(l: Local, r: float, g: float, b: float) -> Tensor:
    return torch.tensor([r, g, b], device=l.u.device).view(1, 3, 1, 1)


def windows(l: Local, mask: Tensor) -> Part:
    return mask, mix(rgb(l, 0.24, 0.30, 0.38), rgb(l, 1.0, 0.85, 0.45), l.lit[:, None]), 0.9


def pine(l: Local) -> list[Part]:
    green = table(FOLIAGE, torch.where(l.season == 1, 0, l.season)) * (0.9 + 0.3 * l.rnd[:, None])
    parts = [(l.box(0, 0.07, 0.03, 0.08), rgb(l, 0.32, 0.22, 0.14), 0.0)]
    for low, high, wide in ((0.1, 0.52, 0.27), (0.33, 0.76, 0.21), (0.56, 1.0, 0.15)):
        jag = 0.02 * torch.sin(l.u * 60 + l.rnd * 9)
        t = ((l.v - low) / (high - low)).clamp(0, 1)
        shape = torch.maximum(
            (l.u.abs() - wide * (1 - t)) * 0.8, (l.v + jag - (low + high) / 2).abs() - (high - low) / 2
        )
        parts.append((l.fill(shape), green * (0.78 + 0.5 * step(-0.2, 0.2, l.u * 1.0))[:, None], 0.0))
    return parts


def tree(l: Local) -> list[Part]:
    crown = table([(0.22, 0.46, 0.16), (0.86, 0.44, 0.10), (0.95, 0.66, 0.76), (0.80, 0.84, 0.90)], l.season)
    crown = crown * (0.85 + 0.3 * l.rnd[:, None])
    leaf = 0.05 * l.field.noise.plane("fbm", l.u * 0.5, l.v * 0.5, l.rnd)
    bumps = [(0, 0.66, 0.3), (-0.2, 0.55, 0.2), (0.21, 0.57, 0.19), (0.02, 0.82, 0.2)]
    distance = torch.stack([((l.u - x) ** 2 + (l.v - y) ** 2).sqrt() - r for x, y, r in bumps]).amin(0)
    shade = 0.72 + 0.45 * step(0.3, 0.95, l.v + 0.4 * l.u) + 1.6 * leaf
    return [
        (l.wedge(0, 0.0, 0.5, 0.06, 0.035), rgb(l, 0.36, 0.25, 0.16), 0.0),
        (l.fill(distance + leaf * 0.8), crown * shade[:, None], 0.0),
    ]


def palm(l: Local) -> list[Part]:
    bend = 0.16 * l.v.clamp(0, 1) ** 2
    trunk = l.fill(torch.maximum((l.u - bend).abs() - 0.03 + 0.008 * l.v, (l.v - 0.4).abs() - 0.41))
    parts = [(trunk, rgb(l, 0.45, 0.33, 0.2), 0.0)]
    for angle, shade in ((-0.5, 0.8), (0.25, 0.9), (1.0, 1.1), (2.1, 1.05), (2.9, 0.85), (3.6, 0.75)):
        c, s = torch.cos(torch.tensor(angle)).item(), torch.sin(torch.tensor(angle)).item()
        du, dv = l.u - 0.16, l.v - 0.8
        along = du * c + dv * s
        across = -du * s * (1 if c >= 0 else -1) + dv * abs(c) + 0.9 * along.clamp(min=0) ** 2 * (0.6 + abs(c) * 0.7)
        leaf = torch.maximum(
            across.abs() - 0.055 * (1 - (along / 0.42 - 0.4).abs()).clamp(min=0), (along - 0.2).abs() - 0.21
        )
        parts.append((l.fill(leaf), rgb(l, 0.18 * shade, 0.48 * shade, 0.16 * shade), 0.0))
    return parts


def cactus(l: Local) -> list[Part]:
    green = rgb(l, 0.26, 0.50, 0.25) * (0.7 + 0.4 * step(-0.12, 0.12, l.u))[:, None]
    shape = torch.stack([
        torch.maximum(l.u.abs() - 0.09, (l.v - 0.45).abs() - 0.46), ((l.u) ** 2 + (l.v - 0.9) ** 2).sqrt() - 0.09,
        torch.maximum((l.u + 0.16).abs() - 0.15, (l.v - 0.4).abs() - 0.055), torch.maximum((l.u + 0.26).abs() - 0.055, (l.v - 0.53).abs() - 0.15),
        torch.maximum((l.u - 0.15).abs() - 0.14, (l.v - 0.5).abs() - 0.055), torch.maximum((l.u - 0.24).abs() - 0.055, (l.v - 0.66).abs() - 0.18),
    ]).amin(0)  # fmt: skip
    return [(l.fill(shape), green, 0.0)]


def sailboat(l: Local) -> list[Part]:
    hull = torch.maximum((l.v - 0.075).abs() - 0.075, l.u.abs() - 0.27 - 0.9 * (l.v - 0.08))
    main = torch.maximum(0.035 - l.u, l.u - 0.36 * (1 - (l.v - 0.2) / 0.8))
    jib = torch.maximum(l.u + 0.02, -0.27 * (1 - (l.v - 0.2) / 0.68) - l.u)
    band = torch.maximum(0.19 - l.v, l.v - 1.0)
    return [
        (l.box(0.008, 0.55, 0.016, 0.46), rgb(l, 0.35, 0.26, 0.2), 0.0),
        (
            l.fill(torch.maximum(main, band)),
            l.paint.expand(-1, -1, *l.u.shape[1:]) * (0.85 + 0.5 * l.u.clamp(0, 0.3))[:, None],
            0.15,
        ),
        (l.fill(torch.maximum(jib, band)), l.paint * 0.86 + 0.06, 0.15),
        (l.fill(hull), rgb(l, 0.36, 0.22, 0.15), 0.0),
    ]


def house(l: Local) -> list[Part]:
    bright = step(-0.1, 0.1, 0.28 - l.u.abs())
    roof = mix(
        rgb(l, 0.62, 0.25, 0.18).expand_as(l.paint),
        rgb(l, 0.30, 0.30, 0.36).expand_as(l.paint),
        (l.paint.mean(1) < 0.55).float(),
    )
    return [
        (l.box(0.27, 0.82, 0.06, 0.17), rgb(l, 0.5, 0.3, 0.25), 0.0),
        (l.box(0, 0.3, 0.46, 0.31), l.paint * (0.84 + 0.16 * bright)[:, None], 0.0),
        (l.wedge(0, 0.58, 0.97, 0.58, 0.26), roof * (0.86 + 0.3 * step(0.58, 0.97, l.v))[:, None], 0.0),
        (l.box(0, 0.19, 0.085, 0.19), rgb(l, 0.33, 0.2, 0.13), 0.0),
        windows(l, torch.maximum(l.box(-0.28, 0.34, 0.09, 0.1), l.box(0.28, 0.34, 0.09, 0.1))),
    ]


def lighthouse(l: Local) -> list[Part]:
    stripe = (torch.remainder(l.v * 4.6 + 0.4, 1.0) < 0.5).float()
    tower = (
        mix(rgb(l, 0.95, 0.94, 0.92), rgb(l, 0.84, 0.17, 0.15), stripe) * (0.72 + 0.34 * step(-0.13, 0.1, l.u))[:, None]
    )
    beam = step(0.30, 0.0, (l.v - 0.85).abs() / (l.u.abs() + 0.12)) * torch.exp(-l.u.abs() * 1.1) * l.lit * 0.55
    rock = torch.maximum(
        (l.u / 1.5).abs() + 0.03 * torch.sin(l.u * 23 + l.rnd * 6) - 0.26 * (1 - l.v / 0.16).clamp(0, 1) ** 0.5,
        l.v - 0.14,
    )
    return [
        (beam, rgb(l, 1.0, 0.94, 0.7), 1.0),
        (l.wedge(0, 0.02, 0.78, 0.135, 0.08), tower, 0.1),
        (l.box(0, 0.79, 0.115, 0.018), rgb(l, 0.25, 0.25, 0.28), 0.0),
        (l.box(0, 0.85, 0.065, 0.055), mix(rgb(l, 0.75, 0.82, 0.86), rgb(l, 1.0, 0.95, 0.6), l.lit[:, None]), 0.95),
        (l.wedge(0, 0.9, 1.0, 0.1, 0.0), rgb(l, 0.72, 0.15, 0.14), 0.0),
        (l.fill(torch.maximum(rock, -0.02 - l.v)), rgb(l, 0.36, 0.33, 0.31), 0.0),
    ]


def castle(l: Local) -> list[Part]:
    stone = rgb(l, 0.66, 0.62, 0.57) * (0.95 + 0.2 * l.rnd[:, None])
    roof = rgb(l, 0.28, 0.34, 0.52)
    teeth = (torch.remainder(l.u * 9, 1.0) < 0.5).float() * 0.045
    wall = l.fill(torch.maximum(l.u.abs() - 0.5, (l.v - 0.19).abs() - 0.2 - teeth))
    parts: list[Part] = [(wall, stone * 0.9, 0.0)]
    for x, high, wide in ((0.0, 0.68, 0.16), (-0.46, 0.52, 0.105), (0.46, 0.52, 0.105), (0.24, 0.6, 0.07)):
        shade = 0.78 + 0.34 * step(x - wide, x + wide, l.u)
        parts.append((l.box(x, high / 2, wide, high / 2), stone * shade[:, None], 0.0))
        parts.append((l.wedge(x, high, high + wide * 2.0, wide * 1.25), roof * shade[:, None], 0.0))
    parts.append((torch.maximum(l.box(0, 0.1, 0.075, 0.1), l.disc(0, 0.2, 0.075)), rgb(l, 0.25, 0.17, 0.12), 0.0))
    slits = torch.stack(
        [l.box(x, y, 0.025, 0.05) for x, y in ((0, 0.5), (-0.46, 0.36), (0.46, 0.36), (-0.24, 0.24), (0.25, 0.24))]
    ).amax(0)
    return [*parts, windows(l, slits)]


def windmill(l: Local) -> list[Part]:
    parts: list[Part] = [
        (
            l.wedge(0, 0.0, 0.6, 0.17, 0.1),
            rgb(l, 0.92, 0.89, 0.83) * (0.75 + 0.3 * step(-0.15, 0.12, l.u))[:, None],
            0.0,
        ),
        (l.disc(0, 0.6, 0.115), rgb(l, 0.55, 0.28, 0.2), 0.0),
        (l.box(0, 0.09, 0.05, 0.1), rgb(l, 0.36, 0.23, 0.15), 0.0),
        windows(l, l.box(0, 0.38, 0.035, 0.045)),
    ]
    turn = 0.3 + l.rnd * 0.9
    for k in range(4):
        c, s = torch.cos(turn + k * 1.5708), torch.sin(turn + k * 1.5708)
        along, across = l.u * c + (l.v - 0.61) * s, -l.u * s + (l.v - 0.61) * c
        parts.append(
            (
                l.fill(torch.maximum((across - 0.032).abs() - 0.045, (along - 0.24).abs() - 0.17)),
                rgb(l, 0.84, 0.78, 0.68),
                0.0,
            )
        )
        parts.append(
            (l.fill(torch.maximum(across.abs() - 0.012, (along - 0.21).abs() - 0.21)), rgb(l, 0.35, 0.25, 0.18), 0.0)
        )
    return parts


def balloon(l: Local) -> list[Part]:
    away = ((l.u / 1.02) ** 2 + (l.v - 0.66) ** 2).sqrt()
    neck = torch.maximum((l.v - 0.32).abs() - 0.16, l.u.abs() - 0.09 - 0.62 * (l.v - 0.17))
    gore = torch.remainder(torch.asin((l.u / 0.35).clamp(-0.99, 0.99)) * 1.9 + 0.5, 1.0) < 0.5
    second = mix(
        rgb(l, 0.98, 0.96, 0.9).expand_as(l.paint),
        rgb(l, 0.85, 0.25, 0.2).expand_as(l.paint),
        (l.paint.mean(1) > 0.9).float(),
    )
    cloth = (
        mix(l.paint.expand(-1, -1, *l.u.shape[1:]), second, gore.float() * 0.85)
        * (0.75 + 0.35 * step(-0.4, 0.3, l.u * 0.7 + l.v - 0.66))[:, None]
    )
    return [
        (l.box(0, 0.06, 0.075, 0.06), rgb(l, 0.48, 0.32, 0.18), 0.0),
        (torch.maximum(l.box(-0.06, 0.15, 0.007, 0.05), l.box(0.06, 0.15, 0.007, 0.05)), rgb(l, 0.3, 0.22, 0.15), 0.0),
        (l.fill(torch.minimum(away - 0.34, neck)), cloth, 0.2),
    ]


def birds(l: Local) -> list[Part]:
    shape = torch.full_like(l.u, 9.0)
    for x, y, r in ((0, 0.5, 0.2), (-0.42, 0.72, 0.15), (0.4, 0.78, 0.16), (-0.3, 0.2, 0.13), (0.5, 0.3, 0.12)):
        du = (l.u - x) / r
        wing = (l.v - y) / r - 0.55 * (du.abs() * 3.14).sin().clamp(min=-0.3) * (1 - 0.3 * du.abs())
        shape = torch.minimum(shape, torch.maximum(wing.abs() * 0.8 - 0.13 * (1.25 - du.abs()), du.abs() - 1) * r)
    return [(l.fill(shape), rgb(l, 0.14, 0.14, 0.18), 0.4)]


def tent(l: Local) -> list[Part]:
    return [
        (l.wedge(0, 0.0, 0.95, 0.72, 0.03), l.paint * (0.8 + 0.3 * step(-0.3, 0.3, l.u))[:, None], 0.1),
        (l.wedge(0, 0.0, 0.66, 0.24, 0.0), mix(rgb(l, 0.2, 0.16, 0.14), rgb(l, 1.0, 0.78, 0.4), l.lit[:, None]), 0.8),
    ]


def church(l: Local) -> list[Part]:
    wall = rgb(l, 0.93, 0.91, 0.87)
    return [
        (l.box(0.16, 0.18, 0.32, 0.19), wall * 0.92, 0.0),
        (l.wedge(0.16, 0.36, 0.54, 0.37, 0.22), rgb(l, 0.50, 0.24, 0.19), 0.0),
        (l.box(-0.26, 0.3, 0.125, 0.31), wall, 0.0),
        (l.wedge(-0.26, 0.6, 0.92, 0.15), rgb(l, 0.34, 0.34, 0.42), 0.0),
        (
            torch.maximum(l.box(-0.26, 0.95, 0.01, 0.055), l.box(-0.26, 0.965, 0.035, 0.01)),
            rgb(l, 0.25, 0.22, 0.2),
            0.0,
        ),
        (l.box(-0.26, 0.09, 0.05, 0.1), rgb(l, 0.36, 0.22, 0.14), 0.0),
        windows(
            l,
            torch.stack(
                [l.box(x, y, 0.03, 0.055) for x, y in ((0.0, 0.2), (0.16, 0.2), (0.32, 0.2), (-0.26, 0.43))]
            ).amax(0),
        ),
    ]


def rock(l: Local) -> list[Part]:
    bump = 0.1 * l.field.noise.plane("fbm", l.u * 0.2, l.v * 0.2, l.rnd)
    shape = torch.maximum(((l.u / 1.25) ** 2 + (l.v - 0.2) ** 2).sqrt() - 0.62 + bump, -l.v)
    return [
        (l.fill(shape), rgb(l, 0.5, 0.48, 0.46) * (0.65 + 0.5 * step(0.0, 0.8, l.v + 0.35 * l.u + bump))[:, None], 0.0)
    ]


def snowman(l: Local) -> list[Part]:
    snow = rgb(l, 0.97, 0.98, 1.0) * (0.82 + 0.18 * step(-0.25, 0.2, l.u))[:, None]
    eyes = torch.stack([l.disc(x, y, 0.02) for x, y in ((-0.05, 0.8), (0.05, 0.8), (0, 0.55), (0, 0.45))]).amax(0)
    carrot = l.fill(torch.maximum((l.v - 0.75).abs() - 0.025 * (1 - l.u / 0.16).clamp(0, 1), (l.u - 0.08).abs() - 0.08))
    return [
        (l.disc(0, 0.24, 0.26), snow, 0.1), (l.disc(0, 0.54, 0.19), snow, 0.1), (l.disc(0, 0.77, 0.135), snow, 0.1),
        (torch.maximum(l.box(0, 0.95, 0.09, 0.06), l.box(0, 0.89, 0.15, 0.016)), rgb(l, 0.12, 0.12, 0.14), 0.0),
        (eyes, rgb(l, 0.1, 0.1, 0.1), 0.0), (carrot, rgb(l, 0.95, 0.5, 0.12), 0.0),
    ]  # fmt: skip


def flower(l: Local) -> list[Part]:
    angle, away = torch.atan2(l.v - 0.74, l.u), (l.u**2 + (l.v - 0.74) ** 2).sqrt()
    petals = away - 0.17 - 0.08 * torch.cos(angle * 6 + l.rnd * 6)
    leaf = torch.maximum(
        (l.v - 0.3 - 0.5 * l.u.abs()).abs() - 0.06 * (1 - l.u.abs() / 0.25).clamp(min=0), l.u.abs() - 0.25
    )
    green = rgb(l, 0.24, 0.52, 0.2)
    return [
        (l.box(0, 0.3, 0.02, 0.32), green, 0.0), (l.fill(leaf), green * 1.1, 0.0),
        (l.fill(petals), l.paint * (0.8 + 0.9 * away.clamp(0, 0.25))[:, None], 0.1), (l.disc(0, 0.74, 0.085), mix(rgb(l, 0.96, 0.78, 0.18).expand_as(l.paint), rgb(l, 0.45, 0.26, 0.1).expand_as(l.paint), ((l.paint[:, 0] > 0.9) & (l.paint[:, 2] < 0.5)).float()), 0.1),
    ]  # fmt: skip


def bridge(l: Local) -> list[Part]:
    deck = 0.42 + 0.12 * (1 - (l.u / 1.1) ** 2)
    body = torch.maximum((l.v - deck / 2).abs() - deck / 2, l.u.abs() - 1.1)
    holes = torch.stack([((l.u - x) ** 2 + (l.v * 0.75 - 0.02) ** 2).sqrt() - 0.27 for x in (-0.66, 0.0, 0.66)]).amin(0)
    stone = rgb(l, 0.64, 0.58, 0.52) * (0.85 + 0.25 * step(0.0, 0.5, l.v))[:, None]
    rail = torch.maximum((l.v - deck - 0.03).abs() - 0.03, l.u.abs() - 1.12)
    return [(l.fill(torch.maximum(body, -holes)), stone, 0.0), (l.fill(rail), rgb(l, 0.5, 0.44, 0.4), 0.0)]


PAINTERS: list[Callable[[Local], list[Part]] | None] = [
    None, pine, tree, palm, cactus, sailboat, house, lighthouse, castle,
    windmill, balloon, birds, tent, church, rock, snowman, flower, bridge,
]  # fmt: skip


def paint_sprites(l: Layers) -> None:
    """All slots, far to near; within a slot, the scenes that hold the same object together."""
    field = l.field
    kinds = field.numbers["slot_type"].long()
    for slot in range(kinds.shape[1]):
        for kind in kinds[:, slot].unique().tolist():
            if kind:
                _paint_one(l, slot, int(kind), (kinds[:, slot] == kind).nonzero()[:, 0])


def _paint_one(l: Layers, slot: int, kind: int, rows: Tensor) -> None:
    f = l.field
    number = lambda name: f.numbers[f"slot_{name}"][rows, slot].view(-1, 1, 1)  # noqa: E731
    size = number("size")
    u = (f.x[rows] - number("x")) / size * number("turn")
    v = (number("y") - f.y[rows]) / size
    wet, under = number("water"), (v < 0).float()
    sway = 0.035 * f.noise.plane("fbm", f.x[rows] * 0.5, f.y[rows] * 3.0, f.n("seed")[rows]) * (0.4 + v.abs())
    u = u + sway * under * wet
    v = torch.where((wet > 0.5) & (v < 0), -v * 1.1, v)
    time = f.attributes["time"][rows]
    lit = ((time == 4) | (time == 3)).float().view(-1, 1, 1)
    lit = torch.maximum(lit, 0.8 * (f.attributes["weather"][rows] == 5).float().view(-1, 1, 1))
    paint = table(PALETTE, number("colour").view(-1))
    local = Local(f, u, v, f.pixel / size, paint, number("rnd"), f.attributes["season"][rows], lit)
    ambient, sun, haze = l.light.ambient[rows], l.light.sun[rows], l.light.fog[rows]
    fog = f.flag("weather", 2)[rows][:, None]
    far = (fog * (0.62 - 0.75 * size[:, None])).clamp(0, 0.6)
    picture, ids = l.picture[rows], l.ids[rows]
    side = torch.where(f.n("sun_x")[rows] > number("x"), 1.0, -1.0) * number("turn")
    for index, (mask, albedo, glow) in enumerate(PAINTERS[kind](local)):  # type: ignore[misc]
        mask = mask * (1 - under * (1 - wet * 0.5))
        tone = ambient * (0.95 + 0.16 * (side * u).clamp(-0.6, 0.6))[:, None] + 0.06 * sun
        body = albedo * (tone + (1 - tone) * glow * (0.35 if glow < 0.5 else 1.0))
        picture = mix(picture, mix(body, haze, far), mask)
        ids = torch.where((mask > 0.5) & (under < 0.5), 40.0 + slot * 20 + index, ids)
    l.picture = l.picture.index_copy(0, rows, picture)
    l.ids = l.ids.index_copy(0, rows, ids)

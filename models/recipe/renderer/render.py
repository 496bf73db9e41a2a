"""From scenes to pictures: the base picture, and the map of ids from which outlines are drawn."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..scene import Scenes
from . import ground, land
from .field import Field
from .noise import Noise
from .sky import paint_sky
from .sprites import paint_sprites
from .tone import shards, tone
from .weather import paint_weather


@dataclass
class Rendering:
    """`base` [n, 3, h, w] in 0..1, `ids` [n, h, w]; `field` keeps coordinates and scene numbers."""

    base: Tensor
    ids: Tensor
    field: Field


def window(
    scenes: Scenes, pixels_per_cell: int, top: Tensor, left: Tensor, cells: tuple[int, int], device: torch.device | str
) -> tuple[Tensor, Tensor, float]:
    """Coordinates of a window of `cells`, whose corner lies at the cell (top, left), for each scene."""
    pixel = scenes.height / (scenes.cells[0] * pixels_per_cell)
    rows = (torch.arange(cells[0] * pixels_per_cell, device=device) + 0.5)[None] + top.to(device)[
        :, None
    ] * pixels_per_cell
    columns = (torch.arange(cells[1] * pixels_per_cell, device=device) + 0.5)[None] + left.to(device)[
        :, None
    ] * pixels_per_cell
    y = (rows * pixel)[:, :, None].expand(-1, -1, columns.shape[1])
    x = (columns * pixel)[:, None, :].expand(-1, rows.shape[1], -1)
    return x, y, pixel


def render(
    scenes: Scenes,
    noise: Noise,
    device: torch.device | str,
    pixels_per_cell: int = 16,
    crop: tuple[Tensor, Tensor, tuple[int, int]] | None = None,
) -> Rendering:
    zero = torch.zeros(len(scenes))
    top, left, cells = crop or (zero, zero, scenes.cells)
    x, y, pixel = window(scenes, pixels_per_cell, top, left, cells, device)
    field = Field(scenes, noise, x, y, pixel)
    field.x, field.y = shards(field)
    water = ground.water_mask(field)
    seen_x, seen_y = ground.mirrored(field, water)
    picture, light = paint_sky(field, seen_x, seen_y)
    layers = land.Layers(field, picture, light, seen_x, seen_y)
    _landform(layers, scenes.kind)
    ground.paint_ground(layers, water)
    if bool((water > 0.01).any()):
        ground.paint_water(layers, water)
    if scenes.kind == "sea":
        layers.x, layers.y = field.x, field.y
        land.cliff(layers)
    paint_sprites(layers)
    paint_weather(layers)
    return Rendering(tone(field, layers.picture), layers.ids, field)


def _landform(layers: land.Layers, kind: str) -> None:
    if kind == "mountains":
        land.mountains(layers)
    elif kind == "hills":
        land.hills(layers)
    elif kind == "desert":
        land.dunes(layers)
    elif kind == "forest":
        land.forest(layers)
    elif kind == "city":
        land.skyline(layers)
    elif kind == "meadow":
        land.hills(layers, 2, 0.7)
        land.forest(layers, 1, 0.45)
    elif kind == "island":
        land.island(layers)
    elif kind == "canyon":
        land.mesas(layers)
    elif kind in ("lake", "river"):
        land.mountains(layers, 0.72)
        land.forest(layers, 1, 0.55)
        land.far_shore(layers)

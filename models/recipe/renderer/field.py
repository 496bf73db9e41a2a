"""What every painter of a part of the picture shares: coordinates, scene numbers, small helpers."""

from __future__ import annotations

import torch
from torch import Tensor

from ..scene import Scenes
from ..vocabulary import ATTRIBUTES, STYLES
from .noise import Noise


def colour(rgb: tuple[float, float, float], like: Tensor) -> Tensor:
    return torch.tensor(rgb, device=like.device, dtype=like.dtype).view(1, 3, 1, 1)


def table(rows: list[tuple[float, float, float]], index: Tensor) -> Tensor:
    """Rows of colours picked by an integer [n] -> [n, 3, 1, 1]."""
    return torch.tensor(rows, device=index.device, dtype=torch.float32)[index.long()][:, :, None, None]


def mix(a: Tensor, b: Tensor, share: Tensor | float) -> Tensor:
    """`share` is [n, h, w] or broadcastable; a and b are pictures or colours."""
    if isinstance(share, Tensor) and share.dim() == 3:
        share = share[:, None]
    return a + (b - a) * share


def step(low: float | Tensor, high: float | Tensor, x: Tensor) -> Tensor:
    t = ((x - low) / (high - low)).clamp(0, 1)
    return t * t * (3 - 2 * t)


class Field:
    """A window of n scenes: x and y are [n, h, w] in scene units, `pixel` the size of a pixel."""

    def __init__(self, scenes: Scenes, noise: Noise, x: Tensor, y: Tensor, pixel: float) -> None:
        self.scenes, self.noise, self.x, self.y, self.pixel = scenes, noise, x, y, pixel
        device = x.device
        self.numbers = {k: torch.from_numpy(v).to(device) for k, v in scenes.numbers.items()}
        columns = torch.as_tensor(scenes.attributes.astype("int64")).to(device)
        self.attributes = {name: columns[:, i] for i, name in enumerate(ATTRIBUTES)}
        self.width, self.height = scenes.width, scenes.height
        # 0 for the flat styles: they have shapes but no texture.
        self.detail = torch.tensor([1.0, 0.8, 0.0, 0.55, 0.15], device=device)[self.attributes["style"]].view(-1, 1, 1)

    def n(self, name: str) -> Tensor:
        return self.numbers[name].view(-1, 1, 1)

    def a(self, name: str) -> Tensor:
        return self.attributes[name]

    def flag(self, name: str, value: int | None = None) -> Tensor:
        column = self.attributes[name]
        return ((column > 0) if value is None else (column == value)).float().view(-1, 1, 1)

    def style(self, name: str) -> Tensor:
        return self.flag("style", STYLES.index(name))

    def inside(self, distance: Tensor) -> Tensor:
        """Coverage of a shape from its signed distance (negative inside), one pixel soft."""
        return (0.5 - distance / self.pixel).clamp(0, 1)

    def fbm(self, x: Tensor, y: Tensor, salt: float = 0.0, name: str = "fbm") -> Tensor:
        return self.noise.plane(name, x, y, self.n("seed") + salt)

    def row(self, x: Tensor, salt: float = 0.0, name: str = "ridge") -> Tensor:
        return self.noise.row(name, x, self.n("seed2") + salt)

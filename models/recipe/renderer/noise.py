"""Periodic noise textures, made once by FFT and read at arbitrary coordinates.

The textures tile, so reading them anywhere leaves no seam, and a picture is the same function of
its coordinates at every resolution.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

SIZE = 512


def _spectral_2d(slope: float, generator: torch.Generator, low: float = 1.0) -> Tensor:
    fy = torch.fft.fftfreq(SIZE)[:, None] * SIZE
    fx = torch.fft.rfftfreq(SIZE)[None] * SIZE
    radius = (fx**2 + fy**2).sqrt()
    gain = torch.where(radius < low, torch.zeros_like(radius), radius.clamp(min=1.0) ** -slope)
    picture = torch.fft.irfft2(torch.fft.rfft2(torch.randn(SIZE, SIZE, generator=generator)) * gain, s=(SIZE, SIZE))
    return (picture - picture.mean()) / picture.std()


def _spectral_rows(slope: float, low: float, high: float, generator: torch.Generator) -> Tensor:
    frequency = torch.fft.rfftfreq(SIZE)[None] * SIZE
    gain = torch.where(
        (frequency < low) | (frequency > high), torch.zeros_like(frequency), frequency.clamp(min=1.0) ** -slope
    )
    rows = torch.fft.irfft(torch.fft.rfft(torch.randn(256, SIZE, generator=generator)) * gain, n=SIZE)
    return rows / rows.std(1, keepdim=True)


class Noise:
    """`fbm`, `smooth`: fields over the plane; `ridge`, `wave`: functions of one coordinate."""

    def __init__(self, device: torch.device | str, seed: int = 7) -> None:
        generator = torch.Generator().manual_seed(seed)
        wrap = lambda t: F.pad(t[None, None], (0, 1, 0, 1), mode="circular").to(device)  # noqa: E731
        self.planes = {
            "fbm": wrap(_spectral_2d(1.7, generator)),
            "smooth": wrap(_spectral_2d(2.6, generator)),
            "fine": wrap(_spectral_2d(0.9, generator, 12.0)),
        }
        self.rows = {
            "ridge": wrap(_spectral_rows(1.25, 2, 120, generator)),
            "wave": wrap(_spectral_rows(2.0, 2, 14, generator)),
        }

    def plane(self, name: str, x: Tensor, y: Tensor, seed: Tensor) -> Tensor:
        """Field with one period to a unit of x and y; `seed` in [0, 1) shifts it."""
        texture = self.planes[name]
        u = torch.remainder(x + seed * 7.31, 1.0)
        v = torch.remainder(y + seed * 3.77, 1.0)
        return self._read(texture, u * SIZE, v * SIZE)

    def row(self, name: str, x: Tensor, seed: Tensor) -> Tensor:
        """One-dimensional noise; every seed has its own row."""
        texture = self.rows[name]
        row = torch.floor(torch.remainder(seed * 97.13, 1.0) * 256) + torch.zeros_like(x)
        return self._read(texture, torch.remainder(x + seed * 5.17, 1.0) * SIZE, row)

    @staticmethod
    def _read(texture: Tensor, column: Tensor, row: Tensor) -> Tensor:
        """Bilinear, in texel coordinates."""
        shape = column.shape
        high, wide = texture.shape[-2] - 1, texture.shape[-1] - 1
        grid = torch.stack([column / wide * 2 - 1, row / high * 2 - 1], -1).reshape(1, -1, shape[-1], 2)
        return F.grid_sample(texture, grid, align_corners=True).reshape(shape)


def white(x: Tensor, y: Tensor, seed: Tensor) -> Tensor:
    """Hash of integer coordinates to [0, 1)."""
    value = torch.sin(x * 12.9898 + y * 78.233 + seed * 43.17) * 43758.5453
    return value - torch.floor(value)

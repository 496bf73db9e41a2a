"""Latents for the denoiser: principal components of the patches under the cells of the smooth picture.

Closed form, and ordered from colour and layout to detail, so that a small denoiser first learns what
matters most. The latents of the autoencoder carry more, but each of their numbers is of equal weight and
little foretold by its neighbours: the denoiser got nowhere with them in the time that a CPU allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

PATCH = 16
LATENT_CHANNELS = 24
# The spread of the first component, and how fast the spread of the others falls: 1 as in the picture, 0 not at all.
# Between the two, layout is settled before detail, and detail is still heard.
LEADING, FALL = 1.2, 0.6


@dataclass
class Components:
    """`mean` [768], `basis` [768, channels], `scale` [channels]: latent = scale * basis^T (patch - mean)."""

    mean: Tensor
    basis: Tensor
    scale: Tensor

    def encode(self, picture: Tensor) -> Tensor:
        """[n, 3, 16 h, 16 w] in 0..1 -> [n, channels, h, w]."""
        patches = F.pixel_unshuffle(picture, PATCH) - self.mean[:, None, None]
        return F.conv2d(patches, (self.basis * self.scale).T[:, :, None, None])

    def decode(self, latents: Tensor) -> Tensor:
        """The smooth picture, as far as the components hold it."""
        return F.pixel_shuffle(
            F.conv2d(latents, (self.basis / self.scale)[:, :, None, None]) + self.mean[:, None, None], PATCH
        )

    def save(self, path: Path) -> None:
        torch.save({"mean": self.mean, "basis": self.basis, "scale": self.scale}, path)


def fit_components(pictures: Iterable[Tensor]) -> Components:
    """From batches of pictures [n, 3, 16 h, 16 w] in 0..1."""
    size = 3 * PATCH**2
    count, total, square = 0, torch.zeros(size, dtype=torch.float64), torch.zeros(size, size, dtype=torch.float64)
    for batch in pictures:
        rows = F.pixel_unshuffle(batch, PATCH).permute(0, 2, 3, 1).reshape(-1, size)
        count, total = count + len(rows), total + rows.sum(0).double()
        square += (rows.T @ rows).double()
    mean = total / count
    values, vectors = torch.linalg.eigh(square / count - mean[:, None] * mean[None])
    values, basis = values.flip(0)[:LATENT_CHANNELS], vectors.flip(1)[:, :LATENT_CHANNELS]
    spread = values.clamp(min=1e-9).sqrt()
    scale = LEADING * (spread / spread[0]) ** FALL / spread
    return Components(mean.float(), basis.float(), scale.float())


# Of the embedded model, whose decoder has been trained on them: who goes on from it needs the same.
EMBEDDED = Path(__file__).with_name("components.npz")


def embedded_components() -> Components:
    with np.load(EMBEDDED) as stored:
        return Components(*(torch.from_numpy(stored[name]) for name in ("mean", "basis", "scale")))


def load_components(path: Path) -> Components:
    return Components(**torch.load(path, map_location="cpu", weights_only=True))

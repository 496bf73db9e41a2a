"""Encoder of smooth pictures (used in training only) and the decoder that is shipped.

The encoder sees 16 pixels to a cell, the decoder paints 64. Latents have unit variance by the
encoder's last normalisation; noise is added to them in training, so that what they say is said
loudly enough for the denoiser to hit.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .texture import BANK, bank_kernels, noise_bank
from .vocabulary import STYLE_TOKENS

CODE_CHANNELS = 16
# Cells around a pixel that the shipped decoder sees, bridge included: what lies beyond moves no pixel by 1/255 (measured).
MARGIN = 8


def pixel_norm(x: Tensor) -> Tensor:
    """Over channels only: what a pixel becomes depends on its surroundings alone, so tiles may be decoded apart."""
    return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-4)


class ResBlock(nn.Module):
    def __init__(self, channels: int, norm: bool = True) -> None:
        super().__init__()
        self.norm = norm
        self.a = nn.Conv2d(channels, channels, 3, padding=1)
        self.b = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.normal_(self.b.weight, std=0.01)
        nn.init.zeros_(self.b.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor, film: Tensor | None = None) -> Tensor:
        h = self.a(F.silu(pixel_norm(x) if self.norm else x))
        if film is not None:
            scale, shift = film[:, :, None, None].chunk(2, 1)
            h = h * (1 + scale) + shift
        return x + self.b(F.silu(h))


class Encoder(nn.Module):
    def __init__(self, widths: tuple[int, ...] = (64, 96, 128, 192)) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.PixelUnshuffle(2), nn.Conv2d(12, widths[0], 3, padding=1), ResBlock(widths[0])]
        for a, b in zip(widths[:-1], widths[1:], strict=True):
            layers += [nn.Conv2d(a, b, 4, 2, 1), ResBlock(b), ResBlock(b)]
        layers += [nn.SiLU(), nn.Conv2d(widths[-1], CODE_CHANNELS, 1)]
        self.layers = nn.Sequential(*layers)
        self.standard = nn.BatchNorm2d(CODE_CHANNELS, affine=False, momentum=0.01)

    def forward(self, picture: Tensor) -> Tensor:
        """[n, 3, 16 h, 16 w] in 0..1 -> [n, CODE_CHANNELS, h, w]."""
        return self.standard(self.layers(picture * 2 - 1))


class Decoder(nn.Module):
    """Nearest-neighbour growth from 1 to 32 pixels a cell, then a pixel shuffle to 64."""

    def __init__(self, widths: tuple[int, ...] = (128, 96, 80, 64, 48, 24)) -> None:
        super().__init__()
        self.widths = widths
        self.register_buffer("kernels", bank_kernels(), persistent=False)
        self.stem = nn.Conv2d(CODE_CHANNELS, widths[0], 3, padding=1)
        self.blocks = nn.ModuleList(ResBlock(w, norm=i < 5) for i, w in enumerate(widths))
        self.grow = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in zip(widths[:-1], widths[1:], strict=True))
        # Noise enters where the picture has 8, 16 and 32 pixels a cell.
        self.mingle = nn.ModuleDict({str(i): nn.Conv2d(BANK, widths[i], 3, padding=1) for i in (3, 4, 5)})
        self.film = nn.Embedding(len(STYLE_TOKENS), 2 * sum(widths))
        nn.init.normal_(self.film.weight, std=0.02)
        self.last = nn.Conv2d(widths[-1], 12, 3, padding=1)

    def forward(self, latent: Tensor, style: Tensor, noise: Tensor) -> Tensor:
        """Latents, style ids [n], white noise [n, 1, 32 h, 32 w] -> picture [n, 3, 64 h, 64 w] in -1..1."""
        bank = noise_bank(noise, self.kernels)  # type: ignore[arg-type]
        pooled = {5: bank, 4: 2 * F.avg_pool2d(bank, 2), 3: 4 * F.avg_pool2d(bank, 4)}
        films = self.film(style).split([2 * w for w in self.widths], 1)
        x = self.stem(latent)
        for i, block in enumerate(self.blocks):
            if i:
                x = self.grow[i - 1](F.interpolate(x, scale_factor=2.0, mode="nearest"))
            if i >= 3:
                x = x + self.mingle[str(i)](pooled[i])
            x = block(x, films[i])
        return F.pixel_shuffle(self.last(F.silu(x)), 2)


class Discriminator(nn.Module):
    """Judges patches; knows the style. Used in training only."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        norm = nn.utils.parametrizations.spectral_norm
        widths = (width, width * 2, width * 3, width * 4)
        steps: list[nn.Module] = [nn.Sequential(nn.PixelUnshuffle(2), norm(nn.Conv2d(12, width, 3, padding=1)))]
        steps += [norm(nn.Conv2d(a, b, 4, 2, 1)) for a, b in zip(widths[:-1], widths[1:], strict=True)]
        self.steps = nn.ModuleList(steps)
        self.verdict = norm(nn.Conv2d(widths[-1], 1, 3, padding=1))
        self.style = nn.Embedding(len(STYLE_TOKENS), widths[-1])

    def forward(self, picture: Tensor, style: Tensor) -> tuple[Tensor, list[Tensor]]:
        x, features = picture, []
        for layer in self.steps:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        return self.verdict(x) + (x * self.style(style)[:, :, None, None] / 16).sum(1, keepdim=True), features


def load_autoencoder(path: Path, device: str) -> tuple[Encoder, Decoder]:
    states = torch.load(path, map_location="cpu", weights_only=True)
    encoder, decoder = Encoder(), Decoder()
    encoder.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in states["encoder"].items()})
    decoder.load_state_dict({k: v.float() for k, v in states["decoder"].items()})
    return encoder.to(device).eval(), decoder.to(device).eval()

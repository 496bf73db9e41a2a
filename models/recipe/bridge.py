"""Leads from the denoiser's latents to the code that the decoder was trained on.

A small convolutional net on the grid of cells. It is trained in minutes, since no pixel is involved.
"""

from __future__ import annotations

import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .autoencoder import CODE_CHANNELS, Decoder, Encoder, ResBlock, load_autoencoder
from .components import LATENT_CHANNELS, Components
from .data import load_parts

Pairs = dict[tuple[int, int], list[tuple[Tensor, Tensor]]]


class Bridge(nn.Module):
    def __init__(self, width: int = 112) -> None:
        super().__init__()
        self.first = nn.Conv2d(LATENT_CHANNELS, width, 3, padding=1)
        self.blocks = nn.ModuleList(ResBlock(width) for _ in range(2))
        self.last = nn.Conv2d(width, CODE_CHANNELS, 1)

    def forward(self, latents: Tensor) -> Tensor:
        x = self.first(latents)
        for block in self.blocks:
            x = block(x)
        return self.last(F.silu(x))


class Painter(nn.Module):
    """What is shipped as the decoder: bridge and decoder, cut to the range that a picture holds."""

    def __init__(self, bridge: Bridge, decoder: Decoder) -> None:
        super().__init__()
        self.bridge, self.decoder = bridge, decoder

    def forward(self, latent_sample: Tensor, style: Tensor, noise: Tensor) -> Tensor:
        return self.decoder(self.bridge(latent_sample), style, noise).clamp(-1, 1)


@torch.no_grad()
def pairs_of(pictures: Path, components: Components, encoder: Encoder, parts: int) -> Pairs:
    """Latents and codes of the first parts of the training set."""
    pairs: Pairs = {}
    for stored in load_parts(pictures, parts):
        for cells, (picture, _, _) in stored.items():
            for batch in picture.split(16):
                values = batch.float() / 255
                pairs.setdefault(cells, []).append((components.encode(values), encoder(values)))
    return pairs


def train_bridge(pairs: Pairs, seconds: float, path: Path, log: Path, batch_cells: int = 4096) -> None:
    torch.manual_seed(7)
    bridge = Bridge()
    grids = {cells: tuple(torch.cat([row[i] for row in rows]) for i in range(2)) for cells, rows in pairs.items()}
    frames = list(grids)
    shares = torch.tensor([float(len(grids[c][0])) for c in frames])
    optimizer = torch.optim.AdamW(bridge.parameters(), lr=2e-3, betas=(0.9, 0.98), weight_decay=0.01)
    began, steps, error = time.time(), 0, 1.0
    while (progress := (time.time() - began) / seconds) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1.0, (steps + 1) / 30) * (1 - progress) + 1e-5
        cells = frames[int(torch.multinomial(shares, 1))]
        latents, code = grids[cells]
        pick = torch.randint(0, len(latents), (max(2, batch_cells // (cells[0] * cells[1])),))
        # As far off as the denoiser's latents may be.
        spoilt = latents[pick] + 0.12 * torch.rand(len(pick), 1, 1, 1) * torch.randn_like(latents[pick])
        loss = F.mse_loss(bridge(spoilt), code[pick])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps, error = steps + 1, 0.98 * error + 0.02 * loss.item()
        if steps % 50 == 0:
            print(f"bridge: {progress:.2f} step {steps} error {error:.4f}", flush=True)
    with log.open("a") as file:
        file.write(f"bridge: step {steps} error {error:.4f}\n")
    torch.save({k: v.half() for k, v in bridge.state_dict().items()}, path)


def load_painter(autoencoder: Path, bridge: Path, device: str) -> Painter:
    _, decoder = load_autoencoder(autoencoder, device)
    module = Bridge()
    module.load_state_dict({k: v.float() for k, v in torch.load(bridge, map_location="cpu", weights_only=True).items()})
    return Painter(module.to(device), decoder).eval()

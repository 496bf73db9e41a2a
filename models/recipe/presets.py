"""How much of everything: `toy` to try the recipe out, `cpu-small` for some hours on a CPU, `gpu` for half an hour of a large GPU."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    crops: int  # windows of 8 x 8 cells that the autoencoder learns from
    autoencoder_seconds: float
    autoencoder_batch: int
    adversarial_from: float  # share of the autoencoder's time after which the discriminator joins; 1: never
    bridge_seconds: float
    text_seconds: float  # for the text encoder alone, before the denoiser
    pictures: int  # rendered for the denoiser, each also mirrored
    denoiser_seconds: float
    cells_a_batch: int  # latent cells in a batch of the denoiser, in each process
    rate: float
    warmup: int
    ema: float
    width: int  # of the denoiser at half resolution
    depth: int  # its blocks there
    edge: int  # its width at full resolution
    context: int  # width of the text encoder


PRESETS = {
    "toy": Preset(96, 60, 4, 0.5, 20, 20, 600, 60, 4096, 1.5e-3, 20, 0.98, 64, 2, 32, 64),
    "cpu-small": Preset(3000, 2400, 6, 1.0, 120, 120, 12000, 10000, 1536, 1.5e-3, 120, 0.998, 192, 5, 64, 128),
    "gpu": Preset(12000, 320, 24, 0.5, 120, 60, 40000, 930, 131072, 1.2e-3, 400, 0.9993, 288, 6, 128, 192),
}

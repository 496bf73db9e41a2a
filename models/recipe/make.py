"""The whole recipe as one command: `python -m recipe.make --preset gpu`. Every step is skipped when its result lies in the cache."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

import torch

from .data import load_latents, render_latents
from .presets import PRESETS
from .train_autoencoder import train_autoencoder
from .train_denoiser import save_weights, train_denoiser, train_on_cores

STEPS = ["autoencoder", "latents", "denoiser", "export"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=list(PRESETS), default="cpu-small")
    parser.add_argument("--cache", type=Path, default=Path(".cache"), help="checkpoints and latents")
    parser.add_argument("--out", type=Path, default=Path("embedded"), help="folder of the exported model")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--steps", nargs="*", choices=STEPS, default=STEPS)
    parser.add_argument(
        "--stop-after", type=float, help="pause the denoiser's training after so many seconds; call again to go on"
    )
    parser.add_argument(
        "--denoiser-seconds", type=float, help="instead of the preset's time for the denoiser, over all calls"
    )
    options = parser.parse_args()
    preset, cache, device = PRESETS[options.preset], options.cache, options.device
    cache.mkdir(parents=True, exist_ok=True)
    log, latents = cache / "train.log", cache / "latents"
    autoencoder, denoiser, weights = cache / "autoencoder.pt", cache / "denoiser.pt", cache / "weights.pt"

    if "autoencoder" in options.steps and not autoencoder.exists():
        train_autoencoder(preset, device, autoencoder, log)
    if "latents" in options.steps:
        render_latents(preset.pictures, autoencoder, latents, device)
    if "denoiser" in options.steps and not weights.exists():
        if options.denoiser_seconds:
            preset = replace(preset, denoiser_seconds=options.denoiser_seconds)
        workers = (os.cpu_count() or 1) if device == "cpu" else 1
        if workers > 1:
            done = train_on_cores(preset, latents, denoiser, log, options.stop_after, workers)
        else:
            done = train_denoiser(preset, device, load_latents(latents, device), denoiser, log, options.stop_after)
        if done:
            save_weights(denoiser, weights)
    if "export" in options.steps and weights.exists():
        from .export import export

        export(autoencoder, weights, options.out)


if __name__ == "__main__":
    main()

"""The whole recipe as one command: `python -m recipe.make --preset gpu`.

Every step is skipped when its result lies in the cache; the denoiser's training goes on where it stopped.
With `--from embedded` it begins with the weights of an exported model and leaves its decoder as it is.
"""

from __future__ import annotations

import argparse
import os
import shutil
from dataclasses import replace
from pathlib import Path

import torch

from .autoencoder import load_autoencoder
from .bridge import load_painter, pairs_of, train_bridge
from .components import embedded_components, fit_components, load_components
from .data import load_latents, load_parts, render_pictures
from .export import export
from .presets import PRESETS
from .pretrain_text import pretrain_text
from .reopen import reopen
from .text_encoder import TextEncoder
from .tokenizer import vocabulary
from .train_autoencoder import train_autoencoder
from .train_denoiser import save_weights, train_denoiser, train_on_cores

STEPS = ["autoencoder", "pictures", "components", "bridge", "text", "denoiser", "export"]
FITTED_PARTS = 20  # parts of the training set that components and bridge are fitted to


def go_on_from(folder: Path, out: Path, cache: Path) -> None:
    """Puts into the cache what the skipped steps would have made."""
    torch.save(reopen(folder).state_dict(), cache / "start.pt")
    embedded_components().save(cache / "components.pt")
    if folder.resolve() != out.resolve():
        shutil.copytree(folder / "vae_decoder", out / "vae_decoder", dirs_exist_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", choices=list(PRESETS), default="cpu-small")
    parser.add_argument("--cache", type=Path, default=Path(".cache"), help="pictures and checkpoints")
    parser.add_argument("--out", type=Path, default=Path("embedded"), help="folder of the exported model")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--from", dest="start", type=Path, metavar="FOLDER", help="an exported model to go on from")
    parser.add_argument("--steps", nargs="*", choices=STEPS, default=STEPS)
    parser.add_argument("--stop-after", type=float, metavar="S", help="pause the denoiser's training after S seconds")
    parser.add_argument("--denoiser-seconds", type=float, metavar="S", help="instead of the preset's, over all calls")
    options = parser.parse_args()
    preset, cache, device = PRESETS[options.preset], options.cache, options.device
    if options.denoiser_seconds:
        preset = replace(preset, denoiser_seconds=options.denoiser_seconds)
    cache.mkdir(parents=True, exist_ok=True)
    log, pictures = cache / "train.log", cache / "pictures"
    autoencoder, components, bridge, denoiser, weights = (
        cache / f"{name}.pt" for name in ("autoencoder", "components", "bridge", "denoiser", "weights")
    )
    due = set(options.steps)
    if options.start:
        go_on_from(options.start, options.out, cache)
        due -= {"autoencoder", "bridge", "text"}
    if "autoencoder" in due and not autoencoder.exists():
        train_autoencoder(preset, device, autoencoder, log)
    if "pictures" in due:
        render_pictures(preset.pictures, pictures, device)
    if "components" in due and not components.exists():
        parts = load_parts(pictures, FITTED_PARTS)
        fit_components(p.float() / 255 for stored in parts for p, _, _ in stored.values()).save(components)
    if "bridge" in due and not bridge.exists():
        encoder, _ = load_autoencoder(autoencoder, "cpu")
        pairs = pairs_of(pictures, load_components(components), encoder, FITTED_PARTS)
        train_bridge(pairs, preset.bridge_seconds, bridge, log)
    if "text" in due and not (cache / "text.pt").exists():
        text = TextEncoder(len(vocabulary()), preset.context, heads=preset.context // 32)
        pretrain_text(text, load_latents(pictures, load_components(components), "cpu"), preset.text_seconds)
        torch.save(text.state_dict(), cache / "text.pt")
    if "denoiser" in due and not weights.exists():
        pool = load_latents(pictures, load_components(components), device)
        if device == "cpu":
            workers = os.cpu_count() or 1
            done = train_on_cores(preset, pool, denoiser, log, options.stop_after, workers)
        else:
            done = train_denoiser(preset, device, pool, denoiser, log, options.stop_after)
        if done:
            save_weights(denoiser, weights)
    if "export" in due and weights.exists():
        export(None if options.start else load_painter(autoencoder, bridge, "cpu"), weights, options.out)


if __name__ == "__main__":
    main()

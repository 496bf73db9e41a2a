"""Draws pictures with the trained weights, in torch: for looking at a run before it is exported.

`python -m recipe.sample --cache .cache --sheet sheet.png --size 16 16 "a lighthouse on a cliff in a storm"`
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from .bridge import Painter, load_painter
from .components import LATENT_CHANNELS
from .texture import NOISE_SCALE
from .tokenizer import encode
from .train_denoiser import Pair, load_weights
from .vocabulary import STYLE_TOKENS, STYLES

PROMPTS = [
    "a lighthouse on a cliff in a storm",
    "A serene mountain lake at sunset, with pink and orange clouds reflected in the still water, surrounded by pine trees and snow-capped peaks",
    "a red sailboat on the sea at noon",
    "city skyline at night with a full moon",
    "three palm trees on a tropical beach at sunset",
    "a windmill on the left in a flower meadow, blue sky with clouds",
    "a castle on a hill at dusk",
    "two cacti in the desert, purple sky",
    "a cabin in a snowy forest, snow falling",
    "hot air balloon over a canyon at sunrise",
]


def sigmas(steps: int, shift: float) -> list[float]:
    """The schedule of diffusers' FlowMatchEulerDiscreteScheduler with a static shift."""

    def shifted(sigma: np.ndarray) -> np.ndarray:
        return shift * sigma / (1 + (shift - 1) * sigma)

    # As there, the ends of the range are shifted already when the range is.
    ends = shifted(np.array([1.0, 1.0 / 1000]))
    return [*shifted(np.linspace(ends[0], ends[1], steps)).tolist(), 0.0]


def rescale(guided: Tensor, positive: Tensor, amount: float) -> Tensor:
    """Takes the spread of the guided velocity back towards that of the plain one."""
    if not amount:
        return guided
    ratio = positive.std(dim=(1, 2, 3), keepdim=True) / guided.std(dim=(1, 2, 3), keepdim=True)
    return guided * (amount * ratio + 1 - amount)


@torch.no_grad()
def generate(
    pair: Pair,
    prompts: list[str],
    negatives: list[str],
    cells: tuple[int, int],
    seeds: list[int],
    steps: int = 20,
    guidance: float = 2.5,
    shift: float = 3.0,
    amount: float = 0.5,
) -> Tensor:
    device = next(pair.parameters()).device
    start = [torch.randn(1, LATENT_CHANNELS, *cells, generator=torch.Generator().manual_seed(seed)) for seed in seeds]
    x = torch.cat(start).to(device)
    words = pair.text(torch.tensor([encode(t) for t in prompts + negatives], device=device))
    schedule = sigmas(steps, shift)
    for now, after in zip(schedule[:-1], schedule[1:], strict=True):
        time = torch.full((2 * len(x),), 1000 * now, device=device)
        positive, negative = pair.unet(torch.cat([x, x]), time, words).chunk(2)
        guided = rescale(negative + guidance * (positive - negative), positive, amount)
        x = x + (after - now) * guided
    return x


@torch.no_grad()
def decode(decoder: Painter, latents: Tensor, styles: list[int], seed: int) -> Tensor:
    device = latents.device
    noise = torch.randn(
        len(latents),
        1,
        latents.shape[2] * NOISE_SCALE,
        latents.shape[3] * NOISE_SCALE,
        generator=torch.Generator().manual_seed(seed),
    )
    parts = [
        decoder(z[None], torch.tensor([s], device=device), n[None].to(device))
        for z, s, n in zip(latents, styles, noise, strict=True)
    ]
    return (torch.cat(parts) / 2 + 0.5).clamp(0, 1)


def picture(rows: list[Tensor]) -> Image.Image:
    grid = torch.cat([torch.cat(list(row), 2) for row in rows], 1)
    return Image.fromarray((grid.permute(1, 2, 0).cpu().numpy() * 255).round().astype("uint8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prompts", nargs="*")
    parser.add_argument("--cache", type=Path, default=Path(".cache"))
    parser.add_argument("--weights", type=Path, help="default: weights.pt in the cache")
    parser.add_argument("--sheet", type=Path, default=Path("sheet.png"))
    parser.add_argument("--size", type=int, nargs=2, default=(16, 16), help="cells high, cells wide")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--guidance", type=float, default=2.5)
    parser.add_argument("--shift", type=float, default=3.0)
    parser.add_argument("--rescale", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--negative", default="")
    parser.add_argument("--shrink", type=int, default=4)
    parser.add_argument("--styles", type=int, nargs="*", default=list(range(len(STYLES))))
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    decoder = load_painter(options.cache / "autoencoder.pt", options.cache / "bridge.pt", options.device)
    pair, _ = load_weights(options.weights or options.cache / "weights.pt", options.device)
    rows = []
    for prompt in options.prompts or PROMPTS:
        tokens = [STYLE_TOKENS[s] for s in options.styles]
        latents = generate(
            pair, [f"{t} {prompt}" for t in tokens], [f"{t} {options.negative}" for t in tokens], tuple(options.size),
            [options.seed] * len(tokens), options.steps, options.guidance, options.shift, options.rescale,
        )  # fmt: skip
        out = decode(decoder, latents, options.styles, options.seed)
        rows.append(torch.nn.functional.avg_pool2d(out, options.shrink))
    picture(rows).save(options.sheet)


if __name__ == "__main__":
    main()

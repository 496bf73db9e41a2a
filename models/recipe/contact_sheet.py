"""Forty prompts, four seeds each, as they come: `python -m recipe.contact_sheet --model embedded --docs ../docs`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from .reference import Folder, interpolate
from .vocabulary import STYLES

# Their styles go round: photorealistic, painting, cartoon, sketch, abstract.
PROMPTS = [
    "a serene mountain lake at sunset, pink and orange clouds, pine trees, snow-capped peaks",
    "a lighthouse on a cliff in a storm",
    "three hot air balloons over green hills on a sunny day",
    "a castle on a hill under heavy clouds",
    "the skyline of a city at dusk",
    "snowy mountains at dawn",
    "a red sailing boat on a calm sea at dawn",
    "a small house in a snowy meadow at night, with the moon and stars",
    "palm trees on a beach",
    "a desert with cacti under an orange sky",
    "a forest in the fog",
    "a windmill in a field of flowers, blue sky",
    "an island with palm trees by day",
    "a river in a valley in autumn",
    "a canyon at sunset",
    "a city at night under a full moon",
    "rolling hills in spring with a church",
    "two tents in the woods at night",
    "waves of the sea in the rain",
    "a stone bridge over a calm lake",
    "a desert at noon, clear sky",
    "a beach at sunset with the setting sun",
    "a snowman in the mountains, snow falling",
    "three pine trees by a lake",
    "a meadow with red flowers",
    "a lake at dusk with a purple sky",
    "a farmhouse on the left, rolling hills, cloudy sky",
    "a hot air balloon over a canyon",
    "a city in the fog",
    "a rainbow over the countryside",
    "a thunderstorm over the ocean, lightning",
    "a large tree on the right in a meadow",
    "a cactus in the desert at night, stars",
    "a lonely island in the ocean at dawn",
    "sailboats on a lake at sunset",
    "a winter forest in falling snow",
    "a castle in the mountains at sunset",
    "four houses by a river",
    "a flock of birds above the sea",
    "badlands under a starry sky",
]
SEEDS = range(4)
PER_ROW = 4  # prompts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("embedded"))
    parser.add_argument("--docs", type=Path, default=Path("../docs"))
    parser.add_argument("--side", type=int, default=512, help="of the pictures as they are made")
    parser.add_argument("--tile", type=int, default=160, help="of the pictures on the sheet")
    options = parser.parse_args()
    model, manifest = Folder(options.model, 1), json.loads((options.model / "imageai.json").read_text())
    steps, native = manifest["defaults"]["num_inference_steps"], interpolate(manifest["guidance"]["points"], 7.5)
    tiles = []
    for at, prompt in enumerate(PROMPTS):
        style = at % len(STYLES)
        texts = [f"[{STYLES[style]}] {prompt}", f"[{STYLES[style]}]"]
        for seed in SEEDS:
            _, pixels, _ = model.picture(
                *texts, style, options.side, options.side, seed, steps, native, manifest["guidance_rescale"]
            )
            tiles.append(np.asarray(Image.fromarray(pixels).resize((options.tile,) * 2, Image.Resampling.LANCZOS)))
        print(f"{at + 1} of {len(PROMPTS)}: {prompt}", flush=True)
    across = PER_ROW * len(SEEDS)
    rows = [np.concatenate(tiles[i : i + across], 1) for i in range(0, len(tiles), across)]
    (options.docs / "images").mkdir(exist_ok=True)
    Image.fromarray(np.concatenate(rows)).save(options.docs / "images/contact-sheet.webp", quality=80, method=6)
    (options.docs / "contact-sheet.md").write_text(page(options.side))


def page(side: int) -> str:
    lines = [
        f"| {at // PER_ROW + 1} | {at % PER_ROW + 1} | {STYLES[at % len(STYLES)]} | {prompt} |"
        for at, prompt in enumerate(PROMPTS)
    ]
    return (
        "# Contact sheet\n\n![Forty prompts with four seeds each](images/contact-sheet.webp)\n\n"
        f"Forty prompts, each with the seeds 0 to 3 side by side, {side} x {side}, everything else as it is by default; "
        "not chosen, only scaled down. `python -m recipe.contact_sheet` in `models/` makes it again.\n\n"
        "| row | group of four | style | prompt |\n| --- | --- | --- | --- |\n" + "\n".join(lines) + "\n"
    )


if __name__ == "__main__":
    main()

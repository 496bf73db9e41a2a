"""Reads back from generated pictures what their prompts asked for.

A small classifier learns scene, time of day, weather, style and objects from the latents of rendered pictures
only, then judges the latents that the exported model makes of fixed prompts and seeds. Its accuracy on
rendered pictures that it has not seen is reported beside: no generator can be judged better than that.

`python -m recipe.evaluate --cache .cache --model embedded --report evaluation.json --sheet sheet.png`
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn

from . import vocabulary as voc
from .components import LATENT_CHANNELS, load_components
from .data import Bucket, load_latents
from .reference import Folder, interpolate
from .sample import PROMPTS

HEADS = {"kind": len(voc.KINDS), "time": len(voc.TIMES), "weather": len(voc.WEATHERS), "style": len(voc.STYLES)}
NOUNS = [
    "mountains",
    "hills",
    "the sea",
    "a lake",
    "the desert",
    "a forest",
    "a city",
    "a meadow",
    "an island",
    "a beach",
    "a river",
    "a canyon",
]
TIMES = ["at dawn", "by day", "at sunset", "at dusk", "at night"]
WEATHERS = ["clear sky", "clouds", "fog", "rain", "falling snow", "a storm"]
THINGS = {
    "hills": "windmill",
    "the sea": "sailboat",
    "the desert": "cactus",
    "a beach": "palm tree",
    "a meadow": "house",
    "a forest": "pine tree",
    "mountains": "castle",
    "an island": "lighthouse",
}


class Classifier(nn.Module):
    def __init__(self, width: int = 96) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(LATENT_CHANNELS, width, 3, padding=1), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1), nn.SiLU(),
            nn.Conv2d(width, 2 * width, 3, 2, 1), nn.SiLU(), nn.AdaptiveAvgPool2d((4, 4)), nn.Flatten(), nn.Dropout(0.3),
            nn.Linear(32 * width, 256), nn.SiLU(),
        )  # fmt: skip
        self.heads = nn.ModuleDict({name: nn.Linear(256, n) for name, n in HEADS.items()})
        self.objects = nn.Linear(256, len(voc.OBJECTS))

    def forward(self, latents: Tensor) -> dict[str, Tensor]:
        features = self.body(latents)
        return {**{name: head(features) for name, head in self.heads.items()}, "objects": self.objects(features)}


def _column(attributes: Tensor, name: str) -> Tensor:
    return attributes[:, voc.ATTRIBUTES.index(name)].long()


def _present(attributes: Tensor) -> Tensor:
    shown = sum(F.one_hot(_column(attributes, f"object{g}"), len(voc.OBJECTS)) for g in range(voc.GROUPS))
    return (shown > 0).float()  # type: ignore[operator]


def train_classifier(bucket: Bucket, steps: int, batch: int = 64) -> tuple[Classifier, dict[str, float]]:
    torch.manual_seed(3)
    model, total = Classifier(), len(bucket.latents)
    kept = total // 10
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.02)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * (1 - step / steps)
        pick = torch.randint(kept, total, (batch,))
        latents, attributes = bucket.latents[pick].float(), bucket.attributes[pick]
        out = model(latents + 0.2 * torch.rand(batch, 1, 1, 1) * torch.randn_like(latents))
        loss = sum(
            F.cross_entropy(out[name], _column(attributes, name)) for name in HEADS
        ) + 5 * F.binary_cross_entropy_with_logits(out["objects"], _present(attributes))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[union-attr]
        optimizer.step()
    model.eval()
    with torch.no_grad():
        attributes = bucket.attributes[:kept]
        out = model(bucket.latents[:kept].float())
        found = {name: (out[name].argmax(1) == _column(attributes, name)).float().mean().item() for name in HEADS}
        there, said = _present(attributes)[:, 1:] > 0, out["objects"][:, 1:] > 0
        found["objects found"] = (said & there).sum().item() / max(1, there.sum().item())
        found["objects right"] = (said & there).sum().item() / max(1, said.sum().item())
    return model, found


class Judge:
    def __init__(self, folder: Path, classifier: Classifier, size: int, steps: int) -> None:
        self.folder, self.classifier, self.size, self.steps = Folder(folder), classifier, size, steps
        manifest = json.loads((folder / "imageai.json").read_text())
        self.points, self.rescale = manifest["guidance"]["points"], manifest["guidance_rescale"]

    @torch.no_grad()
    def __call__(self, prompt: str, style: int, seed: int, negative: str = "", scale: float = 7.5) -> dict[str, Tensor]:
        token = voc.STYLE_TOKENS[style]
        native = interpolate(self.points, scale)
        latents = self.folder.latents(
            f"{token} {prompt}",
            f"{token} {negative}".strip(),
            self.size,
            self.size,
            seed,
            self.steps,
            native,
            self.rescale,
        )
        return {k: v[0] for k, v in self.classifier(torch.from_numpy(latents)).items()}


def evaluate(judge: Judge, prompts: int) -> dict[str, object]:
    r = random.Random(99)
    hits: dict[str, list[bool]] = {}
    for i in range(prompts):
        kind, time, weather, style = i % 12, r.randrange(5), r.randrange(6), i % 5
        if voc.KINDS[kind] in ("desert", "island", "beach", "canyon") and weather == 4:
            weather = 0
        out = judge(f"{NOUNS[kind]} {TIMES[time]}, {WEATHERS[weather]}", style, i)
        for name, wanted in (("kind", kind), ("time", time), ("weather", weather), ("style", style)):
            hits.setdefault(name, []).append(int(out[name].argmax()) == wanted)
    objects = []
    for i, (place, thing) in enumerate(THINGS.items()):
        index = next(
            k
            for k, name in enumerate(voc.OBJECTS)
            if name == {"palm tree": "palm", "pine tree": "pine"}.get(thing, thing)
        )
        objects += [
            (thing, bool(judge(f"a large {thing}, {place} by day", (i + s) % 5, s)["objects"][index] > 0))
            for s in range(4)
        ]
    report: dict[str, object] = {name: sum(h) / len(h) for name, h in hits.items()}
    report["objects"] = sum(h for _, h in objects) / len(objects)
    report["by object"] = {t: sum(h for n, h in objects if n == t) / 4 for t in THINGS.values()}
    for scale in (1.0, 7.5, 20.0):
        scene = [
            int(judge(f"{NOUNS[i % 12]} {TIMES[i % 5]}", 0, i, scale=scale)["kind"].argmax()) == i % 12
            for i in range(24)
        ]
        report[f"kind at guidance {scale:g}"] = sum(scene) / len(scene)
    for negative in ("", "night, dark, stars, moon"):
        night = [int(judge(NOUNS[i % 12], i % 5, 500 + i, negative)["time"].argmax()) == 4 for i in range(30)]
        report["share of nights, " + ("with them in the negative prompt" if negative else "time left open")] = sum(
            night
        ) / len(night)
    return report


def sheet(folder: Path, path: Path, width: int = 1024, height: int = 1024, shrink: int = 4) -> None:
    """Ten prompts by five styles, seed 0, nothing picked out."""
    model, manifest = Folder(folder), json.loads((folder / "imageai.json").read_text())
    steps, native = manifest["defaults"]["num_inference_steps"], interpolate(manifest["guidance"]["points"], 7.5)
    rows = []
    for prompt in PROMPTS:
        row = []
        for style in range(len(voc.STYLES)):
            token = voc.STYLE_TOKENS[style]
            pixels = model.picture(
                f"{token} {prompt}", token, style, width, height, 0, steps, native, manifest["guidance_rescale"]
            )[1]
            row.append(
                np.asarray(
                    Image.fromarray(pixels).resize((width // shrink, height // shrink), Image.Resampling.LANCZOS)
                )
            )
        rows.append(np.concatenate(row, 1))
    Image.fromarray(np.concatenate(rows, 0)).save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".cache"))
    parser.add_argument("--model", type=Path, default=Path("embedded"))
    parser.add_argument("--report", type=Path)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--prompts", type=int, default=120)
    parser.add_argument("--cells", type=int, default=8, help="side of the frames that are judged")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--classifier-steps", type=int, default=900)
    options = parser.parse_args()
    if options.sheet:
        sheet(options.model, options.sheet)
    if options.report:
        bucket = load_latents(options.cache / "pictures", load_components(options.cache / "components.pt"), "cpu")[
            (options.cells, options.cells)
        ]
        classifier, ceiling = train_classifier(bucket, options.classifier_steps)
        report = {
            "on rendered pictures": ceiling,
            "on generated pictures": evaluate(
                Judge(options.model, classifier, options.cells, options.steps), options.prompts
            ),
        }
        options.report.write_text(json.dumps(report, indent=2) + "\n")
        print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()

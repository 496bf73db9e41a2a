"""Reads back from generated pictures what their prompts asked for, for one model or for several side by side.

The judge sees finished pictures and has been trained on rendered ones only. How well it reads rendered pictures that it
has not seen is reported beside, as they are and after a journey through a model's latents and its decoder: what is lost on
the way no denoiser can bring back.

`python -m recipe.evaluate --cache .cache --models new=embedded old=../before --report evaluation.json`
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from . import asks as a
from . import vocabulary as voc
from .components import Components, load_components
from .finished import Finished, finish_pictures, load_finished, load_smooth, seen
from .judge import Judge, accuracy, column, train_judge, unseen
from .reference import Folder, interpolate
from .reopen import reopen
from .sample import generate

BATCH = 24
# The likelihood from which the judge holds an object for there. It is cautious: half would be hardly any.
PRESENT = 0.25
SCALES = (1.0, 4.0, 7.5, 12.0, 20.0)


class Painted:
    """A model's pictures as the judge sees them."""

    def __init__(self, folder: Path, judge: Judge, cells: int, points: list[list[float]] | None = None) -> None:
        self.pair, self.decoder, self.judge, self.cells = reopen(folder), Folder(folder), judge, cells
        manifest = json.loads((folder / "imageai.json").read_text())
        self.points, self.rescale = points or manifest["guidance"]["points"], manifest["guidance_rescale"]
        self.steps = manifest["defaults"]["num_inference_steps"]
        self.shift = json.loads((folder / "scheduler/scheduler_config.json").read_text())["shift"]

    def paint(self, latents: Tensor, styles: list[int], seeds: list[int]) -> Tensor:
        """Latents as the shipped decoder paints them, as the judge sees them."""
        rows = zip(latents.numpy(), styles, seeds, strict=True)
        painted = [self.decoder.decode(z[None], style, torch.Generator().manual_seed(seed)) for z, style, seed in rows]
        return seen(torch.from_numpy(np.concatenate(painted)))

    def repainted(self, rendered: Finished, components: Components) -> dict[str, float]:
        """How well rendered pictures are read once they have gone through the latents and the decoder."""
        latents = components.encode(rendered.smooth.float() / 255)
        styles = column(rendered.attributes, "style").tolist()
        return accuracy(self.judge, self.paint(latents, styles, list(range(len(styles)))), rendered.attributes)

    @torch.no_grad()
    def features(self, asks: list[a.Ask], scale: float = 7.5) -> Tensor:
        parts = []
        for at in range(0, len(asks), BATCH):
            some = asks[at : at + BATCH]
            tokens = [voc.STYLE_TOKENS[ask.style] for ask in some]
            latents = generate(
                self.pair,
                [f"{t} {ask.prompt}" for t, ask in zip(tokens, some, strict=True)],
                [f"{t} {ask.negative}".strip() for t, ask in zip(tokens, some, strict=True)],
                (self.cells, self.cells), [ask.seed for ask in some],
                self.steps, interpolate(self.points, scale), self.shift, self.rescale,
            )  # fmt: skip
            pictures = self.paint(latents, [ask.style for ask in some], [ask.seed for ask in some])
            parts.append(self.judge.features(pictures))
        return torch.cat(parts)


def share(hits: list[bool]) -> float:
    return round(sum(hits) / max(1, len(hits)), 3)


def of_scenes(found: dict[str, Tensor], asks: list[a.Ask]) -> dict[str, float]:
    names = asks[0].scene
    return {name: share([int(found[name][i]) == ask.scene[name] for i, ask in enumerate(asks)]) for name in names}


def of_things(found: dict[str, Tensor], asks: list[a.Ask]) -> dict[str, object]:
    """`objects`: the judge is sure of it; `foremost object`: it is the likeliest of all, sure or not."""
    sure = [bool(found["objects"][i, ask.thing] > 0.5) for i, ask in enumerate(asks)]
    foremost = [int(found["foremost"][i]) == ask.thing for i, ask in enumerate(asks)]
    report: dict[str, object] = {"objects": share(sure), "foremost object": share(foremost)}
    for name in ("count", "colour", "position"):
        report[name] = share(
            [int(found[name][i, ask.thing]) == ask.details[name] for i, ask in enumerate(asks) if name in ask.details]
        )
    report["foremost, by object"] = {
        voc.OBJECTS[k]: share([foremost[i] for i, ask in enumerate(asks) if ask.thing == k])
        for k in dict.fromkeys(ask.thing for ask in asks)
    }
    return report


def of_negatives(plain: dict[str, Tensor], forbidden: dict[str, Tensor], asks: list[a.Ask]) -> dict[str, object]:
    """How likely things are that nobody asked for, and that a negative prompt forbids; how often it is night.

    `of these gone`: of the pictures that show the thing, the share that do not once it is forbidden.
    """
    rows = [i for i, ask in enumerate(asks) if ask.thing]
    nights = [i for i, ask in enumerate(asks) if not ask.thing]

    def of(found: dict[str, Tensor]) -> dict[str, float]:
        likely = sum(found["objects"][i, asks[i].thing].item() for i in rows) / len(rows)
        return {
            "objects, mean likelihood": round(likely, 4),
            "nights": share([int(found["time"][i]) == asks[i].scene["time"] for i in nights]),
        }

    shown = [i for i in rows if plain["objects"][i, asks[i].thing] > PRESENT]
    gone = [bool(forbidden["objects"][i, asks[i].thing] <= PRESENT) for i in shown]
    return {"unasked": of(plain), "forbidden": of(forbidden), "shown unasked": len(shown), "of these gone": share(gone)}


def spread(features: Tensor) -> float:
    return torch.pdist(features).mean().item() if len(features) > 1 else float("nan")


def distance(one: Tensor, other: Tensor) -> float:
    """Fréchet's, between normal distributions of features whose axes are taken as independent."""
    means = (one.mean(0) - other.mean(0)).square().sum()
    return (means + (one.std(0) - other.std(0)).square().sum()).item()


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values.items()}


def evaluate(painted: Painted, rendered: Finished, features: Tensor, components: Components) -> dict[str, object]:
    read = painted.judge.reader
    asks = a.scenes()
    of_all = painted.features(asks)
    report: dict[str, object] = {"scenes": of_scenes(read(of_all), asks)}
    things = a.things()
    report["things"] = of_things(read(painted.features(things)), things)
    pairs = [*a.unwanted(), *a.open_times()]
    plain, forbidden = (read(painted.features([pair[k] for pair in pairs])) for k in range(2))
    report["negatives"] = of_negatives(plain, forbidden, [pair[0] for pair in pairs])
    report["guidance"] = {f"{s:g}": of_scenes(read(painted.features(asks[:48], s)), asks[:48]) for s in SCALES}
    groups = a.repeated()
    per_seed = painted.features([ask for group in groups for ask in group]).split(len(groups[0]))
    diversity = sum(map(spread, per_seed)) / len(per_seed) / rendered_spread(features, rendered.attributes)
    report["diversity over seeds"] = round(diversity, 3)
    report["distance to rendered pictures"] = round(distance(of_all, features), 2)
    report["rendered pictures by its latents"] = rounded(painted.repainted(rendered, components))
    return report


def rendered_spread(features: Tensor, attributes: Tensor) -> float:
    """How far rendered pictures of one kind, style and time lie apart, on average."""
    names = ("kind", "style", "time")
    keys = torch.stack([column(attributes, name) for name in names], 1)
    values = [spread(features[(keys == key).all(1)]) for key in keys.unique(dim=0)]
    values = [v for v in values if v == v]
    return sum(values) / len(values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path(".cache"))
    parser.add_argument("--models", nargs="+", default=["embedded=embedded"], metavar="NAME=FOLDER")
    parser.add_argument("--report", type=Path, default=Path("evaluation.json"))
    parser.add_argument("--cells", type=int, default=8, help="side of the frames that are judged")
    parser.add_argument("--judge-steps", type=int, default=2300)
    parser.add_argument("--judge-pictures", type=int, default=1920, help="rendered pictures that it learns from")
    options = parser.parse_args()
    finish_pictures(options.judge_pictures, options.cache / "finished", options.cells)
    pictures = load_finished(options.cache / "finished", options.cells)
    trained = options.cache / f"judge-{options.cells}.pt"
    if not trained.exists():
        smooth = load_smooth(options.cache / "pictures", options.cells)
        torch.save(train_judge(pictures, smooth, options.judge_steps).state_dict(), trained)
    judge = Judge()
    judge.load_state_dict(torch.load(trained, weights_only=True))
    judge.eval()
    rendered = unseen(pictures)
    clean = rendered.pictures.float() / 255
    with torch.no_grad():
        features = torch.cat([judge.features(part) for part in clean.split(64)])
    half = len(features) // 2
    report: dict[str, object] = {
        "frame": [options.cells * voc.CELL_PIXELS] * 2,
        "rendered pictures, unseen": {
            "pictures": len(clean),
            **rounded(accuracy(judge, clean, rendered.attributes)),
            "distance of one half to the other": round(distance(features[:half], features[half:]), 2),
        },
    }
    components = load_components(options.cache / "components.pt")
    for named in options.models:
        name, folder = named.split("=", 1)
        report[name] = evaluate(Painted(Path(folder), judge, options.cells), rendered, features, components)
        options.report.write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()

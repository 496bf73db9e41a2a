"""Reads a scene's attributes off a vector of features: of a caption in training, of a picture in the evaluation."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import vocabulary as voc

CLASSES = {
    "kind": voc.KINDS, "style": voc.STYLES, "time": voc.TIMES, "weather": voc.WEATHERS, "hue": voc.SKY_HUES,
    "season": voc.SEASONS, "sun": range(2), "moon": range(3), "stars": range(2), "snowcaps": range(2),
    "cliff": range(4), "path": range(2), "rainbow": range(2),
}  # fmt: skip
OF_OBJECTS = {"count": range(5), "position": voc.POSITIONS, "colour": voc.COLOURS, "size": voc.SIZES}


class Reader(nn.Module):
    """What holds for the scene, which objects are there, and of each of these how many, where, which colour and size."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.scene = nn.ModuleDict({name: nn.Linear(width, len(values)) for name, values in CLASSES.items()})
        self.objects = nn.Linear(width, len(voc.OBJECTS))
        self.details = nn.ModuleDict(
            {name: nn.Linear(width, len(voc.OBJECTS) * len(values)) for name, values in OF_OBJECTS.items()}
        )

    def loss(self, features: Tensor, attributes: Tensor) -> Tensor:
        column = lambda name: attributes[:, voc.ATTRIBUTES.index(name)].long()  # noqa: E731
        loss = sum(F.cross_entropy(head(features), column(name)) for name, head in self.scene.items())
        kinds = [column(f"object{g}") for g in range(voc.GROUPS)]
        there = sum(F.one_hot(k, len(voc.OBJECTS)) for k in kinds).clamp(max=1).float()
        loss = loss + 8 * F.binary_cross_entropy_with_logits(self.objects(features), there)
        rows = torch.arange(len(features), device=features.device)
        for name, head in self.details.items():
            logits = head(features).unflatten(1, (len(voc.OBJECTS), -1))
            for g, kind in enumerate(kinds):
                each = F.cross_entropy(logits[rows, kind], column(f"{name}{g}"), reduction="none")
                loss = loss + (each * (kind > 0)).mean()
        return loss

    def forward(self, features: Tensor) -> dict[str, Tensor]:
        """Values of the scene [n]; `objects`, how likely each is there, and its details [n, objects]; the `foremost` object [n]."""
        scene = {name: head(features).argmax(1) for name, head in self.scene.items()}
        each = {
            name: head(features).unflatten(1, (len(voc.OBJECTS), -1)).argmax(2) for name, head in self.details.items()
        }
        likely = self.objects(features).sigmoid()
        return scene | each | {"objects": likely, "foremost": 1 + likely[:, 1:].argmax(1)}


def mean_of(words: Tensor) -> Tensor:
    """Features of captions: the mean over the words that are known."""
    known = (words.abs().sum(-1) > 0).sum(1, keepdim=True).clamp(min=1)
    return words.sum(1) / known

"""Reads attributes back from pictures: trained on the latents of rendered pictures, and of no others."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import vocabulary as voc
from .components import LATENT_CHANNELS
from .data import Bucket
from .reader import CLASSES, OF_OBJECTS, Reader

UNSEEN = 1 / 10  # share of the rendered pictures that are kept for judging the judge
FEATURES = 256


class Judge(nn.Module):
    def __init__(self, width: int = 96) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(LATENT_CHANNELS, width, 3, padding=1), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1), nn.SiLU(),
            nn.Conv2d(width, 2 * width, 3, 2, 1), nn.SiLU(), nn.Conv2d(2 * width, 2 * width, 3, padding=1), nn.SiLU(),
            nn.AdaptiveAvgPool2d((4, 4)), nn.Flatten(), nn.Dropout(0.3), nn.Linear(32 * width, FEATURES), nn.SiLU(),
        )  # fmt: skip
        self.reader = Reader(FEATURES)

    def forward(self, latents: Tensor) -> dict[str, Tensor]:
        return self.reader(self.body(latents))


def column(attributes: Tensor, name: str) -> Tensor:
    return attributes[:, voc.ATTRIBUTES.index(name)].long()


def unseen(bucket: Bucket) -> tuple[Tensor, Tensor]:
    """Latents and attributes of the rendered pictures that a judge of this bucket was not trained on."""
    kept = int(len(bucket.latents) * UNSEEN)
    return bucket.latents[:kept].float(), bucket.attributes[:kept]


def train_judge(bucket: Bucket, steps: int, batch: int = 64) -> Judge:
    torch.manual_seed(3)
    judge, total = Judge(), len(bucket.latents)
    optimizer = torch.optim.AdamW(judge.parameters(), lr=1e-3, weight_decay=0.02)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 1.5e-3 * (1 - step / steps)
        pick = torch.randint(int(total * UNSEEN), total, (batch,))
        latents = bucket.latents[pick].float()
        # Generated pictures are never quite clean.
        spoilt = latents + 0.2 * torch.rand(batch, 1, 1, 1) * torch.randn_like(latents)
        with torch.autocast("cpu", torch.bfloat16):
            features = judge.body(spoilt)
        loss = judge.reader.loss(features.float(), bucket.attributes[pick])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            print(f"judge: step {step} of {steps}, loss {loss.item():.3f}", flush=True)
    return judge.eval()


@torch.no_grad()
def accuracy(judge: Judge, latents: Tensor, attributes: Tensor) -> dict[str, float]:
    """How well it reads rendered pictures. Details are counted for objects that are there, seen or not."""
    out = judge(latents)
    found = {name: (out[name] == column(attributes, name)).float().mean().item() for name in CLASSES}
    kinds = [column(attributes, f"object{g}") for g in range(voc.GROUPS)]
    there = sum(F.one_hot(k, len(voc.OBJECTS)) for k in kinds)[:, 1:] > 0  # type: ignore[index]
    seen = out["objects"][:, 1:] > 0.5
    found["objects"] = (seen & there).sum().item() / max(1, int(there.sum()))
    found["objects seen that are there"] = (seen & there).sum().item() / max(1, int(seen.sum()))
    one = there.sum(1) == 1
    found["foremost object"] = (out["foremost"] == there.float().argmax(1) + 1)[one].float().mean().item()
    rows, first = torch.arange(len(latents)), kinds[0]
    for name in OF_OBJECTS:
        shown = first > 0
        if name == "colour":
            shown &= torch.isin(first, torch.tensor([voc.OBJECTS.index(o) for o in sorted(voc.COLOURED)]))
        if name == "position":
            shown &= column(attributes, "position0") > 0
        right = out[name][rows, first] == column(attributes, f"{name}0")
        found[name] = right[shown].float().mean().item()
    return found

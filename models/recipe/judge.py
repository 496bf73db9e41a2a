"""Reads attributes back from pictures: trained on rendered pictures only, and told of no other.

It sees finished pictures as people see them, texture and all, at 16 pixels a cell. Half of what it learns from is smooth
pictures of the training set, of which there are many more: they show what a castle is as well.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import vocabulary as voc
from .data import mirror
from .finished import Finished
from .reader import CLASSES, OF_OBJECTS, Reader

UNSEEN = 1 / 8  # share of the rendered pictures that are kept for judging the judge
FEATURES = 256


def _block(given: int, made: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(given, made, 3, stride, 1, bias=False), nn.BatchNorm2d(made), nn.SiLU())


class Judge(nn.Module):
    def __init__(self, width: int = 24) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.PixelUnshuffle(2), _block(12, width),
            _block(width, 2 * width, 2), _block(2 * width, 2 * width),
            _block(2 * width, 4 * width, 2), _block(4 * width, 4 * width),
            _block(4 * width, 6 * width, 2), _block(6 * width, 6 * width),
            nn.AdaptiveAvgPool2d((4, 4)), nn.Flatten(), nn.Dropout(0.3), nn.Linear(96 * width, FEATURES), nn.SiLU(),
        )  # fmt: skip
        self.reader = Reader(FEATURES)

    def features(self, pictures: Tensor) -> Tensor:
        """[n, 3, 16 h, 16 w] in 0..1 -> [n, FEATURES]."""
        return self.body((pictures * 2 - 1).contiguous(memory_format=torch.channels_last))

    def forward(self, pictures: Tensor) -> dict[str, Tensor]:
        return self.reader(self.features(pictures))


def column(attributes: Tensor, name: str) -> Tensor:
    return attributes[:, voc.ATTRIBUTES.index(name)].long()


def unseen(rendered: Finished) -> Finished:
    """The rendered pictures that a judge is not trained on."""
    kept = int(len(rendered.pictures) * UNSEEN)
    return Finished(rendered.pictures[:kept], rendered.smooth[:kept], rendered.attributes[:kept])


def _spoilt(pictures: Tensor) -> Tensor:
    """Softer, noisier and of other brightness: a generated picture is never quite as clean as a rendered one."""
    n = len(pictures)
    soft = F.interpolate(F.avg_pool2d(pictures, 2), scale_factor=2.0, mode="bilinear")
    pictures = pictures + torch.rand(n, 1, 1, 1).pow(2) * (soft - pictures)
    gain, lift = 1 + 0.1 * torch.randn(n, 1, 1, 1), 0.03 * torch.randn(n, 3, 1, 1)
    return (pictures * gain + lift + 0.04 * torch.rand(n, 1, 1, 1) * torch.randn_like(pictures)).clamp(0, 1)


def train_judge(rendered: Finished, smooth: tuple[Tensor, Tensor], steps: int, batch: int = 64) -> Judge:
    """`smooth`: pictures [n, 3, 16 h, 16 w] as uint8 and their attributes."""
    torch.manual_seed(3)
    judge, kept = Judge().to(memory_format=torch.channels_last), int(len(rendered.pictures) * UNSEEN)  # type: ignore[call-overload]
    pools = [(rendered.pictures[kept:], rendered.attributes[kept:]), smooth]
    optimizer = torch.optim.AdamW(judge.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps, pct_start=0.1)
    for step in range(steps):
        parts = [_some(*pool, batch // 2) for pool in pools]
        pictures, attributes = (torch.cat(values) for values in zip(*parts, strict=True))
        with torch.autocast("cpu", torch.bfloat16):
            features = judge.features(_spoilt(pictures))
        loss = judge.reader.loss(features.float(), attributes)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 100 == 0:
            print(f"judge: step {step} of {steps}, loss {loss.item():.3f}", flush=True)
    return judge.eval()


def _some(pictures: Tensor, attributes: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Some of them in 0..1, half of these as seen in a mirror."""
    pick = torch.randint(len(pictures), (count,))
    pictures, attributes = pictures[pick].float() / 255, attributes[pick].clone()
    half = count // 2
    pictures[:half] = pictures[:half].flip(-1)
    attributes[:half] = torch.from_numpy(mirror(attributes[:half].numpy()))
    return pictures, attributes


@torch.no_grad()
def accuracy(judge: Judge, pictures: Tensor, attributes: Tensor) -> dict[str, float]:
    """How well it reads pictures of these attributes. Details are counted for objects that are there, seen or not."""
    out = judge.reader(torch.cat([judge.features(part) for part in pictures.split(64)]))
    found = {name: (out[name] == column(attributes, name)).float().mean().item() for name in CLASSES}
    kinds = [column(attributes, f"object{g}") for g in range(voc.GROUPS)]
    there = sum(F.one_hot(k, len(voc.OBJECTS)) for k in kinds)[:, 1:] > 0  # type: ignore[index]
    seen = out["objects"][:, 1:] > 0.5
    found["objects"] = (seen & there).sum().item() / max(1, int(there.sum()))
    found["objects seen that are there"] = (seen & there).sum().item() / max(1, int(seen.sum()))
    one = there.sum(1) == 1
    found["foremost object"] = (out["foremost"] == there.float().argmax(1) + 1)[one].float().mean().item()
    rows, first = torch.arange(len(pictures)), kinds[0]
    for name in OF_OBJECTS:
        shown = first > 0
        if name == "colour":
            shown &= torch.isin(first, torch.tensor([voc.OBJECTS.index(o) for o in sorted(voc.COLOURED)]))
        if name == "position":
            shown &= column(attributes, "position0") > 0
        right = out[name][rows, first] == column(attributes, f"{name}0")
        found[name] = right[shown].float().mean().item()
    return found

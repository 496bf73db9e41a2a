"""Teaches the text encoder, before the denoiser starts, to say what a caption tells of its scene.

The denoiser's own signal reaches the words late: it first has to learn what pictures look like. A minute
of reading attributes off captions spares it most of that.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import vocabulary as voc
from .data import Bucket
from .text_encoder import TextEncoder

CLASSES = {
    "kind": voc.KINDS, "style": voc.STYLES, "time": voc.TIMES, "weather": voc.WEATHERS, "hue": voc.SKY_HUES,
    "season": voc.SEASONS, "colour0": voc.COLOURS, "position0": voc.POSITIONS, "count0": range(5), "size0": voc.SIZES,
    "sun": range(2), "moon": range(3), "stars": range(2), "snowcaps": range(2), "cliff": range(4), "path": range(2),
}  # fmt: skip


def _logits_loss(heads: nn.ModuleDict, features: Tensor, attributes: Tensor, classes: dict[str, Sequence]) -> Tensor:
    column = lambda name: attributes[:, voc.ATTRIBUTES.index(name)].long()  # noqa: E731
    loss = sum(F.cross_entropy(heads[name](features), column(name)) for name in classes)
    there = sum(F.one_hot(column(f"object{g}"), len(voc.OBJECTS)) for g in range(voc.GROUPS)).clamp(max=1).float()
    return loss + 8 * F.binary_cross_entropy_with_logits(heads["objects"](features), there)


def pretrain_text(text: TextEncoder, pool: dict[tuple[int, int], Bucket], seconds: float, batch: int = 256) -> None:
    torch.manual_seed(13)
    tokens = torch.cat([b.tokens for b in pool.values()]).cpu()
    attributes = torch.cat([b.attributes for b in pool.values()]).cpu()
    width = text.words.weight.shape[1]
    heads = nn.ModuleDict({name: nn.Linear(width, len(values)) for name, values in CLASSES.items()})
    heads["objects"] = nn.Linear(width, len(voc.OBJECTS))
    optimizer = torch.optim.AdamW([*text.parameters(), *heads.parameters()], lr=2e-3, betas=(0.9, 0.98))
    began, steps, shown = time.time(), 0, 0.0
    while (progress := (time.time() - began) / seconds) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1.0, (steps + 1) / 30) * (1 - progress) + 1e-5
        pick = torch.randint(0, len(tokens), (batch,))
        ids = tokens[pick, torch.randint(0, tokens.shape[1], (batch,))].long()
        hidden = text(ids[:, : int((ids > 0).sum(1).max())])
        known = (hidden.abs().sum(-1) > 0).sum(1, keepdim=True).clamp(min=1)
        loss = _logits_loss(heads, hidden.sum(1) / known, attributes[pick], CLASSES)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        if time.time() - shown > 15:
            shown = time.time()
            print(f"text encoder: {progress:.2f} step {steps} loss {loss.item():.3f}", flush=True)

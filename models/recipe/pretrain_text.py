"""Teaches the text encoder, before the denoiser starts, to say what a caption tells of its scene.

The denoiser's own signal reaches the words late: it first has to learn what pictures look like. A minute
of reading attributes off captions spares it most of that.
"""

from __future__ import annotations

import time

import torch

from .data import Bucket
from .reader import Reader, mean_of
from .text_encoder import TextEncoder


def pretrain_text(
    text: TextEncoder, pool: dict[tuple[int, int], Bucket], seconds: float, batch: int = 256, rate: float = 2e-3
) -> None:
    torch.manual_seed(13)
    tokens = torch.cat([b.tokens for b in pool.values()]).cpu()
    attributes = torch.cat([b.attributes for b in pool.values()]).cpu()
    width = text.words.weight.shape[1]
    reader = Reader(width)
    optimizer = torch.optim.AdamW([*text.parameters(), *reader.parameters()], lr=rate, betas=(0.9, 0.98))
    began, steps, shown = time.time(), 0, 0.0
    while (progress := (time.time() - began) / seconds) < 1:
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (steps + 1) / 30) * (1 - progress) + 1e-5
        pick = torch.randint(0, len(tokens), (batch,))
        ids = tokens[pick, torch.randint(0, tokens.shape[1], (batch,))].long()
        words = text(ids[:, : int((ids > 0).sum(1).max())])
        loss = reader.loss(mean_of(words), attributes[pick])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        if time.time() - shown > 15:
            shown = time.time()
            print(f"text encoder: {progress:.2f} step {steps} loss {loss.item():.3f}", flush=True)

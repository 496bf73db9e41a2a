"""Finished pictures, as people see them: rendered with the texture of their style, for the judge to learn from.

Rendered at the size that is shipped and shrunk to what a judge needs to see, with the smooth pictures beside them from
which latents are made.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from . import vocabulary as voc
from .data import load_parts
from .renderer import render
from .renderer.noise import Noise
from .scene import sample_scenes
from .texture import NOISE_SCALE, bank_kernels, noise_bank, textured

PART = 96  # pictures in a stored part
SEEN = 16  # pixels a cell that the judge sees, along each side
FIRST_SEED = 900_000  # far from the seeds of training pictures


@dataclass
class Finished:
    """`pictures` and `smooth` [n, 3, 16 cells, 16 cells] as uint8, `attributes` [n, len(ATTRIBUTES)]."""

    pictures: Tensor
    smooth: Tensor
    attributes: Tensor


def seen(picture: Tensor) -> Tensor:
    """A picture of 64 pixels a cell as the judge sees it."""
    return F.avg_pool2d(picture, voc.CELL_PIXELS // SEEN)


@torch.no_grad()
def finish_part(index: int, folder: Path, cells: int) -> None:
    """One part; nothing is done when it exists."""
    path = folder / f"finished-{cells}-{index:04d}.pt"
    if path.exists():
        return
    torch.set_num_threads(1)  # parts are drawn side by side
    rng, noise, kernels = np.random.default_rng(FIRST_SEED + index), Noise("cpu"), bank_kernels()
    grains = torch.Generator().manual_seed(FIRST_SEED + index)
    rows: list[tuple[Tensor, Tensor, Tensor]] = []
    for _ in range(PART // 8):
        kind = voc.KINDS[rng.integers(len(voc.KINDS))]
        scenes = sample_scenes(rng, 8, kind, (cells, cells))
        near, far = (render(scenes, noise, "cpu", pixels) for pixels in (voc.CELL_PIXELS, SEEN))
        grain = torch.randn(8, 1, cells * NOISE_SCALE, cells * NOISE_SCALE, generator=grains)
        picture = textured(near.base, near.ids, near.field.attributes["style"], noise_bank(grain, kernels))
        bytes_of = [(x * 255).round().byte() for x in (seen(picture), far.base)]
        rows.append((bytes_of[0], bytes_of[1], torch.from_numpy(scenes.attributes)))
    torch.save(tuple(torch.cat([row[i] for row in rows]) for i in range(3)), path.with_suffix(".tmp"))
    path.with_suffix(".tmp").rename(path)


def finish_pictures(total: int, folder: Path, cells: int) -> None:
    """Draws what is missing of so many pictures, on all cores."""
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(finish_part, i, folder, cells) for i in range((total + PART - 1) // PART)]
        for count, done in enumerate(as_completed(jobs), 1):
            done.result()
            print(f"finished pictures: {count} of {len(jobs)} parts", flush=True)


def load_finished(folder: Path, cells: int) -> Finished:
    parts = [torch.load(path, weights_only=True) for path in sorted(folder.glob(f"finished-{cells}-*.pt"))]
    return Finished(*(torch.cat([part[i] for part in parts]) for i in range(3)))


def load_smooth(pictures: Path, cells: int) -> tuple[Tensor, Tensor]:
    """Pictures of the training set that have this frame, with their attributes."""
    found = [stored[cells, cells] for stored in load_parts(pictures) if (cells, cells) in stored]
    return torch.cat([picture for picture, _, _ in found]), torch.cat([attributes for _, _, attributes in found])

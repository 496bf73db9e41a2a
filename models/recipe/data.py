"""Rendered pictures for training: windows for the autoencoder, latents with captions for the denoiser."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from . import vocabulary as voc
from .captions import caption
from .components import Components
from .renderer import render
from .renderer.noise import Noise
from .scene import Scenes, sample_scenes
from .tokenizer import encode

WORDINGS = 4  # captions kept for each picture
UNSTYLED_SHARE = 0.12


def bucket_weights() -> dict[tuple[int, int], float]:
    """How often each frame (cells high, cells wide) is drawn: mostly squares, small ones since they are cheap to learn from, and every other one."""
    weights = {(h, w): 0.2 for h in voc.CELLS for w in voc.CELLS}
    for pair in ((16, 24), (24, 16), (16, 12), (12, 16), (16, 30), (30, 16), (12, 8), (8, 12)):
        weights[pair] = 0.7
    weights |= {(16, 16): 8.0, (8, 8): 36.0, (12, 12): 5.0, (24, 24): 0.4, (30, 30): 0.2}
    total = sum(weights.values())
    return {k: v / total for k, v in weights.items()}


def practice_weights() -> dict[tuple[int, int], float]:
    """How often the denoiser meets each frame, in pictures. By time it spends half on the smallest square, where
    a picture costs least, and a third on the square that is asked for most.
    """
    others = [(h, w) for h in voc.CELLS for w in voc.CELLS if h != w or h > 16]
    time = {(h, w): 0.12 / len(others) for h, w in others} | {(8, 8): 0.52, (12, 12): 0.06, (16, 16): 0.3}
    weights = {(h, w): share / (h * w) for (h, w), share in time.items()}
    total = sum(weights.values())
    return {k: v / total for k, v in weights.items()}


def mirror(attributes: np.ndarray) -> np.ndarray:
    """Attributes of the picture seen in a mirror."""
    out = attributes.copy()
    swap = np.array([0, 3, 2, 1])
    for name in ("position0", "position1", "cliff"):
        column = voc.ATTRIBUTES.index(name)
        out[:, column] = swap[out[:, column]]
    return out


def _wordings(attributes: np.ndarray, seed: int) -> np.ndarray:
    r = random.Random(seed)
    rows = attributes.tolist()
    return np.array(
        [[encode(caption(row, r, r.random() > UNSTYLED_SHARE)) for _ in range(WORDINGS)] for row in rows], np.int16
    )


def _job(seed: int, n: int, kind: str, cells: tuple[int, int], captions: bool) -> tuple[Scenes, np.ndarray | None]:
    scenes = sample_scenes(np.random.default_rng(seed), n, kind, cells)
    if not captions:
        return scenes, None
    both = np.concatenate([scenes.attributes, mirror(scenes.attributes)])
    return scenes, _wordings(both, seed)


def scene_batches(
    seed: int, total: int, size: Callable[[tuple[int, int]], int], captions: bool
) -> Iterator[tuple[Scenes, np.ndarray | None]]:
    """Batches of scenes of one kind and one frame, drawn in other processes while this one renders."""
    rng = np.random.default_rng(seed)
    weights = bucket_weights()
    frames, shares = list(weights), np.array(list(weights.values()))
    jobs = []
    left = total
    while left > 0:
        # Every frame once before chance decides.
        cells = frames[len(jobs)] if len(jobs) < len(frames) else frames[rng.choice(len(frames), p=shares)]
        n = min(left, size(cells))
        jobs.append((int(rng.integers(2**62)), n, voc.KINDS[rng.integers(len(voc.KINDS))], cells, captions))
        left -= n
    workers = max(1, min(14, (os.cpu_count() or 2) - 2))
    if workers == 1:
        yield from (_job(*job) for job in jobs)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        ahead: set = set()
        queue = iter(jobs)
        for job in queue:
            ahead.add(pool.submit(_job, *job))
            if len(ahead) >= 4 * workers:
                break
        while ahead:
            done = next(as_completed(ahead))
            ahead.discard(done)
            for job in queue:
                ahead.add(pool.submit(_job, *job))
                break
            yield done.result()


@dataclass
class Crops:
    """Windows of 8 x 8 cells: pictures as uint8, the encoder's view at 16 and the decoder's at 64 pixels a cell."""

    coarse: Tensor
    fine: Tensor
    ids: Tensor
    style: Tensor


@torch.no_grad()
def render_crops(total: int, noise: Noise, device: str, seed: int = 1) -> Crops:
    side = 8
    coarse = torch.empty(total, 3, side * 16, side * 16, dtype=torch.uint8, device=device)
    fine = torch.empty(total, 3, side * 64, side * 64, dtype=torch.uint8, device=device)
    ids = torch.empty(total, side * 64, side * 64, dtype=torch.float16, device=device)
    style = torch.empty(total, dtype=torch.long, device=device)
    at = 0
    for scenes, _ in scene_batches(seed, total, lambda _: min(48, max(8, total // 64)), False):
        n = min(len(scenes), total - at)
        if n <= 0:
            continue
        top = torch.randint(0, scenes.cells[0] - side + 1, (len(scenes),)).float()
        left = torch.randint(0, scenes.cells[1] - side + 1, (len(scenes),)).float()
        crop = (top, left, (side, side))
        near = render(scenes, noise, device, 64, crop)
        far = render(scenes, noise, device, 16, crop)
        fine[at : at + n] = (near.base[:n] * 255).round().byte()
        coarse[at : at + n] = (far.base[:n] * 255).round().byte()
        ids[at : at + n] = near.ids[:n].half()
        style[at : at + n] = near.field.attributes["style"][:n]
        at += n
    return Crops(coarse[:at], fine[:at], ids[:at], style[:at])


@dataclass
class Bucket:
    """All pictures of one frame: latents [n, channels, h, w] as float16, token ids [n, WORDINGS, MAX_TOKENS], attributes."""

    latents: Tensor
    tokens: Tensor
    attributes: Tensor


PART = 96  # pictures in a stored part
Stored = dict[tuple[int, int], tuple[Tensor, Tensor, Tensor]]


@torch.no_grad()
def render_part(index: int, folder: Path, device: str) -> None:
    """One part of the training set, every picture followed by its mirror image; nothing is done when it exists."""
    path = folder / f"part-{index:04d}.pt"
    if path.exists():
        return
    if device == "cpu":
        torch.set_num_threads(1)  # parts are drawn side by side
    noise = Noise(device)
    rng = np.random.default_rng(1000 + index)
    weights = bucket_weights()
    frames, shares = list(weights), np.array(list(weights.values()))
    found: dict[tuple[int, int], list[tuple[Tensor, ...]]] = {}
    left = PART
    while left > 0:
        cells = frames[rng.choice(len(frames), p=shares)]
        n = min(left, 12)
        left -= n
        kind = voc.KINDS[rng.integers(len(voc.KINDS))]
        scenes, tokens = _job(int(rng.integers(2**62)), n, kind, cells, True)
        assert tokens is not None
        base = (render(scenes, noise, device, 16).base * 255).round().byte().cpu()
        both = np.concatenate([scenes.attributes, mirror(scenes.attributes)])
        row = (torch.cat([base, base.flip(-1)]), torch.from_numpy(tokens), torch.from_numpy(both))
        found.setdefault(cells, []).append(row)
    stored: Stored = {cells: tuple(torch.cat([r[i] for r in rows]) for i in range(3)) for cells, rows in found.items()}  # type: ignore[misc]
    torch.save(stored, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").rename(path)


def render_pictures(total: int, folder: Path, device: str) -> None:
    """The training set: smooth pictures at 16 pixels a cell, captions, attributes."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = range((total + PART - 1) // PART)
    workers = (os.cpu_count() or 2) if device == "cpu" else 2
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(render_part, i, folder, device) for i in parts]):
            done.result()


def load_parts(folder: Path, parts: int | None = None) -> Iterator[Stored]:
    for path in sorted(folder.glob("part-*.pt"))[:parts]:
        yield torch.load(path, map_location="cpu", weights_only=True, mmap=True)


def load_latents(
    pictures: Path, components: Components, device: str, frames: set[tuple[int, int]] | None = None
) -> dict[tuple[int, int], Bucket]:
    """All parts that lie there, as latents; only some frames when these are given."""
    rows: dict[tuple[int, int], list[tuple[Tensor, Tensor, Tensor]]] = {}
    for stored in load_parts(pictures):
        for cells, (picture, tokens, attributes) in stored.items():
            if frames and cells not in frames:
                continue
            latents = components.encode(picture.float() / 255).half()
            rows.setdefault(cells, []).append((latents.to(device), tokens.to(device), attributes.to(device)))
    return {cells: Bucket(*(torch.cat([r[i] for r in found]) for i in range(3))) for cells, found in rows.items()}

"""Trains the denoiser and the text encoder by flow matching on rendered latents."""

from __future__ import annotations

import copy
import math
import tempfile
import time
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn
from torch.multiprocessing import spawn

from .data import Bucket, practice_weights
from .presets import Preset
from .reader import Reader, mean_of
from .text_encoder import TextEncoder
from .tokenizer import vocabulary
from .unet import Denoiser

Pool = dict[tuple[int, int], Bucket]
HELD_OUT = 1 / 50
# Weight of telling the scene's attributes from its words, against the velocity's error. It fades out.
READING = 0.01


class Pair(nn.Module):
    """Text encoder and denoiser as the one thing that is trained."""

    def __init__(self, width: int, depth: int, edge: int, context: int) -> None:
        super().__init__()
        self.shape = {"width": width, "depth": depth, "edge": edge, "context": context}
        self.text = TextEncoder(len(vocabulary()), context, heads=context // 32)
        self.unet = Denoiser(width, depth, edge, context)

    def forward(self, sample: Tensor, sigma: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Velocity, and what the words were turned into."""
        words = self.text(ids)
        return self.unet(sample, 1000 * sigma, words), words


def loss_of(model: nn.Module, latents: Tensor, ids: Tensor, sigma: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
    """The velocity's error, and the words."""
    s = sigma[:, None, None, None]
    precision = next(model.parameters()).dtype
    # On a CPU that has instructions for it, bfloat16 is half as fast again; on a GPU the weights are bfloat16 already.
    with torch.autocast("cpu", torch.bfloat16, enabled=latents.device.type == "cpu" and torch.is_grad_enabled()):
        velocity, words = model(((1 - s) * latents + s * noise).to(precision), sigma, ids)
    return F.mse_loss(velocity.float(), noise - latents), words.float()


def batch_of(bucket: Bucket, n: int, held_out: bool, device: str) -> tuple[Tensor, Tensor, Tensor]:
    """Latents, captions and attributes."""
    total = len(bucket.latents)
    kept = max(1, int(total * HELD_OUT))
    low, high = (0, kept) if held_out else (kept, total)
    pick = torch.randint(low, max(high, low + 1), (n,), device=device).clamp(max=total - 1)
    wording = torch.randint(0, bucket.tokens.shape[1], (n,), device=device)
    ids = bucket.tokens[pick, wording].long()
    ids = ids[:, : max(1, int((ids > 0).sum(1).max()))]  # padding says nothing
    return bucket.latents[pick].float(), ids, bucket.attributes[pick]


@torch.no_grad()
def held_out_loss(model: Pair, pool: Pool, device: str) -> float:
    state = torch.get_rng_state()
    torch.manual_seed(5)
    losses = []
    for cells in [c for c in ((16, 16), (8, 8), (16, 24)) if c in pool] or list(pool)[:1]:
        latents, ids, _ = batch_of(pool[cells], 64, True, device)
        sigma = (torch.arange(64, device=device) + 0.5) / 64
        losses.append(loss_of(model, latents, ids, sigma, torch.randn(latents.shape).to(device))[0].item())
    torch.set_rng_state(state)
    return sum(losses) / len(losses)


class Averager:
    """Averages the weights of several processes now and then, and hands on the first one's clock so that all stop together.

    Between two meetings each goes its own way (Stich 2019, local SGD): on a busy machine processes that wait for each
    other at every step get less done than one alone.
    """

    EVERY = 16

    def __init__(self, params: list[nn.Parameter], workers: int) -> None:
        self.params, self.workers = params, workers

    @torch.no_grad()
    def __call__(self, clock: float) -> float:
        told = torch.tensor([clock * self.workers if dist.get_rank() == 0 else 0.0])
        flat = torch.cat([*(p.flatten() for p in self.params), told])
        dist.all_reduce(flat)
        flat /= self.workers
        sizes = [p.numel() for p in self.params]
        for p, part in zip(self.params, flat[:-1].split(sizes), strict=True):
            p.copy_(part.view_as(p))
        return float(flat[-1])


def train_denoiser(
    preset: Preset,
    device: str,
    pool: Pool,
    path: Path,
    log: Path,
    stop_after: float | None = None,
    workers: int = 1,
) -> bool:
    """Runs until the preset's time is used up, over any number of calls; False when it paused at `stop_after` seconds.

    With several workers it is called in each of them, and only the first keeps files.
    """
    torch.manual_seed(11)
    first = workers == 1 or dist.get_rank() == 0
    torch.backends.cuda.matmul.allow_tf32 = True
    model = Pair(preset.width, preset.depth, preset.edge, preset.context).to(device)
    if (start := path.with_name("start.pt")).exists():
        model.load_state_dict(torch.load(start, map_location=device, weights_only=True))
    else:
        some = torch.cat([b.latents[:256].float().transpose(0, 1).flatten(1) for b in pool.values()], 1)
        model.unet.spread.copy_(some.square().mean(1).sqrt())
    if (text := path.with_name("text.pt")).exists():
        model.text.load_state_dict(torch.load(text, map_location=device, weights_only=True))
    mean = copy.deepcopy(model)
    reader = Reader(preset.context).to(device)
    trained = [*model.parameters(), *reader.parameters()]
    decayed = [p for p in trained if p.dim() >= 2]
    others = [p for p in trained if p.dim() < 2]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=preset.rate, betas=(0.9, 0.98), fused=True)
    used, steps, samples = 0.0, 0, 0
    if path.exists():
        state = torch.load(path, map_location=device, weights_only=True)
        model.load_state_dict(state["model"])
        mean.load_state_dict(state["mean"])
        reader.load_state_dict(state["reader"])
        optimizer.load_state_dict(state["optimizer"])
        used, steps, samples = state["used"], state["steps"], state["samples"]
    weights = {k: v for k, v in practice_weights().items() if k in pool}
    frames, shares = list(weights), torch.tensor(list(weights.values()))
    # Frames are drawn by their share of pictures; a batch of small frames holds more of them.
    sizes = [min(2048, max(2, preset.cells_a_batch // (h * w))) for h, w in frames]
    shares = shares / torch.tensor(sizes)
    torch.manual_seed(int(time.time()) + 1000 * (0 if first else dist.get_rank()))
    began, shown, saved = time.time(), time.time(), time.time()
    running, count = torch.zeros((), device=device), 0
    means, params = list(mean.parameters()), list(model.parameters())
    # On a GPU the passes run in bfloat16 throughout, on a copy of the weights: with autocast, moving data costs more than computing.
    runner = copy.deepcopy(model).bfloat16() if device == "cuda" else model
    fast_params = list(runner.parameters())
    average = Averager(trained, workers)
    clock, choice = used, torch.Generator()

    def keep() -> None:
        if first:
            state = {
                "model": model.state_dict(),
                "mean": mean.state_dict(),
                "reader": reader.state_dict(),
                "optimizer": optimizer.state_dict(),
                "used": clock,
                "steps": steps,
                "samples": samples,
                "shape": model.shape,
            }
            torch.save(state, path.with_suffix(".tmp"))
            path.with_suffix(".tmp").rename(path)

    while (progress := clock / preset.denoiser_seconds) < 1:
        if stop_after is not None and clock - used > stop_after:
            keep()
            return False
        rate = preset.rate * min(1.0, (steps + 1) / preset.warmup) * (0.5 + 0.5 * math.cos(math.pi * progress)) + 1e-6
        for group in optimizer.param_groups:
            group["lr"] = rate
        # All workers draw the same frame, so that none waits for another.
        which = int(torch.multinomial(shares, 1, generator=choice.manual_seed(steps)))
        latents, ids, attributes = batch_of(pool[frames[which]], sizes[which], False, device)
        n = len(latents)
        # Mostly high noise: what is as large as the picture shows through until little but noise is left, so the
        # layout, and with it what the words ask for, is decided above 0.9.
        sigma = torch.sigmoid(torch.randn(n, device=device) * 1.3 + 1.3)
        loss, words = loss_of(runner, latents, ids, sigma, torch.randn_like(latents))
        (loss + READING * (1 - progress) * reader.loss(mean_of(words), attributes)).backward()
        if runner is not model:
            for p, fast in zip(params, fast_params, strict=True):
                p.grad = None if fast.grad is None else fast.grad.float()
                fast.grad = None
        nn.utils.clip_grad_norm_(params, 1.0)
        optimizer.step()
        if workers == 1:
            clock = used + time.time() - began
        elif (steps + 1) % Averager.EVERY == 0:
            clock = average(used + time.time() - began)
        optimizer.zero_grad(set_to_none=True)
        decay = min(preset.ema, (steps + 1) / (steps + 10))
        with torch.no_grad():
            if runner is not model:
                torch._foreach_copy_(fast_params, params)
            if first:
                torch._foreach_lerp_(means, params, 1 - decay)
        running += loss.detach()
        steps, samples, count = steps + 1, samples + n * workers, count + 1
        if first and time.time() - shown > 120:
            line = f"denoiser: {progress:.3f} step {steps} samples {samples} loss {running.item() / count:.4f} held out {held_out_loss(mean, pool, device):.4f} rate {rate:.2e}"
            print(line, flush=True)
            with log.open("a") as file:
                file.write(line + "\n")
            running.zero_()
            shown, count = time.time(), 0
        if time.time() - saved > 300:
            saved = time.time()
            keep()
    keep()
    return True


def _worker(
    rank: int, workers: int, preset: Preset, pool: Pool, path: Path, log: Path, stop_after: float | None, meeting: str
) -> None:
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=workers)
    train_denoiser(preset, "cpu", pool, path, log, stop_after, workers)
    dist.destroy_process_group()


def train_on_cores(preset: Preset, pool: Pool, path: Path, log: Path, stop_after: float | None, workers: int) -> bool:
    """One process a core, the latents in memory that they share: on a CPU twice as fast as one process with as many threads."""
    with tempfile.TemporaryDirectory() as folder:
        meeting = str(Path(folder) / "meeting")
        spawn(_worker, (workers, preset, pool, path, log, stop_after, meeting), nprocs=workers)
    return torch.load(path, map_location="cpu", weights_only=True)["used"] >= preset.denoiser_seconds


def save_weights(checkpoint: Path, path: Path) -> None:
    """The averaged weights alone, as float16."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    facts = {k: state[k] for k in ("steps", "samples", "used", "shape")}
    torch.save({"weights": {k: v.half() for k, v in state["mean"].items()}, "facts": facts}, path)


def load_weights(path: Path, device: str) -> tuple[Pair, dict]:
    state = torch.load(path, map_location="cpu", weights_only=True)
    pair = Pair(**state["facts"]["shape"])
    pair.load_state_dict({k: v.float() for k, v in state["weights"].items()})
    return pair.to(device).eval(), state["facts"]

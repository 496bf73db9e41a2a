"""Trains encoder and decoder on rendered windows.

Regression at three scales first; then a discriminator joins, whose features also measure likeness,
so that edges come out sharp where the latents leave their place open.
"""

from __future__ import annotations

import copy
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from .autoencoder import Decoder, Discriminator, Encoder
from .data import Crops, render_crops
from .presets import Preset
from .renderer.noise import Noise
from .texture import NOISE_SCALE, bank_kernels, noise_bank, textured
from .vocabulary import UNSTYLED

CODE_NOISE = 0.35


def _likeness(out: Tensor, target: Tensor) -> Tensor:
    loss = F.l1_loss(out, target)
    for scale in (2, 4, 8):
        loss = loss + F.l1_loss(F.avg_pool2d(out, scale), F.avg_pool2d(target, scale))
    sharp = F.l1_loss(out.diff(dim=-1), target.diff(dim=-1)) + F.l1_loss(out.diff(dim=-2), target.diff(dim=-2))
    return loss + 0.5 * sharp


def _batch(crops: Crops, n: int, kernels: Tensor, device: str) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The encoder's view, the style as the decoder is told it, white noise, and the picture to be painted in -1..1."""
    pick = torch.randint(0, len(crops.fine), (n,), device=device)
    style, flip = crops.style[pick], bool(torch.rand(()) < 0.5)
    coarse, fine, ids = crops.coarse[pick].float() / 255, crops.fine[pick].float() / 255, crops.ids[pick].float()
    if flip:
        coarse, fine, ids = coarse.flip(-1), fine.flip(-1), ids.flip(-1)
    side = coarse.shape[-1] // 16 * NOISE_SCALE
    noise = torch.randn(n, 1, side, side, device=device)
    target = textured(fine, ids, style, noise_bank(noise, kernels)) * 2 - 1
    told = torch.where(torch.rand(n, device=device) < 0.15, torch.full_like(style, UNSTYLED), style)
    return coarse, told, noise, target


def train_autoencoder(preset: Preset, device: str, path: Path, log: Path) -> None:
    start = time.time()
    noise_textures = Noise(device)
    crops = render_crops(preset.crops, noise_textures, device)
    print(f"autoencoder: {len(crops.fine)} windows rendered in {time.time() - start:.0f} s", flush=True)
    encoder, decoder, judge = Encoder().to(device), Decoder().to(device), Discriminator().to(device)
    mean = copy.deepcopy(decoder)
    kernels = bank_kernels().to(device)
    optimizer = torch.optim.AdamW(
        [*encoder.parameters(), *decoder.parameters()], lr=1e-3, betas=(0.9, 0.98), weight_decay=1e-3
    )
    judge_optimizer = torch.optim.AdamW(judge.parameters(), lr=3e-4, betas=(0.5, 0.95))
    half = torch.autocast(device, torch.bfloat16, enabled=device == "cuda")
    if device == "cuda":
        for model in (encoder, decoder, judge):
            model.to(memory_format=torch.channels_last)
    began, steps, shown = time.time(), 0, time.time()
    while (progress := (time.time() - began) / preset.autoencoder_seconds) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * min(1.0, (steps + 1) / 200) * (1 - progress) ** 0.7 + 1e-5
        adversarial = progress > preset.adversarial_from
        coarse, style, noise, target = _batch(crops, preset.autoencoder_batch, kernels, device)
        with half:
            latent = encoder(coarse)
            latent = latent + torch.rand(len(latent), 1, 1, 1, device=device) * CODE_NOISE * torch.randn_like(latent)
            out = decoder(latent, style, noise).float()
            loss = likeness = _likeness(out, target)
            y, x = (int(torch.randint(0, out.shape[-1] - 255, ())) // 2 * 2 for _ in range(2))
            fake, real = out[..., y : y + 256, x : x + 256], target[..., y : y + 256, x : x + 256]
            if adversarial:
                judge.requires_grad_(False)
                verdict, features = judge(fake, style)
                with torch.no_grad():
                    wanted = judge(real, style)[1]
                match = sum((a.float() - b.float()).abs().mean() for a, b in zip(features, wanted, strict=True)) / len(
                    features
                )
                ramp = min(1.0, (progress - preset.adversarial_from) / 0.15)
                loss = loss + 1.0 * ramp * match - 0.03 * ramp * verdict.float().mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*encoder.parameters(), *decoder.parameters()], 1.0)
        optimizer.step()
        if adversarial or progress > preset.adversarial_from - 0.05:
            judge.requires_grad_(True)
            with half:
                on_real, on_fake = judge(real, style)[0].float(), judge(fake.detach(), style)[0].float()
            judge_loss = F.relu(1 - on_real).mean() + F.relu(1 + on_fake).mean()
            judge_optimizer.zero_grad(set_to_none=True)
            judge_loss.backward()
            judge_optimizer.step()
        with torch.no_grad():
            decay = min(0.998, (steps + 1) / (steps + 20))
            for a, b in zip(mean.parameters(), decoder.parameters(), strict=True):
                a.lerp_(b, 1 - decay)
        steps += 1
        if time.time() - shown > 15:
            shown = time.time()
            line = f"autoencoder: {progress:.3f} step {steps} likeness {likeness.item():.4f}" + (
                f" judge {judge_loss.item():.3f}" if adversarial else ""
            )
            print(line, flush=True)
            with log.open("a") as file:
                file.write(line + "\n")
            save(path, encoder, mean)
    save(path, encoder, mean)
    _sheet(crops, encoder.eval(), mean, kernels, device).save(path.with_suffix(".png"))


@torch.no_grad()
def _sheet(crops: Crops, encoder: Encoder, decoder: Decoder, kernels: Tensor, device: str) -> Image.Image:
    """Twelve rendered windows, each beside what is left of it after encoder and decoder."""
    coarse, style, noise, target = _batch(crops, 12, kernels, device)
    both = torch.cat([target, decoder(encoder(coarse), style, noise)], 3).clamp(-1, 1) / 2 + 0.5
    rows = torch.cat([torch.cat(list(both[i : i + 3]), 2) for i in range(0, 12, 3)], 1)
    return Image.fromarray((rows.permute(1, 2, 0).float().cpu().numpy() * 255).round().astype("uint8"))


def save(path: Path, encoder: Encoder, decoder: Decoder) -> None:
    states = {"encoder": encoder.state_dict(), "decoder": decoder.state_dict()}
    # The statistics stay float32: the encoder's scale is free to grow, and its variance left float16 behind.
    small = {
        k: {
            n: v.to("cpu", torch.float16 if v.is_floating_point() and "running" not in n else v.dtype)
            for n, v in s.items()
        }
        for k, s in states.items()
    }
    torch.save(small, path)

"""Records what ONNX Runtime for Python computes from an exported folder, for engines in other languages to compare with.

`reference.json` is a list of cases. Arrays are base64 of little-endian float32 (noise and latents) or bytes
(`everyEighthPixel`: every eighth pixel of every eighth row). Latents agree to 1e-3, pixels to one step of 255.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from .sample import sigmas
from .text_encoder import MAX_TOKENS
from .texture import NOISE_SCALE
from .tokenizer import encode
from .vocabulary import CELL_PIXELS, STYLES

STEPS, SEED = 6, 42
CASES = [
    ("A lighthouse on a cliff in a storm, ineffable.", "clouds", "painting", 512, 512),
    ("three red sailboats on the sea at sunset", "", "cartoon", 768, 512),
]


def pack(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def interpolate(points: list[list[float]], value: float) -> float:
    return float(np.interp(value, [p[0] for p in points], [p[1] for p in points]))


class Folder:
    """An exported model, run as the engine runs it."""

    def __init__(self, path: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads

        def open_session(name: str) -> onnxruntime.InferenceSession:
            return onnxruntime.InferenceSession(path / name / "model.onnx", options, providers=["CPUExecutionProvider"])

        self.text, self.unet, self.decoder = (open_session(n) for n in ("text_encoder", "unet", "vae_decoder"))
        self.channels = json.loads((path / "unet/config.json").read_text())["in_channels"]
        self.shift = json.loads((path / "scheduler/scheduler_config.json").read_text())["shift"]

    def embed(self, text: str) -> np.ndarray:
        return self.text.run(None, {"input_ids": np.array([encode(text)], np.int64)})[0]

    def velocity(self, sample: np.ndarray, timestep: float, words: np.ndarray) -> np.ndarray:
        return self.unet.run(
            None,
            {"sample": sample, "timestep": np.full(len(sample), timestep, np.float32), "encoder_hidden_states": words},
        )[0]

    def denoise(
        self, noise: np.ndarray, prompt: str, negative: str, steps: int, scale: float, rescale: float
    ) -> list[np.ndarray]:
        """Latents after every step. Texts carry their style token; `scale` is the native one."""
        words = np.concatenate([self.embed(negative), self.embed(prompt)])
        assert words.shape[1] == MAX_TOKENS
        schedule = np.array(sigmas(steps, self.shift), np.float32)
        x, latents = noise, []
        for now, after in zip(schedule[:-1], schedule[1:], strict=True):
            if scale > 1:
                without, conditional = np.split(self.velocity(np.concatenate([x, x]), now * 1000, words), 2)
                guided = without + np.float32(scale) * (conditional - without)
                factor = conditional.std(ddof=1) / guided.std(ddof=1)
                guided = guided * np.float32(rescale * factor + (1 - rescale))
            else:
                guided = self.velocity(x, now * 1000, words[1:])
            x = x + (after - now) * guided
            latents.append(x)
        return latents

    def latents(
        self, prompt: str, negative: str, high: int, wide: int, seed: int, steps: int, scale: float, rescale: float
    ) -> np.ndarray:
        noise = torch.randn(1, self.channels, high, wide, generator=torch.Generator().manual_seed(seed)).numpy()
        return self.denoise(noise, prompt, negative, steps, scale, rescale)[-1]

    def decode(self, latents: np.ndarray, style: int, generator: torch.Generator) -> np.ndarray:
        """Latents [1, channels, h, w] -> the picture [1, 3, 64 h, 64 w] in 0..1, its texture drawn from the generator."""
        high, wide = latents.shape[2:]
        grain = torch.randn(1, 1, high * NOISE_SCALE, wide * NOISE_SCALE, generator=generator).numpy()
        given = {"latent_sample": latents, "style": np.array([style], np.int64), "noise": grain}
        return (self.decoder.run(None, given)[0] / 2 + 0.5).clip(0, 1)

    def picture(
        self,
        prompt: str,
        negative: str,
        style: int,
        width: int,
        height: int,
        seed: int,
        steps: int,
        scale: float,
        rescale: float,
    ) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
        """Initial noise, pixels as uint8 [height, width, 3], latents after every step."""
        generator = torch.Generator().manual_seed(seed)
        high, wide = height // CELL_PIXELS, width // CELL_PIXELS
        noise = torch.randn(1, self.channels, high, wide, generator=generator).numpy()
        latents = self.denoise(noise, prompt, negative, steps, scale, rescale)
        image = self.decode(latents[-1], style, generator)[0]
        return noise, (image.transpose(1, 2, 0) * 255).round().astype(np.uint8), latents


def write_reference(path: Path) -> None:
    folder, cases = Folder(path), []
    manifest = json.loads((path / "imageai.json").read_text())
    scale, amount = interpolate(manifest["guidance"]["points"], 7.5), manifest["guidance_rescale"]
    for prompt, negative, style, width, height in CASES:
        index = STYLES.index(style)
        texts = [f"[{style}] {prompt}", f"[{style}] {negative}".strip()]
        noise, pixels, latents = folder.picture(*texts, index, width, height, SEED, STEPS, scale, amount)
        words = folder.embed(texts[0])[0]
        cases.append({
            "prompt": prompt, "negativePrompt": negative, "style": style, "width": width, "height": height, "seed": SEED,
            "steps": STEPS, "guidanceScale": 7.5, "nativeGuidanceScale": scale,
            "scheduler": {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": folder.shift},
            "promptIds": encode(texts[0]), "negativePromptIds": encode(texts[1]),
            "embedding": {"first": [float(f"{v:.7g}") for v in words[0, :8]], "mean": float(words.mean()), "std": float(words.std())},
            "noise": pack(noise), "latents": [pack(x) for x in latents], "everyEighthPixel": pack(pixels[::8, ::8]),
        })  # fmt: skip
    (path / "reference.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")

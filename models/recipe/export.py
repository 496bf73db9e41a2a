"""Writes the trained weights as a model folder: ONNX graphs in the layout of diffusers, tokenizer, settings, manifest.

Weights are stored as float16 and cast to float32 when a graph is loaded, so that the files are half as
large and all is still computed in float32.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .autoencoder import MARGIN
from .bridge import Painter
from .components import LATENT_CHANNELS
from .reference import write_reference
from .text_encoder import MAX_TOKENS
from .texture import NOISE_SCALE
from .tokenizer import save as save_tokenizer
from .train_denoiser import load_weights
from .vocabulary import CELL_PIXELS, STYLES

STEPS = 20
# Public scale to native scale: beyond 8 colours break.
GUIDANCE = [[1, 1.0], [4, 2.0], [7.5, 3.5], [20, 7.0]]
GUIDANCE_RESCALE = 0.5
SHIFT = 3.0
OPSET = 18


def halve_weights(path: Path) -> None:
    """Float32 initializers of more than a few numbers become float16 with a cast behind them."""
    model = onnx.load(path)
    graph = model.graph
    casts = []
    for initializer in list(graph.initializer):
        values = numpy_helper.to_array(initializer)
        if values.dtype != np.float32 or values.size < 64:
            continue
        name = initializer.name
        small = numpy_helper.from_array(values.astype(np.float16), f"{name}.half")
        graph.initializer.remove(initializer)
        graph.initializer.append(small)
        casts.append(
            onnx.helper.make_node("Cast", [small.name], [name], name=f"{name}.cast", to=onnx.TensorProto.FLOAT)
        )
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _graph(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    names: list[str],
    output: str,
    free: dict[str, dict[int, str]],
    path: Path,
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            inputs,
            str(path),
            input_names=names,
            output_names=[output],
            dynamic_axes=free,
            opset_version=OPSET,
            dynamo=False,
        )
    halve_weights(path)


def _json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def export(painter: Painter | None, weights: Path, out: Path) -> None:
    """Without a painter the decoder that lies in the folder stays as it is."""
    pair, facts = load_weights(weights, "cpu")
    width = facts["shape"]["context"]
    area = {2: "height", 3: "width"}
    ids = torch.zeros(2, MAX_TOKENS, dtype=torch.long)
    ids[:, :3] = 5
    _graph(
        pair.text,
        (ids,),
        ["input_ids"],
        "last_hidden_state",
        {"input_ids": {0: "batch"}, "last_hidden_state": {0: "batch"}},
        out / "text_encoder/model.onnx",
    )
    _graph(
        pair.unet,
        (torch.randn(2, LATENT_CHANNELS, 8, 12), torch.tensor([900.0, 100.0]), torch.randn(2, MAX_TOKENS, width)),
        ["sample", "timestep", "encoder_hidden_states"],
        "out_sample",
        {
            "sample": {0: "batch", **area},
            "timestep": {0: "batch"},
            "encoder_hidden_states": {0: "batch"},
            "out_sample": {0: "batch", **area},
        },
        out / "unet/model.onnx",
    )
    if painter:
        _export_painter(painter, out)
    save_tokenizer(out / "tokenizer")
    _settings(out, width)
    _manifest(out, facts)
    write_reference(out)


def _export_painter(painter: Painter, out: Path) -> None:
    area = {2: "height", 3: "width"}
    _graph(
        painter,
        (
            torch.randn(1, LATENT_CHANNELS, 8, 12),
            torch.tensor([1]),
            torch.randn(1, 1, 8 * NOISE_SCALE, 12 * NOISE_SCALE),
        ),
        ["latent_sample", "style", "noise"],
        "sample",
        {
            "latent_sample": {0: "batch", **area},
            "style": {0: "batch"},
            "noise": {0: "batch", 2: "noise_height", 3: "noise_width"},
            "sample": {0: "batch", 2: "image_height", 3: "image_width"},
        },
        out / "vae_decoder/model.onnx",
    )


def _settings(out: Path, width: int) -> None:
    _json(out / "text_encoder/config.json", {"hidden_size": width, "max_position_embeddings": MAX_TOKENS})
    _json(
        out / "unet/config.json",
        {
            "in_channels": LATENT_CHANNELS,
            "out_channels": LATENT_CHANNELS,
            "sample_size": 16,
            "cross_attention_dim": width,
        },
    )
    decoder = {
        "latent_channels": LATENT_CHANNELS, "scaling_factor": 1.0, "shift_factor": 0.0,
        "spatial_scale": CELL_PIXELS, "noise_channels": 1, "noise_scale": NOISE_SCALE, "margin": MARGIN,
    }  # fmt: skip
    _json(out / "vae_decoder/config.json", decoder)
    scheduler = {
        "_class_name": "FlowMatchEulerDiscreteScheduler",
        "_diffusers_version": "0.42.1",
        "num_train_timesteps": 1000,
        "shift": SHIFT,
        "use_dynamic_shifting": False,
    }
    _json(out / "scheduler/scheduler_config.json", scheduler)
    index = {
        "_class_name": "StyledLatentFlowPipeline", "_diffusers_version": "0.42.1",
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"], "text_encoder": ["onnx", "OnnxModel"],
        "tokenizer": ["transformers", "PreTrainedTokenizerFast"], "unet": ["onnx", "OnnxModel"], "vae_decoder": ["onnx", "OnnxModel"],
    }  # fmt: skip
    _json(out / "model_index.json", index)


def _manifest(out: Path, facts: dict) -> None:
    kept = ("model_index.json", "imageai.json", "reference.json")
    files = [p for p in sorted(out.rglob("*")) if p.is_file() and p.name not in kept]
    digests = {
        p.relative_to(out).as_posix(): {"sha256": hashlib.sha256(p.read_bytes()).hexdigest(), "bytes": p.stat().st_size}
        for p in files
    }
    whole = hashlib.sha256("".join(d["sha256"] for d in digests.values()).encode()).hexdigest()
    styles = {
        name: {"prompt": f"[{token}] {{prompt}}", "negative_prompt": f"[{token}] {{negative_prompt}}", "style": i}
        for i, (name, token) in enumerate(zip([*STYLES, "none"], [*STYLES, "unstyled"], strict=True))
    }
    manifest = {
        "name": "embedded",
        "revision": whole[:12],
        "licence": "Apache-2.0",
        "source": "models/README.md",
        "defaults": {"num_inference_steps": STEPS, "guidance_scale": 7.5},
        "guidance": {"points": GUIDANCE},
        "guidance_rescale": GUIDANCE_RESCALE,
        "styles": styles,
        "size_multiple": 128,
        "training": {"samples": facts["samples"], "steps": facts["steps"]},
        "files": digests,
    }
    _json(out / "imageai.json", manifest)

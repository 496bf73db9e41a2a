"""Reads the weights back from an exported folder, so that training can go on from a model that was shipped.

A linear layer's weight has no name in the graph: it is the transposed input of a MatMul, and the node's name says
whose.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .train_denoiser import Pair


def _named_weights(path: Path) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """What bears a name, and what the MatMul of a module is given."""
    graph = onnx.load(path).graph
    named = {i.name.removesuffix(".half"): numpy_helper.to_array(i).astype(np.float32) for i in graph.initializer}
    linear = {
        node.name.removesuffix("/MatMul").strip("/").replace("/", "."): named[node.input[1]].T
        for node in graph.node
        if node.op_type == "MatMul" and node.input[1] in named
    }
    return named, linear


def _fill(module: nn.Module, named: dict[str, np.ndarray], linear: dict[str, np.ndarray]) -> None:
    state: dict[str, Tensor] = {}
    for name, old in module.state_dict().items():
        if name == "spread":
            # Folded into the preconditioning, as its square.
            folded = [v for v in named.values() if v.shape == (1, len(old), 1, 1)]
            values = np.sqrt(folded[0]).ravel()
        else:
            values = named[name] if name in named else linear[name.removesuffix(".weight")]
        state[name] = torch.from_numpy(np.ascontiguousarray(values)).reshape(old.shape)
    module.load_state_dict(state)


def reopen(folder: Path) -> Pair:
    """Text encoder and denoiser of an exported folder."""
    text, unet = (_named_weights(folder / name / "model.onnx") for name in ("text_encoder", "unet"))
    named = unet[0]
    width, context = named["pooled.weight"].shape
    depth = sum(1 for name in named if name.endswith(".table"))
    pair = Pair(width=width, depth=depth, edge=len(named["stem.weight"]), context=context)
    _fill(pair.text, *text)
    _fill(pair.unet, *unet)
    return pair.eval()

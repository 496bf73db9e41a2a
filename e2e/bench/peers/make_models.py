"""Exports the model that the engine and its peers are compared on: some 5 GB, made in minutes.

    python make_models.py <folder of models>
"""

import shutil
import sys
from pathlib import Path

import onnx
import torch

import shapes
from export import Call, write_json

AXES = {0: "batch", 2: "height", 3: "width"}


def export(path: Path, module: torch.nn.Module, inputs: dict, output: str, axes: dict, call) -> None:
    """With all weights in one file beside the graph: a graph cannot hold more than 2 GB itself."""
    parts = path / "parts"
    parts.mkdir(parents=True)
    names = list(inputs)
    with torch.no_grad():
        torch.onnx.export(
            Call(module, names, call).eval(),
            tuple(example for example, _ in inputs.values()),
            str(parts / "model.onnx"),
            dynamo=False,
            opset_version=17,
            input_names=names,
            output_names=[output],
            dynamic_axes={name: named for name, (_, named) in inputs.items()} | {output: axes},
        )
    graph = onnx.load(parts / "model.onnx")
    onnx.save(graph, path / "model.onnx", save_as_external_data=True, all_tensors_to_one_file=True, location="model.onnx_data")
    shutil.rmtree(parts)


def main(folder: Path) -> None:
    target = folder / shapes.NAME
    unfinished = folder / f".{shapes.NAME}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    model = shapes.pipeline(unfinished / "tokenizer")
    print("The text encoder …", flush=True)
    ids = {"input_ids": (torch.ones(1, 77, dtype=torch.int32), {0: "batch"})}
    export(
        unfinished / "text_encoder",
        model.text_encoder,
        ids,
        "last_hidden_state",
        {0: "batch"},
        lambda module, input_ids: module(input_ids.long()).last_hidden_state,
    )
    print("The denoiser …", flush=True)
    inputs = {
        "sample": (torch.randn(1, 4, 64, 64), AXES),
        "timestep": (torch.tensor([999.0]), {0: "steps"}),
        "encoder_hidden_states": (torch.randn(1, 77, 1024), {0: "batch"}),
    }
    export(
        unfinished / "unet",
        model.unet,
        inputs,
        "out_sample",
        AXES,
        lambda module, **given: module(**given, return_dict=False)[0],
    )
    print("The decoder …", flush=True)
    export(
        unfinished / "vae_decoder",
        model.vae,
        {"latent_sample": (torch.randn(1, 4, 64, 64), AXES)},
        "sample",
        AXES,
        lambda module, latent_sample: module.decode(latent_sample, return_dict=False)[0],
    )
    write_json(unfinished / "vae_decoder" / "config.json", dict(model.vae.config))
    model.scheduler.save_pretrained(unfinished / "scheduler")
    write_json(
        unfinished / "model_index.json",
        {
            "_class_name": "StableDiffusionPipeline",
            "scheduler": ["diffusers", "EulerDiscreteScheduler"],
            "text_encoder": ["diffusers", "OnnxRuntimeModel"],
            "tokenizer": ["transformers", "CLIPTokenizer"],
            "unet": ["diffusers", "OnnxRuntimeModel"],
            "vae_decoder": ["diffusers", "OnnxRuntimeModel"],
        },
    )
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Makes pictures as others do, for comparison: one JSON line in, one JSON line out.

    python peer.py diffusers <folder of models> <float32 | bfloat16> <threads>
    python peer.py onnxruntime <folder of models> float32 <threads>

{"do": "make", "prompt": "…", "seed": 1} gives {"seconds": …, "pixels": base64 of height x width x 3}; {"do": "peak"}
the GFLOP/s of products of matrices here, {"do": "flop"} what one picture takes. Pictures are 512 x 512, of one step,
without guidance.
"""

import base64
import json
import logging
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import torch

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import shapes  # noqa: E402

SIDE = 512


class Diffusers:
    """diffusers on PyTorch."""

    def __init__(self, _models: Path, precision: str, threads: int) -> None:
        torch.set_num_threads(threads)
        with tempfile.TemporaryDirectory() as folder:
            self.pipeline = shapes.pipeline(Path(folder)).to(getattr(torch, precision))
        self.pipeline.set_progress_bar_config(disable=True)

    @torch.no_grad()
    def make(self, prompt: str, seed: int) -> np.ndarray:
        made = self.pipeline(
            prompt,
            num_inference_steps=1,
            guidance_scale=0.0,
            width=SIDE,
            height=SIDE,
            generator=torch.Generator("cpu").manual_seed(seed),
            output_type="np",
        )
        return (made.images[0] * 255).round().astype(np.uint8)

    def flop(self) -> float:
        from torch.utils.flop_counter import FlopCounterMode

        with FlopCounterMode(display=False) as counter:
            self.make("a boat", 0)
        return float(counter.get_total_flops())


class OnnxRuntime:
    """onnxruntime for Python on the very files that the engine runs, with diffusers' scheduler."""

    def __init__(self, models: Path, _precision: str, threads: int) -> None:
        import onnxruntime
        from diffusers import EulerDiscreteScheduler
        from transformers import CLIPTokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        folder = models / shapes.NAME
        self.sessions = {
            name: onnxruntime.InferenceSession(str(folder / name / "model.onnx"), options)
            for name in ("text_encoder", "unet", "vae_decoder")
        }
        self.scheduler = EulerDiscreteScheduler.from_pretrained(folder / "scheduler")
        self.tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer")

    def run(self, component: str, **inputs: np.ndarray) -> np.ndarray:
        return self.sessions[component].run(None, inputs)[0]

    def make(self, prompt: str, seed: int) -> np.ndarray:
        tokens = self.tokenizer(prompt, padding="max_length", max_length=77, truncation=True, return_tensors="np")
        words = self.run("text_encoder", input_ids=tokens.input_ids.astype(np.int32))
        self.scheduler.set_timesteps(1)
        latents = torch.randn(1, 4, SIDE // 8, SIDE // 8, generator=torch.Generator("cpu").manual_seed(seed))
        latents = latents * self.scheduler.init_noise_sigma
        for timestep in self.scheduler.timesteps:
            scaled = self.scheduler.scale_model_input(latents, timestep).numpy()
            step = np.array([timestep], dtype=np.float32)
            noise = self.run("unet", sample=scaled, timestep=step, encoder_hidden_states=words)
            latents = self.scheduler.step(torch.from_numpy(noise), timestep, latents).prev_sample
        pixels = self.run("vae_decoder", latent_sample=latents.numpy())[0].transpose(1, 2, 0)
        return ((pixels / 2 + 0.5).clip(0, 1) * 255).round().astype(np.uint8)


def best_of(work, flop: float, times: int = 8) -> float:
    """GFLOP/s."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return flop / min(seconds) / 1e9


def peak(threads: int, edge: int = 2048) -> dict:
    """The best that this machine does in products of large matrices: single precision, and int8 by ONNX Runtime."""
    import onnxruntime
    from onnx import TensorProto, helper

    torch.set_num_threads(threads)
    a, b = torch.randn(edge, edge), torch.randn(edge, edge)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "product",
        [
            helper.make_tensor_value_info("a", TensorProto.UINT8, [edge, edge]),
            helper.make_tensor_value_info("b", TensorProto.INT8, [edge, edge]),
        ],
        [helper.make_tensor_value_info("c", TensorProto.INT32, [edge, edge])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    random = np.random.default_rng(0)
    inputs = {
        "a": random.integers(0, 127, (edge, edge), dtype=np.uint8),
        "b": random.integers(-127, 127, (edge, edge), dtype=np.int8),
    }
    flop = 2.0 * edge**3
    return {
        "float32": best_of(lambda: a @ b, flop),
        "bfloat16": best_of(lambda x=a.bfloat16(), y=b.bfloat16(): x @ y, flop),
        "int8": best_of(lambda: session.run(None, inputs), flop),
    }


def main(kind: str, models: str, precision: str, threads: str) -> None:
    began = time.perf_counter()
    peer = {"diffusers": Diffusers, "onnxruntime": OnnxRuntime}[kind](Path(models), precision, int(threads))
    answer({"loadSeconds": time.perf_counter() - began})
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "peak":
            answer(peak(int(threads)))
        elif asked["do"] == "flop":
            answer({"flop": peer.flop()})
        else:
            began = time.perf_counter()
            pixels = peer.make(asked["prompt"], asked["seed"])
            seconds = time.perf_counter() - began
            answer({"seconds": seconds, "pixels": base64.b64encode(pixels.tobytes()).decode()})


def answer(value: dict) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

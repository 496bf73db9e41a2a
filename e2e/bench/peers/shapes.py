"""Models of the true shapes of SD-Turbo (which is Stable Diffusion 2.1's) and TAESD, with random weights."""

import sys
from pathlib import Path

import torch
from diffusers import AutoencoderTiny, EulerDiscreteScheduler, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

FAMILIES = Path(__file__).resolve().parents[3] / "libs" / "diffusion" / "fixtures" / "families"
sys.path.append(str(FAMILIES))
from tokenizers_tiny import clip_tokenizer  # noqa: E402

NAME = "sd-turbo-shape"
SEED = 1


def unet() -> UNet2DConditionModel:
    """865.9 M parameters."""
    return UNet2DConditionModel(
        sample_size=64,
        block_out_channels=(320, 640, 1280, 1280),
        cross_attention_dim=1024,
        attention_head_dim=(5, 10, 20, 20),
        use_linear_projection=True,
    )


def text_encoder() -> CLIPTextModel:
    """340.4 M parameters."""
    config = CLIPTextConfig(
        hidden_size=1024,
        intermediate_size=4096,
        num_hidden_layers=23,
        num_attention_heads=16,
        projection_dim=512,
        hidden_act="gelu",
    )
    return CLIPTextModel(config)


def pipeline(tokenizer_folder: Path) -> StableDiffusionPipeline:
    """The same weights each time. The vocabulary is a tiny one: no other is at hand, and the time is the same."""
    torch.manual_seed(SEED)
    parts = {"unet": unet(), "text_encoder": text_encoder(), "vae": AutoencoderTiny()}
    tokenizer: CLIPTokenizer = clip_tokenizer(tokenizer_folder, "!")
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", timestep_spacing="trailing"
    )
    for part in parts.values():
        part.eval()
    return StableDiffusionPipeline(
        **parts,
        tokenizer=tokenizer,
        scheduler=scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )

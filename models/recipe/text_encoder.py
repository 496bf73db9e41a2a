"""A small transformer over words, trained together with the denoiser."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MAX_TOKENS = 48
PAD, UNK = 0, 1


class Layer(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 3 * width), nn.Linear(3 * width, width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        n, length, width = x.shape
        q, k, v = (
            self.qkv(self.norm1(x)).view(n, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        )
        weights = (q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5 + bias).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(n, length, width))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class TextEncoder(nn.Module):
    """Padding and unknown words take no part, and their rows are zero: the denoiser sees from that which to pass over."""

    def __init__(self, words: int, width: int = 192, layers: int = 2, heads: int = 6) -> None:
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.places = nn.Parameter(torch.zeros(MAX_TOKENS, width))
        nn.init.normal_(self.words.weight, std=0.3)
        nn.init.normal_(self.places, std=0.05)
        self.layers = nn.ModuleList(Layer(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, input_ids: Tensor) -> Tensor:
        known = (input_ids > UNK).to(self.places.dtype)
        bias = (known[:, None, None, :] - 1) * 1e4
        x = self.words(input_ids) + self.places[: input_ids.shape[1]]
        for layer in self.layers:
            x = layer(x, bias)
        return self.norm(x) * known[:, :, None]

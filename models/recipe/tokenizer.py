"""A word-level tokenizer in the Hugging Face `tokenizers` format, built without that library."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from . import words as w
from .text_encoder import MAX_TOKENS, PAD, UNK
from .vocabulary import STYLE_TOKENS

SPECIAL = ["[PAD]", "[UNK]", *STYLE_TOKENS]
PIECES = re.compile(r"\w+|[^\w\s]")
TOKEN = re.compile("|".join(re.escape(t) for t in SPECIAL))


def _phrases() -> list[str]:
    out: list[str] = [w.EXTRA, " ".join(str(d) for d in range(10)), "blossoming sail sails"]
    for value in vars(w).values():
        stack = [value]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                out.append(item)
            elif isinstance(item, dict):
                stack += list(item.values())
            elif isinstance(item, list | tuple):
                stack += list(item)
    return [p for p in out if "__" not in p and "\n" not in p and "/" not in p]


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, int]:
    found = {piece for phrase in _phrases() for piece in PIECES.findall(phrase.replace("{}", " ").lower())}
    return {word: i for i, word in enumerate([*SPECIAL, *sorted(found)])}


def encode(text: str) -> list[int]:
    """Ids, cut and padded to MAX_TOKENS: what the exported tokenizer gives for the same text."""
    known, ids, at = vocabulary(), [], 0
    for match in [*TOKEN.finditer(text), None]:
        end = match.start() if match else len(text)
        ids += [known.get(piece, UNK) for piece in PIECES.findall(text[at:end].lower())]
        if match:
            ids.append(known[match.group()])
            at = match.end()
    ids = ids[:MAX_TOKENS]
    return ids + [PAD] * (MAX_TOKENS - len(ids))


def save(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    added = [
        {
            "id": i,
            "content": t,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for i, t in enumerate(SPECIAL)
    ]
    tokenizer = {
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": MAX_TOKENS, "strategy": "LongestFirst", "stride": 0},
        "padding": {
            "strategy": {"Fixed": MAX_TOKENS},
            "direction": "Right",
            "pad_to_multiple_of": None,
            "pad_id": PAD,
            "pad_type_id": 0,
            "pad_token": "[PAD]",
        },
        "added_tokens": added,
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": True,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary(), "unk_token": "[UNK]"},
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, indent=1, ensure_ascii=False) + "\n")
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MAX_TOKENS,
        "padding_side": "right",
        "truncation_side": "right",
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "additional_special_tokens": STYLE_TOKENS,
        "do_lower_case": True,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")

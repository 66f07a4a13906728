# pyright: standard
"""Trains two small checkpoints to know 24 pages by heart: `python -m reader.memorise qwen2_vl FOLDER`.

They say nothing about pages that they have not met. What they show is that pixels go in and answers come out
of a Qwen2-VL or an InternVL as its family has it: prompt, tiles, positions, boxes in thousandths.
"""

import json
import re
import sys
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import torch
from PIL import Image
from reader import tokens
from reader.pages import Page, answer, paint, random_page
from tokenizers import Tokenizer
from torch import Tensor

from docparse import families
from docparse.document import Size
from docparse.families import Family, Inputs

COUNT: Final = 24
SIZES: Final = {
    "qwen2_vl": (Size(224, 224), Size(280, 168), Size(168, 280)),
    "internvl": (Size(224, 224), Size(448, 224), Size(224, 448)),  # one tile, or two and the whole page
}
_SPECIAL: Final = (*tokens.SPECIAL, "<img>", "</img>", "<IMG_CONTEXT>")
_MAX_PIXELS: Final = 6400 * 28 * 28
_RATE: Final = 3e-3
_STEPS: Final = 160
_GOOD: Final = 0.002  # loss, from which greedy answers are sure
_NONE: Final = -100
_BOX: Final = re.compile(r'data-bbox="(\d+) (\d+) (\d+) (\d+)"')


def known(kind: str) -> list[Page]:
    """The pages that the checkpoint of a kind of model knows."""
    sizes = SIZES[kind]
    drawn = (random_page(f"memorised {n}", sizes[n % len(sizes)], tables=0.4, loose=0) for n in count())
    return [*islice((page for page in drawn if page.blocks), COUNT)]


def in_thousandths(html: str, size: Size) -> str:
    """An answer whose boxes count from 0 to 1000 across and down the page."""

    def scaled(box: re.Match[str]) -> str:
        sides = zip(map(int, box.groups()), (*size, *size), strict=True)
        return f'data-bbox="{" ".join(str(round(1000 * place / side)) for place, side in sides)}"'

    return _BOX.sub(scaled, html)


def tokenizer(kind: str) -> Tokenizer:
    """The reader's, with a token for each line of the prompt, which would be thousands of bytes."""
    family = families.of({"model_type": kind, "vision_config": {}, "text_config": {"model_type": "qwen2"}})
    lines = [line for text in family.prompt("parse") for line in text.splitlines() if line]
    return tokens.tokenizer(_SPECIAL, (*tokens.PIECES, *dict.fromkeys(lines)))


def _id(made: Tokenizer, name: str) -> int:
    found = made.token_to_id(name)
    assert found is not None
    return found


def build(kind: str, made: Tokenizer) -> Any:
    torch.manual_seed(0)
    return {"qwen2_vl": _qwen2_vl, "internvl": _internvl}[kind](made, _text(made))


def _text(made: Tokenizer) -> dict[str, Any]:
    return {
        "hidden_size": 96,
        "intermediate_size": 256,
        "num_hidden_layers": 2,
        "num_attention_heads": 3,
        "num_key_value_heads": 1,
        "vocab_size": made.get_vocab_size(),
        "max_position_embeddings": 8192,
        "bos_token_id": None,
        "eos_token_id": _id(made, tokens.END),
        "pad_token_id": _id(made, tokens.PAD),
        "tie_word_embeddings": True,
    }


def _qwen2_vl(made: Tokenizer, text: dict[str, Any]) -> Any:
    from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration

    rope = {"rope_type": "default", "rope_theta": 100.0, "mrope_section": [2, 3, 11]}
    config = Qwen2VLConfig(
        text_config=text | {"rope_parameters": rope},
        vision_config={"depth": 2, "embed_dim": 64, "num_heads": 2, "mlp_ratio": 2, "hidden_size": 96},
        image_token_id=_id(made, tokens.IMAGE),
        video_token_id=_id(made, "<|video_pad|>"),
        vision_start_token_id=_id(made, "<|vision_start|>"),
        vision_end_token_id=_id(made, "<|vision_end|>"),
        tie_word_embeddings=True,
    )
    return Qwen2VLForConditionalGeneration(config)


def _internvl(made: Tokenizer, text: dict[str, Any]) -> Any:
    """Patches of 28 pixels: a tile of 448 takes 64 places of the prompt and not 256."""
    from transformers import InternVLConfig, InternVLForConditionalGeneration

    vision = {
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "image_size": [448, 448],
        "patch_size": [28, 28],
        "attention_bias": True,
    }
    rope = {"rope_type": "default", "rope_theta": 10_000.0}
    config = InternVLConfig(
        text_config=text | {"model_type": "qwen2", "rope_parameters": rope},
        vision_config=vision,
        image_token_id=_id(made, "<IMG_CONTEXT>"),
        image_seq_length=64,
        tie_word_embeddings=True,
    )
    return InternVLForConditionalGeneration(config)


class Example(NamedTuple):
    inputs: Inputs
    prompt: list[int]
    answer: list[int]  # in the model's own count


def examples(kind: str, family: Family, made: Tokenizer) -> list[Example]:
    return [_example(page, family, made) for page in known(kind)]


def _example(page: Page, family: Family, made: Tokenizer) -> Example:
    inputs = family.prepare(Image.fromarray(paint(page)).convert("RGB"), _MAX_PIXELS)
    prompt = family.chat(family.prompt("parse"), inputs.tokens)
    said = in_thousandths(answer(page), page.size) + tokens.END
    return Example(inputs, made.encode(prompt).ids, made.encode(said).ids)


def forward(model: Any, kind: str, batch: list[Example], ids: Tensor) -> Tensor:
    """Logits of padded prompts and answers."""
    pixels = torch.cat([torch.from_numpy(example.inputs.pixels) for example in batch])
    if kind == "internvl":
        return model(input_ids=ids, pixel_values=pixels.to(model.dtype)).logits
    grids = torch.tensor([(1, *example.inputs.grid) for example in batch])
    kinds = (ids == model.config.image_token_id).int()
    return model(input_ids=ids, pixel_values=pixels, image_grid_thw=grids, mm_token_type_ids=kinds).logits


def _batches(lessons: list[Example]) -> Iterator[list[Example]]:
    """Those alike in length together."""
    ordered = sorted(lessons, key=lambda example: len(example.prompt) + len(example.answer))
    return (ordered[start : start + 8] for start in range(0, len(ordered), 8))


def _loss(model: Any, kind: str, batch: list[Example], pad: int) -> Tensor:
    """Prompts differ in length, and so does where answers begin; they are padded behind."""
    rows = [example.prompt + example.answer for example in batch]
    longest = max(map(len, rows))
    ids = torch.tensor([row + [pad] * (longest - len(row)) for row in rows])
    wanted = [
        [_NONE] * len(example.prompt) + example.answer + [_NONE] * (longest - len(row))
        for example, row in zip(batch, rows, strict=True)
    ]
    logits = forward(model, kind, batch, ids)[:, :-1].float()
    return torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), torch.tensor(wanted)[:, 1:].flatten(), ignore_index=_NONE
    )


def memorise(kind: str, folder: Path) -> None:
    made = tokenizer(kind)
    model = build(kind, made).train()
    family = families.of(json.loads(model.config.to_json_string(use_diff=False)))
    lessons = examples(kind, family, made)
    optimizers = _optimizers(model)
    began = time.monotonic()
    for step in range(_STEPS):
        rate = _RATE * min(1.0, (step + 1) / 10, 1.05 - step / _STEPS)
        for group in (group for optimizer in optimizers for group in optimizer.param_groups):
            group["lr"] = rate
        losses = [_step(model, optimizers, kind, batch, made) for batch in _batches(lessons)]
        if step % 10 == 0:
            print(f"{time.monotonic() - began:.0f} s, step {step}: loss {max(losses):.4f}", flush=True)
        if max(losses) < _GOOD:
            break
    _publish(model, made, kind, folder)


def _optimizers(model: torch.nn.Module) -> list[torch.optim.Optimizer]:
    """Muon for the matrices, AdamW for the rest."""
    named = [*model.named_parameters()]
    matrices = [part for name, part in named if part.ndim == 2 and "embed" not in name]
    chosen = {id(part) for part in matrices}
    rest = [part for part in model.parameters() if id(part) not in chosen]
    return [
        torch.optim.Muon(matrices, weight_decay=0.0, adjust_lr_fn="match_rms_adamw", ns_steps=4),
        torch.optim.AdamW(rest, betas=(0.9, 0.95), weight_decay=0.0),
    ]


def _step(
    model: Any, optimizers: list[torch.optim.Optimizer], kind: str, batch: list[Example], made: Tokenizer
) -> float:
    loss = _loss(model, kind, batch, _id(made, tokens.PAD))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return float(loss.detach())


def _publish(model: Any, made: Tokenizer, kind: str, folder: Path) -> None:
    settings = model.generation_config
    settings.eos_token_id, settings.pad_token_id = (_id(made, name) for name in (tokens.END, tokens.PAD))
    model.to(torch.bfloat16).save_pretrained(folder)
    image = "<img><IMG_CONTEXT></img>\\n" if kind == "internvl" else tokens.IMAGE_TURN
    tokens.save(folder, made, _SPECIAL, image)
    (folder / "preprocessor_config.json").write_text(json.dumps(PREPROCESSORS[kind], indent=2) + "\n")


PREPROCESSORS: Final = {
    "qwen2_vl": {
        "image_processor_type": "Qwen2VLImageProcessor",
        "processor_class": "Qwen2VLProcessor",
        "patch_size": 14,
        "temporal_patch_size": 2,
        "merge_size": 2,
        "min_pixels": 3136,
        "max_pixels": 12845056,
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
    },
    "internvl": {
        "image_processor_type": "GotOcr2ImageProcessorFast",
        "processor_class": "InternVLProcessor",
        "crop_to_patches": True,
        "min_patches": 1,
        "max_patches": 12,
        "size": {"height": 448, "width": 448},
        "image_mean": [0.485, 0.456, 0.406],
        "image_std": [0.229, 0.224, 0.225],
    },
}


if __name__ == "__main__":
    torch.set_num_threads(1)
    memorise(sys.argv[1], Path(sys.argv[2]))

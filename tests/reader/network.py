# pyright: standard
"""The reader's network: its configuration, and transformers' own weights run in a way that trains fast.

The classes are transformers' and so is the checkpoint. What stands here computes the same (a test compares
the two) on pages of one size at a time, with attention as plain matrix products, in functions small enough
to be compiled once for all layers; and it hands out what the training aids look at.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from reader import tokens
from torch import Tensor
from torch.nn import functional
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

from docparse.document import Size

MEAN: Final = (0.48145466, 0.4578275, 0.40821073)
DEVIATION: Final = (0.26862954, 0.26130258, 0.27577711)
PATCH: Final = 14
CELL: Final = 2 * PATCH  # of the page to a token
_WINDOW: Final = 112
_FULL: Final = (1, 3)  # vision layers without windows
_WIDTH: Final = 192
_HEAD: Final = 32
_THETA: Final = 100.0  # with Qwen's million the columns of so small a page would all look the same
_PLANES: Final = (2, 3, 11)  # of the rotary dimensions: time, rows, columns
_FAR: Final = -1e4


def config() -> Qwen2_5_VLConfig:
    vision = {
        "depth": 4,
        "hidden_size": 128,
        "intermediate_size": 256,
        "num_heads": 4,
        "out_hidden_size": _WIDTH,
        "fullatt_block_indexes": [*_FULL],
        "window_size": _WINDOW,
        "patch_size": PATCH,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
        "initializer_range": 0.03,
    }
    text = {
        "hidden_size": _WIDTH,
        "intermediate_size": 448,
        "num_hidden_layers": 5,
        "num_attention_heads": 6,
        "num_key_value_heads": 3,
        "vocab_size": tokens.VOCABULARY,
        "max_position_embeddings": 4096,
        "rms_norm_eps": 1e-6,
        "rope_parameters": {"rope_type": "default", "rope_theta": _THETA, "mrope_section": [*_PLANES]},
        "bos_token_id": None,
        "eos_token_id": tokens.token(tokens.END),
        "pad_token_id": tokens.token(tokens.PAD),
        "tie_word_embeddings": True,
        "initializer_range": 0.03,
    }
    return Qwen2_5_VLConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=tokens.token(tokens.IMAGE),
        video_token_id=tokens.token("<|video_pad|>"),
        vision_start_token_id=tokens.token("<|vision_start|>"),
        vision_end_token_id=tokens.token("<|vision_end|>"),
        tie_word_embeddings=True,
    )


def build(seed: int = 0) -> Qwen2_5_VLForConditionalGeneration:
    torch.manual_seed(seed)
    model = Qwen2_5_VLForConditionalGeneration(config())
    settings = model.generation_config
    settings.eos_token_id, settings.pad_token_id = tokens.token(tokens.END), tokens.token(tokens.PAD)
    settings.repetition_penalty = 1.0
    return model


# Where things stand


class Layout(NamedTuple):
    """Of a page of one size: rotary tables and windows of its patches, in the order of the vision tower."""

    rows: int  # of cells
    columns: int
    cos: Tensor
    sin: Tensor
    windows: Tensor

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def by_cell(grid: np.ndarray) -> np.ndarray:
    """Patches [..., rows, columns] in the order of the vision tower: the four of a cell one after another."""
    *lead, rows, columns = grid.shape
    split = grid.reshape(*lead, rows // 2, 2, columns // 2, 2)
    return np.moveaxis(split, -3, -2).reshape(*lead, rows * columns)


@cache
def layout(size: Size) -> Layout:
    rows, columns = size.height // PATCH, size.width // PATCH
    down, across = (torch.from_numpy(by_cell(part)) for part in np.indices((rows, columns)))
    frequencies = 1 / 10_000 ** (torch.arange(0, _HEAD // 2, 2).float() / (_HEAD // 2))
    angles = torch.cat([down[:, None] * frequencies, across[:, None] * frequencies], -1).repeat(1, 2)
    side = _WINDOW // PATCH
    window = down // side * columns + across // side
    windows = torch.where(window[:, None] == window, 0.0, _FAR)
    return Layout(rows // 2, columns // 2, angles.cos(), angles.sin(), windows)


@cache
def rotary(size: Size, length: int) -> tuple[Tensor, Tensor]:
    """Tables for a prompt with one page and an answer, `length` tokens in all."""
    page, start = layout(size), len(tokens.encode(tokens.BEFORE_IMAGE))
    after = length - start - page.cells
    image = torch.stack(
        [
            torch.zeros(page.rows, page.columns),
            *torch.from_numpy(np.indices((page.rows, page.columns))).float(),
        ]
    )
    before = torch.arange(start).expand(3, -1)
    rest = (torch.arange(after) + start + max(page.rows, page.columns)).expand(3, -1)
    planes = torch.cat([before, image.flatten(1) + start, rest], 1)
    frequencies = 1 / _THETA ** (torch.arange(0, _HEAD, 2).float() / _HEAD)
    plane = torch.repeat_interleave(torch.arange(3), torch.tensor(_PLANES))
    angles = (planes[plane].T * frequencies).repeat(1, 2)
    return angles.cos(), angles.sin()


# The two towers

Weights = tuple[Tensor, ...]
Block = Callable[..., Any]


def _norm(x: Tensor, weight: Tensor) -> Tensor:
    return functional.rms_norm(x, (x.shape[-1],), weight.to(x.dtype), 1e-6)


def _linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    return functional.linear(x, weight.to(x.dtype), None if bias is None else bias.to(x.dtype))


def _turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    one, two = x.chunk(2, -1)
    return (x * cos + torch.cat([-two, one], -1) * sin).to(x.dtype)


def _heads(x: Tensor) -> Tensor:
    batch, length, width = x.shape
    return x.view(batch, length, width // _HEAD, _HEAD).transpose(1, 2)


def _attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    scores = q @ k.transpose(-1, -2) * (1 / math.sqrt(_HEAD)) + mask
    mixed = torch.softmax(scores, -1, dtype=torch.float32).to(v.dtype) @ v
    return mixed.transpose(1, 2).flatten(2)


def vision_block(x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor, weights: Weights) -> Tensor:
    norm1, qkv, qkv_bias, out, out_bias, norm2, gate, gate_bias, up, up_bias, down, down_bias = weights
    q, k, v = (_heads(part) for part in _linear(_norm(x, norm1), qkv, qkv_bias).chunk(3, -1))
    mixed = _attend(_turn(q, cos, sin), _turn(k, cos, sin), v, mask.to(x.dtype))
    x = x + _linear(mixed, out, out_bias)
    y = _norm(x, norm2)
    hidden = functional.silu(_linear(y, gate, gate_bias)) * _linear(y, up, up_bias)
    return x + _linear(hidden, down, down_bias)


def language_block(
    x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor, weights: Weights
) -> tuple[Tensor, Tensor, Tensor]:
    """The hidden states after a layer, and the queries and keys of its first head."""
    norm1, q, q_bias, k, k_bias, v, v_bias, out, norm2, gate, up, down = weights
    y = _norm(x, norm1)
    queries, keys = (_turn(_heads(_linear(y, *part)), cos, sin) for part in ((q, q_bias), (k, k_bias)))
    values = _heads(_linear(y, v, v_bias))
    shared = queries.shape[1] // keys.shape[1]
    wide_keys, wide_values = keys.repeat_interleave(shared, 1), values.repeat_interleave(shared, 1)
    x = x + _linear(_attend(queries, wide_keys, wide_values, mask.to(x.dtype)), out)
    y = _norm(x, norm2)
    x = x + _linear(functional.silu(_linear(y, gate)) * _linear(y, up), down)
    return x, queries[:, 0], keys[:, 0]


def see(
    visual: Any, images: Tensor, size: Size, block: Block = vision_block, dtype: torch.dtype = torch.float32
) -> Tensor:
    """Grey pages [n, height, width] to a vector for each cell."""
    page = layout(size)
    x = _embed(visual.patch_embed.proj.weight, images, dtype)
    cos, sin = page.cos.to(dtype), page.sin.to(dtype)
    free = torch.zeros_like(page.windows)
    for index, layer in enumerate(visual.blocks):
        mask = free if index in _FULL else page.windows
        x = block(x, cos, sin, mask, _vision_weights(layer))
    merger = visual.merger
    x = _norm(x, merger.ln_q.weight).view(len(images), page.cells, -1)
    x = functional.gelu(_linear(x, merger.mlp[0].weight, merger.mlp[0].bias))
    return _linear(x, merger.mlp[2].weight, merger.mlp[2].bias)


def _embed(kernel: Tensor, images: Tensor, dtype: torch.dtype) -> Tensor:
    """Patches of a grey page: the three channels and two frames are one picture, so their kernels add up."""
    mean, deviation = (torch.tensor(part)[:, None, None] for part in (MEAN, DEVIATION))
    single = kernel.sum(2)
    folded = (single / deviation).sum(1).flatten(1)
    paper = (single * (mean / deviation)).sum((1, 2, 3))
    grey = images.unflatten(1, (-1, 2, PATCH)).unflatten(4, (-1, 2, PATCH))
    patches = grey.permute(0, 1, 4, 2, 5, 3, 6).flatten(1, 4).flatten(2) / 255
    return functional.linear(patches.to(dtype), folded.to(dtype), -paper.to(dtype))


def _vision_weights(layer: Any) -> Weights:
    attention, mlp = layer.attn, layer.mlp
    linears = (mlp.gate_proj, mlp.up_proj, mlp.down_proj)
    return (
        layer.norm1.weight,
        *(attention.qkv.weight, attention.qkv.bias, attention.proj.weight, attention.proj.bias),
        layer.norm2.weight,
        *(part for linear in linears for part in (linear.weight, linear.bias)),
    )


def _language_weights(layer: Any) -> Weights:
    attention, mlp = layer.self_attn, layer.mlp
    linears = (attention.q_proj, attention.k_proj, attention.v_proj)
    return (
        layer.input_layernorm.weight,
        *(part for linear in linears for part in (linear.weight, linear.bias)),
        attention.o_proj.weight,
        layer.post_attention_layernorm.weight,
        *(mlp.gate_proj.weight, mlp.up_proj.weight, mlp.down_proj.weight),
    )


class Thought(NamedTuple):
    """What the language model made of a prompt and an answer."""

    hidden: Tensor  # after the last layer and its norm
    layers: tuple[Tensor, ...]  # after each
    queries: tuple[Tensor, ...]  # of the first head of each layer
    keys: tuple[Tensor, ...]


def think(
    language: Any, sight: Tensor, answers: Tensor, size: Size, block: Block = language_block
) -> Thought:
    """Run prompt, page and answers [n, length] at once, as training does."""
    prompt = [torch.tensor(tokens.encode(part)) for part in (tokens.BEFORE_IMAGE, tokens.AFTER_IMAGE)]
    before, after, said = (language.embed_tokens(ids).to(sight.dtype) for ids in (*prompt, answers))
    repeated = (part.expand(len(answers), -1, -1) for part in (before, after))
    x = torch.cat([next(repeated), sight, next(repeated), said], 1)
    length = x.shape[1]
    cos, sin = (table.to(x.dtype) for table in rotary(size, length))
    mask = torch.full((length, length), _FAR).triu(1)
    layers, queries, keys = [], [], []
    for layer in language.layers:
        x, q, k = block(x, cos, sin, mask, _language_weights(layer))
        layers.append(x)
        queries.append(q)
        keys.append(k)
    return Thought(_norm(x, language.norm.weight), tuple(layers), tuple(queries), tuple(keys))


def scores(model: Any, images: Tensor, answers: Tensor, size: Size) -> Tensor:
    """Logits of each token of `answers` and of the one after, in the precision of transformers."""
    core = model.model
    thought = think(core.language_model, see(core.visual, images, size), answers, size)
    return functional.linear(thought.hidden, core.language_model.embed_tokens.weight)[
        :, -answers.shape[1] - 1 :
    ]


def patches(grey: np.ndarray) -> Tensor:
    """A grey page as transformers wants it: normalised, in the vision tower's order, each frame twice."""
    rows, columns = grey.shape[0] // CELL, grey.shape[1] // CELL
    channels = torch.from_numpy(grey).float().div(255).expand(3, -1, -1)
    mean, deviation = (torch.tensor(part)[:, None, None] for part in (MEAN, DEVIATION))
    split = ((channels - mean) / deviation).view(3, rows, 2, PATCH, columns, 2, PATCH)
    ordered = split.permute(1, 4, 2, 5, 0, 3, 6).flatten(0, 3)
    return ordered[:, :, None].expand(-1, -1, 2, -1, -1).flatten(1)

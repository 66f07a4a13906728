# pyright: standard
# torch names the types of its functions only in part.
"""Attention on a GPU by what torch brings itself: `varlen_attn`, which is flash-attn's second version."""

from inspect import signature
from itertools import accumulate
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn.attention.varlen import varlen_attn

from docparse.runtime.heads import Heads, Held, Numbers, integers

_THERE: Final = "seqused_k" in signature(varlen_attn).parameters and torch.version.hip is None  # torch 2.12
_WIDEST: Final = 256  # numbers of a head
_AMPERE: Final = (8, 0)


def takes(query: Tensor) -> bool:
    width = query.shape[-1]
    return _THERE and width <= _WIDEST and width % 8 == 0 and halves(query)


def halves(query: Tensor) -> bool:
    """Whether these are numbers of 16 bits on a GPU that multiplies both kinds of them."""
    short = query.is_cuda and query.dtype in (torch.float16, torch.bfloat16)
    return short and torch.cuda.get_device_capability(query.device) >= _AMPERE


def packed(heads: Heads, lengths: Numbers, *, scale: float, causal: bool) -> Tensor:
    bounds, longest = integers((0, *accumulate(lengths)), heads.query.device), max(lengths)
    return _attend(heads, bounds, bounds, longest, longest, scale=scale, causal=causal)


def cached(heads: Heads, held: Held, *, scale: float) -> Tensor:
    """Slots in ascending order: a page is given all up to the next one's, and told how much of it counts."""
    query, keys, values = heads
    device, first, places = query.device, held.slots[0], keys.shape[1]
    begins = ((slot - first) * places for slot in (*held.slots, held.slots[-1] + 1))
    return _attend(
        Heads(query, *(tensor[first : held.slots[-1] + 1].flatten(0, 1) for tensor in (keys, values))),
        integers((0, *accumulate(held.counts)), device),
        integers(tuple(begins), device),
        max(held.counts),
        max(held.lengths),
        scale=scale,
        causal=True,
        used=integers(held.lengths, device),
    )


def steady(heads: Heads, lengths: Tensor, *, scale: float) -> Tensor:
    """A single token sees all. Said to be causal it would see the same, but torch then divides no slot."""
    query, keys, values = heads
    slots, places = keys.shape[:2]
    width = len(query) // slots
    return _attend(
        Heads(query, keys.flatten(0, 1), values.flatten(0, 1)),
        _steps(slots, width, query.device),
        _steps(slots, places, query.device),
        width,
        places,
        scale=scale,
        causal=width > 1,
        used=lengths,
    )


def _steps(count: int, width: int, device: torch.device) -> Tensor:
    """Made anew each time: a CUDA graph keeps the memory of what was made in it, and of nothing else."""
    return torch.arange(0, (count + 1) * width, width, dtype=torch.int32, device=device)


def _attend(heads: Heads, *packing: Any, scale: float, causal: bool, used: Tensor | None = None) -> Tensor:
    """`packing` as torch takes it; of what is given for a page, as many keys as `used` says count."""
    window = (-1, 0) if causal else (-1, -1)
    out = varlen_attn(*heads, *packing, scale=scale, window_size=window, enable_gqa=True, seqused_k=used)
    assert isinstance(out, Tensor)  # nothing beside it was asked for
    return out

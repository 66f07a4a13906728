# pyright: standard
# torch and flash-attn name the types of their functions only in part.
"""Attention over pages of unlike lengths, each written twice: for flash-attn where it can run, and for torch.

There may be fewer heads of keys and values than of queries: several queries then share one.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

try:
    import flash_attn  # pyright: ignore[reportMissingImports]  # few machines have it
except ImportError:  # absent, or built for another torch or a CUDA that this machine lacks
    flash_attn = None

Numbers: TypeAlias = tuple[int, ...]

_WIDEST: Final = 256  # heads that flash-attn takes


class Heads(NamedTuple):
    query: Tensor
    key: Tensor
    value: Tensor


def packed(heads: Heads, lengths: Numbers, *, scale: float, causal: bool) -> Tensor:
    """Pages one behind the other, [tokens, heads, width]: each token attends to the tokens of its own page.

    `causal`: only to those up to itself.
    """
    attend = packed_by_flash if _flash_takes(heads.query) else packed_by_torch
    return attend(heads, lengths, scale=scale, causal=causal)


def cached(heads: Heads, slots: Numbers, lengths: Numbers, *, scale: float) -> Tensor:
    """The last tokens of some pages, [pages, tokens, heads, width], attend to what their slots hold.

    Keys and values are those of all slots, [slots, places, heads, width]; `lengths` says how much the slot of
    each page holds, its last tokens included. A token sees what stands before it, and itself.
    """
    attend = cached_by_flash if _flash_takes(heads.query) else cached_by_torch
    return attend(heads, slots, lengths, scale=scale)


def packed_by_torch(heads: Heads, lengths: Numbers, *, scale: float, causal: bool) -> Tensor:
    """Pages of one length are computed together: the hundreds of windows of an image in a few calls."""
    out = torch.empty_like(heads.query)
    shared = heads.query.shape[1] != heads.key.shape[1]
    for rows in _alike(lengths, out.device):
        q, k, v = (tensor[rows].transpose(1, 2) for tensor in heads)
        seen = scaled_dot_product_attention(q, k, v, is_causal=causal, scale=scale, enable_gqa=shared)
        out[rows] = seen.transpose(1, 2)
    return out


def packed_by_flash(heads: Heads, lengths: Numbers, *, scale: float, causal: bool) -> Tensor:
    bounds, longest = _bounds(lengths, heads.query.device), max(lengths)
    return _flash("flash_attn_varlen_func")(
        *heads,
        cu_seqlens_q=bounds,
        cu_seqlens_k=bounds,
        max_seqlen_q=longest,
        max_seqlen_k=longest,
        softmax_scale=scale,
        causal=causal,
    )


def cached_by_torch(heads: Heads, slots: Numbers, lengths: Numbers, *, scale: float) -> Tensor:
    """Queries that share a head stand as further tokens of one query: no key is repeated in memory."""
    query, keys, values = heads
    pages, tokens, _, width = query.shape
    grouped = query.unflatten(2, (keys.shape[2], -1)).permute(0, 2, 3, 1, 4)  # pages, heads, sharers, tokens
    k, v = (_held(tensor, slots, max(lengths)).transpose(1, 2) for tensor in (keys, values))
    mask = _sight(lengths, tokens, query.device).repeat(1, grouped.shape[2], 1)[:, None]
    seen = scaled_dot_product_attention(grouped.flatten(2, 3), k, v, attn_mask=mask, scale=scale)
    return seen.unflatten(2, (-1, tokens)).permute(0, 3, 1, 2, 4).reshape(pages, tokens, -1, width)


def cached_by_flash(heads: Heads, slots: Numbers, lengths: Numbers, *, scale: float) -> Tensor:
    return _flash("flash_attn_with_kvcache")(
        *heads,
        cache_seqlens=_integers(lengths, heads.query.device),
        cache_batch_idx=_integers(slots, heads.query.device),
        softmax_scale=scale,
        causal=True,
    )


def _flash(name: str) -> Callable[..., Tensor]:
    return getattr(flash_attn, name)


def _flash_takes(query: Tensor) -> bool:
    half = query.dtype in (torch.float16, torch.bfloat16)
    return flash_attn is not None and query.is_cuda and half and query.shape[-1] <= _WIDEST


def _held(cache: Tensor, slots: Numbers, places: int) -> Tensor:
    """What slots hold: copied only where they are not the first ones."""
    if slots == tuple(range(len(slots))):
        return cache[: len(slots), :places]
    return cache[:, :places].index_select(0, _integers(slots, cache.device))


# Every layer of a step asks for these, and making one on a GPU waits for it: they are kept for the step.


@lru_cache(maxsize=8)
def _integers(numbers: Numbers, device: torch.device) -> Tensor:
    return torch.tensor(numbers, dtype=torch.int32, device=device)


@lru_cache(maxsize=8)
def _bounds(lengths: Numbers, device: torch.device) -> Tensor:
    """Where each page begins, and where the last one ends."""
    return torch.tensor((0, *accumulate(lengths)), dtype=torch.int32, device=device)


@lru_cache(maxsize=8)
def _alike(lengths: Numbers, device: torch.device) -> tuple[Tensor, ...]:
    """For each length that pages have: where their tokens stand, a row a page."""
    size = np.array(lengths)
    starts = np.cumsum(size) - size
    rows = (starts[size == length, None] + np.arange(length) for length in np.unique(size))
    return tuple(torch.from_numpy(row).to(device) for row in rows)


@lru_cache(maxsize=8)
def _sight(lengths: Numbers, tokens: int, device: torch.device) -> Tensor:
    """Which places of its slot each of a page's last tokens sees, [pages, tokens, places]."""
    places = _integers(lengths, device)[:, None] - torch.arange(tokens, 0, -1, device=device)
    return torch.arange(max(lengths), device=device) <= places[..., None]

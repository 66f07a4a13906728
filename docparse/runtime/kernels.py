# pyright: standard
# torch and flash-attn name the types of their functions only in part.
"""Attention over pages of unlike lengths: which way of computing it is taken where, and two of these ways.

On a GPU, of numbers of 16 bits: flash-attn where it is installed; else what torch brings (`varlen`), but for
passes of fixed shapes kernels in Triton (`split`) where they run. Everywhere else, and to compare these with:
what any torch computes.

There may be fewer heads of keys and values than of queries: several queries then share one.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from types import ModuleType
from typing import Final, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

from docparse.runtime import varlen
from docparse.runtime.heads import Heads, Held, Numbers, integers

try:
    import flash_attn  # pyright: ignore[reportMissingImports]  # few machines have it
except ImportError:  # absent, or built for another torch or a CUDA that this machine lacks
    flash_attn = None

_WIDEST: Final = 256  # heads that flash-attn takes
_FEW: Final = 16  # tokens of a page, up to which copies of its keys cost more than copies of its mask


class Grid(NamedTuple):
    """Tokens of several pages in rows of the same length."""

    rows: Numbers  # their slots
    width: int
    cells: Tensor | None  # where each token stands, counted through the rows; None: they fill them in order
    sight: Tensor  # which places of its slot each sees, [rows, tokens, places]


def packed(heads: Heads, lengths: Numbers, *, scale: float, causal: bool) -> Tensor:
    """Pages one behind the other, [tokens, heads, width]: each token attends to the tokens of its own page.

    `causal`: only to those up to itself.
    """
    if _flash_takes(heads.query):
        return packed_by_flash(heads, lengths, scale=scale, causal=causal)
    attend = varlen.packed if varlen.takes(heads.query) else packed_by_torch
    return attend(heads, lengths, scale=scale, causal=causal)


def cached(heads: Heads, held: Held, *, scale: float) -> Tensor:
    """The last tokens of some pages, packed, attend to what their slots hold: a token to those before it too.

    Keys and values are those of all slots, [slots, places, heads, width].
    """
    if _flash_takes(heads.query):
        return cached_by_flash(heads, held, scale=scale)
    attend = varlen.cached if varlen.takes(heads.query) and _ascend(held.slots) else cached_by_torch
    return attend(heads, held, scale=scale)


def steady(heads: Heads, lengths: Tensor, *, scale: float) -> Tensor:
    """The last tokens of all slots, as many of each, packed: for shapes that stay while lengths change.

    `lengths`, one a slot, those of the last tokens included, are read on the device alone.
    """
    if _flash_takes(heads.query):
        return steady_by_flash(heads, lengths, scale=scale)
    if varlen.halves(heads.query) and (split := splits()) and split.takes(heads, steady_by_torch):
        return split.attend(heads, lengths, scale=scale)
    attend = varlen.steady if varlen.takes(heads.query) else steady_by_torch
    return attend(heads, lengths, scale=scale)


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


def cached_by_torch(heads: Heads, held: Held, *, scale: float) -> Tensor:
    """Of few tokens, the queries that share a key stand as further tokens of one query."""
    grid = _grid(held, _view(held.slots), heads.query.device)
    q = _spread(heads.query, grid)
    k, v = (_slots(tensor, held, grid).transpose(1, 2) for tensor in heads[1:])
    mask = grid.sight[:, None]
    if few := grid.width <= _FEW:
        q = q.unflatten(1, (k.shape[1], -1)).flatten(2, 3)
        mask = mask.repeat(1, 1, q.shape[2] // grid.width, 1)
    out = scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=scale, enable_gqa=not few)
    return _gathered(out.unflatten(2, (-1, grid.width)).flatten(1, 2) if few else out, grid)


def cached_by_flash(heads: Heads, held: Held, *, scale: float) -> Tensor:
    """Aligned to the lower right: the last query of each page sees all that its slot holds."""
    device = heads.query.device
    grid = _grid(held, held.slots, device)
    out = _flash("flash_attn_with_kvcache")(
        _spread(heads.query, grid).transpose(1, 2),
        *heads[1:],
        cache_seqlens=integers(held.lengths, device),
        cache_batch_idx=integers(held.slots, device),
        softmax_scale=scale,
        causal=True,
    )
    return _gathered(out.transpose(1, 2), grid)


def steady_by_torch(heads: Heads, lengths: Tensor, *, scale: float) -> Tensor:
    """Looks at every place of every slot, seen or not."""
    query, keys, values = heads
    q = query.unflatten(0, (len(lengths), -1)).transpose(1, 2)
    last = lengths[:, None] - torch.arange(q.shape[2], 0, -1, device=query.device)
    mask = torch.arange(keys.shape[1], device=query.device) <= last[..., None]
    k, v = keys.transpose(1, 2), values.transpose(1, 2)
    out = scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None], scale=scale, enable_gqa=True)
    return out.transpose(1, 2).flatten(0, 1)


def steady_by_flash(heads: Heads, lengths: Tensor, *, scale: float) -> Tensor:
    query = heads.query.unflatten(0, (len(lengths), -1))
    out = _flash("flash_attn_with_kvcache")(
        query, *heads[1:], cache_seqlens=lengths, softmax_scale=scale, causal=True
    )
    return out.flatten(0, 1)


@lru_cache(maxsize=1)
def splits() -> ModuleType | None:
    """Triton comes with torch for GPUs, and is imported on these alone."""
    try:
        from docparse.runtime import split
    except ImportError:
        return None
    return split


def _flash(name: str) -> Callable[..., Tensor]:
    return getattr(flash_attn, name)


def _flash_takes(query: Tensor) -> bool:
    return flash_attn is not None and varlen.halves(query) and query.shape[-1] <= _WIDEST


def _ascend(slots: Numbers) -> bool:
    return slots == tuple(sorted(slots))


def _view(slots: Numbers) -> Numbers:
    """The slots to attend over: idle ones among them cost less than a copy of the others, if they are few."""
    stretch = tuple(range(min(slots), max(slots) + 1))
    return stretch if len(stretch) <= 2 * len(slots) else slots


def _slots(cache: Tensor, held: Held, grid: Grid) -> Tensor:
    filled, (first, *_, last) = cache[:, : max(held.lengths)], (*grid.rows, grid.rows[-1])
    if grid.rows == tuple(range(first, last + 1)):
        return filled[first : last + 1]
    return filled.index_select(0, integers(grid.rows, cache.device))


def _spread(query: Tensor, grid: Grid) -> Tensor:
    """Queries of unlike many tokens in rows of the same length, [rows, heads, tokens, width]."""
    if grid.cells is not None:
        full = query.new_zeros(len(grid.rows) * grid.width, *query.shape[1:])
        query = full.index_copy_(0, grid.cells, query)
    return query.unflatten(0, (-1, grid.width)).transpose(1, 2)


def _gathered(out: Tensor, grid: Grid) -> Tensor:
    packed = out.transpose(1, 2).flatten(0, 1)
    return packed if grid.cells is None else packed.index_select(0, grid.cells)


# Every layer of a step asks for these, and making one on a GPU waits for it: they are kept for the step.


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
def _grid(held: Held, rows: Numbers, device: torch.device) -> Grid:
    """The last tokens of each page stand at the end of its row."""
    width, order = max(held.counts), {slot: row for row, slot in enumerate(rows)}
    ends = np.array([order[slot] for slot in held.slots]) * width + width
    index = np.concatenate([np.arange(end - n, end) for end, n in zip(ends, held.counts, strict=True)])
    last = np.zeros(len(rows) * width, np.int64)  # what stands for no token sees one place, and is dropped
    spans = zip(held.lengths, held.counts, strict=True)
    last[index] = np.concatenate([np.arange(length - n, length) for length, n in spans])
    sight = np.arange(max(held.lengths)) <= last.reshape(-1, width, 1)
    whole = len(index) == len(last) and not (np.diff(index) - 1).any()
    return Grid(
        rows,
        width,
        None if whole else torch.from_numpy(index).to(device),
        sight=torch.from_numpy(sight).to(device),
    )

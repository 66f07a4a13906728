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
from itertools import accumulate, groupby
from types import ModuleType
from typing import Final

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
    """Pages of one length that follow one another go together: the windows of an image in a few calls."""
    shared = heads.query.shape[1] != heads.key.shape[1]
    runs = _runs(lengths)
    parts = zip(*(tensor.split([rows * length for length, rows in runs]) for tensor in heads), strict=True)
    seen: list[Tensor] = []
    for (length, _), part in zip(runs, parts, strict=True):
        q, k, v = (tensor.unflatten(0, (-1, length)).transpose(1, 2) for tensor in part)
        out = scaled_dot_product_attention(q, k, v, is_causal=causal, scale=scale, enable_gqa=shared)
        seen.append(out.transpose(1, 2).flatten(0, 1))
    return seen[0] if len(seen) == 1 else torch.cat(seen)


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
    """As few slots at a time as keep all threads busy, so that little is looked at beyond what is filled.

    Of few tokens, the queries that share a key stand as further tokens of one query: a key is read once.
    """
    keys, values = (tensor.transpose(1, 2) for tensor in heads[1:])
    shared = heads.query.shape[1] // keys.shape[1] if max(held.counts) <= _FEW else 1
    query = heads.query.unflatten(1, (-1, shared)).transpose(0, 1).flatten(1, 2)
    groups = _groups(held, -(-torch.get_num_threads() // keys.shape[1]))
    parts = query.split([sum(group.counts) * shared for group in groups], 1)
    seen = [
        _seen(Heads(part, keys, values), group, shared, scale)
        for group, part in zip(groups, parts, strict=True)
    ]
    return torch.cat(seen, 1).unflatten(1, (-1, shared)).transpose(0, 1).flatten(1, 2)


def _seen(heads: Heads, held: Held, shared: int, scale: float) -> Tensor:
    """By the tokens of slots side by side, as many of each, [heads, tokens, width]."""
    (slot, *_), lengths, (count, *_) = held
    q = heads.query.unflatten(1, (len(lengths), -1)).transpose(0, 1)
    k, v = (tensor[slot : slot + len(lengths), :, : max(lengths)] for tensor in heads[1:])
    mask = _sight(lengths, count, shared, q.device)
    gqa = q.shape[1] != k.shape[1]
    out = scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=scale, enable_gqa=gqa)
    return out.transpose(0, 1).flatten(1, 2)


def cached_by_flash(heads: Heads, held: Held, *, scale: float) -> Tensor:
    """Aligned to the lower right: the last query of each page sees all that its slot holds."""
    query, device = heads.query, heads.query.device
    if (cells := _cells(held.counts, device)) is not None:
        rows = query.new_zeros(len(held.counts) * max(held.counts), *query.shape[1:])
        query = rows.index_copy_(0, cells, query)
    out = _flash("flash_attn_with_kvcache")(
        query.unflatten(0, (len(held.counts), -1)),
        *heads[1:],
        cache_seqlens=integers(held.lengths, device),
        cache_batch_idx=integers(held.slots, device),
        softmax_scale=scale,
        causal=True,
    ).flatten(0, 1)
    return out if cells is None else out.index_select(0, cells)


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


# Every layer of a step asks for these, and making one on a GPU waits for it: they are kept for the step.


@lru_cache(maxsize=8)
def _bounds(lengths: Numbers, device: torch.device) -> Tensor:
    """Where each page begins, and where the last one ends."""
    return torch.tensor((0, *accumulate(lengths)), dtype=torch.int32, device=device)


@lru_cache(maxsize=8)
def _runs(lengths: Numbers) -> tuple[tuple[int, int], ...]:
    """Each length, and how many pages of it follow one another."""
    return tuple((length, len(tuple(run))) for length, run in groupby(lengths))


@lru_cache(maxsize=8)
def _groups(held: Held, most: int) -> tuple[Held, ...]:
    """Pages in slots side by side, with as many tokens each; so many of them at most."""
    groups: list[list[tuple[int, int, int]]] = []
    for page in zip(*held, strict=True):
        slot, _, count = page
        near = groups and (groups[-1][-1][0] + 1, groups[-1][-1][2]) == (slot, count)
        if near and len(groups[-1]) < most:
            groups[-1].append(page)
        else:
            groups.append([page])
    return tuple(Held(*zip(*group, strict=True)) for group in groups)


@lru_cache(maxsize=16)
def _sight(lengths: Numbers, count: int, shared: int, device: torch.device) -> Tensor | None:
    """Which places the last tokens of pages see, each `shared` times, [pages, 1, rows, places]; None: all."""
    if count == 1 and len(set(lengths)) == 1:
        return None
    last = np.array(lengths)[:, None] - np.arange(count, 0, -1)
    sight = np.arange(max(lengths)) <= last.repeat(shared, 1)[..., None]
    return torch.from_numpy(sight[:, None]).to(device)


@lru_cache(maxsize=8)
def _cells(counts: Numbers, device: torch.device) -> Tensor | None:
    """Where the tokens of pages stand at the ends of rows of one length; None: they fill them."""
    size = np.array(counts)
    if (size == size.max()).all():
        return None
    room = np.arange(size.max()) >= size.max() - size[:, None]
    return torch.from_numpy(np.flatnonzero(room)).to(device)

# pyright: standard
# Triton's language has no types, and what it compiles is Python by its looks alone.
# ruff: noqa: ANN001, ANN202, N803, PLR0913, PLR0917 - kernels take pointers, and constants in capitals
"""Attention of a few tokens over what long slots hold, on a GPU, by kernels in Triton.

A pass over answers reads all that its slots hold and computes little: it takes as long as memory does. So
the queries that share a key, of every token of a page, stand together as rows of one tile, for which keys are
read once; and what a slot holds is divided among several programs, so that a few pages too keep all of a GPU
busy. A second kernel joins what these saw. Both read lengths on the device, and each slot is divided by its
own: how many programs there are depends on shapes alone, as a CUDA graph wants it.
"""

import subprocess
from collections.abc import Callable
from functools import lru_cache, partial
from math import e, log2
from typing import Any, Final, NamedTuple

import torch
import triton  # pyright: ignore[reportMissingImports]  # made for Linux alone
import triton.language as tl  # pyright: ignore[reportMissingImports]
from torch import Tensor
from triton.errors import TritonError  # pyright: ignore[reportMissingImports]

from docparse.runtime.heads import Heads

_LEAST: Final = 16  # rows that tensor cores multiply at once
_MOST: Final = 16384  # numbers that a program sums up in its registers
_WIDE: Final = 128  # numbers of a head, past which its tiles are smaller
_WAVES: Final = 4  # programs for each multiprocessor, some of which wait for memory
_RUN: Final = 2  # tiles for each program at least, or joining takes longer than looking
_GROUPED: Final = {9, 10}  # major capabilities of GPUs on which 4 warps together multiply 64 rows
_NEAR: Final = 0.05  # of numbers of 16 bits around 1
_FUSED: Final = {"enable_fp_fusion": True}  # products and sums in one; not to say so makes Triton 3.9 warn
_FAILURES: Final = (TritonError, RuntimeError, OSError, subprocess.CalledProcessError)


class Shape(NamedTuple):
    """What a kernel is compiled for."""

    width: int  # tokens of each page
    shared: int  # heads of keys
    group: int  # queries that share one
    head: int  # numbers of a head

    @property
    def rows(self) -> int:
        return max(_LEAST, _power(self.width * self.group))

    @property
    def columns(self) -> int:
        return max(_LEAST, _power(self.head))

    @property
    def tile(self) -> int:
        """Places that are looked at together."""
        return 64 if self.columns <= _WIDE else 32

    def options(self, capability: int) -> dict[str, int]:
        """So that registers suffice, and the shared memory of GPUs that have less of it: 99 KB."""
        wide, few = self.columns > _WIDE, 64 if capability in _GROUPED else 32
        return _FUSED | {"num_warps": 8 if wide or self.rows > few else 4, "num_stages": 2 if wide else 3}


def attend(heads: Heads, lengths: Tensor, *, scale: float, splits: int = 0) -> Tensor:
    """As `kernels.steady`. Each slot is divided among `splits` programs; 0: as many as fill the GPU."""
    query, keys, values = heads[0].contiguous(), *heads[1:]
    assert keys.stride() == values.stride()
    assert keys.stride(3) == 1
    shape = _shape(heads)
    splits = splits or divided(shape, len(keys), keys.shape[1], _processors(query.device))
    out = query.new_empty(query.shape)
    seen, weights = out, out
    if splits > 1:
        seen = query.new_empty((*query.shape[:2], splits, shape.head), dtype=torch.float32)
        weights = seen.new_empty(seen.shape[:3])
    with torch.cuda.device_of(query):
        _look[splits, shape.shared, len(keys)](
            *(query, keys, values, lengths, seen, weights, scale * log2(e), splits, *keys.stride()[:3]),
            *(shape.width, shape.group, shape.head, shape.rows, shape.columns, shape.tile, splits == 1),
            **shape.options(_capability(query.device)),
        )
        if splits > 1:
            _join[len(query), query.shape[1]](
                *(seen, weights, lengths, out, splits),
                *(shape.width, shape.head, _power(splits), shape.columns, shape.tile),
                **_FUSED,
            )
    return out


def divided(shape: Shape, slots: int, places: int, processors: int) -> int:
    """Among how many programs a slot is divided, so that there are enough for all multiprocessors."""
    wanted = -(-_WAVES * processors // (slots * shape.shared))
    return max(1, min(wanted, places // (_RUN * shape.tile)))


def takes(heads: Heads, twin: Callable[..., Tensor]) -> bool:
    """Whether such heads can be attended to here: built, run, and seen to say what `twin` says.

    Triton builds when it is first called, for which it wants a compiler of C too; and no kernel is right on a
    GPU because it was on others.
    """
    shape, query = _shape(heads), heads.query
    if shape.rows * shape.columns > _MOST:
        return False
    slots, places = heads.key.shape[:2]
    whole = divided(shape, slots, places, _processors(query.device)) == 1
    return proven(shape, query.dtype, query.device, twin, whole=whole)


@lru_cache(maxsize=64)
def proven(
    shape: Shape, dtype: torch.dtype, device: torch.device, twin: Callable[..., Tensor], *, whole: bool
) -> bool:
    """Tries two slots, each looked at as a whole or by several programs."""
    draw = partial(torch.randn, generator=torch.Generator(device).manual_seed(0), dtype=dtype, device=device)
    places = 3 * shape.tile + shape.width
    queries = draw(2 * shape.width, shape.shared * shape.group, shape.head)
    heads = Heads(queries, *draw(2, 2, places, shape.shared, shape.head))
    lengths = torch.tensor((shape.width, places - 1), dtype=torch.int32, device=device)
    scale = shape.head**-0.5
    try:
        seen = attend(heads, lengths, scale=scale, splits=1 if whole else 3)
    except _FAILURES:
        return False
    return torch.allclose(seen, twin(heads, lengths, scale=scale), atol=_NEAR, rtol=_NEAR)


def _shape(heads: Heads) -> Shape:
    (tokens, queries, head), (slots, _, shared, _) = heads.query.shape, heads.key.shape
    return Shape(tokens // slots, shared, queries // shared, head)


@lru_cache(maxsize=8)
def _processors(device: torch.device) -> int:
    return torch.cuda.get_device_properties(device).multi_processor_count


def _capability(device: torch.device) -> int:
    return torch.cuda.get_device_capability(device)[0] if device.type == "cuda" else 0


def _power(number: int) -> int:
    """The next power of two."""
    return 1 << (number - 1).bit_length()


def _kernel(function: Callable[..., Any]) -> Any:
    """Of splits there are many numbers; it is not compiled for each kind of them."""
    return triton.jit(do_not_specialize=["splits"])(function)


@_kernel
def _span(length, splits, TILE: tl.constexpr):
    """How many places of a slot each program looks at; what lies behind the last of them is for none."""
    return tl.maximum(tl.cdiv(tl.cdiv(length, TILE), splits), 1) * TILE


@_kernel
def _look(
    query,
    keys,
    values,
    lengths,
    out,
    weights,
    scale,
    splits,
    key_slot,
    key_place,
    key_head,
    WIDTH: tl.constexpr,
    GROUP: tl.constexpr,
    HEAD: tl.constexpr,
    ROWS: tl.constexpr,
    COLUMNS: tl.constexpr,
    TILE: tl.constexpr,
    WHOLE: tl.constexpr,
):
    """What the queries of one key see in one stretch of a slot, and how much that weighs, as a power of two.

    Token t of WIDTH sees the places before `length - WIDTH + t + 1`. What lies beyond a slot's length is not
    read. Where nothing is seen, zeros weigh nothing.
    """
    part, shared, slot = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    length = tl.load(lengths + slot)
    span = _span(length, splits, TILE)
    first = part * span
    if first >= length and not WHOLE:
        return
    row, column = tl.arange(0, ROWS), tl.arange(0, COLUMNS)
    token, head = slot * WIDTH + row // GROUP, shared * GROUP + row % GROUP
    counts = row < WIDTH * GROUP
    inside = column[None, :] < HEAD
    asked = token * (tl.num_programs(1) * GROUP) + head
    q = tl.load(query + asked[:, None] * HEAD + column[None, :], counts[:, None] & inside, 0.0)
    last = length - WIDTH + row // GROUP
    base = slot.to(tl.int64) * key_slot + shared * key_head
    peak = tl.full([ROWS], float("-inf"), tl.float32)
    total = tl.zeros([ROWS], tl.float32)
    seen = tl.zeros([ROWS, COLUMNS], tl.float32)
    for start in range(first, tl.minimum(first + span, length), TILE):
        place = start + tl.arange(0, TILE)
        held = (place[:, None] < length) & inside
        at = base + place[:, None] * key_place + column[None, :]
        k = tl.load(keys + at, held, 0.0)
        v = tl.load(values + at, held, 0.0)
        score = tl.dot(q, tl.trans(k)) * scale
        score = tl.where(place[None, :] <= last[:, None], score, float("-inf"))
        top = tl.maximum(peak, tl.max(score, 1))
        ground = tl.where(top == float("-inf"), 0.0, top)  # the first tokens see nothing of the last places
        share = tl.exp2(score - ground[:, None])
        fade = tl.exp2(peak - ground)
        total = total * fade + tl.sum(share, 1)
        seen = tl.dot(share.to(v.dtype), v, seen * fade[:, None])
        peak = top
    total = tl.where(total == 0, 1.0, total)
    seen = seen / total[:, None]
    stretch = asked * splits + part
    told = out + stretch[:, None] * HEAD + column[None, :]
    tl.store(told, seen.to(out.dtype.element_ty), counts[:, None] & inside)
    if not WHOLE:
        tl.store(weights + stretch, peak + tl.log2(total), counts)


@_kernel
def _join(
    seen,
    weights,
    lengths,
    out,
    splits,
    WIDTH: tl.constexpr,
    HEAD: tl.constexpr,
    PARTS: tl.constexpr,
    COLUMNS: tl.constexpr,
    TILE: tl.constexpr,
):
    """What one query sees in all of its slot. In the stretches that no program looked at stands anything."""
    query = tl.program_id(0) * tl.num_programs(1) + tl.program_id(1)
    length = tl.load(lengths + tl.program_id(0) // WIDTH)
    part, column = tl.arange(0, PARTS), tl.arange(0, COLUMNS)
    live = part * _span(length, splits, TILE) < length
    weight = tl.load(weights + query * splits + part, live, float("-inf"))
    top = tl.max(weight, 0)
    share = tl.exp2(weight - tl.where(top == float("-inf"), 0.0, top))
    inside = column < HEAD
    parts = seen + (query * splits + part)[:, None] * HEAD + column[None, :]
    mean = tl.sum(share[:, None] * tl.load(parts, live[:, None] & inside[None, :], 0.0), 0)
    total = tl.sum(share, 0)
    mean = mean / tl.where(total == 0, 1.0, total)
    tl.store(out + query * HEAD + column, mean.to(out.dtype.element_ty), inside)

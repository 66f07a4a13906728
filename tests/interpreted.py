"""The kernels in Triton, run by its interpreter. To be a program of its own: Triton asks when it is imported.

TRITON_INTERPRET=1 python tests/interpreted.py
"""
# pyright: standard
# Triton and torch name the types of their functions only in part.

from typing import NamedTuple
from unittest import mock

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from docparse.runtime import kernels, split, varlen
from docparse.runtime.heads import Heads

NEAR = {torch.float32: 1e-5, torch.float16: 5e-3}


class Case(NamedTuple):
    width: int
    shared: int
    group: int
    head: int
    lengths: tuple[int, ...]
    splits: int
    dtype: torch.dtype


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Slots that hold no more than the tokens, or several tiles: one for each program, more, or fewer."""
    head, shared = draw(st.sampled_from((16, 40, 64, 80, 96, 128, 256))), draw(st.integers(1, 2))
    width, group = draw(st.sampled_from(((1, 1), (1, 7), (2, 3), (3, 6), (4, 2), (5, 4), (16, 1))))
    tile = split.Shape(width, shared, group, head).tile
    lengths = st.integers(width, width + 20) | st.sampled_from((tile, tile + 1, 2 * tile + width, 3 * tile))
    return Case(
        width, shared, group, head,
        tuple(draw(st.lists(lengths, min_size=1, max_size=2))),
        draw(st.sampled_from((1, 2, 3, 7))),
        draw(st.sampled_from((*NEAR,))),
    )  # fmt: skip


def heads(case: Case) -> Heads:
    """Queries in either order; slots are longer than what they hold."""
    draw = torch.Generator().manual_seed(case.head)
    slots, places = len(case.lengths), max(case.lengths) + 3
    queries = torch.randn(case.group * case.shared, slots * case.width, case.head, generator=draw)
    if case.splits % 2:
        queries = queries.transpose(0, 1).contiguous().transpose(0, 1)
    cache = torch.randn(2, slots, places, case.shared, case.head, generator=draw)
    return Heads(queries.transpose(0, 1).to(case.dtype), *cache.to(case.dtype))


@given(case=cases())
@settings(max_examples=8, deadline=None, database=None)
def the_kernels_see_what_torch_sees(case: Case) -> None:
    """Whatever stands behind what a slot holds."""
    drawn, lengths = heads(case), torch.tensor(case.lengths, dtype=torch.int32)
    truth = kernels.steady_by_torch(Heads(*(tensor.float() for tensor in drawn)), lengths, scale=0.1)
    for cache in drawn[1:]:
        for slot, length in enumerate(case.lengths):
            cache[slot, length:] = torch.nan
    seen = split.attend(drawn, lengths, scale=0.1, splits=case.splits)
    near = NEAR[case.dtype]
    torch.testing.assert_close(seen.float(), truth, atol=near, rtol=near)


def a_slot_that_holds_nothing_shows_nothing() -> None:
    case = Case(2, 1, 3, 16, (0, 30), 3, torch.float32)
    for splits in (1, 3):
        seen = split.attend(
            heads(case), torch.tensor(case.lengths, dtype=torch.int32), scale=1, splits=splits
        )
        assert not seen[:2].any()
        assert seen[2:].all()


def numbers_that_ran_over_show() -> None:
    case = Case(2, 1, 3, 16, (40, 30), 2, torch.float32)
    drawn = heads(case)
    drawn.key[0, 5] = torch.nan
    seen = split.attend(drawn, torch.tensor(case.lengths, dtype=torch.int32), scale=1, splits=2)
    assert seen[:2].isnan().all()
    assert seen[2:].isfinite().all()


def kernels_are_used_only_where_they_are_right() -> None:
    shape, cpu = split.Shape(2, 1, 3, 16), torch.device("cpu")
    for whole in (True, False):
        assert split.proven(shape, torch.float32, cpu, kernels.steady_by_torch, whole=whole)
        assert not split.proven(shape, torch.float32, cpu, shifted, whole=whole)


def on_a_gpu_they_are_taken() -> None:
    """What torch brings itself would fail here."""
    case = Case(2, 1, 3, 16, (40, 30), 2, torch.float16)
    drawn, lengths = heads(case), torch.tensor(case.lengths, dtype=torch.int32)
    gpu = mock.patch.object(varlen, "halves", return_value=True)
    with gpu, mock.patch.object(split, "_processors", return_value=8):
        seen = kernels.steady(drawn, lengths, scale=0.1)
    torch.testing.assert_close(seen, kernels.steady_by_torch(drawn, lengths, scale=0.1), atol=5e-3, rtol=5e-3)


def shifted(drawn: Heads, lengths: torch.Tensor, *, scale: float) -> torch.Tensor:
    return kernels.steady_by_torch(drawn, lengths - 1, scale=scale)


if __name__ == "__main__":
    the_kernels_see_what_torch_sees()
    a_slot_that_holds_nothing_shows_nothing()
    numbers_that_ran_over_show()
    kernels_are_used_only_where_they_are_right()
    on_a_gpu_they_are_taken()

"""Attention of packed pages and of slots, beside attention of each page alone; the calls into flash-attn."""
# pyright: standard
# torch names the types of its own functions only in part.

import inspect
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="needs the `vl` extra")

from docparse.runtime import kernels, varlen  # noqa: E402 - after the guard
from docparse.runtime.kernels import Heads, Held  # noqa: E402

PUBLISHED = varlen.varlen_attn
SCALE = 0.3
WIDTH = 16
SHARED = ((2, 2), (4, 2), (6, 1))  # heads of queries, heads of keys


def draw(seed: int, *shape: int) -> Any:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def alone(query: Any, key: Any, value: Any, sees: Any) -> Any:
    """Attention written out, [tokens, heads, width]; `sees` is which key each query looks at."""
    key, value = (tensor.repeat_interleave(query.shape[1] // tensor.shape[1], 1) for tensor in (key, value))
    scores = torch.einsum("qhw,khw->hqk", query, key) * SCALE
    return torch.einsum("hqk,khw->qhw", scores.masked_fill(~sees, -torch.inf).softmax(-1), value)


def page_by_page(heads: Heads, lengths: tuple[int, ...], *, causal: bool) -> Any:
    out = []
    for query, key, value in zip(*(tensor.split(lengths) for tensor in heads), strict=True):
        sees = torch.ones(len(query), len(key), dtype=torch.bool)
        out.append(alone(query, key, value, sees.tril() if causal else sees))
    return torch.cat(out)


def packed_heads(lengths: tuple[int, ...], heads: tuple[int, int]) -> Heads:
    total = sum(lengths)
    return Heads(*(draw(n, total, heads[n > 0], WIDTH) for n in range(3)))


def cached_heads(tokens: int, heads: tuple[int, int], slots: int, places: int) -> Heads:
    cache = (draw(n, slots, places, heads[1], WIDTH) for n in (1, 2))
    return Heads(draw(0, tokens, heads[0], WIDTH), *cache)


def slot_by_slot(heads: Heads, held: Held) -> Any:
    out = []
    queries = heads.query.split(held.counts)
    for query, slot, length in zip(queries, held.slots, held.lengths, strict=True):
        sees = torch.ones(len(query), length, dtype=torch.bool).tril(length - len(query))
        out.append(alone(query, heads.key[slot, :length], heads.value[slot, :length], sees))
    return torch.cat(out)


@given(
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    heads=st.sampled_from(SHARED),
    causal=st.booleans(),
)
@settings(max_examples=60)
def test_packed_pages_attend_as_if_each_were_alone(
    lengths: list[int], heads: tuple[int, int], causal: bool
) -> None:
    sizes = tuple(lengths)
    pack = packed_heads(sizes, heads)
    seen = kernels.packed(pack, sizes, scale=SCALE, causal=causal)
    torch.testing.assert_close(seen, page_by_page(pack, sizes, causal=causal))


@given(
    slots=st.lists(st.integers(0, 9), min_size=1, max_size=5, unique=True),
    counts=st.lists(st.integers(1, 3) | st.integers(15, 20), min_size=5, max_size=5),
    heads=st.sampled_from(SHARED),
    before=st.lists(st.integers(0, 8), min_size=5, max_size=5),
    threads=st.sampled_from((1, 3, 16)),
)
@settings(max_examples=100)
def test_slots_attend_as_if_each_were_alone(
    slots: list[int], counts: list[int], heads: tuple[int, int], before: list[int], threads: int
) -> None:
    """Few tokens of each or many, of unlike many; slots side by side or far apart, in any order.

    The more threads there are, the more slots are computed together.
    """
    counts = counts[: len(slots)]
    lengths = tuple(map(sum, zip(counts, before, strict=False)))
    held = Held(tuple(slots), lengths, tuple(counts))
    pack = cached_heads(sum(counts), heads, slots=10, places=30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch, "get_num_threads", lambda: threads)
        seen = kernels.cached(pack, held, scale=SCALE)
    torch.testing.assert_close(seen, slot_by_slot(pack, held))


@pytest.mark.parametrize("count", [1, 3])
def test_slots_side_by_side_go_together_as_far_as_threads_want_it(count: int) -> None:
    held = Held((2, 3, 4, 5, 7, 8), (9, 5, 7, 9, 9, 6), (count,) * 5 + (count + 1,))
    told = [group.slots for group in kernels._groups(held, 3)]
    assert told == [(2, 3, 4), (5,), (7,), (8,)]


def test_what_lies_in_other_slots_and_behind_a_page_is_not_seen() -> None:
    pack = cached_heads(3, (4, 2), slots=4, places=12)
    held = Held((0, 2), (7, 5), (1, 2))
    before = kernels.cached(pack, held, scale=SCALE)
    for tensor in pack[1:]:
        tensor[[1, 3]] = 1e6
        tensor[0, 7:] = tensor[2, 5:] = 1e6
    assert torch.equal(kernels.cached(pack, held, scale=SCALE), before)


# --- flash-attn 2.8.3: the names and defaults of its functions, and what its documentation says that they do


def flash_attn_varlen_func(  # noqa: PLR0917 - its own
    q: Any,
    k: Any,
    v: Any,
    cu_seqlens_q: Any,
    cu_seqlens_k: Any,
    max_seqlen_q: int,
    max_seqlen_k: int,
    dropout_p: float = 0.0,
    softmax_scale: float | None = None,
    causal: bool = False,
    window_size: tuple[int, int] = (-1, -1),
    softcap: float = 0.0,
    alibi_slopes: Any = None,
    deterministic: bool = False,
    return_attn_probs: bool = False,
    block_table: Any = None,
) -> Any:
    del dropout_p, window_size, softcap, alibi_slopes, deterministic, return_attn_probs, block_table
    assert cu_seqlens_q.dtype == cu_seqlens_k.dtype == torch.int32
    assert torch.equal(cu_seqlens_q, cu_seqlens_k)
    assert softmax_scale == SCALE
    lengths = cu_seqlens_q.diff().tolist()
    assert max_seqlen_q == max_seqlen_k == max(lengths)
    return page_by_page(Heads(q, k, v), tuple(lengths), causal=causal)


def flash_attn_with_kvcache(  # noqa: PLR0917 - its own
    q: Any,
    k_cache: Any,
    v_cache: Any,
    k: Any = None,
    v: Any = None,
    rotary_cos: Any = None,
    rotary_sin: Any = None,
    cache_seqlens: Any = None,
    cache_batch_idx: Any = None,
    cache_leftpad: Any = None,
    block_table: Any = None,
    softmax_scale: float | None = None,
    causal: bool = False,
    window_size: tuple[int, int] = (-1, -1),
    softcap: float = 0.0,
    rotary_interleaved: bool = True,
    alibi_slopes: Any = None,
    num_splits: int = 0,
    return_softmax_lse: bool = False,
) -> Any:
    """Aligned to the lower right, with `causal`: the last query sees all of the cache."""
    del k, v, rotary_cos, rotary_sin, cache_leftpad, block_table, window_size, softcap, rotary_interleaved
    del alibi_slopes, num_splits, return_softmax_lse
    if cache_batch_idx is None:
        cache_batch_idx = torch.arange(len(q), dtype=torch.int32)
    assert cache_seqlens.dtype == cache_batch_idx.dtype == torch.int32
    assert causal
    assert softmax_scale == SCALE
    slots, lengths = tuple(cache_batch_idx.tolist()), tuple(cache_seqlens.tolist())
    held = Held(slots, lengths, (q.shape[1],) * len(slots))
    return slot_by_slot(Heads(q.flatten(0, 1), k_cache, v_cache), held).unflatten(0, q.shape[:2])


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of flash-attn and of torch's own what they publish: a call that they would not take fails."""
    functions = SimpleNamespace(
        flash_attn_varlen_func=flash_attn_varlen_func, flash_attn_with_kvcache=flash_attn_with_kvcache
    )
    monkeypatch.setattr(kernels, "flash_attn", functions)
    monkeypatch.setattr(varlen, "varlen_attn", torchs)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("heads", SHARED)
def test_flash_attn_is_called_for_packed_pages_as_it_is_documented(
    heads: tuple[int, int], causal: bool
) -> None:
    lengths = (3, 7, 3, 1)
    pack = packed_heads(lengths, heads)
    seen = kernels.packed_by_flash(pack, lengths, scale=SCALE, causal=causal)
    torch.testing.assert_close(seen, kernels.packed_by_torch(pack, lengths, scale=SCALE, causal=causal))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("counts", [(1, 1, 1), (3, 3, 3), (2, 1, 3)])
@pytest.mark.parametrize("heads", SHARED)
def test_flash_attn_is_called_for_slots_as_it_is_documented(
    heads: tuple[int, int], counts: tuple[int, ...]
) -> None:
    held = Held((3, 0, 1), (9, 3, 12), counts)
    pack = cached_heads(sum(counts), heads, slots=4, places=12)
    seen = kernels.cached_by_flash(pack, held, scale=SCALE)
    torch.testing.assert_close(seen, kernels.cached_by_torch(pack, held, scale=SCALE))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("width", [1, 4])
@pytest.mark.parametrize("heads", SHARED)
def test_slots_of_a_fixed_shape_attend_as_if_each_were_alone(heads: tuple[int, int], width: int) -> None:
    lengths = (9, width, 12)
    pack = cached_heads(3 * width, heads, slots=3, places=12)
    alone = slot_by_slot(pack, Held((0, 1, 2), lengths, (width,) * 3))
    for attend in (kernels.steady_by_torch, varlen.steady, kernels.steady_by_flash):
        seen = attend(pack, torch.tensor(lengths, dtype=torch.int32), scale=SCALE)
        torch.testing.assert_close(seen, alone)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("heads", SHARED)
def test_torchs_own_is_called_for_packed_pages_as_it_is_documented(
    heads: tuple[int, int], causal: bool
) -> None:
    lengths = (3, 7, 3, 1)
    pack = packed_heads(lengths, heads)
    seen = varlen.packed(pack, lengths, scale=SCALE, causal=causal)
    torch.testing.assert_close(seen, page_by_page(pack, lengths, causal=causal))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("slots", [(0, 1, 2), (1, 3, 4), (2, 5, 6)])
@pytest.mark.parametrize("heads", SHARED)
def test_torchs_own_is_called_for_slots_as_it_is_documented(
    heads: tuple[int, int], slots: tuple[int, ...]
) -> None:
    """From the first slot on or from another, side by side or with idle ones between."""
    held = Held(slots, (9, 3, 12), (2, 1, 3))
    pack = cached_heads(6, heads, slots=7, places=12)
    seen = varlen.cached(pack, held, scale=SCALE)
    torch.testing.assert_close(seen, slot_by_slot(pack, held))


def torchs(*heads_and_packing: Any, **told: Any) -> Any:
    """What torch documents of `varlen_attn`: pages one behind another, of whose keys the first ones count."""
    bound = inspect.signature(PUBLISHED).bind(*heads_and_packing, **told)
    bound.apply_defaults()
    query, key, value, begin, reach, most, longest = bound.args
    assert (told["enable_gqa"], told["scale"]) == (True, SCALE)
    assert begin.dtype == reach.dtype == torch.int32
    assert begin[0] == reach[0] == 0
    assert (int(begin[-1]), int(reach[-1])) == (len(query), len(key))
    counts, kept = tuple(begin.diff().tolist()), reach.diff()
    used = kept if told["seqused_k"] is None else told["seqused_k"]
    assert (used <= kept).all()
    assert most == max(counts)
    assert longest >= max(used)
    out = []
    for asked, first, length in zip(query.split(counts), reach.tolist(), used.tolist(), strict=False):
        sees = torch.ones(len(asked), length, dtype=torch.bool)
        sees = sees.tril(length - len(asked)) if told["window_size"] == (-1, 0) else sees
        out.append(alone(asked, key[first : first + length], value[first : first + length], sees))
    return torch.cat(out)


@pytest.mark.parametrize("function", [flash_attn_varlen_func, flash_attn_with_kvcache])
def test_an_installed_flash_attn_takes_what_the_published_one_takes(function: Any) -> None:
    flash_attn = pytest.importorskip("flash_attn", reason="flash-attn is not installed", exc_type=ImportError)
    installed = inspect.signature(getattr(flash_attn, function.__name__)).parameters
    assert set(installed) >= set(inspect.signature(function).parameters)


@pytest.mark.usefixtures("published")
def test_what_is_made_for_gpus_is_left_alone_on_the_cpu() -> None:
    lengths = (3, 4)
    pack = Heads(*(tensor.bfloat16() for tensor in packed_heads(lengths, (2, 2))))
    assert not kernels._flash_takes(pack.query)
    assert not varlen.takes(pack.query)


@pytest.mark.gpu
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_a_gpu_sees_what_torch_sees(dtype: str) -> None:
    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    half = getattr(torch, dtype)
    lengths = (64, 16, 64, 300)
    pack = Heads(*(tensor.to("cuda", half) for tensor in packed_heads(lengths, (4, 2))))
    held = Heads(*(tensor.to("cuda", half) for tensor in cached_heads(7, (4, 2), slots=4, places=300)))
    brought = varlen.takes(pack.query)
    for slots in ((3, 0, 1, 2), (0, 1, 2, 3)):
        seats = Held(slots, lengths, (2, 2, 1, 2))
        truth = kernels.cached_by_torch(held, seats, scale=SCALE)
        for attend in (kernels.cached, *([varlen.cached] if brought and slots[0] == 0 else [])):
            torch.testing.assert_close(attend(held, seats, scale=SCALE), truth, atol=2e-2, rtol=2e-2)
    for causal in (False, True):
        truth = kernels.packed_by_torch(pack, lengths, scale=SCALE, causal=causal)
        for attend in (kernels.packed, *([varlen.packed] if brought else [])):
            seen = attend(pack, lengths, scale=SCALE, causal=causal)
            torch.testing.assert_close(seen, truth, atol=2e-2, rtol=2e-2)

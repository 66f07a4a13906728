"""Slots of keys and values: taken at the start, let in, written, given back."""
# pyright: standard
# torch names the types of its own functions only in part.

from types import SimpleNamespace
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the `vl` extra")

from docparse.errors import EngineError  # noqa: E402 - after the guard
from docparse.runtime import cache as cache_module  # noqa: E402
from docparse.runtime.cache import Cache, allocate  # noqa: E402


def language(**config: Any) -> Any:
    """As much of a language model as a cache looks at: two layers of two heads, eight wide."""
    shape = {"hidden_size": 32, "num_attention_heads": 4, "num_key_value_heads": 2}
    weights = [torch.zeros(16, 32, dtype=torch.bfloat16) for _ in range(2)]
    layers = [
        SimpleNamespace(self_attn=SimpleNamespace(k_proj=SimpleNamespace(weight=weight)))
        for weight in weights
    ]
    return SimpleNamespace(config=SimpleNamespace(**shape, **config), layers=layers)


def test_the_shape_comes_from_the_configuration_and_the_weights() -> None:
    cache = Cache(language(), slots=3, places=300)
    assert len(cache.keys) == len(cache.values) == 2
    assert cache.keys[0].shape == (3, cache.places, 2, 8)
    assert cache.places >= 300
    assert cache.keys[0].dtype == torch.bfloat16
    assert cache.devices == (torch.device("cpu"),)


def test_heads_may_be_wider_than_their_share_of_the_model() -> None:
    assert Cache(language(head_dim=20), slots=1, places=8).keys[0].shape[-1] == 20


def test_the_lowest_slot_that_is_free_is_let_in_first() -> None:
    cache = Cache(language(), slots=3, places=8)
    assert [cache.admit() for _ in range(3)] == [0, 1, 2]
    assert cache.free == 0
    cache.release(1)
    cache.release(0)
    assert (cache.free, cache.admit()) == (2, 0)


def test_a_slot_is_empty_again_when_it_is_let_in_anew() -> None:
    cache = Cache(language(), slots=1, places=8)
    cache.lengths[cache.admit()] = 4
    cache.release(0)
    assert cache.lengths[cache.admit()] == 0


def test_what_is_written_stands_where_it_was_put() -> None:
    cache = Cache(language(), slots=2, places=200)
    keys, values = torch.randn(2, 2, 8).bfloat16(), torch.randn(2, 2, 8).bfloat16()
    cache.write(1, {keys.device: torch.tensor([3, cache.places + 4])}, keys, values)
    assert torch.equal(cache.keys[1][[0, 1], [3, 4]], keys)
    assert torch.equal(cache.values[1][[0, 1], [3, 4]], values)
    assert int((cache.keys[1] != 0).any(-1).sum()) == 4
    assert not cache.keys[0].any()


def test_numbers_that_have_run_over_are_wiped_from_their_slot_alone() -> None:
    cache = Cache(language(), slots=2, places=8)
    for tensor in (*cache.keys, *cache.values):
        tensor.fill_(torch.nan)
    cache.wipe(1)
    for tensor in (*cache.keys, *cache.values):
        assert tensor[0].isnan().all()
        assert not tensor[1].any()


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, MemoryError])
def test_where_not_all_slots_fit_there_are_half_as_many(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "_zeros", small(error, places=3 * 256))
    assert allocate(language(), slots=16, places=256).slots == 2


def test_where_no_slot_fits_it_is_said_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_zeros", small(torch.OutOfMemoryError, places=100))
    with pytest.raises(EngineError, match="no memory for one page of 256 tokens") as caught:
        allocate(language(), slots=16, places=256)
    assert "--max-tokens" in caught.value.hint


def small(error: type[Exception], places: int) -> Any:
    """A device that holds so many places of a layer."""

    def zeros(shape: tuple[int, ...], weight: Any) -> Any:
        if shape[0] * shape[1] > places:
            raise error
        return weight.new_zeros(shape)

    return zeros


def test_attention_that_slides_is_refused() -> None:
    with pytest.raises(EngineError, match="slides"):
        Cache(language(layer_types=["full_attention", "sliding_attention"]), slots=1, places=8)

"""Slots of keys and values: let in, written, grown, given back."""
# pyright: standard
# torch names the types of its own functions only in part.

from types import SimpleNamespace
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the `vl` extra")

from docparse.errors import EngineError  # noqa: E402 - after the guard
from docparse.runtime.cache import Cache  # noqa: E402


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
    cache = Cache(language(), slots=3)
    cache.admit(10)
    assert len(cache.keys) == len(cache.values) == 2
    assert cache.keys[0].shape == (3, cache.places, 2, 8)
    assert cache.keys[0].dtype == torch.bfloat16
    assert cache.devices == (torch.device("cpu"),)


def test_heads_may_be_wider_than_their_share_of_the_model() -> None:
    assert Cache(language(head_dim=20), slots=1).keys[0].shape[-1] == 20


def test_the_lowest_slot_that_is_free_is_let_in_first() -> None:
    cache = Cache(language(), slots=3)
    assert [cache.admit(1) for _ in range(3)] == [0, 1, 2]
    assert cache.free == 0
    cache.release(1)
    cache.release(0)
    assert (cache.free, cache.admit(1)) == (2, 0)


def test_a_slot_is_empty_again_when_it_is_let_in_anew() -> None:
    cache = Cache(language(), slots=1)
    cache.lengths[cache.admit(4)] = 4
    cache.release(0)
    assert cache.lengths[cache.admit(4)] == 0


def test_a_page_that_needs_more_places_leaves_those_of_the_others_as_they_are() -> None:
    cache = Cache(language(), slots=2)
    cache.admit(200)
    keys, values = torch.randn(2, 2, 8).bfloat16(), torch.randn(2, 2, 8).bfloat16()
    cache.write(1, {keys.device: torch.tensor([3, 4])}, keys, values)
    before = cache.places
    cache.admit(before + 1)
    assert cache.places > before
    assert torch.equal(cache.keys[1][0, 3:5], keys)
    assert torch.equal(cache.values[1][0, 3:5], values)
    assert not cache.keys[1][0, 5:].any()
    assert not cache.keys[1][1].any()


def test_a_page_that_fits_makes_no_slot_longer() -> None:
    cache = Cache(language(), slots=2)
    cache.admit(200)
    before = cache.keys[0].data_ptr()
    cache.admit(cache.places)
    assert cache.keys[0].data_ptr() == before


def test_attention_that_slides_is_refused() -> None:
    with pytest.raises(EngineError, match="slides"):
        Cache(language(layer_types=["full_attention", "sliding_attention"]), slots=1)

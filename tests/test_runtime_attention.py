"""The attention functions within transformers' own modules."""
# pyright: standard
# transformers' models have no types worth knowing.

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

import greedy  # noqa: E402 - after the guards

from docparse.runtime import attention  # noqa: E402

SIZES = ((140, 196), (56, 56), (330, 331), (140, 196))


@pytest.fixture(scope="module", params=greedy.KINDS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """A tiny model as transformers runs it, and the same one with the attention under test."""
    folder = tmp_path_factory.mktemp("tiny")
    reference, loaded = (greedy.tiny(request.param, folder) for _ in range(2))
    attention.install(loaded.module)
    return reference, loaded


@torch.inference_mode()
def test_towers_see_packed_images_as_they_see_each_alone(pair: tuple[Any, Any]) -> None:
    reference, loaded = pair
    images = [ask.inputs for ask in greedy.asks(loaded, SIZES)]
    together = loaded.family.see(loaded.module, images)
    alone = [reference.family.see(reference.module, [image]) for image in images]
    torch.testing.assert_close(together.vectors, torch.cat([sight.vectors for sight in alone]))
    for layer, deep in enumerate(together.deep):
        torch.testing.assert_close(deep, torch.cat([sight.deep[layer] for sight in alone]))
    assert len(together.vectors) == sum(image.tokens for image in images)


def test_windows_are_told_from_their_bounds_once_for_all_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = torch.tensor([0, 3, 4, 9], dtype=torch.int32)
    assert attention._lengths(bounds) == (3, 1, 5)
    monkeypatch.setattr(torch.Tensor, "tolist", None)
    assert attention._lengths(bounds) == (3, 1, 5)


def test_bounds_are_forgotten_with_their_tensor() -> None:
    before = len(attention._KNOWN)
    bounds = torch.tensor([0, 3], dtype=torch.int32)
    attention._lengths(bounds)
    del bounds
    assert len(attention._KNOWN) == before


def test_a_model_has_each_attention_where_it_belongs(pair: tuple[Any, Any]) -> None:
    _, loaded = pair
    config = loaded.module.config
    assert "flash" in config.vision_config._attn_implementation
    assert "flash" not in config.text_config._attn_implementation

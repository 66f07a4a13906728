"""Positions in NumPy equal those that transformers computes on the device."""
# pyright: standard
# transformers has no types worth knowing.

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.families import positions
from docparse.families.positions import Grid

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
transformers = pytest.importorskip("transformers", reason="needs the `vl` extra")

import checkpoints  # noqa: E402 - after the guards
from transformers import vision_utils  # noqa: E402 - after the guards

GRIDS = st.tuples(st.integers(1, 24), st.integers(1, 24)).map(lambda sides: (2 * sides[0], 2 * sides[1]))
BATCHES = st.lists(GRIDS, min_size=1, max_size=5)


def thw(grids: list[Grid]) -> Any:
    return torch.tensor([(1, rows, columns) for rows, columns in grids])


@given(BATCHES)
def test_images_of_a_batch_are_stretches_of_their_own(grids: list[Grid]) -> None:
    runs = positions.images(grids)
    theirs = vision_utils.get_vision_cu_seqlens(thw(grids))
    assert runs.bounds.dtype == np.int32
    assert runs.bounds.tolist() == theirs.tolist()
    assert runs.longest == int(theirs.diff().max())


@given(BATCHES)
def test_rows_and_columns_of_patches_equal_the_reference(grids: list[Grid]) -> None:
    assert positions.places(grids, 2).tolist() == vision_utils.get_vision_position_ids(thw(grids), 2).tolist()


@given(BATCHES, st.sampled_from([1, 2, 3, 4, 7]))
def test_windows_are_those_of_the_reference(grids: list[Grid], side: int) -> None:
    ours = positions.windows(grids, 2, side)
    order, bounds = vision_utils.get_vision_window_index(thw(grids), 2, side * 28, 14)
    assert sorted(parted(ours.order, ours.runs.bounds)) == sorted(parted(order.numpy(), bounds.numpy()))
    assert ours.runs.longest == int(bounds.diff().max())


def parted(order: Any, bounds: Any) -> list[list[int]]:
    """The places of each window."""
    return [window.tolist() for window in np.split(order, bounds[1:-1] // 4)]


@given(BATCHES, st.sampled_from([1, 2, 3, 4, 7]))
def test_windows_of_one_size_follow_one_another_within_an_image(grids: list[Grid], side: int) -> None:
    ours = positions.windows(grids, 2, side)
    places = np.cumsum([rows * columns for rows, columns in grids])
    ends = ours.runs.bounds[1:]
    assert set(places.tolist()) <= set(ends.tolist())
    for sizes in np.split(np.diff(ours.runs.bounds), np.searchsorted(ends, places[:-1], side="right")):
        assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)


@given(BATCHES, st.sampled_from([1, 2, 8, 48]))
def test_shares_of_a_learned_table_equal_the_reference(grids: list[Grid], side: int) -> None:
    ours = positions.blend(grids, 2, side)
    neighbours, shares = vision_utils.get_vision_interpolation_indices_and_weights(
        thw(grids), side, mode="bilinear", align_corners=True, spatial_merge_size=2
    )
    assert ours.shares.dtype == np.float32
    np.testing.assert_array_equal(ours.neighbours, neighbours.numpy())
    np.testing.assert_array_equal(ours.shares, shares.numpy())


@pytest.fixture(scope="module", params=["qwen2-vl", "qwen2.5-vl", "qwen3-vl"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = checkpoints.MAKERS[request.param](tmp_path_factory.mktemp(request.param))
    return transformers.AutoModelForImageTextToText.from_pretrained(folder).model


def test_rotary_positions_equal_get_rope_index_on_three_hundred_prompts(model: Any) -> None:
    chance = random.Random(5)
    for _ in range(300):
        grid = (2 * chance.randint(1, 40), 2 * chance.randint(1, 40))
        start, after = chance.randint(0, 30), chance.randint(0, 30)
        types = torch.tensor([[0] * start + [1] * (grid[0] * grid[1] // 4) + [0] * after])
        theirs, delta = model.get_rope_index(types, types, image_grid_thw=thw([grid]))
        ours = positions.rotary(types.shape[1], start, grid, 2)
        np.testing.assert_array_equal(ours, theirs[:, 0].numpy())
        assert ours.max() + 1 - types.shape[1] == int(delta)


def test_an_order_of_windows_lists_every_place_once() -> None:
    order = positions.windows([(118, 168), (2, 2)], 2, 4).order
    assert sorted(order.tolist()) == list(range(118 * 168 // 4 + 1))

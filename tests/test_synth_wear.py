"""Worn pages, and boxes that follow what they were drawn round."""

from random import Random
from typing import get_args

import cv2
import numpy as np
import pytest

from docparse.document import Box
from docparse.synth import ink, wear

BOXES = (Box(40, 60, 300, 90), Box(500, 700, 780, 1000), Box(60, 1050, 90, 1080), Box(700, 40, 820, 50))
SHAPE = (1120, 868, 3)


def page(*boxes: Box) -> wear.Pixels:
    """White, with each box in black."""
    made = np.full(SHAPE, 255, np.uint8)
    for box in boxes:
        made[box.y1 : box.y2, box.x1 : box.x2] = 0
    return made


@pytest.mark.parametrize("way", get_args(wear.Wear))
@pytest.mark.parametrize("seed", range(4))
def test_a_box_is_where_its_ink_went(way: wear.Wear, seed: int) -> None:
    for box in BOXES:
        clean = page(box)
        path = wear.path(wear.Size(SHAPE[1], SHAPE[0]), way, Random(seed))
        moved = wear.moved(clean, path, 255)
        ys, xs = np.nonzero(moved.min(axis=2) < 128)
        found = Box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
        said = path.box(clean.min(axis=2) < 128, box)
        assert said is not None
        assert max(abs(getattr(said, side) - getattr(found, side)) for side in ("x1", "y1", "x2", "y2")) <= 1


@pytest.mark.parametrize("way", get_args(wear.Wear))
def test_the_same_chance_wears_a_page_the_same_way(way: wear.Wear) -> None:
    first, path = wear.worn(page(*BOXES), way, Random(5))
    second, _ = wear.worn(page(*BOXES), way, Random(5))
    assert np.array_equal(first, second)
    assert first.shape[:2] == (path.size.height, path.size.width)


def test_a_turn_moves_every_pixel_to_another_and_changes_none() -> None:
    clean = page(*BOXES)
    turned, _ = wear.worn(clean, "turn", Random(2))
    assert any(np.array_equal(turned, np.rot90(clean, quarters)) for quarters in (1, 2, 3))


def test_a_fax_is_black_and_white() -> None:
    assert set(np.unique(wear.worn(page(*BOXES), "fax", Random(3))[0])) == {0, 255}


def test_scans_stay_legible() -> None:
    """What was black is dark, what was white is light."""
    scanned, _ = wear.worn(page(*BOXES), "scan", Random(1))
    grey = cv2.cvtColor(scanned, cv2.COLOR_RGB2GRAY)
    assert (grey < 60).sum() > 0.9 * sum(box.area for box in BOXES)
    assert (grey > 200).sum() > 0.8 * grey.size


def test_a_box_without_ink_goes_nowhere() -> None:
    path = wear.path(wear.Size(SHAPE[1], SHAPE[0]), "scan", Random(1))
    nothing: ink.Ink = np.zeros(SHAPE[:2], np.bool_)
    assert path.box(nothing, BOXES[0]) is None

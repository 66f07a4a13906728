import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.scan.seen import Corners, sides
from docparse.engines.light.scan.strips import cut, share_of


def leaning(width: float, height: float, degrees: float, at: float = 300) -> Corners:
    """A line whose start is at the middle of the page."""
    turn = np.radians(degrees)
    along = np.array([np.cos(turn), np.sin(turn)]) * width
    below = np.array([-np.sin(turn), np.cos(turn)]) * height
    start = np.array([at, at])
    return np.array([start, start + along, start + along + below, start + below], np.float32)


@pytest.mark.parametrize("degrees", [0, 4, -7, 90])
@pytest.mark.parametrize("height", [9, 30, 160])
def test_a_mark_on_a_line_is_found_at_its_share_of_it(degrees: float, height: float) -> None:
    page = np.full((700, 700, 3), 255, np.uint8)
    line = leaning(280, height, degrees)
    middle = line[0] + (line[1] - line[0]) * 0.7 + (line[3] - line[0]) * 0.5
    x, y = (round(float(at)) for at in middle)
    page[y - 3 : y + 3, x - 3 : x + 3] = 0
    strip = cut(page, line)
    columns = np.flatnonzero(strip.min(axis=0) < 128)
    assert share_of(float(columns.mean()), line) == pytest.approx(0.7, abs=0.03)


def test_strips_have_one_height_and_paper_around_them() -> None:
    page = np.full((700, 700, 3), 180, np.uint8)
    strips = [cut(page, leaning(200, height, 2)) for height in (6, 40, 150)]
    assert {strip.shape[0] for strip in strips} == {72}
    assert all(np.all(strip == 180) for strip in strips)


def test_a_line_at_the_edge_of_the_page_is_cut_all_the_same() -> None:
    page = np.full((40, 60, 3), 255, np.uint8)
    assert cut(page, leaning(90, 30, 0, at=-5)).size
    assert cut(page, np.zeros((4, 2), np.float32)).size


@given(st.floats(-50, 4000), st.floats(-50, 4000), st.floats(1, 900), st.floats(1, 90))
def test_shares_grow_along_the_line_and_stay_on_it(
    one: float, two: float, width: float, height: float
) -> None:
    line = leaning(width, height, 0)
    left, right = (share_of(at, line) for at in sorted((one, two)))
    assert 0 <= left <= right <= 1


@given(st.floats(10, 500), st.floats(10, 90), st.floats(-180, 180))
def test_sides_do_not_depend_on_the_direction(width: float, height: float, degrees: float) -> None:
    assert sides(leaning(width, height, degrees)) == pytest.approx((width, height), rel=1e-3)

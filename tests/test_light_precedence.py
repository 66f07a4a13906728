from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.geometry import Rect
from docparse.engines.light.precedence import precedence


def test_of_two_side_by_side_the_right_one_is_read_first() -> None:
    assert precedence([Rect(0, 0, 40, 100), Rect(60, 10, 100, 100)]) == [1, 0]


def test_of_two_one_below_the_other_the_upper_one_is_read_first() -> None:
    assert precedence([Rect(60, 110, 100, 200), Rect(0, 0, 100, 100)]) == [1, 0]


def test_bands_are_read_from_the_top_each_from_its_right() -> None:
    lower = [Rect(0, 100, 40, 199), Rect(60, 99, 100, 199)]
    upper = [Rect(0, 0, 40, 100), Rect(60, 0, 100, 100)]
    assert precedence([*lower, *upper]) == [3, 2, 1, 0]


def test_what_is_left_of_something_tall_waits_for_what_is_right_of_it() -> None:
    upper_left, tall, lower_right = Rect(0, 0, 40, 50), Rect(50, 0, 60, 100), Rect(70, 60, 100, 100)
    assert precedence([upper_left, tall, lower_right]) == [2, 1, 0]


def test_bands_beside_something_tall_are_read_after_it_and_in_their_order() -> None:
    tall, upper, lower = Rect(60, 0, 100, 200), Rect(0, 0, 50, 95), Rect(0, 100, 50, 200)
    assert precedence([lower, upper, tall]) == [2, 1, 0]


SIDES = st.integers(0, 40)
RECTS = st.builds(lambda x, y, w, h: Rect(x, y, x + w + 1, y + h + 1), SIDES, SIDES, SIDES, SIDES)


@given(st.lists(RECTS, max_size=12))
def test_everything_is_read_once_however_it_overlaps(rects: list[Rect]) -> None:
    assert sorted(precedence(rects)) == list(range(len(rects)))

from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.geometry import Rect
from docparse.engines.light.order import ordered

TITLE = Rect(50, 50, 550, 80)
LEFT = [Rect(50, 100, 290, 300), Rect(50, 310, 290, 500)]
RIGHT = [Rect(310, 100, 550, 250), Rect(310, 260, 550, 500)]


def order(rects: list[Rect], *, leftwards: bool = False) -> list[Rect]:
    return ordered(rects, lambda rect: rect, leftwards=leftwards)


def test_columns_are_read_one_after_the_other_below_their_title() -> None:
    assert order([*RIGHT, *LEFT, TITLE]) == [TITLE, *LEFT, *RIGHT]


def test_a_figure_across_both_columns_parts_what_stands_above_from_what_stands_below() -> None:
    figure = Rect(50, 520, 550, 600)
    below = [Rect(50, 620, 290, 700), Rect(310, 620, 550, 700)]
    assert order([*below, figure, *RIGHT, *LEFT]) == [*LEFT, *RIGHT, figure, *below]


def test_columns_with_paragraphs_at_the_same_height_do_not_interleave() -> None:
    left = [Rect(50, 100 + 60 * n, 290, 150 + 60 * n) for n in range(4)]
    right = [Rect(310, 100 + 60 * n, 550, 150 + 60 * n) for n in range(4)]
    assert order([rect for pair in zip(left, right, strict=True) for rect in pair]) == [*left, *right]


def test_labels_and_values_are_read_row_by_row() -> None:
    labels = [Rect(50, 100 + 20 * n, 120, 112 + 20 * n) for n in range(3)]
    values = [Rect(200, 100 + 20 * n, 300, 112 + 20 * n) for n in range(3)]
    assert order([*values, *labels]) == [rect for pair in zip(labels, values, strict=True) for rect in pair]


def test_columns_of_a_page_that_reads_leftwards_begin_on_the_right() -> None:
    assert order([TITLE, *LEFT, *RIGHT], leftwards=True) == [TITLE, *RIGHT, *LEFT]


def test_headings_that_stand_apart_across_are_still_read_downwards() -> None:
    centred, below = Rect(220, 96, 370, 112), Rect(56, 140, 213, 152)
    assert order([below, centred]) == [centred, below]


boxes = st.builds(
    lambda x, y, w, h: Rect(x, y, x + w, y + h),
    st.integers(0, 500),
    st.integers(0, 700),
    st.integers(1, 99),
    st.integers(1, 99),
)


@given(st.lists(boxes, unique=True, max_size=25), st.booleans())
def test_every_region_is_read_exactly_once(rects: list[Rect], leftwards: bool) -> None:
    assert sorted(order(rects, leftwards=leftwards)) == sorted(rects)

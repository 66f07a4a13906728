import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan import lines
from docparse.engines.light.scan.seen import Glimpse, Seen


def seen(text: str, x: float, y: float, thick: float, length: float = 200.0) -> Seen:
    """A level line from its top left; its words share its length."""
    words = text.split()
    glimpses = [Glimpse(word, at / len(words), (at + 0.9) / len(words)) for at, word in enumerate(words)]
    corners = np.array([[x, y], [x + length, y], [x + length, y + thick], [x, y + thick]], np.float32)
    return Seen(corners, tuple(glimpses), 0.99)


def column(*thick: float, leading: float = 40.0) -> list[Seen]:
    return [seen("quay and basin", 50, 50 + leading * at, size) for at, size in enumerate(thick)]


def test_sizes_that_differ_by_a_little_are_made_one() -> None:
    sizes = {place.size for place in lines.places(column(30, 31, 29, 30.5, 28.5, 30))}
    assert len(sizes) == 1


def test_a_heading_keeps_its_own_size() -> None:
    places = lines.places(column(60, 30, 30, 30, 30))
    assert places[0].size > 1.8 * places[1].size


def test_footnotes_keep_their_own_size() -> None:
    places = lines.places([*column(30, 30, 30, 30), seen("measured in May", 50, 400, 20)])
    assert places[-1].size < 0.75 * places[0].size


def test_lines_without_words_are_left_out() -> None:
    assert lines.places([Seen(column(30)[0].corners, (), 0.0)]) == ()


def test_a_page_without_lines_has_no_size() -> None:
    assert lines.body_size(lines.places([])) == 0


def test_most_of_the_characters_tell_the_size_of_the_body() -> None:
    places = lines.places(
        [*column(60, 60, 60, leading=80), seen("a much longer line of the body of a page " * 4, 50, 900, 30)]
    )
    assert lines.body_size(places) == places[-1].size


def test_words_stand_where_they_were_seen_in_points() -> None:
    (place,) = lines.places([seen("quay basin", 100, 200, 30, 400)])
    line = lines.line(place, 0.5)
    assert line.text == "quay basin"
    assert not line.turned
    first, second = line.runs
    assert (first.spaced, second.spaced) == (False, True)
    assert (first.rect.x0, first.rect.x1) == pytest.approx((50, 140))
    assert (second.rect.x0, second.rect.x1) == pytest.approx((150, 240))
    assert first.rect.y0 < first.baseline < first.rect.y1
    assert (first.rect.y0 + first.rect.y1) / 2 == pytest.approx(107.5)  # the middle stays where it was
    assert first.size == pytest.approx(first.rect.height)


@pytest.mark.parametrize("up", [True, False])
def test_a_line_that_runs_up_or_down_is_turned(up: bool) -> None:
    ends = [(300, 500), (300, 100), (330, 100), (330, 500)]
    corners = np.array(ends if up else ends[2:] + ends[:2], np.float32)
    (place,) = lines.places([Seen(corners, (Glimpse("drawn", 0, 0.5), Glimpse("up", 0.6, 1)), 0.9)])
    line = lines.line(place, 0.5)
    assert line.turned
    assert line.text == "drawn up"
    assert line.rect == Rect(150, 50, 165, 250)
    assert line.size < 15


@given(
    st.lists(
        st.tuples(st.floats(0, 2000), st.floats(0, 2000), st.floats(4, 200), st.floats(4, 2000)), max_size=12
    )
)
def test_evening_sizes_moves_no_line_and_makes_up_no_size(
    drawn: list[tuple[float, float, float, float]],
) -> None:
    given_lines = [seen("quay", *one) for one in drawn]
    places = lines.places(given_lines)
    alone = [lines.places([line])[0] for line in given_lines]
    assert [place.rect for place in places] == [place.rect for place in alone]
    for place, single in zip(places, alone, strict=True):
        assert min(one.size for one in alone) <= place.size <= max(one.size for one in alone)
        assert abs(place.size - single.size) <= max(0.4 * single.size, 6.1)

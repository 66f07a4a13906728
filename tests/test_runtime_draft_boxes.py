"""Boxes are guessed by the passages of a page and by how boxes before lay about theirs."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.document import Box, Size, Word
from docparse.runtime.draft_boxes import Boxes
from docparse.runtime.draft_layer import Layer, Place

SIZE = Size(1000, 1400)
P = '<p data-bbox="#">'


def _boxes(*places: tuple[int, int, int, int]) -> Boxes:
    return Boxes(Layer([Word("word", Box(*place)) for place in places], SIZE, SIZE), SIZE)


THREE = ((100, 50, 300, 70), (100, 250, 400, 270), (100, 450, 500, 470))


def _rest(boxes: Boxes, begun: Sequence[str] = ("",), mark: str = P) -> str | None:
    guess = boxes.guess(mark, begun)
    return guess and guess.rest


@pytest.mark.parametrize(
    ("begun", "rest"),
    [
        ([""], "100 50 300 70"),
        (["1"], "00 50 300 70"),
        (["100", "2"], "50 400 270"),
        (["100", "44"], "9 500 470"),  # the nearest that begins so
        (["103", ""], "50 300 70"),  # none begins there, but the first is as near as boxes are
        (["100", "250", "39"], "9 270"),
        (["100", "250", "400", "270"], ""),
    ],
)
def test_the_passage_is_the_one_that_begins_there(begun: Sequence[str], rest: str) -> None:
    assert _rest(_boxes(*THREE), begun) == rest


def test_passages_that_were_answered_are_not_guessed_again() -> None:
    boxes = _boxes(*THREE)
    boxes.state(P, Place(90, 240, 410, 280))
    assert (_rest(boxes) or "").startswith("90 440")  # and the next one is moved alike
    boxes.state(P, Place(90, 440, 510, 480))
    assert (_rest(boxes) or "").startswith("90 40")


def test_what_is_left_of_a_passage_is_guessed_next() -> None:
    boxes = _boxes((100, 50, 300, 70), (100, 75, 400, 95), (100, 100, 200, 120))
    assert _rest(boxes) == "100 50 400 120"
    boxes.state(P, Place(100, 50, 300, 70))
    assert _rest(boxes) == "100 75 400 120"


def test_edges_are_those_of_other_boxes() -> None:
    boxes = _boxes((100, 50, 300, 70), (102, 250, 297, 270))
    boxes.state(P, Place(100, 50, 300, 70))
    assert _rest(boxes) == "100 250 300 270"
    assert _rest(boxes, ["102", "250", "2"]) == "97 270"


def test_an_image_has_the_box_of_what_it_stands_in() -> None:
    boxes, image = _boxes(*THREE), '<img data-bbox="#"/>'
    assert _boxes().guess(image, [""]) is None
    boxes.state(P, Place(1, 2, 3, 4))
    assert boxes.guess(image, ["1", ""]) == ("2 3 4", ())


def test_the_lines_are_those_in_the_box_that_is_all_but_set() -> None:
    boxes = _boxes((100, 50, 300, 70), (100, 75, 400, 95))
    guess = boxes.guess(P, ["100", "50", "400", "7"])
    assert guess is not None
    assert [line.place.y1 for line in guess.lines] == [50]


@given(st.integers(0, 9_999), st.integers(0, 9_999))
def test_numbers_go_on_as_they_were_begun(begun: int, side: int) -> None:
    rest = _rest(_boxes((side, 10, side + 50, 20)), [str(begun)])
    assert rest is not None
    first = int(str(begun) + rest.split(" ")[0])
    assert abs(first - side) <= abs(begun - side)


@pytest.mark.parametrize("begun", [["9" * 5000, ""], ["x", "1"], ["\u00b2", ""], ["-1", "5"], [*"12345"]])
def test_of_what_are_no_four_numbers_nothing_is_guessed(begun: Sequence[str]) -> None:
    assert _boxes(*THREE).guess(P, begun) is None

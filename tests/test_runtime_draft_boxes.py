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


@pytest.mark.parametrize(
    ("begun", "rest"),
    [
        ([""], "100 50 300 70"),
        (["1"], "00 50 300 70"),
        (["100", "2"], "50 400 270"),
        (["100", "44"], "9 500 470"),  # the nearest that begins so
        (["100", "250", "39"], "9 270"),
        (["100", "250", "400", "270"], ""),
    ],
)
def test_the_passage_is_the_one_that_begins_there(begun: Sequence[str], rest: str) -> None:
    assert _boxes(*THREE).guess(P, begun)[0] == rest


def test_passages_that_were_answered_are_not_guessed_again() -> None:
    boxes = _boxes(*THREE)
    boxes.state(P, Place(90, 240, 410, 280))
    assert (boxes.guess(P, [""])[0] or "").startswith("90 440")  # and the next one is moved alike
    boxes.state(P, Place(90, 440, 510, 480))
    assert (boxes.guess(P, [""])[0] or "").startswith("90 40")


def test_an_image_has_the_box_of_what_it_stands_in() -> None:
    boxes = _boxes(*THREE)
    assert _boxes().guess('<img data-bbox="#"/>', [""]) == (None, ())
    boxes.state(P, Place(1, 2, 3, 4))
    assert boxes.guess('<img data-bbox="#"/>', ["1", ""]) == ("2 3 4", ())


def test_type_of_one_height_is_marked_alike() -> None:
    boxes = _boxes((100, 50, 300, 90), (100, 250, 400, 270), (100, 450, 500, 490))
    boxes.state('<h2 data-bbox="#">', Place(100, 50, 300, 90))
    assert boxes.mark(P) == P
    boxes.state(P, Place(100, 250, 400, 270))
    assert boxes.mark(P) == '<h2 data-bbox="#">'


@given(st.integers(0, 9_999), st.integers(0, 9_999))
def test_numbers_go_on_as_they_were_begun(begun: int, side: int) -> None:
    rest, _ = _boxes((side, 10, side + 50, 20)).guess(P, [str(begun)])
    assert rest is not None
    first = int(str(begun) + rest.split(" ")[0])
    assert abs(first - side) <= abs(begun - side)


@pytest.mark.parametrize("begun", [["9" * 5000, ""], ["x", "1"], ["\u00b2", ""], ["-1", "5"]])
def test_of_what_is_no_number_nothing_is_guessed(begun: Sequence[str]) -> None:
    assert _boxes(*THREE).guess(P, begun) == (None, ())

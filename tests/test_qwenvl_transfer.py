"""The boxes of an answer carried over into pixels of the page: what is read stays the same."""

import pytest
from answers import ABSENT, ANSWERS
from hypothesis import given
from hypothesis import strategies as st
from strategies import PAGE, pages, soups

from docparse.document import Blocks, Size
from docparse.qwenvl import PIXELS, THOUSANDTHS, Space, parse, repeats, transfer, write
from docparse.qwenvl.loops import find

SPACES = st.sampled_from((THOUSANDTHS, Space(Size(7, 9)), Space(Size(3000, 3000)), Space(Size(1036, 1400))))
SIZE = Size(200, 100)


def _agrees(answer: str, space: Space, size: Size) -> None:
    assert parse(transfer(answer, space, size), size).blocks == parse(answer, size, space).blocks


@given(pages(), SPACES)
def test_a_written_page_is_read_the_same(them: Blocks, space: Space) -> None:
    _agrees(write(them, None), space, PAGE)


@given(soups().filter(lambda answer: "data-size" not in answer and repeats(answer) is None), SPACES)
def test_whatever_a_model_answers_is_read_the_same(answer: str, space: Space) -> None:
    _agrees(answer, space, Size(37, 53))


_RAW = st.text(alphabet="0123456789 ,.[]-+x\r\n;()", max_size=40)
_FORMS = st.sampled_from(
    (
        '<p {}="{}">x</p>',
        "<p {}='{}'>x</p>",
        "<p {}={}>x</p>",
        '<p id="a" {} = "{}">x</p>',
        '<p {}="{} >x</p>',
    )
)
_NAMES = st.sampled_from(("data-bbox", "data-polygon", "bbox", "DATA-BBOX"))


@given(_FORMS, _NAMES, _RAW | st.lists(st.integers(-9, 9_999_999), max_size=8).map(str), SPACES)
def test_a_box_in_any_form_is_read_the_same(form: str, name: str, raw: str, space: Space) -> None:
    _agrees(form.format(name, raw), space, PAGE)


@pytest.mark.skipif(not ANSWERS, reason=ABSENT)
@pytest.mark.parametrize("name", ANSWERS)
def test_real_answers_are_read_the_same(name: str) -> None:
    answer = ANSWERS[name]
    for space in (THOUSANDTHS, Space(Size(1232, 1764))):
        _agrees(answer, space, Size(1654, 2339))


@given(soups(), st.sampled_from((PIXELS, Space(PAGE))))
def test_an_answer_that_counts_in_page_pixels_stays_as_it_is(answer: str, space: Space) -> None:
    assert transfer(answer, space, PAGE) == answer


@pytest.mark.parametrize(
    ("answer", "transferred"),
    [
        ('<p data-bbox="100 200 500 1000">x</p>', '<p data-bbox="20 20 100 100">x</p>'),
        ("<p data-bbox=100,200,500,1000>x</p>", '<p data-bbox="20,20,100,100">x</p>'),
        ('<p data-bbox="[100, 200.6, 500, 999]">x</p>', '<p data-bbox="[20, 20, 100, 100]">x</p>'),
        ('<p data-bbox="500 1000 100 200">x</p>', '<p data-bbox="100 100 20 20">x</p>'),
        ('<p data-bbox="-100 0 2000 100">x</p>', '<p data-bbox="-20 0 400 10">x</p>'),
        (
            '<div data-polygon="[[0,0],[500,0],[500,500],[0,500]]">x</div>',
            '<div data-polygon="[[0,0],[100,0],[100,50],[0,50]]">x</div>',
        ),
        ('<p class="a" data-bbox="0 0 500 500>x</p>', '<p class="a" data-bbox="0 0 100 50>x</p>'),
    ],
)
def test_numbers_are_scaled_where_they_stand(answer: str, transferred: str) -> None:
    assert transfer(answer, THOUSANDTHS, SIZE) == transferred


@pytest.mark.parametrize(
    "answer",
    [
        '<p data-bbox="x1 y1 x2 y2">x</p>',
        '<p data-bbox="1 2 3">x</p>',
        '<p>write data-bbox="1 2 3 4" there</p>',
        "<p>&lt;p data-bbox=&quot;1 2 3 4&quot;&gt;</p>",
        '<!-- data-bbox="1 2 3 4" -->',
        '<foo data-bbox="1 2 3 4">x</foo>',
        '<p data-box="1 2 3 4">x</p>',
        '<p>x</p><p data-bbox="1 2',
        "",
    ],
)
def test_what_is_no_readable_box_of_a_tag_stays_as_it_is(answer: str) -> None:
    assert transfer(answer, THOUSANDTHS, SIZE) == answer


def test_what_lies_outside_of_the_page_is_still_found() -> None:
    answer = '<p data-bbox="-100 0 2000 100">x</p>'
    findings = parse(transfer(answer, THOUSANDTHS, SIZE), SIZE).findings
    assert "box-outside" in {finding.code for finding in findings}


def test_a_polygon_that_would_grow_too_long_to_be_read_becomes_its_box() -> None:
    points = ",".join(f"[{n % 10},{n % 7}]" for n in range(300))
    answer = f'<p data-bbox="[{points}]">x</p>'
    _agrees(answer, Space(Size(10, 10)), Size(90_000, 90_000))


def test_a_loop_is_still_one() -> None:
    answer = '<html><body><p data-bbox="10 20 30 40">again and again it says the same</p>' * 30
    assert find(transfer(answer, THOUSANDTHS, Size(1654, 2339))) is not None


@pytest.mark.parametrize(
    "piece",
    ['<p data-bbox="1 2 3 4">', "<p data-bbox=", '<p data-bbox="', "[[1,2],", 'data-bbox="1 2 3 4" ', "<"],
)
def test_a_hostile_answer_costs_no_more_than_its_length(piece: str) -> None:
    answer = "<p " + piece * (8_000_000 // len(piece))
    assert len(transfer(answer, THOUSANDTHS, SIZE)) <= len(answer)

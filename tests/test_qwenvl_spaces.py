import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import PAGE, boxes

from docparse.document import Box, Size
from docparse.qwenvl import PIXELS, THOUSANDTHS, Space, parse
from docparse.qwenvl.spaces import measure

SIZE = Size(200, 100)


@pytest.mark.parametrize(
    ("raw", "box", "codes"),
    [
        ("1 2 30 40", Box(1, 2, 30, 40), ()),
        ("0 0 200 100", Box(0, 0, 200, 100), ()),
        ("1,2,30,40", Box(1, 2, 30, 40), ("box-form",)),
        ("[1, 2, 30, 40]", Box(1, 2, 30, 40), ("box-form",)),
        (" 1  2 30 40", Box(1, 2, 30, 40), ("box-form",)),
        ("1.4 2.6 30.0 40", Box(1, 3, 30, 40), ("box-form",)),
        ("30 40 1 2", Box(1, 2, 30, 40), ("box-inverted",)),
        ("1 2 300 40", Box(1, 2, 200, 40), ("box-outside",)),
        ("-5 2 30 40", Box(0, 2, 30, 40), ("box-form", "box-outside")),
        ("300 2 400 40", None, ("box-empty",)),
        ("5 5 5 9", None, ("box-empty",)),
        ("[[3, 4], [9, 4], [9, 8], [3, 8]]", Box(3, 4, 9, 8), ("box-polygon",)),
        ("[[3, 4], [9, 4]]", None, ("box-form", "box-empty")),
        ("1 2 3", None, ("box-unreadable",)),
        ("1 2 3 4 5", None, ("box-unreadable",)),
        ("1 2 3 4 5 6", None, ("box-unreadable",)),
        ("x1 y1 x2 y2", None, ("box-unreadable",)),
        ("1 2 30 4e5", None, ("box-unreadable",)),
        ("0 5 17 " + "9" * 3_000, None, ("box-unreadable",)),
        ("0 5 17 " + "9" * 12, None, ("box-unreadable",)),
        ("１ ２ ３ ４", None, ("box-unreadable",)),
        ("", None, ("box-unreadable",)),
    ],
)
def test_a_box_is_read_or_it_is_none(raw: str, box: Box | None, codes: tuple[str, ...]) -> None:
    assert measure(raw, SIZE, PIXELS) == (box, codes)


def test_thousandths_are_of_the_page() -> None:
    assert THOUSANDTHS.to_box((100, 100, 500, 1000), SIZE) == Box(20, 10, 100, 100)
    parsed = parse('<p data-bbox="100 100 500 1000">x</p>', SIZE, THOUSANDTHS)
    assert parsed.blocks[0].box == Box(20, 10, 100, 100)


def test_the_model_may_have_seen_a_smaller_image() -> None:
    assert Space(Size(20, 20)).to_box((1, 1, 3, 3), SIZE) == Box(10, 5, 30, 15)


def test_without_a_page_numbers_stay_as_they_are() -> None:
    assert PIXELS.to_box((1, 2, 9000, 9000), None) == Box(1, 2, 9000, 9000)
    assert measure("1 2 9000 9000", None, PIXELS) == (Box(1, 2, 9000, 9000), ())


def test_the_box_of_a_picture_stands_in_for_that_of_its_block() -> None:
    (figure,) = parse('<div class="image"><img data-bbox="1 2 3 4"/></div>', SIZE).blocks
    assert figure.box == Box(1, 2, 3, 4)


def test_one_box_is_not_shared_by_two_blocks() -> None:
    parsed = parse('<div data-bbox="1 2 30 40"><p>a</p><p>b</p></div>', SIZE)
    assert [block.box for block in parsed.blocks] == [None, None]
    assert [finding.code for finding in parsed.findings] == ["box-shared"]


def test_the_box_of_a_wrapper_goes_to_its_only_block() -> None:
    parsed = parse(
        '<div data-bbox="1 2 30 40"><table><caption>c</caption><tr><td>a</td></tr></table></div>', SIZE
    )
    assert [block.box for block in parsed.blocks] == [None, Box(1, 2, 30, 40)]


@given(boxes())
def test_a_box_survives_the_way_through_a_larger_space(box: Box) -> None:
    there = Space(Size(PAGE.width * 3, PAGE.height * 3))
    assert there.to_box([3 * side for side in (box.x1, box.y1, box.x2, box.y2)], PAGE) == box


@given(st.text(alphabet="0123456789 ,.[]-x", max_size=30))
def test_any_box_lies_inside_the_page(raw: str) -> None:
    box, codes = measure(raw, SIZE, PIXELS)
    assert box is None or (0 <= box.x1 < box.x2 <= SIZE.width and 0 <= box.y1 < box.y2 <= SIZE.height)
    assert box is not None or codes

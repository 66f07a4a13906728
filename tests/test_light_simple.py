from dataclasses import replace

from lines import layer, line, paragraph

from docparse.engines.light.geometry import Rect
from docparse.engines.light.simple import is_simple

PROSE = paragraph(["a line of words"] * 5)


def test_one_column_of_text_is_simple() -> None:
    assert is_simple(layer(*PROSE, line("Heading", y=60, size=16)))
    assert is_simple(layer())


def test_a_list_with_hanging_marks_is_simple() -> None:
    assert is_simple(layer(line("1.  one"), line("2.  two", y=112)))


def test_columns_gaps_pictures_drawings_and_turned_text_are_not() -> None:
    assert not is_simple(layer(*PROSE, *paragraph(["another column"] * 5, x=320)))
    assert not is_simple(layer(line("label         value")))
    assert not is_simple(layer(*PROSE, pictures=(Rect(0, 0, 50, 50),)))
    assert not is_simple(layer(*PROSE, drawings=(Rect(0, 0, 50, 50),)))
    assert not is_simple(layer(*PROSE, replace(line("stamp", y=500), turned=True)))


def test_a_rule_above_the_footer_is_simple() -> None:
    assert is_simple(layer(*PROSE, drawings=(Rect(72, 700, 200, 700.5),)))

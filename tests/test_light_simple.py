from dataclasses import replace

from lines import layer, line, paragraph

from docparse.engines.light.geometry import Rect
from docparse.engines.light.simple import is_simple, needs_model
from docparse.source import Survey

SURVEY = Survey(1, body_size=10, heading_sizes=(16,))
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


def test_pictures_that_are_rules_are_simple() -> None:
    assert is_simple(layer(*PROSE, pictures=(Rect(72, 300, 500, 302),)))


def test_letters_of_mathematics_are_not() -> None:
    formula = line("x = y", y=300)
    italic = replace(formula, runs=tuple(replace(run, font="ABCDEF+CMMI10") for run in formula.runs))
    assert not is_simple(layer(*PROSE, italic))


def test_a_simple_page_read_without_doubt_needs_no_model() -> None:
    assert not needs_model(layer(*PROSE, line("Harbours", y=70, size=16)), SURVEY)


def test_a_page_of_nothing_but_headings_is_doubted() -> None:
    assert needs_model(layer(*(line("Harbours", y=100 + 60 * i, size=16) for i in range(3))), SURVEY)


def test_a_few_words_at_the_edge_of_a_page_are_doubted() -> None:
    assert needs_model(layer(*PROSE, line("Quarterly notes", y=20)), SURVEY)


def test_a_heading_that_is_a_sentence_is_doubted() -> None:
    assert needs_model(layer(*PROSE, line("They left at noon.", y=70, size=16)), SURVEY)

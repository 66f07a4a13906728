from dataclasses import replace

from lines import layer, line

from docparse.document import Footer, Header, PageNumber
from docparse.engines.light.layer import Line, MarkKind
from docparse.engines.light.margins import beside, margin
from docparse.engines.light.regions import Region
from docparse.source import Running, Survey

BODY = [line("words of the page", y=100 + 12 * n) for n in range(40)]
SURVEY = Survey(5, margins=frozenset({Running("report #", 10.0), Running("page #", 10.0)}))


def found(made: Line, kind: MarkKind = "text", survey: Survey = SURVEY) -> object:
    region = Region(kind, made.rect, (made,), named=kind != "text")
    return type(margin(region, layer(made, *BODY), survey))


def test_lines_that_return_are_headers_above_and_footers_below() -> None:
    assert found(line("Report 2026", y=40)) is Header
    assert found(line("Report 2026", y=780)) is Footer


def test_a_line_that_returns_but_stands_in_the_body_is_none() -> None:
    assert found(line("Report 2026", x=300, y=350)) is type(None)


def test_the_word_of_the_layout_model_is_taken() -> None:
    assert found(line("Chapter Five", y=40), "header") is Header
    assert found(line("Draft of May", y=780), "footer") is Footer


def test_numbers_at_the_edge_are_page_numbers() -> None:
    for text in ("7", "- 7 -", "Page 3 of 9", "xii", "7-45", "第 3 页"):
        assert found(line(text, y=780)) is PageNumber, text


def test_a_number_within_the_page_is_none() -> None:
    assert found(line("7", x=300, y=350)) is type(None)


def test_an_unknown_line_at_the_edge_stays_text() -> None:
    assert found(line("Dear reader", y=40), survey=Survey(1)) is type(None)


def test_a_line_much_larger_than_the_running_one_is_a_title() -> None:
    assert found(line("Report 2026", y=40, size=18)) is type(None)
    assert found(line("Report 2026", y=40, size=11)) is Header


def test_words_in_one_row_with_a_footer_are_part_of_it() -> None:
    left, middle = line("Revision 2.4", y=780), line("Part 119", x=300, y=780)
    page = layer(left, middle, *BODY)
    rows = [(middle.rect, Footer((), None))]
    assert type(beside(Region("text", left.rect, (left,)), rows, page)) is Footer
    above = line("The last words of a column", y=740)
    assert beside(Region("text", above.rect, (above,)), rows, layer(above, middle, *BODY)) is None


def test_a_title_in_one_row_with_a_header_is_no_part_of_it() -> None:
    date = line("9 April 2019", x=420, y=30)
    rows = [(date.rect, Header((), None))]
    small, large = line("Interest rates", y=30), line("Interest rates", y=30, size=20)
    assert type(beside(Region("text", small.rect, (small,)), rows, layer(small, date, *BODY))) is Header
    assert beside(Region("title", small.rect, (small,)), rows, layer(small, date, *BODY)) is None
    assert beside(Region("text", large.rect, (large,)), rows, layer(large, date, *BODY)) is None


def test_what_the_model_calls_a_footer_in_the_midst_of_a_page_is_none() -> None:
    assert found(line("Please tell us of allergies", x=300, y=440), "footer") is type(None)
    assert found(line("Signed by the keeper", x=300, y=300), "header") is type(None)


def test_words_too_large_for_a_running_line_are_none_whatever_the_model_says() -> None:
    sized = replace(SURVEY, body_size=10.0)
    assert found(line("Lantern driver", y=40, size=16), "header", sized) is type(None)
    assert found(line("Lantern driver", y=40, size=12), "header", sized) is Header
    assert found(line("Lantern driver 79", y=40, size=16), "header", sized) is Header


def test_what_the_model_calls_a_footer_may_stand_at_the_side() -> None:
    assert found(line("Survey", x=570, y=440), "footer") is Footer
    assert found(line("7", x=20, y=440), "header") is PageNumber

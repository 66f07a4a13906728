from dataclasses import replace

import pytest

from docparse.document import (
    Block,
    Box,
    Caption,
    Cell,
    Figure,
    Footnote,
    Header,
    Heading,
    Item,
    Join,
    List,
    Page,
    Paragraph,
    Problem,
    Size,
    Table,
    Text,
)
from docparse.settings import Merge
from docparse.source import Survey
from docparse.structure import assemble

SIZE = Size(600, 800)
LEFT, RIGHT = Box(50, 400, 290, 750), Box(310, 50, 550, 200)
BEGUN = "The lamp burned on every night of the year although nobody had asked it to"
REST = "and so the keeper slept."
HEAD = ("Month", "Nights")


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    assert joins([text(BEGUN, LEFT), text(REST, RIGHT)]) == [[Join(2, 1, 1)]]


def test_paragraphs_below_each_other_are_two() -> None:
    assert joins([text(BEGUN, LEFT), text(REST, Box(50, 751, 290, 790))]) == [[]]


def test_a_paragraph_goes_on_past_a_figure_and_its_caption() -> None:
    figure = Figure(box=Box(50, 400, 290, 500))
    caption = Caption((Text("Figure 1: the lamp."),), box=Box(50, 500, 290, 520))
    above, below = text(BEGUN, Box(50, 300, 290, 390)), text(REST, Box(50, 530, 290, 600))
    assert joins([above, figure, caption, below]) == [[Join(4, 1, 1)]]


def test_a_caption_keeps_what_is_broken_off_itself() -> None:
    caption = Caption((Text("Figure 1: the lamp as seen from the sea on"),), box=Box(50, 500, 290, 520))
    above, below = text(BEGUN, Box(50, 300, 290, 390)), text("a clear night.", Box(50, 530, 290, 600))
    assert joins([above, Figure(box=LEFT), caption, below]) == [[]]


def test_a_paragraph_goes_on_over_the_page_past_notes_and_headers() -> None:
    note, header = Footnote((Text("1 Hot."),)), Header((Text("Report"),))
    assert joins([text(BEGUN), note], [header, text(REST)]) == [[], [Join(2, 1, 1)]]


def test_a_divided_word_finds_its_rest_past_what_stands_between() -> None:
    above, aside = text(f"{BEGUN} or to the har-", LEFT), text("Algorithm 1 How lamps burn", RIGHT)
    below = text("bour it looked upon.", Box(310, 300, 550, 400))
    assert joins([above, aside, below]) == [[Join(3, 1, 1)]]
    assert joins([above, Heading(1, (Text("Tides"),)), below]) == [[]]
    assert joins([above, replace(below, box=Box(60, 100, 280, 200))]) == [[]]


def test_marks_in_a_picture_are_passed() -> None:
    mark = text("5 kb", Box(60, 10, 80, 20))
    assert joins([text(BEGUN, LEFT)], [mark, text(REST, RIGHT)]) == [[], [Join(2, 1, 1)]]


def test_a_divided_word_has_one_rest() -> None:
    above, rest = text(f"{BEGUN} or to the har-"), text("bour it looked upon.", RIGHT)
    assert joins([replace(above, box=LEFT)], [rest, replace(rest, box=LEFT)])[1] == [Join(1, 1, 1)]


def test_a_line_that_goes_on_with_the_page_before_is_no_header() -> None:
    top = Box(50, 10, 550, 30)
    later = [page(2, text(REST, top)), page(3, text(REST, top))]
    known = list(assemble([page(1, text(BEGUN, LEFT)), *later], Survey(3), "all"))
    assert known[1].joins == (Join(1, 1, 1),)
    assert isinstance(known[1].blocks[0], Paragraph)
    assert known[0].broken == (1,)


def test_the_last_entry_of_a_list_goes_on_over_the_page() -> None:
    entries = List((Item((Text("First."),)), Item((Text(BEGUN),))))
    assert joins([entries], [text(REST)]) == [[], [Join(1, 1, 1)]]


def test_nothing_goes_on_past_a_heading_a_lost_page_or_pages_left_out() -> None:
    assert joins([text(BEGUN)], [Heading(1, (Text("Tides"),)), text(REST)]) == [[], []]
    pages = [page(1, text(BEGUN)), replace(page(2), problems=(Problem("crashed", ""),)), page(3, text(REST))]
    assert all(not each.joins for each in assemble(pages, Survey(3), "all"))
    assert all(not each.joins for each in assemble([pages[0], pages[2]], Survey(3), "all"))


def test_a_table_goes_on_with_or_without_its_header_repeated() -> None:
    first = table(HEAD, ("May", "31"))
    assert joins([first], [table(HEAD, ("June", "30"))]) == [[], [Join(1, 1, 1, repeated=1)]]
    assert joins([first], [table(None, ("June", "30"))]) == [[], [Join(1, 1, 1)]]


def test_a_table_goes_on_past_the_caption_that_says_so() -> None:
    caption = Caption((Text("Table 1 (continued)"),), "table")
    assert joins([table(HEAD, ("May", "31"))], [caption, table(HEAD, ("June", "30"))])[1] == [
        Join(2, 1, 1, 1)
    ]


def test_a_row_that_an_engine_took_for_a_header_is_one_of_the_table() -> None:
    above = table(("Asset", "2017", "2016"), ("Ships", "31", "9"))
    for row in (("Boats", "", ""), ("Lamps", "3,992.10", "-"), ("Oars", "", "$ 4")):
        assert joins([above], [table(row, ("Oil", "1", "2"))]) == [[], [Join(1, 1, 1)]], row
    assert joins([above], [table(("", "Q1", "Q2"), ("Oil", "1", "2"))]) == [[], []]


def test_left_and_right_pages_have_other_margins() -> None:
    moved = replace(table(HEAD, ("June", "30")), box=Box(80, 50, 580, 300))
    assert joins([table(HEAD, ("May", "31"))], [moved]) == [[], [Join(1, 1, 1, 1)]]


@pytest.mark.parametrize(
    "other",
    [
        (("Ship", "Flag"), ("Ada", "red"), 50),
        (None, ("June", "30", "2"), 50),
        (None, ("June", "30"), 200),
    ],
)
def test_another_header_other_columns_or_other_sides_are_another_table(
    other: tuple[tuple[str, ...] | None, tuple[str, ...], int],
) -> None:
    head, row, left = other
    below = replace(table(head, row), box=Box(left, 50, 600 - left, 300))
    assert joins([table(HEAD, ("May", "31"))], [below]) == [[], []]


def test_a_table_that_says_only_its_header_again_stays_whole() -> None:
    assert joins([table(HEAD, ("May", "31"))], [table(HEAD)]) == [[], []]


@pytest.mark.parametrize(("merge", "wanted"), [("none", []), ("text", [1]), ("tables", [2]), ("all", [1, 2])])
def test_each_kind_can_be_left_apart(merge: Merge, wanted: list[int]) -> None:
    pages = [
        page(1, text(BEGUN, LEFT), text(REST, RIGHT), table(HEAD, ("May", "31"))),
        page(2, table(HEAD, ("June", "30"))),
    ]
    found = [join for each in assemble(pages, Survey(2), merge) for join in each.joins]
    assert [1 if join.page == 1 and join.to == 1 else 2 for join in found] == wanted


def text(words: str, box: Box | None = None) -> Paragraph:
    return Paragraph((Text(words),), box)


def table(head: tuple[str, ...] | None, *rows: tuple[str, ...]) -> Table:
    heads = (tuple(Cell((Text(word),), header=True) for word in head),) if head else ()
    return Table(
        (*heads, *(tuple(Cell((Text(word),)) for word in row) for row in rows)), Box(50, 50, 550, 300)
    )


def page(number: int, *blocks: Block) -> Page:
    return Page(number, SIZE, None, blocks)


def joins(*pages: list[Block]) -> list[list[Join]]:
    made = [page(number, *blocks) for number, blocks in enumerate(pages, start=1)]
    return [list(each.joins) for each in assemble(made, Survey(len(made)), "all")]

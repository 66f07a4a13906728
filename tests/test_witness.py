"""The words of a page against what an engine says it shows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.document import (
    Agreement,
    Block,
    Box,
    Caption,
    Cell,
    Dispute,
    Figure,
    Formula,
    Heading,
    Item,
    List,
    Math,
    Paragraph,
    Sup,
    Table,
    Text,
    Word,
)
from docparse.witness import compare


def line(text: str, x: int = 100, y: int = 100) -> list[Word]:
    """Words of ten pixels a letter, one behind the other."""
    words: list[Word] = []
    for part in text.split():
        words.append(Word(part, Box(x, y, x + 10 * len(part), y + 20)))
        x += 10 * (len(part) + 1)
    return words


def paragraph(text: str, x: int = 100, y: int = 100, width: int = 800, height: int = 20) -> Paragraph:
    return Paragraph((Text(text),), Box(x, y, x + width, y + height))


def table(*rows: str) -> Table:
    cells = tuple(tuple(Cell((Text(cell),)) for cell in row.split("|")) for row in rows)
    return Table(cells, Box(100, 100, 900, 100 + 40 * len(rows)))


def grid(*rows: str) -> list[Word]:
    """The words of such a table, cells 200 pixels wide."""
    return [
        word
        for y, row in enumerate(rows)
        for x, cell in enumerate(row.split("|"))
        for word in line(cell, 100 + 200 * x, 110 + 40 * y)
    ]


def said(agreement: Agreement) -> list[tuple[str, str, str, int | None]]:
    return [(one.kind, one.said, one.heard, one.block) for one in agreement.disputes]


def test_an_answer_that_says_what_the_page_does_agrees_wholly() -> None:
    blocks = (paragraph("The ferry leaves at 7.30"), paragraph("and returns at noon.", y=140))
    words = [*line("The ferry leaves at 7.30"), *line("and returns at noon.", y=140)]
    assert compare(blocks, words, "sound") == Agreement("sound", 1.0, 1.0, (1.0, 1.0))


@pytest.mark.parametrize(
    ("answer", "page", "expected"),
    [
        ("It cost 412 euro", "It cost 421 euro", [("substituted", "412", "421", 1)]),
        ("It cost 4.12 euro", "It cost 41.2 euro", [("substituted", "4.12", "41.2", 1)]),
        ("A gain of 5", "A gain of -5", [("substituted", "5", "-5", 1)]),
        ("The fog lifted", "The thick fog lifted", [("missing", "", "thick", 1)]),
        ("The thick fog lifted", "The fog lifted", [("invented", "thick", "", 1)]),
        ("今天天气很好", "今天天气不好", [("substituted", "很", "不", 1)]),
    ],
)
def test_what_differs_is_told(answer: str, page: str, expected: list[tuple[str, str, str, int]]) -> None:
    assert said(compare((paragraph(answer),), line(page), "sound")) == expected


def test_words_that_are_printed_over_themselves_count_once() -> None:
    words = [*line("bold words"), *line("bold words", x=102)]
    assert compare((paragraph("bold words"),), words, "sound").disputes == ()
    assert compare((paragraph("bold words"),), line("bold bold words"), "sound").disputes


@pytest.mark.parametrize(
    ("answer", "page"),
    [
        ("an example of ﬁgures", "an ex- ample of figures"),
        ("co\u00adoperate", "cooperate"),
        ("“quoted” — twice", '"quoted" - twice'),
        ("ten thousand", "TEN THOUSAND"),
        ("second first", "first second"),
        ("अच्छा दिन", "अच्छा दिन"),
        ("ช้า", "ช้ช้า"),
        ("자주 15,613. 1", "자 주 15,613.1"),
    ],
)
def test_what_is_set_otherwise_is_no_dispute(answer: str, page: str) -> None:
    assert compare((paragraph(answer),), line(page), "sound").disputes == ()


def test_a_dispute_has_the_place_of_its_words() -> None:
    (dispute,) = compare((paragraph("It cost 412 euro"),), line("It cost 421 euro"), "sound").disputes
    assert dispute == Dispute("substituted", "412", "421", 1, Box(180, 100, 210, 120))


def test_what_a_block_says_twice_finds_its_words_taken() -> None:
    blocks = (paragraph("once only"), paragraph("once only"))
    found = compare(blocks, line("once only"), "sound")
    assert said(found) == [("invented", "once only", "", 2)]
    assert found.blocks == (1.0, 0.0)


def test_words_that_no_block_holds_are_told_line_by_line_as_one() -> None:
    words = [*line("held"), *line("lost words", y=500), *line("of a text", y=522), *line("far off", y=800)]
    found = compare((paragraph("held"),), words, "sound")
    assert said(found) == [("missing", "", "lost words of a text", None), ("missing", "", "far off", None)]
    assert found.coverage is not None
    assert found.coverage < 0.2


def test_words_in_a_box_that_is_a_little_off_belong_to_who_says_them() -> None:
    blocks = (paragraph("the first line"), paragraph("the second line", y=118))
    words = [*line("the first line"), *line("the second line", y=124)]
    shifted = (replace(blocks[0], box=Box(106, 112, 900, 139)), blocks[1])
    assert compare(shifted, words, "sound").disputes == ()


def test_what_stands_elsewhere_on_the_page_has_moved() -> None:
    blocks = (paragraph("the end of the story"), paragraph("something else", y=400))
    words = [*line("something else", y=400), *line("the end of the story", y=800)]
    assert said(compare(blocks, words, "sound")) == [
        ("moved", "the end of the story", "the end of the story", 1)
    ]


def test_mathematics_and_drawings_are_not_held_against_their_glyphs() -> None:
    blocks = (
        Paragraph((Text("where "), Math(r"x^{2}"), Text(" grows")), Box(100, 100, 900, 120)),
        Formula(r"\frac{a}{b}", Box(100, 140, 300, 160)),
        Figure("image", (), Box(100, 200, 300, 300)),
        Caption((Text("Figure 1"),), box=Box(100, 310, 300, 330)),
    )
    words = [
        *line("where x2 grows"),
        *line("a b", y=140),
        *line("axis", y=210),
        *line("axis", x=290, y=290),
        *line("Figure 1", y=310),
    ]
    found = compare(blocks, words, "sound")
    assert found.disputes == ()
    assert found.blocks == (1.0, None, None, 1.0)


def test_text_beside_mathematics_still_counts() -> None:
    block = Paragraph((Text("where "), Math("x"), Text(" shrinks")), Box(100, 100, 900, 120))
    assert said(compare((block,), line("where x grows"), "sound")) == [("invented", "shrinks", "", 1)]


def test_a_raised_mark_may_be_one_word_with_the_one_before() -> None:
    block = Paragraph((Text("in 1860."), Sup((Text("2"),))), Box(100, 100, 900, 120))
    assert compare((block,), line("in 1860.2"), "sound").disputes == ()


def test_numbers_of_list_entries_are_no_part_of_their_text() -> None:
    block = List((Item((Text("fog"),)), Item((Text("rain"),))), ordered=True, box=Box(140, 100, 900, 160))
    words = [*line("1. fog", x=110), *line("2. rain", x=110, y=130)]
    assert compare((block,), words, "sound").disputes == ()


def test_columns_of_a_table_that_change_places_have_moved() -> None:
    page = ("place|rain|snow", "Bergen|12|7", "Oslo|9|31")
    assert compare((table(*page),), grid(*page), "sound").disputes == ()
    swapped = table("place|rain|snow", "Bergen|7|12", "Oslo|31|9")
    assert said(compare((swapped,), grid(*page), "sound")) == [
        ("moved", "7 | 12", "12 | 7", 1),
        ("moved", "31 | 9", "9 | 31", 1),
    ]


def test_a_table_read_from_the_right_has_not_moved() -> None:
    page = ("السعر|الاسم", "12|تفاح", "31|موز")
    answer = table("الاسم|السعر", "تفاح|12", "موز|31")
    assert compare((answer,), grid(*page), "sound").disputes == ()


def test_a_row_that_is_left_out_is_missing() -> None:
    page = ("place|rain", "Bergen|12", "Oslo|9")
    answer = replace(table("place|rain", "Oslo|9"), box=Box(100, 100, 900, 220))
    assert said(compare((answer,), grid(*page), "sound")) == [("missing", "", "bergen 12", 1)]


def test_a_page_without_words_is_not_compared() -> None:
    found = compare((Heading(1, (Text("Title"),), Box(0, 0, 10, 10)),), (), "absent")
    assert found == Agreement("absent", None, None, (None,))


WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=12)


@given(WORDS, st.data())
def test_no_word_is_lost_or_added_without_a_dispute(words: list[str], data: st.DataObject) -> None:
    page = " ".join(words)
    block: Block = paragraph(page, width=5000)
    assert compare((block,), line(page), "sound").disputes == ()
    place = data.draw(st.integers(0, len(words) - 1))
    less = [*words[:place], *words[place + 1 :]]
    assert compare((paragraph(" ".join(less) or "x", width=5000),), line(page), "sound").disputes
    more = [*words[:place], "zzzz", *words[place:]]
    assert compare((paragraph(" ".join(more), width=5000),), line(page), "sound").disputes


@pytest.mark.parametrize("words", [["round"] * 8000, ["to", "and", "fro"] * 3000])
def test_an_answer_that_runs_in_circles_is_counted_and_not_put_in_step(words: list[str]) -> None:
    page = [Word(word, Box(100, 100 + 20 * at, 200, 118 + 20 * at)) for at, word in enumerate(words[:-1])]
    block = Paragraph((Text(" ".join(words)),), Box(0, 0, 400, 200_000))
    assert said(compare((block,), page, "sound")) == [("invented", words[-1], "", 1)]

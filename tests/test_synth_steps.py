"""Text that goes on in the next column or page."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from printed import NEEDS, Look, looks, press, shown, squeezed

from docparse.document import Block, Code, Item, List, Math, Paragraph, SizePt, Strong, Table, Text, plain
from docparse.synth import compose, parts, steps
from docparse.synth.fonts import SERIF
from docparse.synth.parts import Draft
from docparse.synth.pieces import Piece, Sheet
from docparse.synth.words import TONGUES

DOCUMENTS = 10


@given(st.text())
def test_the_words_of_a_text_are_the_whole_text(text: str) -> None:
    assert "".join(steps.words(text)) == text


def test_a_word_ends_where_a_line_may() -> None:
    assert steps.words("two words, 4.5% 光水。น้ำตา 빛 ") == [
        "two",
        " words,",
        " 4.5%",
        " 光",
        "水",
        "。",
        "น้ำ",
        "ตา",
        " 빛",
        " ",
    ]


def test_a_paragraph_is_cut_between_words_and_within_them() -> None:
    whole = Paragraph((Text("Far "), Strong((Text("over there"),)), Text(" lies "), Math("x"), Text(" it.")))
    assert steps.cut(whole, {0, 1, 2}, {2: "th-"}) == Paragraph((Text("Far "), Strong((Text("over th-"),))))
    assert steps.cut(whole, {2, 3, 4, 5}, {2: "ere"}) == Paragraph(
        (Strong((Text("ere"),)), Text(" lies "), Math("x"), Text(" it."))
    )
    assert (steps.word(whole, 2), steps.word(whole, 4)) == ("there", "")


def test_lists_and_listings_are_cut_between_items_and_lines() -> None:
    one, two, three = (Item((Text(name),)) for name in ("one", "two", "three"))
    assert steps.cut(List((one, two, three), ordered=True, start=4), {1, 2}, {}) == List(
        (two, three), ordered=True, start=5
    )
    assert steps.cut(Code("a\n  b\nc"), {1, 2}, {}) == Code("  b\nc")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[list[Look]]:
    folder = tmp_path_factory.mktemp("flowing")
    with_press, families = press(folder)
    sheets = (compose.sheet(21, number, families) for number in range(200))
    flowing = [sheet for sheet in sheets if sum(piece.flows for piece in sheet.pieces) > 12][:DOCUMENTS]
    return [list(looks("document", sheet, with_press, folder)) for sheet in flowing]


@NEEDS
def test_what_was_cut_is_whole_when_it_is_put_together(documents: list[list[Look]]) -> None:
    """Every letter that the document has stands on one page, and a broken word on two with a hyphen."""
    hyphens = 0
    for pages in documents:
        said = [letters(block) for page in pages for block in page.blocks]
        hyphens += sum(text.endswith("-") for text in said)
        meant = [letters(piece.block) for piece in all_of(pages[0].sheet)]
        assert Counter("".join(text.removesuffix("-") for text in said)) == Counter("".join(meant))
    assert hyphens


@NEEDS
def test_paragraphs_lists_and_listings_are_cut(tmp_path: Path) -> None:
    with_press, families = press(tmp_path)
    draft = Draft(Random(1), TONGUES[0], families["latin"], flows=True)
    body = tuple(make(draft) for make in (parts.paragraph, parts.listing, parts.code) for _ in range(4))
    sheet = Sheet("narrow", draft.tongue, SERIF, SizePt(300, 130), body, margin=20, columns=2, size=8.0)
    blocks = [block for page in looks("narrow", sheet, with_press, tmp_path) for block in page.blocks]
    for kind in (Paragraph, List, Code):
        assert sum(isinstance(block, kind) for block in blocks) > 4
    assert Counter("".join(map(letters, blocks))) == Counter("".join(letters(piece.block) for piece in body))


def all_of(sheet: Sheet) -> tuple[Piece, ...]:
    return (*sheet.title, *sheet.pieces)


def letters(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return squeezed(plain(inlines))
        case Code() | List():
            return shown(block) or ""
        case _:
            return ""


@NEEDS
def test_the_head_of_a_table_stands_above_each_of_its_parts(documents: list[list[Look]]) -> None:
    for pages in documents:
        flowing = [piece.block for piece in pages[0].sheet.pieces if piece.flows]
        long = [block for block in flowing if isinstance(block, Table)]
        shares = [block for page in pages for block in page.blocks if isinstance(block, Table)]
        for table in long:
            mine = [part for part in shares if set(part.rows) <= set(table.rows)]
            assert all(part.rows[0] == table.rows[0] for part in mine)
            assert [row for part in mine for row in part.rows[1:]] == list(table.rows[1:])

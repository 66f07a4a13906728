"""The table finder, asked twice of a page."""

from typing import Any

import paper
import pytest

from docparse.engines.light import finder
from docparse.source.mupdf import pymupdf

LISTED_ANEW = pymupdf.table.make_chars  # before `finder` replaces it
TEXTS = ("text", "fontname", "object_type", "ncs", "stroking_pattern", "non_stroking_pattern")
ROWS = (("Port", "Depth"), ("Old Quay", "45"), ("Basin", "60"))


def ruled() -> Any:
    page = paper.document((300, 200))[0]
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            paper.write(page, 30 + 120 * column, 57 + 25 * row, text)
    for row in range(4):
        page.draw_line((20, 40 + 25 * row), (260, 40 + 25 * row))
    for column in range(3):
        page.draw_line((20 + 120 * column, 40), (20 + 120 * column, 115))
    return page


def test_a_second_search_finds_the_same_text_in_the_same_cells() -> None:
    page = ruled()
    for _ in range(2):
        (table,) = finder.tables(page, use_layout=False)
        assert table.extract() == [list(cells) for cells in ROWS]


def test_pages_do_not_share_their_characters() -> None:
    finder.tables(ruled(), use_layout=False)
    other = ruled()
    paper.write(other, 90, 57, "new")
    (table,) = finder.tables(other, use_layout=False)
    assert table.extract()[0] == ["Port new", "Depth"]


def test_a_page_is_listed_as_the_finder_lists_it() -> None:
    page = ruled()
    page.insert_text((280, 150), "North", fontsize=9, rotate=90, color=(0.5, 0, 0))
    pymupdf.table.CHARS.clear()
    LISTED_ANEW(page)
    theirs, ours = list(pymupdf.table.CHARS), finder.characters(page)[1]
    assert [char["text"] for char in ours] == [char["text"] for char in theirs]
    for mine, its in zip(ours, theirs, strict=True):
        assert mine.keys() == its.keys()
        assert all(mine[key] == pytest.approx(its[key], abs=1e-3) for key in mine if key not in TEXTS)
        assert all(mine[key] == its[key] for key in TEXTS)

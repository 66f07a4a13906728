"""The table finder, asked twice of a page."""

from typing import Any

import paper

from docparse.engines.light import finder

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

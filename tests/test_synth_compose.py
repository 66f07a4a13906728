"""What documents are made of."""

from typing import get_args

import pytest
from printed import NEEDS

from docparse.document import Block, Table
from docparse.synth import compose
from docparse.synth.pieces import Sheet
from docparse.synth.words import TONGUES, Script

pytestmark = NEEDS

FAMILIES: dict[Script, tuple[str, ...]] = {tongue.script: (tongue.script,) for tongue in TONGUES}


@pytest.fixture(scope="module")
def sheets() -> list[Sheet]:
    return [compose.sheet(9, number, FAMILIES) for number in range(120)]


def test_every_kind_of_document_and_every_language_comes_up(sheets: list[Sheet]) -> None:
    assert {sheet.kind for sheet in sheets} == set(compose.KINDS)
    assert {sheet.tongue.code for sheet in sheets} == {tongue.code for tongue in TONGUES}
    assert {sheet.columns for sheet in sheets} == {1, 2, 3, 4}


def test_every_kind_of_block_comes_up(sheets: list[Sheet]) -> None:
    blocks = [piece.block for sheet in sheets for piece in (*sheet.title, *sheet.pieces)]
    standing = [block for sheet in sheets for block in (sheet.header, sheet.footer, *sheet.notes) if block]
    numbers = {"PageNumber"} if any(sheet.number for sheet in sheets) else set[str]()
    found = {type(block).__name__ for block in (*blocks, *standing)} | numbers
    assert found == {kind.__name__ for kind in get_args(Block)}


def test_headings_go_to_depth_four_and_skip_none(sheets: list[Sheet]) -> None:
    levels: set[int] = set()
    for sheet in sheets:
        before = 0
        for piece in (*sheet.title, *sheet.pieces):
            level = getattr(piece.block, "level", before)
            assert level <= before + 1
            before = level
            levels.add(level)
    assert {1, 2, 3, 4} <= levels


def test_the_cells_of_every_table_fill_its_grid(sheets: list[Sheet]) -> None:
    tables = [piece.block for sheet in sheets for piece in sheet.pieces if isinstance(piece.block, Table)]
    assert any(cell.rowspan > 1 for table in tables for row in table.rows for cell in row)
    assert any(cell.colspan > 1 for table in tables for row in table.rows for cell in row)
    for table in tables:
        places = occupied(table)
        assert len(places) == len(set(places)) == len(table.rows) * (1 + max(x for _, x in places))


def occupied(table: Table) -> list[tuple[int, int]]:
    """The places of the grid that cells take, each cell in the first free place of its row."""
    taken: list[tuple[int, int]] = []
    for y, row in enumerate(table.rows):
        for cell in row:
            x = next(x for x in range(100) if (y, x) not in taken)
            taken += [(y + down, x + right) for down in range(cell.rowspan) for right in range(cell.colspan)]
    return taken


def test_a_seed_and_a_number_are_one_document(sheets: list[Sheet]) -> None:
    assert compose.sheet(9, 5, FAMILIES) == sheets[5]
    assert compose.sheet(10, 5, FAMILIES) != sheets[5]
    assert len({sheet.body for sheet in sheets}) == len(sheets)


def test_a_language_without_a_font_is_left_out() -> None:
    latin: dict[Script, tuple[str, ...]] = {"latin": ("serif",)}
    assert {compose.sheet(9, number, latin).tongue.script for number in range(40)} == {"latin"}

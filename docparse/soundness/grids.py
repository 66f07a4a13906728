"""Tables whose rows are not of one width."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docparse.document import Row, Table


class Ragged(NamedTuple):
    """The first row that is as wide as no other should be; rows count from 1."""

    row: int
    width: int
    first: int  # the width of the first row


def ragged(table: Table) -> Ragged | None:
    """Where the cells of a row, and those that reach down into it, do not add up to the table's width."""
    first = None
    for number, width in enumerate(_widths(table.rows), start=1):
        first = width if first is None else first
        if width != first:
            return Ragged(number, width, first)
    return None


def fault(table: Table) -> str | None:
    """What is wrong with the grid of a table, in words."""
    found = ragged(table)
    return f"row {found.row} is {found.width} cells wide, the first is {found.first}" if found else None


def _widths(rows: Iterable[Row]) -> Iterator[int]:
    reaching: list[int] = []  # for each cell from above that reaches down: how many rows are left of it
    for row in rows:
        yield len(reaching) + sum(cell.colspan for cell in row)
        below = [left - 1 for left in reaching if left > 1]
        below += (cell.rowspan - 1 for cell in row for _ in range(cell.colspan) if cell.rowspan > 1)
        reaching = below

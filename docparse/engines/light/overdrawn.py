"""Tables found too large: what stands above one, in other columns, was taken for its first rows."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import TypeAlias

from docparse.engines.light.geometry import Rect
from docparse.engines.light.grids import from_whitespace, white
from docparse.engines.light.layer import Grid, Line
from docparse.engines.light.lines import joined, parted

Row: TypeAlias = Sequence[Line]

_ROWS = 4  # of a table, and of what stands above it, at least: heads of tables have fewer
_WIDER = 1.1  # times the usual white between rows, that parts the two at least
_COLUMNS = 3  # that a table has, so that they tell something
_BLANK = 0.6  # sizes, from which a gap within a row may part two columns
_AMID = 0.8  # of a piece of text, that stands in the white between columns
_FOREIGN = 0.6  # of the rows above, that keep to other columns


def confined(grid: Grid, lines: Sequence[Line]) -> Grid:
    """The grid, or that of the rows below the last that keeps to other columns."""
    if grid.rules or grid.settled:
        return grid
    rows = [parted([row]) for row in joined(line for line in lines if not line.turned)]
    gaps = [_top(below) - _bottom(above) for above, below in pairwise(rows)]
    for place in range(len(rows) - _ROWS, _ROWS - 1, -1):
        if gaps[place - 1] > _WIDER * median(gaps[place:]) and _is_foreign(rows[:place], rows[place:]):
            return from_whitespace([piece for row in rows[place:] for piece in row]) or grid
    return grid


def _is_foreign(above: Sequence[Row], below: Sequence[Row]) -> bool:
    strips = white([piece.rect for row in below for piece in parted(row, _BLANK)], len(below))
    if len(strips) < _COLUMNS - 1:
        return False
    amid = sum(any(_is_amid(piece.rect, strips) for piece in row) for row in above)
    return amid >= max(_ROWS, _FOREIGN * len(above))


def _is_amid(piece: Rect, strips: Sequence[tuple[float, float]]) -> bool:
    inside = sum(max(0.0, min(piece.x1, right) - max(piece.x0, left)) for left, right in strips)
    return inside > _AMID * piece.width


def _top(row: Row) -> float:
    return min(piece.rect.y0 for piece in row)


def _bottom(row: Row) -> float:
    return max(piece.rect.y1 for piece in row)

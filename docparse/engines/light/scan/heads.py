"""Headers of tables that stand on a fill: their rows are known, and what they span is told by their words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.heads import spread
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.lines import parted
from docparse.engines.light.scan.fitting import APART, Cells, texts_of

_FILLED = 0.6  # of a cell, that the fill of a header covers
_WIDE = 0.8  # of a table's width, that it runs
_NEAR = 8.0  # points by which a rule may end before it reaches the fill
_PROSE = 50  # characters of a line that is no label
_GAP = 1.0  # sizes, from which a gap parts two labels
_INDENT = 2.0  # sizes from the left edge, up to which a label begins there
_EDGE = 3.0  # points from the edge of a table, where its outline is


class Drawn(NamedTuple):
    """What is drawn in a table: rules, and fills that lighter text stands on."""

    rules: Sequence[Rect] = ()
    fills: Sequence[Rect] = ()


def edged(drawn: Drawn, area: Rect) -> list[Rect]:
    """The rules of a table, and the edges of fills that run across it."""
    edges = (
        fill._replace(y0=y - 0.5, y1=y + 0.5)
        for fill in _bands(drawn.fills, area)
        for y in (fill.y0, fill.y1)
        if area.y0 + _EDGE < y < area.y1 - _EDGE
    )
    return [*drawn.rules, *edges]


def lengthened(drawn: Drawn, area: Rect) -> list[Rect]:
    """The same, with the rules that end at a fill drawn through it: dark ones cannot be seen there."""
    bands = _bands(drawn.fills, area)
    return [
        rule._replace(y0=next((band.y0 for band in bands if _ends_at(rule, band)), rule.y0))
        for rule in edged(drawn, area)
    ]


def _bands(fills: Sequence[Rect], area: Rect) -> list[Rect]:
    inside = [fill for fill in fills if area.holds(fill)]
    return [fill for fill in inside if min(fill.x1, area.x1) - max(fill.x0, area.x0) > _WIDE * area.width]


def _ends_at(rule: Rect, band: Rect) -> bool:
    return rule.height > rule.width and band.y0 < rule.y0 < band.y1 + _NEAR < rule.y1


def headed(grid: Grid, lines: Sequence[Line], fills: Sequence[Rect]) -> Grid:
    """The grid with the rows on a fill as its header, each label over what it stands in the middle of."""
    bands = _bands(fills, grid.rect)
    rows = range(max(cell.row for cell in grid.cells))
    depth = len(list(takewhile(lambda row: _is_filled(row, grid.cells, bands), rows)))
    if not depth:
        return grid
    pieces = [piece for piece in parted(lines, APART) if not piece.turned]
    cells = tuple(replace(cell, header=True) if cell.row < depth else cell for cell in grid.cells)
    cells = tuple(
        part
        for cell, held in texts_of(cells, pieces).items()
        for part in (_divided(cell, held, cells) if cell.header else [cell])
    )
    return spread(replace(grid, cells=cells), texts_of(cells, pieces))[0]


def _is_filled(row: int, cells: Cells, bands: Sequence[Rect]) -> bool:
    return all(
        any(cell.rect.shared(band) > _FILLED for band in bands)
        for cell in cells
        if cell.row <= row < cell.row + cell.rowspan
    )


def _divided(cell: GridCell, held: Sequence[Line], cells: Cells) -> Iterator[GridCell]:
    """A wide cell as one for each column, if it holds several labels, one aside or none."""
    lefts = {other.column: other.rect.x0 for other in cells if other.colspan == 1}
    columns = range(cell.column, cell.column + cell.colspan)
    edges = [cell.rect.x0, *(lefts.get(column, cell.rect.x0) for column in columns[1:]), cell.rect.x1]
    if edges != sorted(edges) or (held and _is_whole(cell, held)):
        yield cell
        return
    for at, column in enumerate(columns):
        rect = cell.rect._replace(x0=edges[at], x1=edges[at + 1])
        yield replace(cell, rect=rect, column=column, colspan=1)


def _is_whole(cell: GridCell, held: Sequence[Line]) -> bool:
    """Whether what stands in a cell is one label, in the middle of it or from its left edge on."""
    label = hull(piece.rect for piece in held)
    size = held[0].size
    gaps = (after.rect.x0 - before.rect.x1 for before, after in pairwise(held))
    aside = abs(label.centre[0] - cell.rect.centre[0]) > size and label.x0 - cell.rect.x0 > _INDENT * size
    return not aside and all(gap < _GAP * size for gap in gaps)


def fused(grid: Grid, lines: Sequence[Line]) -> float:
    """The share of the cells that are wide and hold several labels side by side."""
    pieces = [piece for piece in parted(lines, APART) if not piece.turned]
    full = [(cell, held) for cell, held in texts_of(grid.cells, pieces).items() if held]
    return sum(cell.colspan > 1 and not _is_whole(cell, held) for cell, held in full) / max(1, len(full))


def below(area: Rect, lines: Sequence[Line], fills: Sequence[Rect]) -> Rect:
    """The area of a table from the fill of its header down, where prose stands above it."""
    for fill in fills:
        above = [line for line in lines if line.rect.centre[1] < fill.y0]
        rest = [line.rect for line in lines if line.rect.centre[1] > fill.y0]
        if len(rest) > 1 and any(len(line.text) > _PROSE for line in above):
            return hull((fill, *rest))
    return area

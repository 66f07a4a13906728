"""Tables: grids of cells filled with the text that stands in them."""

from collections.abc import Sequence
from itertools import groupby

from docparse.document import Cell, Inlines, Row, Table
from docparse.engines.light import paragraphs
from docparse.engines.light.geometry import Rect
from docparse.engines.light.inlines import inlines
from docparse.engines.light.layer import Grid, GridCell, Layer, Line
from docparse.engines.light.lines import joined


def table(grid: Grid, lines: Sequence[Line], layer: Layer) -> Table:
    """The table of a grid; text that stands in no cell goes to the nearest one."""
    texts = _filled(grid, lines)
    rows = tuple(_row(list(cells), texts) for _, cells in groupby(_by_row(grid), key=lambda cell: cell.row))
    return Table(rows, layer.locate(grid.rect))


def is_sound(grid: Grid, lines: Sequence[Line]) -> bool:
    """Whether the cells are a table: some rows and columns, and most cells hold text."""
    rows = {cell.row for cell in grid.cells}
    columns = {cell.column for cell in grid.cells}
    if len(rows) < 2 or len(columns) < 2:
        return False
    filled = sum(bool(held) for held in _filled(grid, lines).values())
    return filled > 0.3 * len(grid.cells)


def _by_row(grid: Grid) -> list[GridCell]:
    return sorted(grid.cells, key=lambda cell: (cell.row, cell.column))


def _row(cells: list[GridCell], texts: dict[GridCell, list[Line]]) -> Row:
    return tuple(
        Cell(_cell_text(texts[cell], cell.rect, plain=cell.header), cell.header, cell.rowspan, cell.colspan)
        for cell in cells
    )


def _cell_text(pieces: list[Line], rect: Rect, *, plain: bool) -> Inlines:
    lines = joined(pieces)
    return inlines(lines, paragraphs.breaks(lines, rect), plain=plain)


def _filled(grid: Grid, lines: Sequence[Line]) -> dict[GridCell, list[Line]]:
    """The parts of lines that stand in each cell."""
    texts: dict[GridCell, list[Line]] = {cell: [] for cell in grid.cells}
    for line in lines:
        held = groupby(line.runs, key=lambda run: _cell_at(grid, run.rect))
        for cell, runs in held:
            texts[cell].append(Line(tuple(runs), line.turned))
    return texts


def _cell_at(grid: Grid, rect: Rect) -> GridCell:
    return min(grid.cells, key=lambda cell: (_distance(cell.rect, rect), cell.rect.area))


def _distance(cell: Rect, rect: Rect) -> float:
    x, y = rect.centre
    return max(cell.x0 - x, 0.0, x - cell.x1) + 2 * max(cell.y0 - y, 0.0, y - cell.y1)

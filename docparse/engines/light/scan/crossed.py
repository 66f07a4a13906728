"""Cells that reach over several rows though a rule across the table parts these."""

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.lines import parted
from docparse.engines.light.scan.fitting import APART, Cells

_THROUGH = 0.9  # of the width of a table and of a cell, that such a rule takes
_NEAR = 8.0  # points from the rule to the border of rows that it marks


def uncrossed(grid: Grid, lines: Sequence[Line], rules: Sequence[Rect]) -> Grid:
    """The grid with such cells cut at the border that the rule marks, if that leaves no row bare."""
    words = [piece.rect for piece in parted(lines, APART) if not piece.turned]
    cells = grid.cells
    for rule in rules:
        y = rule.centre[1]
        if rule.width > _THROUGH * grid.rect.width:
            halves = {cell: halved for cell in cells if (halved := _halves(cell, words, rule, cells))}
            reach = [cell.rect for cell in halves]
            level = [word for word in words if any(rect.y0 < word.centre[1] < rect.y1 for rect in reach)]
            if len({word.centre[1] < y for word in level}) > 1:
                cells = tuple(part for cell in cells for part in halves.get(cell, (cell,)))
    return replace(grid, cells=cells)


def _halves(cell: GridCell, words: Sequence[Rect], rule: Rect, cells: Cells) -> Cells:
    """A cell above and below a rule that crosses it; none where it does not."""
    y = rule.centre[1]
    below = [other for other in cells if cell.row < other.row < cell.row + cell.rowspan]
    nearest = min(below, key=lambda other: abs(other.rect.y0 - y), default=None)
    long = min(rule.x1, cell.rect.x1) - max(rule.x0, cell.rect.x0) > _THROUGH * cell.rect.width
    if nearest is None or not long or abs(nearest.rect.y0 - y) > _NEAR or _is_struck(cell, words, y):
        return ()
    rows = nearest.row - cell.row
    upper, lower = cell.rect._replace(y1=y), cell.rect._replace(y0=y)
    return (
        replace(cell, rect=upper, rowspan=rows),
        replace(cell, rect=lower, row=nearest.row, rowspan=cell.rowspan - rows, header=nearest.header),
    )


def _is_struck(cell: GridCell, words: Sequence[Rect], y: float) -> bool:
    """Whether a rule runs through the middle of words there, as one that was not seen right does."""
    return any(cell.rect.holds(word) and abs(word.centre[1] - y) < word.height / 4 for word in words)

"""Rows whose first cell holds the label of another row too, which has no figures of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.lines import joined, parted
from docparse.engines.light.scan.fitting import APART, texts_of

_INDENT = 0.5  # sizes by which one label stands further in than another
_TIMES = 2  # other rows, of which as many must begin where a label below a title does


def titled(grid: Grid, lines: Sequence[Line]) -> Grid:
    """The grid with titles over rows, and after them, in rows of their own."""
    texts = texts_of(grid.cells, [piece for piece in parted(lines, APART) if not piece.turned])
    ranked = sorted(grid.cells, key=lambda cell: (cell.row, cell.column))
    rows = [list(cells) for _, cells in groupby(ranked, key=lambda cell: cell.row)]
    labels = [joined(texts[row[0]]) if _is_plain(row, grid) else () for row in rows]
    starts = [label[0].rect.x0 for label in labels if label]
    cells: list[GridCell] = []
    added = 0
    for row, label in zip(rows, labels, strict=True):
        beside = [line.rect for cell in row[1:] for line in texts[cell]]
        cut = next(_cuts(label, beside, starts), None) if beside else None
        moved = [replace(cell, row=cell.row + added) for cell in row]
        cells += moved if cut is None else _halves(moved, cut)
        added += cut is not None
    return replace(grid, cells=tuple(cells))


def _is_plain(row: Sequence[GridCell], grid: Grid) -> bool:
    """Whether a row below the first has a cell in each column, none of which reaches into another row."""
    at, columns = row[0].row, max(cell.column + cell.colspan for cell in grid.cells)
    alone = all(cell.rowspan == 1 for cell in grid.cells if cell.row <= at < cell.row + cell.rowspan)
    return at > 0 and alone and len(row) == columns > 1 and not any(cell.header for cell in row)


def _cuts(label: Sequence[Line], beside: Sequence[Rect], starts: Sequence[float]) -> Iterator[float]:
    """Where a title ends above what it heads, or begins below a label that hangs."""
    for before, line in pairwise(label):
        y, least = (before.rect.y1 + line.rect.y0) / 2, _INDENT * line.size
        further = line.rect.x0 - before.rect.x0
        known = sum(abs(start - line.rect.x0) < least for start in starts) >= _TIMES
        heads = further > least and known and all(rect.centre[1] > y for rect in beside)
        flush = abs(line.rect.x0 - label[0].rect.x0) < least
        hangs = -further > least and flush and all(rect.centre[1] < y for rect in beside)
        if (heads or hangs) and not line.text[0].islower():
            yield y


def _halves(row: Sequence[GridCell], y: float) -> list[GridCell]:
    above = [replace(cell, rect=cell.rect._replace(y1=y)) for cell in row]
    below = [replace(cell, row=cell.row + 1, rect=cell.rect._replace(y0=y)) for cell in row]
    return above + below

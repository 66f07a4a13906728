"""Headers of several rows: labels over the columns that they head, and over the empty cells below them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product, takewhile

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.grids import Filling
from docparse.engines.light.layer import Grid, GridCell, Line

_YEAR = re.compile(r"(?:1[89]|20)\d\d\b")
_OFF = 0.7  # sizes by which a label may stand off the middle, or the left edge, of what it heads


def spread(grid: Grid, texts: Filling) -> tuple[Grid, Filling]:
    """The grid with labels of its header as wide and as high as the cells that they stand for."""
    texts = _deepened(texts)
    for row in reversed(range(_depth(texts))):
        if not any(lines for cell, lines in texts.items() if cell.row == row):
            texts = _closed(texts, row)
    depth = _depth(texts)
    for row in range(depth - 1):
        texts = _widened(texts, row)
    if depth > 1 and any(cell.colspan > 1 for cell in texts if cell.row < depth):
        for column in {cell.column for cell in texts}:
            texts = _heightened(texts, column, depth)
    return replace(grid, cells=tuple(texts)), texts


def _deepened(texts: Filling) -> Filling:
    """With a second row of labels, which say no more than what a wide label of the first has below it."""
    upper, lower = ([cell for cell in texts if cell.row == row] for row in (0, 1))
    wide = {column for cell in upper if cell.colspan > 1 and texts[cell] for column in _columns(cell)}
    labels = [cell for cell in lower if texts[cell]]
    named = {column for cell in labels for column in _columns(cell)}
    worded = not any(is_quantity(" ".join(line.text for line in texts[cell])) for cell in labels)
    heads = all(cell.header for cell in upper) and not any(cell.header for cell in lower)
    if not (heads and wide and named == wide and worded and len(labels) < len(lower)):
        return texts
    return {replace(cell, header=True) if cell in lower else cell: lines for cell, lines in texts.items()}


def _depth(texts: Filling) -> int:
    """The rows at the top in which all cells are of the header; none if a cell reaches out of them."""
    rows = sorted({cell.row for cell in texts})
    depth = len(list(takewhile(lambda row: _is_header(texts, row), rows)))
    inside = all(cell.row + cell.rowspan <= depth for cell in texts if cell.row < depth)
    return depth if inside and rows[:depth] == list(range(depth)) else 0


def _is_header(texts: Filling, row: int) -> bool:
    """Whether the cells of a row are said to be labels, and are not figures for the most part."""
    cells = [cell for cell in texts if cell.row == row]
    held = [" ".join(line.text for line in texts[cell]) for cell in cells if texts[cell]]
    return all(cell.header for cell in cells) and 2 * sum(map(is_quantity, held)) <= len(held)


def is_quantity(text: str) -> bool:
    """Whether a cell holds a figure that is no year."""
    return is_figure(text) and not _YEAR.match(text)


def is_figure(text: str) -> bool:
    return any(c.isdigit() for c in text) and not any(c.isalpha() for c in text)


def _closed(texts: Filling, row: int) -> Filling:
    """Without a row in which nothing stands."""
    return {_lifted(cell, row): lines for cell, lines in texts.items() if cell.row != row}


def _lifted(cell: GridCell, row: int) -> GridCell:
    if cell.row > row:
        return replace(cell, row=cell.row - 1)
    return replace(cell, rowspan=cell.rowspan - (cell.row + cell.rowspan > row))


def _widened(texts: Filling, row: int) -> Filling:
    """Labels in a row put over the empty cells beside them that have labels of their own below."""
    lower = [cell for cell, lines in texts.items() if cell.row == row + 1 and lines]
    below = {column for cell in lower for column in _columns(cell)}
    upper = sorted((cell for cell in texts if cell.row == row), key=lambda cell: cell.column)
    for place, cell in enumerate(upper):
        if texts.get(cell) and below >= set(_columns(cell)):
            before = _free(texts, upper[:place][::-1], below)
            texts = _over(texts, cell, before, _free(texts, upper[place + 1 :], below))
    return texts


def _columns(cell: GridCell) -> range:
    return range(cell.column, cell.column + cell.colspan)


def _free(texts: Filling, cells: Sequence[GridCell], below: set[int]) -> list[GridCell]:
    """The empty cells next to a label, outwards; what stands for the rows is never among them."""

    def is_free(cell: GridCell) -> bool:
        bare = texts.get(cell) == [] and cell.rowspan == 1
        return bare and cell.column > 0 and below >= set(_columns(cell))

    return list(takewhile(is_free, cells))


def _over(texts: Filling, cell: GridCell, before: Sequence[GridCell], after: Sequence[GridCell]) -> Filling:
    """A label over the most cells on either side of it that it still stands in the middle of, or begins."""
    label, size = hull(line.rect for line in texts[cell]), texts[cell][0].size
    counts = sorted(product(range(len(before) + 1), range(len(after) + 1)), key=sum, reverse=True)
    for left, right in counts:
        taken = [*before[:left], *after[:right]]
        place = hull([cell.rect, *(other.rect for other in taken)])
        columns = {column for one in (cell, *taken) for column in _columns(one)}
        written = hull(_written_below(texts, cell.row, columns))
        if taken and any(_fits(label, room, _OFF * size, middle=left > 0) for room in (place, written)):
            wide = replace(cell, rect=place, column=min(columns), colspan=len(columns))
            return {wide if other is cell else other: lines for other, lines in _without(texts, taken)}
    return texts


def _written_below(texts: Filling, row: int, columns: set[int]) -> Iterator[Rect]:
    """The labels under some columns of a row: a wide column of narrow figures has them to one side."""
    for cell, lines in texts.items():
        if cell.row == row + 1 and columns & set(_columns(cell)):
            yield from (line.rect for line in lines)


def _fits(label: Rect, place: Rect, off: float, *, middle: bool) -> bool:
    centred = abs(label.centre[0] - place.centre[0]) < off
    return centred or (not middle and abs(label.x0 - place.x0) < off)


def _heightened(texts: Filling, column: int, depth: int) -> Filling:
    """The only label of a column over all rows of the header."""
    cells = [cell for cell in texts if cell.row < depth and column in _columns(cell)]
    held = [cell for cell in cells if texts[cell]]
    if len(cells) < 2 or len(held) != 1 or any(cell.colspan > 1 for cell in cells):
        return texts
    place = hull(cell.rect for cell in cells)
    high = replace(held[0], rect=place, row=0, rowspan=depth)
    empty = [cell for cell in cells if cell is not held[0]]
    return {high if cell is held[0] else cell: lines for cell, lines in _without(texts, empty)}


def _without(texts: Filling, cells: Sequence[GridCell]) -> Iterator[tuple[GridCell, list[Line]]]:
    return ((cell, lines) for cell, lines in texts.items() if cell not in cells)

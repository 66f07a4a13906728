"""Rows of a label and its value far to the right, as on receipts: text that is a table without rules."""

from collections.abc import Sequence

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.lines import parted

_FEW = 3  # rows that make a table
_ALIGNED = 0.5  # sizes by which the edges of one column may differ
_WORDS = 6  # on average, from which a piece is prose, and its rows are of two columns of text


def grid(lines: Sequence[Line]) -> Grid | None:
    """Two columns, if every line has two pieces that line up; None for any other text."""
    rows = [parted([line]) for line in lines]
    if len(rows) < _FEW or any(len(row) != 2 for row in rows):
        return None
    labels, values = [row[0] for row in rows], [row[1] for row in rows]
    if not _are_aligned(labels, values) or _are_prose((*labels, *values)):
        return None
    area = hull(line.rect for line in lines)
    middle = (max(label.rect.x1 for label in labels) + min(value.rect.x0 for value in values)) / 2
    bounds = ((area.x0, middle), (middle, area.x1))
    cells = (
        GridCell(Rect(left, line.rect.y0, right, line.rect.y1), index, column)
        for index, line in enumerate(lines)
        for column, (left, right) in enumerate(bounds)
    )
    return Grid(area, tuple(cells))


def _are_aligned(labels: Sequence[Line], values: Sequence[Line]) -> bool:
    """Whether labels begin, and values begin or end, at one edge each, with white between them."""
    slack = _ALIGNED * max(label.size for label in labels)
    begins = [_spread([label.rect.x0 for label in labels]), _spread([value.rect.x0 for value in values])]
    ends = _spread([value.rect.x1 for value in values])
    white = min(value.rect.x0 for value in values) - max(label.rect.x1 for label in labels)
    return begins[0] < slack and min(begins[1], ends) < 2 * slack and white > 0


def _spread(places: Sequence[float]) -> float:
    return max(places) - min(places)


def _are_prose(pieces: Sequence[Line]) -> bool:
    return sum(len(piece.text.split()) for piece in pieces) >= _WORDS * len(pieces)

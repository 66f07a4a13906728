"""Grids of tables: cells brought into rows and columns, or found in the white between words."""

import itertools
from collections.abc import Sequence

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.lines import joined, parted

_CROSSED = 0.12  # of the rows may cross the white between two columns, as headings over several do
_BLANK = 0.6  # sizes, from which a gap within a row may part two cells
_STROKE = 3.0  # points by which edges of cells in one row or column may differ
_WHITE = 3.0  # points, the narrowest white between columns


def regular(area: Rect, places: Sequence[tuple[Rect, bool]], rules: tuple[Rect, ...] = ()) -> Grid:
    """A grid that closes, from the places of cells and whether each is a header's; gaps are empty cells."""
    lefts = _boundaries([rect.x0 for rect, _ in places])
    tops = _boundaries([rect.y0 for rect, _ in places])
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for rect, header in sorted(places, key=lambda place: (place[0].y0, place[0].x0)):
        rows, columns = _covered(rect.y0, rect.y1, tops), _covered(rect.x0, rect.x1, lefts)
        slots = {(row, column) for row in rows for column in columns}
        if not slots & taken:
            cells.append(GridCell(rect, rows[0], columns[0], len(rows), len(columns), header))
            taken |= slots
    cells += _gaps(taken, [*tops, area.y1], [*lefts, area.x1], {cell.row for cell in cells if cell.header})
    return Grid(area, tuple(cells), rules)


def _boundaries(starts: Sequence[float]) -> list[float]:
    """Where rows or columns begin: starts that are further apart than a stroke is wide."""
    found: list[float] = []
    for start in sorted(starts):
        if not found or start - found[-1] > _STROKE:
            found.append(start)
    return found


def _covered(start: float, end: float, boundaries: Sequence[float]) -> list[int]:
    """Indices of the rows or columns that a cell takes."""
    first = max(0, sum(boundary <= start + _STROKE for boundary in boundaries) - 1)
    return [first, *(i for i in range(first + 1, len(boundaries)) if boundaries[i] < end - _STROKE)]


def _gaps(
    taken: set[tuple[int, int]], tops: Sequence[float], lefts: Sequence[float], headers: set[int]
) -> list[GridCell]:
    return [
        GridCell(
            Rect(lefts[column], tops[row], lefts[column + 1], tops[row + 1]),
            row,
            column,
            header=row in headers,
        )
        for row in range(len(tops) - 1)
        for column in range(len(lefts) - 1)
        if (row, column) not in taken
    ]


def from_whitespace(lines: Sequence[Line]) -> Grid | None:
    """The grid that the gaps in some lines make; None where they make none."""
    upright = [line for line in lines if not line.turned]
    rows = [parted([line]) for line in joined(upright)]
    edges = _edges([piece.rect for row in rows for piece in row], len(rows)) if rows else []
    if len(rows) < 2 or not edges:
        return None
    area = hull(line.rect for line in lines)
    bounds = [area.x0, *edges, area.x1]
    cells = [cell for index, row in enumerate(rows) for cell in _cells(index, parted(row, _BLANK), bounds)]
    return Grid(area, tuple(cells))


def _edges(pieces: Sequence[Rect], rows: int) -> list[float]:
    """Where few enough pieces stand, the middle of each such stretch between columns."""
    most = _CROSSED * rows
    stops = sorted({x for piece in pieces for x in (piece.x0, piece.x1)})
    white = [(a, b) for a, b in itertools.pairwise(stops) if _depth(pieces, (a + b) / 2) <= most]
    stretches: list[tuple[float, float]] = []
    for a, b in white:
        if stretches and abs(stretches[-1][1] - a) < 0.01:
            stretches[-1] = (stretches[-1][0], b)
        else:
            stretches.append((a, b))
    return [(a + b) / 2 for a, b in stretches if b - a >= _WHITE]


def _depth(pieces: Sequence[Rect], x: float) -> int:
    return sum(piece.x0 < x < piece.x1 for piece in pieces)


def _cells(index: int, row: Sequence[Line], bounds: Sequence[float]) -> list[GridCell]:
    top, bottom = min(piece.rect.y0 for piece in row), max(piece.rect.y1 for piece in row)
    spans = dict(_spans([piece.rect for piece in row], bounds))
    cells: list[GridCell] = []
    column = 0
    while column < len(bounds) - 1:
        last = spans.get(column, column)
        place = Rect(bounds[column], top, bounds[last + 1], bottom)
        cells.append(GridCell(place, index, column, colspan=last + 1 - column, header=index == 0))
        column = last + 1
    return cells


def _spans(row: Sequence[Rect], bounds: Sequence[float]) -> list[tuple[int, int]]:
    """First and last column of what stands in a row; neighbours that would collide keep to their middles."""
    spans = [(_first(rect, bounds), _last(rect, bounds)) for rect in row]
    middles = [_column(rect.centre[0], bounds) for rect in row]
    return [
        (middle, middle) if _collides(spans, place) else spans[place] for place, middle in enumerate(middles)
    ]


def _collides(spans: Sequence[tuple[int, int]], place: int) -> bool:
    first, last = spans[place]
    others = (*spans[max(0, place - 1) : place], *spans[place + 1 : place + 2])
    return any(first <= other_last and other_first <= last for other_first, other_last in others)


def _first(rect: Rect, bounds: Sequence[float]) -> int:
    return _column(rect.x0 + min(2.0, rect.width / 4), bounds)


def _last(rect: Rect, bounds: Sequence[float]) -> int:
    return _column(rect.x1 - min(2.0, rect.width / 4), bounds)


def _column(x: float, bounds: Sequence[float]) -> int:
    return max(0, min(len(bounds) - 2, sum(bound <= x for bound in bounds[1:-1])))

"""Grids of tables: cells brought into rows and columns, or found in the white between words."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.lines import joined, parted

_CROSSED = 0.12  # of the rows may cross the white between two columns, as headings over several do
_BLANK = 0.6  # sizes, from which a gap within a row may part two cells
_CLEAN = 0.8  # of the lines and pieces that must fall into columns
_LEADING = 0.75  # sizes of white between lines of one cell, at most
_ROWS = 3  # from which text under ruled columns is set in them
_STROKE = 3.0  # points by which edges of cells in one row or column may differ
_WHITE = 3.0  # points, the narrowest white between columns

Filling: TypeAlias = dict[GridCell, list[Line]]
Strip: TypeAlias = dict[int, list[Line]]  # the lines of one row by their column


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
    strips = white([piece.rect for row in rows for piece in row], len(rows)) if rows else []
    if len(rows) < 2 or not strips:
        return None
    area = hull(line.rect for line in lines)
    bounds = [area.x0, *((left + right) / 2 for left, right in strips), area.x1]
    cells = [cell for index, row in enumerate(rows) for cell in _cells(index, parted(row, _BLANK), bounds)]
    return Grid(area, tuple(cells))


def white(pieces: Sequence[Rect], rows: int) -> list[tuple[float, float]]:
    """The upright stretches between columns, in which few enough pieces stand; none beside all of them."""
    most = _CROSSED * rows
    stops = sorted({x for piece in pieces for x in (piece.x0, piece.x1)})
    strips = [(a, b) for a, b in itertools.pairwise(stops) if _depth(pieces, (a + b) / 2) <= most]
    stretches: list[tuple[float, float]] = []
    for a, b in strips:
        if stretches and abs(stretches[-1][1] - a) < 0.01:
            stretches[-1] = (stretches[-1][0], b)
        else:
            stretches.append((a, b))
    return [(a, b) for a, b in stretches if b - a >= _WHITE and stops[0] < a and b < stops[-1]]


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


def opened(grid: Grid, texts: Filling) -> tuple[Grid, Filling]:
    """Rows that are ruled as one cell, parted as their text is set: in the columns ruled above them."""
    filled: Filling = {}
    added = 0
    for row, group in itertools.groupby(sorted(grid.cells, key=_place), key=lambda cell: cell.row):
        inside = {cell: texts[cell] for cell in group}
        bounds = _bounds_above(grid, row)
        strips = _strips(inside, bounds) if _is_undivided(inside, len(bounds) - 1) else []
        if strips:
            filled |= _parted_row(strips, bounds, row + added)
            added += len(strips) - 1
        else:
            filled |= {replace(cell, row=row + added): lines for cell, lines in inside.items()}
    return replace(grid, cells=tuple(filled)), filled


def _place(cell: GridCell) -> tuple[int, int]:
    return cell.row, cell.column


def _bounds_above(grid: Grid, row: int) -> list[float]:
    """The edges of all columns as the cells above a row tell them; none where they tell not of each."""
    lefts = {cell.column: cell.rect.x0 for cell in grid.cells if cell.row < row and cell.colspan == 1}
    columns = max(cell.column + cell.colspan for cell in grid.cells)
    return [*(lefts[column] for column in sorted(lefts)), grid.rect.x1] if len(lefts) == columns else []


def _is_undivided(row: Filling, columns: int) -> bool:
    """Whether a row of the body holds text in one wide cell alone, and none reaches into it from above."""
    held = [cell for cell, lines in row.items() if lines]
    whole = all(cell.rowspan == 1 for cell in row) and sum(cell.colspan for cell in row) == columns
    return whole and len(held) == 1 and held[0].colspan > 1 and not held[0].header


def _strips(row: Filling, bounds: Sequence[float]) -> list[Strip]:
    """The rows in which text is set; none where it does not keep to the columns."""
    found = [_strip(line, bounds) for line in joined(itertools.chain(*row.values()))]
    if not _keeps_to_columns(found, bounds):
        return []
    rows: list[Strip] = []
    for strip in found:
        if rows and _continues(strip, rows[-1]):
            for column, pieces in strip.items():
                rows[-1][column] += pieces
        else:
            rows.append(strip)
    return rows


def _strip(line: Line, bounds: Sequence[float]) -> Strip:
    strip: Strip = {}
    for piece in parted([line], _BLANK):
        strip.setdefault(_widest(piece.rect, bounds), []).append(piece)
    return strip


def _widest(rect: Rect, bounds: Sequence[float]) -> int:
    """The column that has most of a piece."""
    shares = [min(rect.x1, right) - max(rect.x0, left) for left, right in itertools.pairwise(bounds)]
    return shares.index(max(shares))


def _keeps_to_columns(strips: Sequence[Strip], bounds: Sequence[float]) -> bool:
    """Whether several lines have text in several columns, and hardly any text crosses between two."""
    several = [strip for strip in strips if len(strip) > 1]
    clean = [strip for strip in several if all(_within(strip, bounds)) and max(map(len, strip.values())) == 1]
    inside = [kept for strip in strips for kept in _within(strip, bounds)]
    return len(clean) >= max(_ROWS, _CLEAN * len(several)) and sum(inside) >= _CLEAN * len(inside)


def _within(strip: Strip, bounds: Sequence[float]) -> Iterator[bool]:
    for column, pieces in strip.items():
        left, right = bounds[column] - _STROKE, bounds[column + 1] + _STROKE
        yield from (not piece.turned and left <= piece.rect.x0 and piece.rect.x1 <= right for piece in pieces)


def _continues(strip: Strip, row: Strip) -> bool:
    """Whether words in one column follow close on those above, beside which the row began further left."""
    (column, pieces), *others = strip.items()
    if others or column not in row or column == min(row):
        return False
    piece, above = pieces[0], row[column][-1]
    worded = any(c.isalpha() for piece in pieces for c in piece.text)
    return worded and piece.rect.y0 - above.rect.y1 < _LEADING * piece.size


def _parted_row(strips: Sequence[Strip], bounds: Sequence[float], first: int) -> Filling:
    filled: Filling = {}
    for row, strip in enumerate(strips, first):
        area = hull(piece.rect for pieces in strip.values() for piece in pieces)
        for column, (left, right) in enumerate(itertools.pairwise(bounds)):
            filled[GridCell(Rect(left, area.y0, right, area.y1), row, column)] = strip.get(column, [])
    return filled

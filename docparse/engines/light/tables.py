"""Tables: grids of cells filled with the text that stands in them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from docparse.document import Cell, Inlines, Row, Table, plain
from docparse.engines.light import figures, paragraphs
from docparse.engines.light.abutting import apart
from docparse.engines.light.characters import is_right_to_left
from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.grids import Filling, from_whitespace, opened
from docparse.engines.light.heads import is_figure, is_quantity, spread
from docparse.engines.light.inlines import inlines
from docparse.engines.light.layer import Grid, GridCell, Layer, Layout, Line, Run
from docparse.engines.light.lines import joined, parted
from docparse.engines.light.overdrawn import confined

_FULL = 0.3  # of the cells that must hold text
_SIDE = 4.0  # points that two rules stand apart at least
_WORDY = 8  # lines a cell on average, from which rules part the page and not a table
_GOOD = 0.8  # a fit that needs no rival
_LINED = 0.1  # by which a table that is ruled may fit worse
_ALIKE = 0.9  # of their lines, that two grids of one table have in common
_APART = 0.45  # sizes, from which a gap may part two cells
_CLEARLY = 0.15  # by which a rival must fit better
_DOTS, _LEADER = ".…·", 4  # how many make a leader: three are a word left out
_FIGURES = 0.6  # of the cells below, from which a column is one of figures


def table(grid: Grid, lines: Sequence[Line], layer: Layer) -> Table:
    """The table of a grid; text that stands in no cell goes to the nearest one."""
    grid, texts = opened(grid, _filled(grid, lines))
    grid, texts = _stretched(*((grid, texts) if grid.settled else apart(grid, texts)))
    grid, texts = (grid, texts) if grid.settled else spread(grid, texts)
    grid, texts = _as_read(grid, texts)
    rows = tuple(_row(list(cells), texts) for _, cells in groupby(_by_row(grid), key=lambda cell: cell.row))
    return Table(_told(rows), layer.locate(grid.rect))


def _as_read(grid: Grid, texts: Filling) -> tuple[Grid, Filling]:
    """With the columns in the order of reading: those of Hebrew and Arabic from the right."""
    if not is_right_to_left(" ".join(line.text for lines in texts.values() for line in lines)):
        return grid, texts
    columns = max(cell.column + cell.colspan for cell in grid.cells)
    mirrored = {
        replace(cell, column=columns - cell.column - cell.colspan): texts[cell] for cell in grid.cells
    }
    return replace(grid, cells=tuple(mirrored)), mirrored


def _told(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, without header cells in a first row that is one of figures like the others."""
    return tuple(
        tuple(replace(cell, header=False) for cell in row) if _is_entry(row, rows[index + 1 :]) else row
        for index, row in enumerate(rows)
    )


def _is_entry(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row of headers has a figure, no year, in a column of figures."""
    alike = [other for other in below if len(other) == len(row)]
    return (
        len(alike) > 0
        and all(cell.header for cell in row)
        and any(_heads_alike(cell, [other[column] for other in alike]) for column, cell in enumerate(row))
    )


def _heads_alike(cell: Cell, below: Sequence[Cell]) -> bool:
    text = plain(cell.inlines)
    figures = sum(is_figure(plain(other.inlines)) for other in below)
    return is_quantity(text) and figures > _FIGURES * len(below)


def is_sound(grid: Grid, lines: Sequence[Line]) -> bool:
    """Whether the cells are a table: rows and columns, most cells with text, and no page's columns."""
    rows = {cell.row for cell in grid.cells}
    columns = {cell.column for cell in grid.cells}
    if len(rows) < 2 or len(columns) < 2:
        return False
    wordy = len(lines) > _WORDY * len(grid.cells)
    return grid.settled or (not wordy and (_full(grid, lines) > _FULL or _is_blank(grid, lines)))


def _is_blank(grid: Grid, lines: Sequence[Line]) -> bool:
    """Whether a table is ruled to be filled in: the first row names all columns between its rules."""
    texts = _filled(grid, lines)
    columns = max(cell.column + cell.colspan for cell in grid.cells)
    sides = {round(rule.x0 / _SIDE) for rule in grid.rules}
    return columns > 2 and len(sides) > columns and all(texts[cell] for cell in texts if cell.row == 0)


class _Rival(NamedTuple):
    """A grid that is sound, with the lines that it holds, and its worth beside others of the same lines."""

    grid: Grid
    lines: list[Line]
    merit: float


def chosen(layer: Layer, layout: Layout) -> list[Grid]:
    """The tables of a page: as the model sees them, or as their lines do where those fit no worse."""
    named = list(_rivals([confined(grid, figures.written(layer, grid.rect)) for grid in layout.grids], layer))
    lined = list(_rivals(layout.lined, layer, _LINED))
    found: list[Grid] = []
    for rival in (*named, *(one for one in lined if one.merit > _GOOD)):
        if not any(_is_same(rival.grid, other) for other in found):
            alike = (one for one in lined if _holds_same(rival, one))
            found.append(max((rival, *alike), key=lambda one: one.merit).grid)
    return found


def _rivals(grids: Sequence[Grid], layer: Layer, lead: float = 0.0) -> Iterator[_Rival]:
    """Those of some grids that are sound; `lead` is what rules are worth where lines made them."""
    for grid in grids:
        lines = figures.written(layer, grid.rect)
        if is_sound(grid, lines):
            yield _Rival(grid, lines, fit(grid, lines) + lead * bool(grid.rules))


def _is_same(a: Grid, b: Grid) -> bool:
    return max(a.rect.shared(b.rect), b.rect.shared(a.rect)) > 0.5


def _holds_same(one: _Rival, other: _Rival) -> bool:
    """Whether a rival is of nearly the same lines, and of no heading or caption beside them."""
    ours, theirs = ({id(line) for line in rival.lines} for rival in (one, other))
    return theirs <= ours and len(theirs) > _ALIKE * len(ours)


def better(grid: Grid, lines: Sequence[Line]) -> Grid:
    """The grid, or the one that the white between the words makes where that parts them more neatly."""
    if grid.settled or fit(grid, lines) > _GOOD:
        return grid
    rival = from_whitespace(lines)
    return rival if rival is not None and fit(rival, lines) > fit(grid, lines) + _CLEARLY else grid


def fit(grid: Grid, lines: Sequence[Line]) -> float:
    """How well text fills the cells, 0 to 1: neither left empty nor with numbers of several rows in one."""
    texts = _filled(grid, lines)
    held = [joined(pieces) for pieces in texts.values() if pieces]
    crowded = sum(_is_crowded(rows) for rows in held)
    return (len(held) - crowded) / max(1, len(texts))


def _is_crowded(rows: Sequence[Line]) -> bool:
    """Whether a cell holds numbers one below the other, or side by side."""
    figures = [row.text for row in rows if is_figure(row.text)]
    return len(figures) > 1 or any(len(parted([row])) > 1 for row in rows)


def _full(grid: Grid, lines: Sequence[Line]) -> float:
    texts = _filled(grid, lines)
    return sum(bool(held) for held in texts.values()) / max(1, len(texts))


def _stretched(grid: Grid, texts: Filling) -> tuple[Grid, Filling]:
    """Cells widened over the empty ones beside them that their text reaches into."""
    cells: list[GridCell] = []
    filled: Filling = {}
    for cell in _by_row(grid):
        before = cells[-1] if cells else None
        if before and not texts[cell] and _reaches(before, cell, filled[before]):
            cells[-1] = _widened(before, cell)
            filled[cells[-1]] = filled.pop(before)
        else:
            cells.append(cell)
            filled[cell] = texts[cell]
    return replace(grid, cells=tuple(cells)), filled


def _reaches(cell: GridCell, following: GridCell, lines: Sequence[Line]) -> bool:
    beside = (cell.row, cell.column + cell.colspan, cell.rowspan) == (
        following.row,
        following.column,
        following.rowspan,
    )
    return beside and any(
        line.rect.x1 > following.rect.x0 + 0.5 * line.size for line in lines if not line.turned
    )


def _widened(cell: GridCell, following: GridCell) -> GridCell:
    return replace(cell, rect=hull((cell.rect, following.rect)), colspan=cell.colspan + following.colspan)


def _by_row(grid: Grid) -> list[GridCell]:
    return sorted(grid.cells, key=lambda cell: (cell.row, cell.column))


def _row(cells: list[GridCell], texts: Filling) -> Row:
    return tuple(
        Cell(_cell_text(texts[cell], cell.rect, bare=cell.header), cell.header, cell.rowspan, cell.colspan)
        for cell in cells
    )


def _cell_text(pieces: list[Line], rect: Rect, *, bare: bool) -> Inlines:
    lines = [_without_leader(line) for line in joined(pieces)]
    return inlines(lines, paragraphs.breaks(lines, rect), plain=bare)


def _without_leader(line: Line) -> Line:
    """A label without the dots that lead from it to its figures."""
    words = list(line.runs)
    while words and not words[-1].text.strip(_DOTS):
        words.pop()
    dots = "".join(run.text for run in line.runs[len(words) :])
    bare = words[-1].text.rstrip(_DOTS) if words else ""
    if not bare or len(dots) + len(words[-1].text) - len(bare) < _LEADER:
        return line
    return Line((*words[:-1], replace(words[-1], text=bare)), line.turned)


def _filled(grid: Grid, lines: Sequence[Line]) -> Filling:
    """The parts of lines that stand in each cell."""
    texts: Filling = {cell: [] for cell in grid.cells}
    bands = _bands(grid)
    rules = sorted(grid.rules)
    for line in parted(lines, _APART):
        for piece in _cut(line, rules):
            texts[_cell_at(bands, piece.runs[0].rect)].append(piece)
    return texts


def _cut(line: Line, rules: Sequence[Rect]) -> list[Line]:
    """A line in pieces, parted where a rule, of some sorted ones, is drawn between two words."""
    place = line.rect.grown(1)
    beside = rules[bisect_left(rules, (place.x0 - 1,)) : bisect_left(rules, (place.x1,))]
    near = [rule.x0 for rule in beside if rule.meets(place)]
    if line.turned or not near:
        return [line]
    pieces: list[list[Run]] = [[]]
    for run in line.runs:
        end = pieces[-1][-1].rect.x1 if pieces[-1] else run.rect.x0
        if pieces[-1] and any(end - 1 <= x <= run.rect.x0 + 1 for x in near):
            pieces.append([])
        pieces[-1].append(run)
    return [Line(tuple(runs)) for runs in pieces]


class _Band(NamedTuple):
    """A row of a grid, from left to right."""

    top: float
    bottom: float
    lefts: list[float]
    cells: list[GridCell]


def _bands(grid: Grid) -> list[_Band]:
    rows = (list(cells) for _, cells in groupby(_by_row(grid), key=lambda cell: cell.row))
    return [
        _Band(min(c.rect.y0 for c in row), max(c.rect.y1 for c in row), [c.rect.x0 for c in row], row)
        for row in rows
    ]


def _cell_at(bands: Sequence[_Band], rect: Rect) -> GridCell:
    """The smallest cell around the middle of `rect`, else the nearest."""
    x, y = rect.centre
    gaps = [max(band.top - y, 0.0, y - band.bottom) for band in bands]
    nearest = min(gaps)
    near: list[GridCell] = []
    for gap, band in zip(gaps, bands, strict=True):
        if gap <= nearest:
            place = bisect_right(band.lefts, x)
            near += band.cells[max(0, place - 1) : place + 1]
    return min(near, key=lambda cell: (_distance(cell.rect, rect), cell.rect.area))


def _distance(cell: Rect, rect: Rect) -> float:
    x, y = rect.centre
    return max(cell.x0 - x, 0.0, x - cell.x1) + 2 * max(cell.y0 - y, 0.0, y - cell.y1)

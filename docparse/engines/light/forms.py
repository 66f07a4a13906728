"""Forms: the frames of their fields are no rules of a table, but labels and fields that line up make one."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.light.geometry import Rect, down, hull
from docparse.engines.light.layer import Grid, GridCell, Layer, Layout, Line, Mark

_ALIGNED = 6.0  # points by which the labels or the fields of one table may differ
_LEVEL = 0.5  # of their height, that a label and its field share
_NEAR = 2.5  # heights of a row, from which another one stands apart
_FRAME = 6.0  # points from a field to its frame, at most
_FEW = 2  # rows that make a table
_DRAWN = 3  # upright rules beside those of fields, from which a table is drawn

Pair = tuple[Rect, Rect]  # the places of a label and of what is filled in behind it


def settled(layer: Layer, layout: Layout) -> Layout:
    """The layout without tables that are made of form fields, and with those of labels and fields."""
    if len(layer.fields) < _FEW:
        return layout
    drawn = [grid for grid in (*layout.grids, *layout.lined) if _is_drawn(grid, layer)]
    pairs = [pair for pair in _pairs(layer) if not any(grid.rect.holds(pair[1]) for grid in drawn)]
    groups = _groups(pairs, layer)
    grids = tuple(_grid(group) for group in groups if len(group) >= _FEW)
    single = tuple(Mark("text", hull(group[0])) for group in groups if len(group) < _FEW)
    marks = tuple(
        mark for mark in layout.marks if mark.kind != "table" or not _fills(mark.rect, layer, drawn)
    )
    kept = tuple(grid for grid in layout.grids if not _fills(grid.rect, layer, drawn))
    lined = tuple(grid for grid in layout.lined if not _fills(grid.rect, layer, drawn))
    return Layout((*marks, *single), (*kept, *grids), lined)


def _is_drawn(grid: Grid, layer: Layer) -> bool:
    """Whether a table has rules of its own beside the frames of its fields."""
    frames = [field.grown(_FRAME) for field in layer.fields]
    own = {round(rule.x0) for rule in grid.rules if not any(_within(rule, frame) for frame in frames)}
    return len(own) >= _DRAWN


def _within(rect: Rect, frame: Rect) -> bool:
    return hull((rect, frame)) == frame


def _fills(area: Rect, layer: Layer, drawn: Sequence[Grid]) -> bool:
    """Whether form fields are what a supposed table is made of."""
    held = [field for field in layer.fields if area.grown(2).holds(field)]
    return len(held) >= _FEW and not any(grid.rect.shared(area) > 0.5 for grid in drawn)


def _pairs(layer: Layer) -> list[Pair]:
    """Labels with the fields to their right, from top to bottom."""
    found = (_pair(row, layer) for row in _rows(layer.fields))
    return [pair for pair in found if pair is not None]


def _rows(fields: Sequence[Rect]) -> list[list[Rect]]:
    rows: list[list[Rect]] = []
    for field in sorted(fields, key=lambda field: (field.centre[1], field.x0)):
        if rows and down(field, rows[-1][0]) > _LEVEL:
            rows[-1].append(field)
        else:
            rows.append([field])
    return rows


def _pair(row: Sequence[Rect], layer: Layer) -> Pair | None:
    """A row that is one label and then fields, with nothing behind them but the words of tick boxes."""
    band = hull(row)
    level = [line for line in layer.lines if not line.turned and down(line.rect, band) > _LEVEL]
    before = [line for line in level if line.rect.x1 < band.x0 + _ALIGNED]
    behind = [line for line in level if line not in before]
    if not before or not all(_is_filled_in(line, row) for line in behind):
        return None
    label = hull(line.rect for line in before)
    return label, hull((band, *(line.rect for line in behind)))


def _is_filled_in(line: Line, row: Sequence[Rect]) -> bool:
    """Whether a line stands in a field, or is the word behind a box to tick."""
    ticked = any(0 <= line.rect.x0 - field.x1 < line.size and field.width < 2 * line.size for field in row)
    return ticked or any(field.grown(1).holds(line.rect) for field in row)


def _groups(pairs: Sequence[Pair], layer: Layer) -> list[list[Pair]]:
    groups: list[list[Pair]] = []
    for pair in pairs:
        if groups and _continues(groups[-1][-1], pair, layer):
            groups[-1].append(pair)
        else:
            groups.append([pair])
    return groups


def _continues(above: Pair, below: Pair, layer: Layer) -> bool:
    """Whether labels and fields line up, and no other text stands between the rows."""
    before, row = hull(above), hull(below)
    aligned = all(abs(a.x0 - b.x0) < _ALIGNED for a, b in zip(above, below, strict=True))
    between = Rect(before.x0, before.y1, max(before.x1, row.x1), row.y0)
    apart = row.y0 - before.y1 > _NEAR * min(before.height, row.height)
    return aligned and not apart and not any(between.holds(line.rect) for line in layer.lines)


def _grid(pairs: Sequence[Pair]) -> Grid:
    area = hull(itertools.chain.from_iterable(pairs))
    start = min(field.x0 for _, field in pairs)
    cells: list[GridCell] = []
    for index, (label, field) in enumerate(pairs):
        row = hull((label, field))
        cells.append(GridCell(Rect(area.x0, row.y0, start, row.y1), index, 0))
        cells.append(GridCell(Rect(start, row.y0, area.x1, row.y1), index, 1))
    return Grid(area, tuple(cells))


def without_frames(layer: Layer) -> Layer:
    """The layer without the drawings that frame its form fields."""
    frames = [field.grown(_FRAME) for field in layer.fields]
    return replace(
        layer,
        drawings=tuple(rect for rect in layer.drawings if not any(_within(rect, frame) for frame in frames)),
    )

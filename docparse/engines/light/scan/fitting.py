"""Cells that a model saw, fitted to the words: rows and columns end where the white between words is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.lines import parted

APART = 0.45  # sizes, from which a gap may part two cells
_EDGE = 6.0  # points from the edge of a table, within which rules are its frame
_LONG = 0.7  # of the height or width of a table, from which a rule parts all of it
_STROKE = 3.0  # points, within which two rules are one
_ROUNDS = 2  # of moving borders to words and words over borders

Cells: TypeAlias = tuple[GridCell, ...]


class Span(NamedTuple):
    start: float
    end: float


class Held(NamedTuple):
    """A piece of a line, and the cell that it is taken to stand in."""

    rect: Rect
    cell: GridCell


class Track(NamedTuple):
    """A cell along one axis: its first row or column, the one after its last, where its words stand."""

    first: int
    after: int
    spans: tuple[Span, ...]


def fitted(cells: Cells, lines: Sequence[Line], rules: Sequence[Rect], area: Rect) -> Grid:
    """The grid of `cells`, which may lie beside their words, with cells that hold them and leave no gap.

    Borders are where rules are drawn, if there are as many as borders.
    """
    drawn = _drawn(rules, area)
    pieces = [piece.rect for piece in parted(lines, APART) if not piece.turned]
    for _ in range(_ROUNDS):
        cells = _moved(cells, held(cells, pieces), area, drawn)
    return Grid(area, cells, tuple(_parting(cells, lines)))


def _drawn(rules: Sequence[Rect], area: Rect) -> tuple[list[float], list[float]]:
    """Where rules run down or across most of the area, other than along its edges."""
    down = [rule.centre[0] for rule in rules if rule.height > _LONG * area.height]
    across = [rule.centre[1] for rule in rules if rule.width > _LONG * area.width]
    return _apart(down, Span(area.x0, area.x1)), _apart(across, Span(area.y0, area.y1))


def _apart(places: Sequence[float], whole: Span) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if whole.start + _EDGE < place < whole.end - _EDGE and (not found or place - found[-1] > _STROKE):
            found.append(place)
    return found


def held(cells: Cells, pieces: Iterable[Rect]) -> list[Held]:
    return [Held(rect, _nearest(cells, rect)) for rect in pieces]


def texts_of(cells: Cells, pieces: Sequence[Line]) -> dict[GridCell, list[Line]]:
    texts: dict[GridCell, list[Line]] = {cell: [] for cell in cells}
    for piece, (_, cell) in zip(pieces, held(cells, [piece.rect for piece in pieces]), strict=True):
        texts[cell].append(piece)
    return texts


def _nearest(cells: Cells, rect: Rect) -> GridCell:
    x, y = rect.centre
    return min(cells, key=lambda cell: (_away(cell.rect, x, y), cell.rect.area))


def _away(rect: Rect, x: float, y: float) -> float:
    """Rows lie closer together than columns, so that a way up or down counts twice."""
    return max(rect.x0 - x, 0.0, x - rect.x1) + 2 * max(rect.y0 - y, 0.0, y - rect.y1)


def _moved(cells: Cells, words: Sequence[Held], area: Rect, drawn: tuple[list[float], list[float]]) -> Cells:
    columns = [Track(cell.column, cell.column + cell.colspan, _across(cell, words)) for cell in cells]
    rows = [Track(cell.row, cell.row + cell.rowspan, _down(cell, words)) for cell in cells]
    x, y = (
        _borders(columns, Span(area.x0, area.x1), drawn[0]),
        _borders(rows, Span(area.y0, area.y1), drawn[1]),
    )
    return tuple(
        replace(cell, rect=Rect(x[column.first], y[row.first], x[column.after], y[row.after]))
        for cell, column, row in zip(cells, columns, rows, strict=True)
    )


def _across(cell: GridCell, words: Sequence[Held]) -> tuple[Span, ...]:
    """Where the words of a cell stand, or the cell itself where it has none."""
    rects = [rect for rect, owner in words if owner is cell] or [cell.rect]
    return tuple(Span(rect.x0, rect.x1) for rect in rects)


def _down(cell: GridCell, words: Sequence[Held]) -> tuple[Span, ...]:
    rects = [rect for rect, owner in words if owner is cell] or [cell.rect]
    return tuple(Span(rect.y0, rect.y1) for rect in rects)


def _borders(tracks: Sequence[Track], whole: Span, drawn: list[float]) -> list[float]:
    """Where each row or column begins, and where the last one ends.

    Cells that span several tell little of where one ends, so that they are asked only where no other is.
    """
    if len(drawn) == max(track.after for track in tracks) - 1:
        return [whole.start, *drawn, whole.end]
    single = [track for track in tracks if track.after - track.first == 1]
    borders = [whole.start]
    for at in range(1, max(track.after for track in tracks)):
        before = _spans(single, lambda track: track.after, at) or _spans(
            tracks, lambda track: track.after, at
        )
        after = _spans(single, lambda track: track.first, at) or _spans(tracks, lambda track: track.first, at)
        borders.append(max(borders[-1], _between(before, after, borders[-1])))
    return [*borders, max(borders[-1], whole.end)]


def _spans(tracks: Sequence[Track], side: Callable[[Track], int], at: int) -> list[Span]:
    return [span for track in tracks if side(track) == at for span in track.spans]


def _between(before: Sequence[Span], after: Sequence[Span], otherwise: float) -> float:
    """The middle of the gap with fewest spans on the wrong side; then the least crossed, then the widest."""
    stops = sorted({stop for span in (*before, *after) for stop in span})

    def cost(gap: tuple[float, float]) -> tuple[int, int, float]:
        x = sum(gap) / 2
        wrong = sum(sum(span) / 2 > x for span in before) + sum(sum(span) / 2 < x for span in after)
        return wrong, sum(span.start < x < span.end for span in (*before, *after)), gap[0] - gap[1]

    best = min(pairwise(stops), key=cost, default=(otherwise, otherwise))
    return sum(best) / 2


def _parting(cells: Cells, lines: Iterable[Line]) -> Iterator[Rect]:
    """Upright strokes between words that stand on both sides of a border, however close."""
    for line in lines:
        for before, run in pairwise(() if line.turned else line.runs):
            if _nearest(cells, before.rect).column != _nearest(cells, run.rect).column:
                x = (before.rect.x1 + run.rect.x0) / 2
                yield Rect(x, line.rect.y0, x + 0.1, line.rect.y1)

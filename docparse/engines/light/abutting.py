"""Columns of figures set so close that they were taken for one, parted along the white that they share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median, mode
from typing import NamedTuple

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.grids import Filling
from docparse.engines.light.layer import Grid, GridCell, Line, Run
from docparse.engines.light.lines import joined

_FIGURE = re.compile(r"[−–+-]?[$€£]?\d[\d.,:/-]*%?$")  # noqa: RUF001 - minus signs as they are set
_ROWS, _MOST = 4, 0.8  # rows with as many figures, and their share of the rows of figures, that tell columns
_HALF = 0.5  # of the rows of a column, that are such rows
_WHITE = 0.8  # points, the narrowest white between columns
_BLANK = 0.5  # sizes, that most gaps between columns are wider than


class _Word(NamedTuple):
    text: str
    rect: Rect
    size: float


def apart(grid: Grid, texts: Filling) -> tuple[Grid, Filling]:
    """The grid with such columns apart; what is written over several of them spans these."""
    for column in sorted({cell.column for cell in grid.cells}, reverse=True):
        single = [cell for cell in grid.cells if cell.column == column and _is_single(cell)]
        walls = _walls([row for cell in single for row in joined(texts[cell]) if not row.turned])
        if walls:
            texts = dict(_parted(texts, column, walls))
            grid = replace(grid, cells=tuple(texts))
    return grid, texts


def _is_single(cell: GridCell) -> bool:
    return cell.colspan == cell.rowspan == 1


def _walls(rows: Sequence[Line]) -> list[float]:
    """The middles of the white between the figures of most rows; none where there is no such white."""
    words = [_words(row) for row in rows]
    figures = [row for row in words if all(_FIGURE.match(word.text) for word in row)]
    count = mode(map(len, figures)) if figures else 0
    alike = [row for row in figures if len(row) == count]
    if len(alike) < max(_ROWS, _MOST * len(figures)) or len(figures) < _HALF * len(rows):
        return []
    sides = list(pairwise(zip(*alike, strict=True)))
    return [_middle(before, after) for before, after in sides if _are_columns(before, after)]


def _words(row: Line) -> list[_Word]:
    words: list[list[Run]] = []
    for run in row.runs:
        if words and not run.spaced:
            words[-1].append(run)
        else:
            words.append([run])
    return [
        _Word("".join(run.text for run in word), hull(run.rect for run in word), row.size) for word in words
    ]


def _are_columns(before: Sequence[_Word], after: Sequence[_Word]) -> bool:
    """Whether white parts all words from those behind them, wider than blanks in numbers and dates."""
    strip = min(word.rect.x0 for word in after) - max(word.rect.x1 for word in before)
    gap = median(b.rect.x0 - a.rect.x1 for a, b in zip(before, after, strict=True))
    return strip >= _WHITE and gap > _BLANK * before[0].size


def _middle(before: Sequence[_Word], after: Sequence[_Word]) -> float:
    return (max(word.rect.x1 for word in before) + min(word.rect.x0 for word in after)) / 2


def _parted(texts: Filling, column: int, walls: Sequence[float]) -> Iterator[tuple[GridCell, list[Line]]]:
    for cell, lines in texts.items():
        last = cell.column + cell.colspan - 1
        if cell.column > column:
            yield replace(cell, column=cell.column + len(walls)), lines
        elif last < column:
            yield cell, lines
        elif _is_single(cell) and not _crosses(lines, walls):
            yield from _pieces(cell, lines, walls)
        else:
            yield replace(cell, colspan=cell.colspan + len(walls)), lines


def _crosses(lines: Sequence[Line], walls: Sequence[float]) -> bool:
    return any(run.rect.x0 < wall < run.rect.x1 for line in lines for run in line.runs for wall in walls)


def _pieces(
    cell: GridCell, lines: Sequence[Line], walls: Sequence[float]
) -> Iterator[tuple[GridCell, list[Line]]]:
    for place, (left, right) in enumerate(pairwise((cell.rect.x0, *walls, cell.rect.x1))):
        inside = [part for line in lines for part in _within(line, walls, place)]
        rect = cell.rect._replace(x0=left, x1=right)
        yield replace(cell, rect=rect, column=cell.column + place), inside


def _within(line: Line, walls: Sequence[float], place: int) -> Iterator[Line]:
    for at, runs in groupby(line.runs, key=lambda run: sum(wall < run.rect.centre[0] for wall in walls)):
        if at == place:
            yield Line(tuple(runs), line.turned)

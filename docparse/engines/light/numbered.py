"""The numbers that count the lines of a listing at its left: they are no part of it."""

from collections.abc import Iterator, Sequence

from docparse.engines.light.geometry import down
from docparse.engines.light.layer import Line

_SEVERAL = 3  # numbers in a row that count lines
_SMALL = 0.9  # of the size of the code, below which they are set
_ALIGNED = 1.5  # points by which their right ends may differ


def unnumbered(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines without such numbers."""
    code = [line for line in lines if line.mono]
    places = [place for place, line in enumerate(lines) if _may_count(line)] if len(code) >= _SEVERAL else []
    places.sort(key=lambda place: (round(lines[place].runs[0].rect.x1 / _ALIGNED), lines[place].baseline))
    counted = {place for row in _rows(places, lines) if _count(row, lines, code) for place in row}
    return tuple(
        _without(line) if place in counted else line
        for place, line in enumerate(lines)
        if place not in counted or len(line.runs) > 1
    )


def _may_count(line: Line) -> bool:
    first, *rest = line.runs
    return first.text.isdecimal() and not first.mono and not line.turned and all(run.mono for run in rest)


def _rows(places: Sequence[int], lines: Sequence[Line]) -> Iterator[list[int]]:
    """Numbers that stand below one another and go on by one."""
    row: list[int] = []
    for place in places:
        if row and not _goes_on(lines[place], lines[row[-1]]):
            yield row
            row = []
        row.append(place)
    yield row


def _goes_on(line: Line, before: Line) -> bool:
    first, last = line.runs[0], before.runs[0]
    aligned = abs(first.rect.x1 - last.rect.x1) < _ALIGNED and line.baseline > before.baseline
    return aligned and int(first.text) == int(last.text) + 1


def _count(row: Sequence[int], lines: Sequence[Line], code: Sequence[Line]) -> bool:
    """Whether most numbers of a row stand small and at the left of code."""
    beside = sum(any(_is_at_left(lines[place], line) for line in code) for place in row)
    return len(row) >= _SEVERAL and 2 * beside > len(row)


def _is_at_left(number: Line, line: Line) -> bool:
    first = number.runs[0]
    level = number is line or (down(first.rect, line.rect) > 0.5 and line.rect.x0 > first.rect.x1)
    return level and first.size < _SMALL * line.runs[-1].size


def _without(line: Line) -> Line:
    _, head, *rest = line.runs
    return Line((head.with_spacing(False), *rest))

"""Lines as they are set: fragments parted at wide gaps, and joined again within one region."""

from collections.abc import Iterable
from itertools import pairwise

from docparse.engines.light.characters import is_right_to_left
from docparse.engines.light.geometry import across, down, hull
from docparse.engines.light.layer import Line, Run

_GAP = 1.5  # sizes between runs, from which two columns may have met in one line
_SCRIPT = 0.8  # of a row's size, below which print may be its exponents and indices


def parted(lines: Iterable[Line], gap: float = _GAP) -> tuple[Line, ...]:
    """Every line split where a gap, in sizes, is too wide for a blank."""
    return tuple(Line(runs, line.turned) for line in lines for runs in _pieces(line, gap))


def _pieces(line: Line, gap: float) -> list[tuple[Run, ...]]:
    if line.turned or is_right_to_left(line.text):
        return [line.runs]
    pieces: list[list[Run]] = [[line.runs[0]]]
    for before, run in pairwise(line.runs):
        if run.rect.x0 - before.rect.x1 > gap * max(before.size, run.size):
            pieces.append([run])
        else:
            pieces[-1].append(run)
    return [tuple(piece) for piece in pieces]


def joined(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines from top to bottom, with fragments on one baseline put together in reading order."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.rect.height, line.rect.y0)):
        row = None if line.turned else _row_of(line, rows)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    return tuple(sorted(map(_as_one, rows), key=_place))


def _place(line: Line) -> tuple[float, float]:
    """From top to bottom; lines that run up the page stand side by side."""
    return (0.0, line.rect.x0) if line.turned else (line.baseline, line.rect.x0)


def _row_of(line: Line, rows: list[list[Line]]) -> list[Line] | None:
    """The row that a fragment belongs to: it shares most of its height with it, and no room across.

    Small print above or below the baseline, as of several exponents, may stand between the words of its row.
    """
    best, most = None, 0.55
    for row in rows:
        shared = down(line.rect, row[0].rect)
        if shared > most and not row[0].turned and _has_room(row, line):
            best, most = row, shared
    return best


def _has_room(row: list[Line], line: Line) -> bool:
    if line.size < _SCRIPT * row[0].size:
        return hull(part.rect for part in row).grown(2).meets(line.rect)
    return not any(across(line.rect, other.rect) > 0.2 for other in row)


def _as_one(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    leftwards = is_right_to_left(" ".join(line.text for line in row))
    if leftwards:
        row = sorted(row, key=lambda line: -line.rect.x1)
        runs = [run for line in row for run in line.runs]
    else:
        runs = sorted((run for line in row for run in line.runs), key=lambda run: run.rect.x0)
    neighbours = {(id(a), id(b)) for line in row for a, b in pairwise(line.runs)}
    spaced = [
        b if (id(a), id(b)) in neighbours else _respaced(b, _is_apart(a, b, leftwards=leftwards))
        for a, b in pairwise(runs)
    ]
    return Line((runs[0], *spaced))


def _is_apart(before: Run, run: Run, *, leftwards: bool) -> bool:
    gap = before.rect.x0 - run.rect.x1 if leftwards else run.rect.x0 - before.rect.x1
    return gap > 0.15 * max(before.size, run.size)


def _respaced(run: Run, spaced: bool) -> Run:
    return run if run.spaced == spaced else run.with_spacing(spaced)

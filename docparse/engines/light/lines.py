"""Lines as they are set: fragments parted at wide gaps, and joined again within one region."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from docparse.engines.light import leftwards
from docparse.engines.light.characters import is_right_to_left
from docparse.engines.light.geometry import across, down, hull
from docparse.engines.light.layer import Line, Run

_GAP = 1.5  # sizes between runs, from which two columns may have met in one line
_SCRIPT = 0.8  # of a row's size, below which print may be its exponents and indices


def parted(lines: Iterable[Line], gap: float = _GAP) -> tuple[Line, ...]:
    """Every line split where a gap, in sizes, is too wide for a blank."""
    return tuple(Line(runs, line.turned) for line in lines for runs in _pieces(line, gap))


def _pieces(line: Line, gap: float) -> list[tuple[Run, ...]]:
    if line.turned:
        return [line.runs]
    row = sorted(line.runs, key=lambda run: run.rect.x0)
    edges = [b.rect.x0 for a, b in pairwise(row) if b.rect.x0 - a.rect.x1 > gap * max(a.size, b.size)]
    pieces: dict[int, list[Run]] = {}
    for run in line.runs:
        pieces.setdefault(bisect_right(edges, run.rect.x0), []).append(run)
    return [tuple(piece) for piece in pieces.values()]


def joined(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines from top to bottom, with fragments on one baseline put together in reading order."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.rect.height, line.rect.y0)):
        row = None if line.turned else _row_of(line, rows)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    return tuple(sorted(map(one, rows), key=_place))


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


def one(row: Sequence[Line]) -> Line:
    """The fragments of a row as one line, in reading order."""
    if len(row) == 1:
        return row[0]
    runs = [run for line in row for run in line.runs]
    if is_right_to_left(" ".join(run.text for run in runs)):
        return Line(leftwards.ordered(runs))
    runs.sort(key=lambda run: run.rect.x0)
    neighbours = {(id(a), id(b)) for line in row for a, b in pairwise(line.runs)}
    spaced = [
        b if (id(a), id(b)) in neighbours else _respaced(b, leftwards.is_apart(a, b))
        for a, b in pairwise(runs)
    ]
    return Line((runs[0], *spaced))


def _respaced(run: Run, spaced: bool) -> Run:
    return run if run.spaced == spaced else run.with_spacing(spaced)

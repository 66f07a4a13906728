"""Bullets and boxes to tick that are drawn before words, as browsers do: read as the characters they are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from docparse.engines.light.geometry import Rect, down
from docparse.engines.light.layer import Line, Run

_BULLET, _TICK = (0.15, 0.6), (0.65, 1.5)  # sizes that they are wide
_SQUARE = 0.2  # of their width, by which they may be higher or lower than wide
_BEFORE = 2.5, 1.2  # sizes of white between a bullet, or a box, and its words, at most
_ALONE = 3.0  # sizes of white before a bullet, at least
_MIDDLE = (0.05, 0.65)  # sizes above the baseline, that the middle of a bullet stands
_MOST = 0.5  # of the drawings of one size, that must be bullets: others are the points of a plot
_MANY = 200  # drawings of one size, from which they are no such marks
_BOXES = 2  # of one size, from which they are to be ticked


def told(
    lines: Sequence[Line], drawings: Sequence[Rect], hollow: Iterable[Rect], shaded: Iterable[Rect] = ()
) -> tuple[tuple[Line, ...], tuple[Rect, ...]]:
    """Lines with what is drawn before them, and the other drawings; `hollow` are those that frame white.

    `shaded` are places filled with shades, which are no drawings.
    """
    level = [line for line in lines if not line.turned]
    marks = _alike([(rect, _listed(rect, level)) for rect in _few((*drawings, *shaded))], _MOST)
    boxes = _alike([(rect, _ticked(rect, level)) for rect in _few(hollow) if rect not in marks], 0.0)
    few = {size for size, count in Counter(map(_size, boxes)).items() if count < _BOXES}
    boxes = {rect: run for rect, run in boxes.items() if _size(rect) not in few}
    ticks = {id(run): _run("☐", rect, run) for rect, run in boxes.items()}
    found = ticks | {id(run): _run("•", rect, run) for rect, run in marks.items()}
    if not found:
        return tuple(lines), tuple(drawings)
    taken = {*marks, *boxes}
    read = tuple(_marked(line, found) for line in lines)
    return read, tuple(rect for rect in drawings if rect not in taken)


def _few(rects: Iterable[Rect]) -> list[Rect]:
    """Squares, each once, without those that are too many of one size."""
    squares = [rect for rect in dict.fromkeys(rects) if _is_square(rect)]
    counts = Counter(map(_size, squares))
    return [rect for rect in squares if counts[_size(rect)] < _MANY]


def _alike(found: Sequence[tuple[Rect, Run | None]], most: float) -> dict[Rect, Run]:
    """Those that stand before a word, where enough of their size do."""
    sizes = Counter(_size(rect) for rect, _ in found)
    told = Counter(_size(rect) for rect, run in found if run is not None)
    return {rect: run for rect, run in found if run and told[_size(rect)] > most * sizes[_size(rect)]}


def _size(rect: Rect) -> tuple[int, int]:
    return round(2 * rect.width), round(2 * rect.height)


def _listed(rect: Rect, lines: Iterable[Line]) -> Run | None:
    """The first word behind a bullet that begins a row."""
    beside = [line for line in lines if line.rect.y0 < rect.centre[1] < line.rect.y1]
    behind = min(
        (line for line in beside if line.rect.x0 > rect.x1), key=lambda line: line.rect.x0, default=None
    )
    if behind is None:
        return None
    size, first = behind.size, behind.runs[0]
    rise = behind.baseline - rect.centre[1]
    fits = _within(rect.width, _BULLET, size) and _within(rise, _MIDDLE, size)
    near = first.rect.x0 - rect.x1 < _BEFORE[0] * size
    alone = not any(-size < rect.x0 - line.rect.x1 < _ALONE * size for line in beside)
    over = any(line.rect.x0 <= rect.x1 and line.rect.x1 >= rect.x0 for line in beside)
    return first if fits and near and alone and not over else None


def _ticked(rect: Rect, lines: Iterable[Line]) -> Run | None:
    """The word behind an empty box, which may stand within a line."""
    runs = [run for line in lines if down(line.rect, rect) > 0.5 for run in line.runs]
    behind = [run for run in runs if -1 < run.rect.x0 - rect.x1 < _BEFORE[1] * run.size]
    written = any(run.rect.x0 < rect.x1 - 1 and run.rect.x1 > rect.x0 + 1 for run in runs)
    first = min(behind, key=lambda run: run.rect.x0, default=None)
    return first if first and not written and _within(rect.width, _TICK, first.size) else None


def _is_square(rect: Rect) -> bool:
    return rect.width > 0 and abs(rect.height - rect.width) <= _SQUARE * rect.width


def _within(length: float, sizes: tuple[float, float], size: float) -> bool:
    return sizes[0] * size <= length <= sizes[1] * size


def _run(text: str, rect: Rect, word: Run) -> Run:
    place = word.rect._replace(x0=rect.x0, x1=rect.x1)
    return Run(text, place, word.size, word.baseline, spaced=word.spaced, font=word.font)


def _marked(line: Line, found: dict[int, Run]) -> Line:
    if not any(id(run) in found for run in line.runs):
        return line
    runs = (
        part
        for run in line.runs
        for part in ((found[id(run)], replace(run, spaced=True)) if id(run) in found else (run,))
    )
    return Line(tuple(runs), line.turned)

# ruff: noqa: RUF001 - odd characters are what this module is about
"""Lines of one column as paragraphs: where one ends, and where a line ends on purpose."""

import itertools
from collections.abc import Sequence
from statistics import median

from docparse.engines.light.characters import SOFT_HYPHEN, is_leader
from docparse.engines.light.geometry import Rect, across, hull
from docparse.engines.light.layer import Line
from docparse.engines.light.lines import parted

_LEADING = 0.75  # sizes of white between lines of one paragraph, at most
_CLEAR = 0.1  # of a column, that a line leaves free beside room for the next word if it ends on purpose
_SHORT = 22.0  # sizes, that lines of an address are wide at most
_EVEN = 2.0  # times the narrowest gap of a stretched line, that its widest has at most
_LONG = 0.5  # of the widest of some lines, that one has at least which goes on
_GAP = 1.4  # times the usual distance of lines, from which one begins a paragraph
_ENDS = (".", "!", "?", ":", ";", "。", "！", "？", "：", "”", '"', ")")


def gathered(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Lines of a page in groups that stand close together in one column and look alike."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.rect.y0, line.rect.x0)):
        group = next((group for group in reversed(groups) if _follows(line, group[-1])), None)
        if group is None:
            groups.append([line])
        else:
            group.append(line)
    return [tuple(group) for group in groups]


def split(lines: Sequence[Line], right: float = 0.0) -> list[tuple[Line, ...]]:
    """The paragraphs of a group: a new one begins after a gap, with an indent, or after an early end.

    `right` is where the column ends, if that is known to be further than these lines reach.
    """
    if len(lines) < 2:
        return [tuple(lines)]
    column = reaching(hull(line.rect for line in lines), right)
    pitch = median(line.baseline - before.baseline for before, line in itertools.pairwise(lines))
    groups: list[list[Line]] = [[lines[0]]]
    for before, line in itertools.pairwise(lines):
        apart = line.baseline - before.baseline > _GAP * pitch > 0 and not line.turned
        if apart or _begins(line, before, column, groups[-1]):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [tuple(group) for group in groups]


def reaching(rect: Rect, right: float) -> Rect:
    return rect._replace(x1=max(rect.x1, right))


def breaks(lines: Sequence[Line], column: Rect | None = None) -> tuple[int, ...]:
    """Indices of lines that end well before the column does although the next word had room."""
    if len(lines) < 2:
        return ()
    width = hull(line.rect for line in lines).width
    column = column or hull(line.rect for line in lines)
    return tuple(
        i
        for i, line in enumerate(lines[:-1])
        if is_leader(line.text)
        or (_ends_early(line, lines[i + 1], column) and not _runs_on(line, lines[i + 1], width))
    )


def ends(lines: Sequence[Line]) -> tuple[int, ...]:
    """Indices of lines that end on purpose where lines are set one by one.

    Those that leave clear room, and short ones that do not run on.
    """
    column = hull(line.rect for line in lines)
    return tuple(
        i
        for i, (a, b) in enumerate(itertools.pairwise(lines))
        if _room(a, column) > _first_word(b) + _CLEAR * column.width
        or (_is_parted(a) or _is_parted(b))
        or (a.rect.width < _SHORT * a.size and not _runs_on(a, b, column.width))
    )


def is_flush(lines: Sequence[Line]) -> bool:
    """Whether most lines but the last end at one right edge, as justified text does."""
    if len(lines) < 3:
        return False
    edge = max(line.rect.x1 for line in lines)
    return 2 * sum(edge - line.rect.x1 < 0.5 * line.size for line in lines[:-1]) > len(lines) - 1


def is_loose(lines: Sequence[Line], around: Rect) -> bool:
    """Whether lines are set one by one, as in an address: half of them end though the next word had room.

    So do lines that are parted within, unless they are stretched to one right edge. `around` is the room they
    had; only centred lines tell of it.
    """
    if len(lines) < 2 or any(line.turned for line in lines):
        return False
    column = around if is_centred(lines) else hull(line.rect for line in lines)
    width = hull(line.rect for line in lines).width
    flush = is_flush(lines) and not _is_ragged_left(lines)
    ends = sum(
        (_room(a, column) > _first_word(b) and not _runs_on(a, b, width))
        or (_is_parted(a) and not (flush and _is_stretched(a)))
        for a, b in itertools.pairwise(lines)
    )
    return 2 * ends >= len(lines) - 1


def _is_stretched(line: Line) -> bool:
    """Whether all words of a line stand as far apart, as they do where prose is brought to one edge."""
    gaps = [b.rect.x0 - a.rect.x1 for a, b in itertools.pairwise(line.runs) if b.spaced]
    return len(gaps) > 1 and max(gaps) < _EVEN * min(gaps)


def _runs_on(line: Line, following: Line, width: float) -> bool:
    """Whether a line goes on within a word or with a small letter, in the same type, as prose does.

    Lines are as wide as `width` together; one that is much shorter ends on purpose.
    """
    if line.text.endswith((".", "!", "?")):
        return False
    within = line.text.endswith(("-", SOFT_HYPHEN))
    alike = line.bold == following.bold and abs(line.size - following.size) < 0.12 * line.size
    long = line.rect.width > _LONG * width and not _is_parted(line)
    return alike and long and (within or following.text[:1].islower())


def _is_ragged_left(lines: Sequence[Line]) -> bool:
    """Whether lines of several lengths end at one right edge, the last of them too."""
    ends, starts = [line.rect.x1 for line in lines], [line.rect.x0 for line in lines]
    size = lines[0].size
    return max(ends) - min(ends) < 0.5 * size and max(starts) - min(starts) > size


def is_centred(lines: Sequence[Line]) -> bool:
    """Whether lines of several lengths share one axis."""
    column = hull(line.rect for line in lines)
    uneven = any(line.rect.x0 - column.x0 > 0.5 * line.size for line in lines)
    return uneven and all(_is_on_axis(line, column) for line in lines)


def _is_parted(line: Line) -> bool:
    return len(parted([line])) > 1


def _is_on_axis(line: Line, column: Rect) -> bool:
    return abs(line.rect.centre[0] - column.centre[0]) < 0.5 * line.size


def _first_word(line: Line) -> float:
    return line.runs[0].rect.width + 0.3 * line.size


def _room(line: Line, column: Rect) -> float:
    """White behind a line; centred lines leave it on both sides, those that end at one edge before them."""
    before = line.rect.x0 - column.x0
    behind = column.x1 - line.rect.x1
    return behind + (before if _is_on_axis(line, column) or behind < 0.5 * line.size else 0.0)


def _ends_early(line: Line, following: Line, column: Rect) -> bool:
    if line.turned or following.turned:
        return False
    return _room(line, column) > _first_word(following) + max(2 * line.size, 0.15 * column.width)


def _follows(line: Line, before: Line) -> bool:
    if line.turned or before.turned:
        return line.turned and before.turned and abs(line.rect.x0 - before.rect.x1) < line.size
    gap = line.rect.y0 - before.rect.y1
    alike = abs(line.size - before.size) < 0.12 * before.size and (line.bold == before.bold or gap < 0)
    alike = alike or (is_leader(line.text) and is_leader(before.text))
    return -0.5 * line.size < gap < _LEADING * line.size and across(line.rect, before.rect) > 0.3 and alike


def _begins(line: Line, before: Line, column: Rect, so_far: Sequence[Line]) -> bool:
    indent = line.rect.x0 - column.x0
    stands_out = 0.8 * line.size < indent < 5 * line.size
    before_at_left = before.rect.x0 - column.x0 < 0.5 * line.size or len(so_far) == 1
    if stands_out and before_at_left and _may_end(before):
        hanging = len(so_far) == 1 and before.rect.x0 - column.x0 < 0.5 * line.size
        return not hanging and abs(indent - (before.rect.x0 - column.x0)) > 0.5 * line.size
    return before.text.endswith(_ENDS) and _ends_early(before, line, column) and not line.text[:1].islower()


def _may_end(line: Line) -> bool:
    return not line.text.endswith(("-", ","))

"""Columns of prose that stand side by side, told by their lines alone."""

from collections.abc import Sequence
from itertools import combinations, permutations
from statistics import median

from docparse.engines.light.geometry import Rect, clusters, down, hull
from docparse.engines.light.layer import Line

_LINES = 4  # that make a column
_WIDE = 8.0  # sizes that a line of prose has at least
_WIDEST = 0.6  # of what all lines span, beyond which a line is of no column
_LEADING = 0.9  # sizes of white between the lines of a column, at most
_GUTTER, _GUTTER_MOST = 4.0, 60.0  # points between columns
_WALL = 0.15  # of the page's height, from which an upright rule parts columns
_ALIKE = 0.2  # of the usual size, by which the lines of columns may differ


def abreast(lines: Sequence[Line]) -> list[Rect]:
    """Columns of which each has another beside it; none where the lines are of one column."""
    if len(lines) < 2 * _LINES:
        return []
    size = median(line.size for line in lines)
    span = hull(line.rect for line in lines).width
    body = [line for line in lines if _is_body(line, size) and line.rect.width < _WIDEST * span]
    found = [
        rect
        for rect in clusters((line.rect for line in body), -1.0, _LEADING * size)
        if _is_prose(rect, body)
    ]
    beside = {rect for a, b in combinations(found, 2) if down(a, b) > 0.5 for rect in (a, b)}
    return [rect for rect in found if rect in beside]


def held(line: Line, column: Rect) -> bool:
    """Whether a line is of a column, its headings and its bullets with it."""
    return line.rect.shared(column.grown(1)) > 0.9


def gutters(texts: Sequence[Rect], rules: Sequence[Rect], page: Rect) -> list[Rect]:
    """Strips between columns, and upright rules, from what spans them above to what does below."""
    pairs = (
        (a, b) for a, b in permutations(texts, 2) if _GUTTER < b.x0 - a.x1 < _GUTTER_MOST and down(a, b) > 0
    )
    walls = [Rect(a.x1, max(a.y0, b.y0), b.x0, min(a.y1, b.y1)) for a, b in pairs]
    walls += [rule for rule in rules if rule.height > _WALL * page.height and rule.width < _GUTTER]
    return [_extended(wall, texts, page) for wall in walls]


def _extended(wall: Rect, texts: Sequence[Rect], page: Rect) -> Rect:
    middle = wall.centre[0]
    spanning = [rect for rect in texts if rect.x0 < middle < rect.x1]
    top = max((rect.y1 for rect in spanning if rect.y1 <= wall.centre[1]), default=page.y0)
    bottom = min((rect.y0 for rect in spanning if rect.y0 >= wall.centre[1]), default=page.y1)
    return Rect(middle, top, middle, bottom)


def parted(lines: Sequence[Line], walls: Sequence[Rect]) -> list[list[Line]]:
    """The lines on the several sides of gutters; a line belongs where its middle lies."""
    sides: dict[tuple[bool, ...], list[Line]] = {}
    for line in lines:
        sides.setdefault(tuple(_is_beyond(line, wall) for wall in walls), []).append(line)
    return list(sides.values())


def _is_beyond(line: Line, wall: Rect) -> bool:
    x, y = line.rect.centre
    return wall.y0 < y < wall.y1 and x > wall.x0


def _is_body(line: Line, size: float) -> bool:
    return abs(line.size - size) < _ALIKE * size and not line.turned


def _is_prose(column: Rect, lines: Sequence[Line]) -> bool:
    inside = [line for line in lines if held(line, column)]
    wide = median(line.rect.width / line.size for line in inside) if inside else 0.0
    return len(inside) >= _LINES and wide > _WIDE

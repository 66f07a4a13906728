"""Where tables stand on a page image: as the models name them, cut by the frames and rules that are drawn."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from docparse.engines.light.captions import is_caption
from docparse.engines.light.figures import written
from docparse.engines.light.geometry import Rect, clusters, hull
from docparse.engines.light.layer import Layer, Layout, Line
from docparse.engines.light.lines import joined, parted
from docparse.engines.light.scan import heads
from docparse.engines.light.tables import is_sound

_THROUGH = 0.8  # of the width or height of a frame, from which a rule runs through all of it
_STROKE = 2.0  # points, within which rules meet
_RULES = 4  # the least that tell how far a table reaches
_OVER = 0.5  # sizes by which words in a table may stand over the ends of its rules
_CLEAR = 1.0  # sizes from the ends of rules, from which what stands beside is no column of theirs
_LEVEL = 0.2  # sizes, within which two lines are of one row
_SAME = 0.5  # of an area, that is part of the other


def areas(layer: Layer, layout: Layout) -> list[Rect]:
    """Where tables stand, with all of the lines that they hold for the most part, and their frames."""
    found: list[Rect] = []
    for rect in (
        *(mark.rect for mark in layout.marks if mark.kind == "table"),
        *(g.rect for g in layout.grids if is_sound(g, written(layer, g.rect))),
    ):
        alike = [other for other in found if is_among(rect, [other])]
        found = [other for other in found if other not in alike]
        found.append(hull((rect, *alike)))
    frames = _frames(layer)
    parts = [
        heads.below(ruled, written(layer, ruled), [fill for fill in layer.fills if ruled.holds(fill)])
        for rect in found
        for framed in _framed(rect, frames, layer)
        for ruled in _ruled(_untitled(framed, written(layer, framed)), layer)
    ]
    return [hull((rect, *(line.rect for line in written(layer, rect)))) for rect in parts]


def is_among(rect: Rect, others: Sequence[Rect]) -> bool:
    return any(max(rect.shared(other), other.shared(rect)) > _SAME for other in others)


# Frames


def _frames(layer: Layer) -> list[Rect]:
    """Where rules that meet make the outline of a table, and part it into rows."""
    nets = clusters(layer.drawings, _STROKE)
    return [net for net in nets if _is_frame(net, [rule for rule in layer.drawings if net.holds(rule)])]


def _is_frame(net: Rect, rules: Sequence[Rect]) -> bool:
    across = {round(rule.centre[1] / _STROKE) for rule in rules if rule.width > _THROUGH * net.width}
    down = [rule.centre[0] for rule in rules if rule.height > _THROUGH * net.height]
    return len(across) > 2 and len(down) > 1 and max(down) - min(down) > _THROUGH * net.width


def _framed(rect: Rect, frames: Sequence[Rect], layer: Layer) -> list[Rect]:
    """A table as far as its frame reaches; as many as there are frames, if nothing but titles stands beside.

    Tables one below the other are often named as one.
    """
    inside = [frame for frame in frames if frame.shared(rect) > 0.5]
    left = [
        line for line in written(layer, rect) if not any(line.rect.shared(frame) > 0.5 for frame in inside)
    ]
    if not inside or len(left) > len(inside):
        return [rect]
    return inside


def _untitled(rect: Rect, lines: Sequence[Line]) -> Rect:
    """A table without the caption that stands over all of it."""
    rows = joined(lines)
    if len(rows) < 2 or not is_caption(rows[0].text) or _is_divided(rows[0]):
        return rect
    top = min(row.rect.y0 for row in rows[1:])
    return rect._replace(y0=top) if rows[0].rect.y1 < top + _OVER * rows[0].size else rect


# Rules across


def _ruled(rect: Rect, layer: Layer) -> list[Rect]:
    """A table as far as its rules reach, where white parts it from other text to its left or right.

    Tables at the foot of one column are often named as one with what stands in the other.
    """
    lines = [line for line in written(layer, rect) if not line.turned]
    rules = [rule for rule in layer.drawings if rule.width > rule.height and rect.holds(rule)]
    return list(_cut(lines, rules)) or [rect]


def _cut(lines: Sequence[Line], rules: Sequence[Rect]) -> Iterator[Rect]:
    # Rules that run past the ends of others make their reach longer, and nothing is cut there.
    for reach in clusters((rule._replace(y0=0.0, y1=1.0) for rule in rules), 0.0):
        long = [rule for rule in rules if rule.width > _THROUGH * reach.width and _is_in(rule, reach)]
        if len(long) >= _RULES:
            place = hull(long)
            inside = [line for line in lines if _is_in(line.rect, place)]
            beside = [line for line in lines if not _is_in(line.rect, place)]
            rows = _rows(inside, place)
            if rows and beside and _is_apart(place, inside, beside) and not _is_labelled(rows, beside):
                yield hull((place, *(row.rect for row in rows)))


def _is_in(rect: Rect, place: Rect) -> bool:
    return place.x0 <= rect.centre[0] <= place.x1


def _rows(lines: Sequence[Line], place: Rect) -> list[Line]:
    """What stands between rules, and above and below them as far as there are several words side by side."""
    rows = joined(lines)
    above = [row for row in rows if row.rect.centre[1] < place.y0]
    below = [row for row in rows if row.rect.centre[1] > place.y1]
    between = _level(rows, place)
    if 2 * sum(map(_is_divided, between)) <= len(between):
        return []
    return [*takewhile(_is_divided, reversed(above)), *between, *takewhile(_is_divided, below)]


def _is_divided(row: Line) -> bool:
    return len(parted([row])) > 1


def _is_apart(place: Rect, inside: Sequence[Line], beside: Sequence[Line]) -> bool:
    """Whether what stands level with the rules keeps within their ends, or clear of them."""
    keeps = (
        place.x0 - _OVER * line.size < line.rect.x0 and line.rect.x1 < place.x1 + _OVER * line.size
        for line in _level(inside, place)
    )
    clear = (
        line.rect.x1 < place.x0 - _CLEAR * line.size or place.x1 + _CLEAR * line.size < line.rect.x0
        for line in _level(beside, place)
    )
    return all(keeps) and all(clear)


def _level(lines: Sequence[Line], place: Rect) -> list[Line]:
    return [line for line in lines if place.y0 <= line.rect.centre[1] <= place.y1]


def _is_labelled(rows: Sequence[Line], beside: Sequence[Line]) -> bool:
    """Whether most of what stands beside rows stands level with one, as labels without rules do."""
    level = [
        line
        for line in beside
        if any(abs(line.rect.centre[1] - row.rect.centre[1]) < _LEVEL * line.size for row in rows)
    ]
    return 2 * len(level) >= len(beside)

"""Lines that were seen on an image, as lines of a layer: sizes made alike where they are, in points."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from docparse.engines.light.geometry import Rect, across
from docparse.engines.light.layer import Line, Run
from docparse.engines.light.scan.seen import Seen
from docparse.engines.light.spans import ASCENT

BODY = 10.0  # points that most of the text of an image is taken to have: no image tells its resolution
_PADDED = 0.86  # of the box that the detector draws, the size of the type in it
_ALIKE = 1.18  # times, by which sizes of one text may seem to differ
_BLUR = 3.0  # pixels, by which they may seem to differ in any case
_NEAR = 6.0  # lines above and below that are compared


@dataclass(frozen=True, slots=True)
class Place:
    """A line's box in pixels of the flat page, and the size that its type seems to have."""

    seen: Seen
    rect: Rect
    size: float
    turned: bool


def places(lines: Sequence[Seen]) -> tuple[Place, ...]:
    """Where lines stand; those without words are left out."""
    return tuple(_evened([_place(seen) for seen in lines if seen.words]))


def body_size(found: Sequence[Place]) -> float:
    """In pixels, of most of the characters."""
    sizes = [place.size for place in found for _ in place.seen.text]
    return median(sizes) if sizes else 0.0


def line(place: Place, scale: float) -> Line:
    """`scale` is points for a pixel."""
    return _turned(place, scale) if place.turned else _level(place, scale)


def _place(seen: Seen) -> Place:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = seen.corners.tolist()
    rect = Rect(min(ax, bx, cx, dx), min(ay, by, cy, dy), max(ax, bx, cx, dx), max(ay, by, cy, dy))
    turned = abs(by - ay) > abs(bx - ax)
    thick = (abs(dx - ax) + abs(cx - bx)) / 2 if turned else (abs(dy - ay) + abs(cy - by)) / 2
    return Place(seen, rect, _PADDED * thick, turned)


def _evened(found: Sequence[Place]) -> list[Place]:
    """Sizes like those around become theirs, and sizes like the body's become its."""
    body = body_size(found)
    evened: list[Place] = []
    for place in found:
        around = [other.size for other in found if _is_like(other, place)]
        size = median(around)
        evened.append(replace(place, size=body if _is_alike(size, body) else size))
    return evened


def _is_like(other: Place, place: Place) -> bool:
    apart = abs(other.rect.centre[1] - place.rect.centre[1])
    near = apart < _NEAR * place.size and across(other.rect, place.rect) > 0
    return near and other.turned == place.turned and _is_alike(other.size, place.size)


def _is_alike(a: float, b: float) -> bool:
    return max(a, b) < max(min(a, b) * _ALIKE, min(a, b) + _BLUR)


def _level(place: Place, scale: float) -> Line:
    left, length = place.rect.x0, place.rect.width
    middle, size = place.rect.centre[1], place.size
    top, bottom = middle - size / 2, middle + size / 2
    runs = [
        Run(
            word.text,
            scaled(Rect(left + word.start * length, top, left + word.end * length, bottom), scale),
            size * scale,
            (top + ASCENT * size) * scale,
            spaced=bool(index),
        )
        for index, word in enumerate(place.seen.words)
    ]
    return Line(tuple(runs))


def _turned(place: Place, scale: float) -> Line:
    rect = scaled(place.rect, scale)
    run = Run(place.seen.text, rect, place.size * scale, rect.y1)
    return Line((run,), turned=True)


def scaled(rect: Rect, by: float) -> Rect:
    return Rect(rect.x0 * by, rect.y0 * by, rect.x1 * by, rect.y1 * by)


def moved(rect: Rect, right: float, down: float) -> Rect:
    return Rect(rect.x0 + right, rect.y0 + down, rect.x1 + right, rect.y1 + down)

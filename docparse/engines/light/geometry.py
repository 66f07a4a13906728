"""Rectangles in points: origin top left, y downwards."""

from collections.abc import Iterable
from typing import NamedTuple


class Rect(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def grown(self, by: float) -> "Rect":
        return Rect(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)

    def holds(self, other: "Rect") -> bool:
        """Whether the centre of `other` lies within."""
        x, y = other.centre
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def contains(self, other: "Rect") -> bool:
        return self.x0 <= other.x0 and other.x1 <= self.x1 and self.y0 <= other.y0 and other.y1 <= self.y1

    def meets(self, other: "Rect") -> bool:
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def shared(self, other: "Rect") -> float:
        """The part of this area that `other` covers too, 0 to 1."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        if width <= 0 or height <= 0:
            return 0.0
        return width * height / self.area if self.area else 0.0


def across(a: Rect, b: Rect) -> float:
    """How much of the narrower one's width the two share."""
    return _overlap(a.x0, a.x1, b.x0, b.x1)


def down(a: Rect, b: Rect) -> float:
    """How much of the lower one's height the two share."""
    return _overlap(a.y0, a.y1, b.y0, b.y1)


def hull(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle around some; there must be one."""
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return Rect(min(lefts), min(tops), max(rights), max(bottoms))


def clusters(rects: Iterable[Rect], reach: float, down: float | None = None) -> tuple[Rect, ...]:
    """Hulls of rectangles that touch, or nearly, through any chain; `down` where that differs from across."""
    groups: list[Rect] = []
    for rect in rects:
        merged = rect
        rest: list[Rect] = groups
        while near := [group for group in rest if _reaching(merged, reach, down).meets(group)]:
            rest = [group for group in rest if group not in near]
            merged = hull((merged, *near))
        groups = [*rest, merged]
    return tuple(groups)


def _reaching(rect: Rect, across: float, down: float | None) -> Rect:
    up = across if down is None else down
    return Rect(rect.x0 - across, rect.y0 - up, rect.x1 + across, rect.y1 + up)


def _overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    shorter = min(a1 - a0, b1 - b0)
    return (min(a1, b1) - max(a0, b0)) / shorter if shorter > 0 else 0.0

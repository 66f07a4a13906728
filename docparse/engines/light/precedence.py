"""The order of what stands on a page whose text runs from top to bottom, its columns from right to left."""

from collections.abc import Sequence

from docparse.engines.light.geometry import Rect, down

_ABREAST = 0.3  # of the lower one's height, from which two stand side by side


def precedence(rects: Sequence[Rect]) -> list[int]:
    """Indices of `rects` as they are read: of two side by side the right one first, else the upper one.

    Not so where something tall stands between an upper one on the left and a lower one on the right: it is
    read after what is on its right, and before what is on its left.
    """
    before = [[i for i in range(len(rects)) if _comes_before(i, j, rects)] for j in range(len(rects))]
    start = sorted(range(len(rects)), key=lambda i: (rects[i].y0, -rects[i].x1))
    order: list[int] = []
    waiting: set[int] = set()
    for index in start:
        _visit(index, before, start, waiting, order)
    return order


def _visit(
    index: int, before: list[list[int]], start: list[int], waiting: set[int], order: list[int]
) -> None:
    """What comes before comes first; where some come before one another, whatever was asked for last."""
    if index in waiting:
        return
    waiting.add(index)
    for earlier in sorted(before[index], key=start.index):
        _visit(earlier, before, start, waiting, order)
    order.append(index)


def _comes_before(i: int, j: int, rects: Sequence[Rect]) -> bool:
    a, b = rects[i], rects[j]
    if i == j:
        return False
    if _are_abreast(a, b):
        return a.centre[0] > b.centre[0]
    return a.centre[1] < b.centre[1] and not any(_stands_between(c, a, b) for c in rects)


def _are_abreast(a: Rect, b: Rect) -> bool:
    return down(a, b) > _ABREAST


def _stands_between(c: Rect, a: Rect, b: Rect) -> bool:
    within = a.centre[0] < c.centre[0] < b.centre[0]
    return within and _are_abreast(c, a) and _are_abreast(c, b)

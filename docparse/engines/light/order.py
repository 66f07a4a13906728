"""The order in which regions are read: columns one after another, whatever spans them between."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from docparse.engines.light.geometry import Rect, down, hull

T = TypeVar("T")

_GUTTER = 5.0  # points that part columns at least
_SLACK = 1.5  # points by which regions may overlap and still be apart


def ordered(regions: Sequence[T], place: Callable[[T], Rect], *, leftwards: bool = False) -> list[T]:
    """`regions` as they are read; `leftwards` where the columns of a page run from right to left."""
    if len(regions) < 2:
        return list(regions)
    columns = _columns(regions, place)
    if columns:
        turned = list(reversed(columns)) if leftwards else columns
        return [region for column in turned for region in ordered(column, place, leftwards=leftwards)]
    bands = _bands(regions, place)
    if len(bands) > 1:
        return [region for band in bands for region in ordered(band, place, leftwards=leftwards)]
    side = -1 if leftwards else 1
    return sorted(regions, key=lambda region: (round(place(region).y0 / 4), side * place(region).x0))


def _columns(regions: Sequence[T], place: Callable[[T], Rect]) -> list[list[T]]:
    """The regions parted by a gutter that runs through all of them, if they are columns and not rows."""
    groups = _apart(regions, lambda region: (place(region).x0, place(region).x1), _GUTTER)
    if len(groups) < 2:
        return []
    sides = [[place(region) for region in group] for group in groups]
    return groups if _stand_abreast(sides) and not _are_rows(sides) else []


def _stand_abreast(sides: list[list[Rect]]) -> bool:
    """Whether every side shares some height with another one."""
    hulls = [hull(side) for side in sides]
    return all(any(down(a, b) > 0 for b in hulls if b is not a) for a in hulls)


def _are_rows(sides: list[list[Rect]]) -> bool:
    """Whether what stands side by side pairs up line by line, as labels with their values do."""
    fewest = min(sides, key=len)
    others = [rect for side in sides if side is not fewest for rect in side]
    low = all(rect.height < 30 for side in sides for rect in side)
    return low and all(any(down(rect, other) > 0.5 for other in others) for rect in fewest)


def _bands(regions: Sequence[T], place: Callable[[T], Rect]) -> list[list[T]]:
    """The regions parted by clear lines across, but kept together as long as one gutter runs through them."""
    rows = _apart(regions, lambda region: (place(region).y0, place(region).y1), 0.0)
    bands: list[list[T]] = []
    for row in rows:
        if bands and len(rows) > 1 and _continues(bands[-1], row, place):
            bands[-1] = bands[-1] + row
        else:
            bands.append(row)
    return bands if len(bands) > 1 else rows


def _continues(band: list[T], row: list[T], place: Callable[[T], Rect]) -> bool:
    """Whether a row goes on in the columns of the band above it."""
    parted = _columns(band, place) or _columns(row, place)
    return bool(parted and _columns([*band, *row], place))


def _apart(regions: Sequence[T], extent: Callable[[T], tuple[float, float]], gap: float) -> list[list[T]]:
    """Groups that do not meet along one axis, in its direction."""
    groups: list[list[T]] = []
    end = float("-inf")
    for region in sorted(regions, key=lambda region: extent(region)[0]):
        start, stop = extent(region)
        if not groups or start >= end + gap - (_SLACK if gap == 0.0 else 0.0):
            groups.append([])
        groups[-1].append(region)
        end = max(end, stop)
    return groups

# pyright: standard
"""Short lines one below the other that were found as one: figures in a narrow column of a table, mostly."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan.seen import Corners, Pixels

_HIGH = 1.6  # lines' heights, from which a box may hold two lines
_NARROW = 2.0  # times as wide as high, at most
_INK = 0.4  # of the darkest, from which a pixel is ink
_CUT = 0.4  # lines' heights, below which ink at the end of a box is a part of the next line
_ALIKE = 0.85  # of the highest: figures are of one height, the parts of a letter seldom
_LEVEL = 0.35  # lines' heights by which a line may stand above or below one beside it
_REACH = 15.0  # lines' heights, within which lines are beside each other
_ROOM = 0.15  # lines' heights, around the ink of a line


def parted(image: Pixels, lines: Sequence[Corners]) -> tuple[Corners, ...]:
    """The lines, with each stack as the lines that it is made of: each is level with another beside it.

    Letters of a text set from top to bottom have no such neighbours.
    """
    rects = [_rect(corners) for corners in lines]
    level = np.array([rect for rect in rects if rect.width > rect.height], np.float64).reshape(-1, 4)
    if not len(level):
        return tuple(lines)
    usual = float(np.median(level[:, 3] - level[:, 1]))
    return tuple(
        part
        for corners, rect in zip(lines, rects, strict=True)
        for part in (_parts(image, rect, level, usual) or [corners])
    )


def _parts(image: Pixels, rect: Rect, level: NDArray[np.float64], usual: float) -> list[Corners]:
    if rect.height < _HIGH * usual or rect.width > _NARROW * rect.height:
        return []
    found = [band for band in _bands(image, rect) if band.height > _CUT * usual]
    heights = [band.height for band in found]
    if len(found) < 2 or min(heights) < _ALIKE * max(heights) or max(heights) > usual:
        return []
    beside = all(_has_neighbour(band, level, usual) for band in found)
    return [_corners(band.grown(_ROOM * usual)) for band in found] if beside else []


def _bands(image: Pixels, rect: Rect) -> Iterator[Rect]:
    """The ink of each line, as white parts it from the next."""
    x0, y0, x1, y1 = (max(0, round(side)) for side in rect)
    grey = np.asarray(cv2.cvtColor(image[y0:y1, x0:x1], cv2.COLOR_RGB2GRAY), np.float64)
    contrast = np.abs(grey - np.median(grey))
    ink = contrast > _INK * contrast.max(initial=0.0)
    edges = np.diff(np.concatenate([[0], ink.any(axis=1), [0]]).astype(np.int8))
    for top, bottom in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        yield Rect(x0 + int(columns[0]), y0 + int(top), x0 + int(columns[-1]) + 1, y0 + int(bottom))


def _has_neighbour(band: Rect, level: NDArray[np.float64], usual: float) -> bool:
    aside = np.maximum(level[:, 0] - band.x1, band.x0 - level[:, 2])
    apart = np.abs((level[:, 1] + level[:, 3]) / 2 - band.centre[1])
    single = level[:, 3] - level[:, 1] < _HIGH * usual
    return bool((single & (aside > 0) & (aside < _REACH * usual) & (apart < _LEVEL * usual)).any())


def _rect(corners: Corners) -> Rect:
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return Rect(x0, y0, x1, y1)


def _corners(rect: Rect) -> Corners:
    x0, y0, x1, y1 = rect
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)

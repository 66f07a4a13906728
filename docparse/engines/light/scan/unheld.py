# pyright: standard
"""Ink against boxes: what no box holds, and boxes that hold none."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.document import Box
from docparse.engines.light.scan.seen import Pixels
from docparse.witness import Ink

_SIDE = 1000  # pixels of the longer side that are looked at
_STRAY = 48  # levels from the colour of the paper, from which a pixel is ink
_SHADE = 41  # pixels over which the colour of paper in shade is the same
_AROUND = 6  # pixels about a box that count as its own: boxes of models are a little off
_REACH = 15  # pixels between letters and words of one text
_LEAST = 0.0015  # of the page's area, from which ink outside boxes is worth telling
_SPECKS = 0.001  # of a box's area, up to which it is blank


def ink(image: Pixels, boxes: Sequence[Box | None]) -> Ink:
    """Of a page image, by its difference from the paper around it; ink at the page's edge is the edge's."""
    inked, scale = _inked(image)
    outside = inked.copy()
    for box in boxes:
        if box is not None:
            x1, y1, x2, y2 = (round(side * scale) for side in (box.x1, box.y1, box.x2, box.y2))
            outside[max(0, y1 - _AROUND) : y2 + _AROUND, max(0, x1 - _AROUND) : x2 + _AROUND] = 0
    total = int(inked.sum())
    share = 1 - int(outside.sum()) / total if total else None
    return Ink(share, tuple(_regions(outside, scale)), tuple(_blank(inked, box, scale) for box in boxes))


def _inked(image: Pixels) -> tuple[NDArray[np.uint8], float]:
    scale = min(1.0, _SIDE / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    inked = (cv2.absdiff(small, cv2.medianBlur(small, _SHADE)).max(axis=2) > _STRAY).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inked)
    height, width = inked.shape
    at_edge = (stats[:, 0] == 0) | (stats[:, 1] == 0)
    at_edge |= (stats[:, 0] + stats[:, 2] == width) | (stats[:, 1] + stats[:, 3] == height)
    at_edge[0] = False
    return inked * ~at_edge[labels], scale


def _regions(outside: NDArray[np.uint8], scale: float) -> Iterator[Box]:
    joined = cv2.dilate(outside, np.ones((_REACH, _REACH), np.uint8))
    for x, y, width, height, area in cv2.connectedComponentsWithStats(joined)[2][1:].tolist():
        if area >= _LEAST * outside.size:
            sides = (x, y, x + width, y + height)
            yield Box(*(int(side / scale) for side in sides))


def _blank(inked: NDArray[np.uint8], box: Box | None, scale: float) -> bool:
    if box is None:
        return False
    part = inked[int(box.y1 * scale) : int(box.y2 * scale) + 1, int(box.x1 * scale) : int(box.x2 * scale) + 1]
    return part.size > 0 and float(part.mean()) <= _SPECKS

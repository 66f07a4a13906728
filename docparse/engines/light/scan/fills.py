# pyright: standard
"""Fills that lighter text stands on: headers of tables, title bars, boxes."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan.rules import Grey, letter_height
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.view import Mask, scaled

_HEIGHT = 6.0  # pixels that letters are brought to, which tells a fill from its words
_AROUND = 11  # of those pixels: most of them are ground, even in a line of text
_CLEAR = 40  # levels from the ground to the words
_LIGHTER = 2.0  # times as far from the ground as anything darker
_FULL = 0.6  # of its rectangle, that a fill covers
_SAME = 0.3  # of a fill that was found already


class Fill(NamedTuple):
    """A fill at the size that pages are looked at here, and the greys of its ground and its words."""

    rect: Rect
    mask: Mask
    ground: float
    words: float


def lit(image: Pixels, text: Sequence[Rect]) -> tuple[Pixels, tuple[Rect, ...]]:
    """The page with dark words on white where light ones stand on a fill, and these fills.

    Models of layouts and tables hardly know the like. `text` are the boxes of the lines, in pixels.
    """
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    scale = min(1.0, _HEIGHT / letter_height(image, text))
    small = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    fills = tuple(_fills(small, [scaled(rect, scale) for rect in text]))
    shown = image.copy() if fills else image
    for fill in fills:
        _lighten(shown, grey, fill, scale)
    return shown, tuple(scaled(fill.rect, 1 / scale) for fill in fills)


def _fills(small: Grey, text: Sequence[Rect]) -> Iterator[Fill]:
    """The fills around lines that are lighter than what they stand on."""
    ground: Grey | None = None
    found: list[Rect] = []
    for rect in text:
        greys = _part(small, rect)
        if any(other.holds(rect) for other in found) or not greys.size:
            continue
        low, middle, high = np.percentile(greys, (3, 50, 97))
        if high - middle > max(_CLEAR, _LIGHTER * (middle - low)):
            ground = np.asarray(cv2.medianBlur(small, _AROUND), np.uint8) if ground is None else ground
            place, mask = _around(rect, np.asarray(ground < (middle + high) / 2, np.uint8))
            if mask.mean() > _FULL and not any(other.shared(place) > _SAME for other in found):
                found.append(place)
                yield Fill(place, mask, float(middle), float(high))


def _part(small: Any, rect: Rect) -> Any:
    x0, y0, x1, y1 = (max(0, round(side)) for side in rect)
    return small[y0:y1, x0:x1]


def _around(rect: Rect, dark: Mask) -> tuple[Rect, Mask]:
    """The dark area that most of a line stands in, with what it leaves out around letters."""
    whole = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    _, found, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=4)
    labels = np.asarray(found, np.int32)
    counts = np.bincount(_part(labels, rect).ravel(), minlength=2)
    label = 1 + int(counts[1:].argmax())
    x, y, width, height, _ = np.asarray(stats)[label].tolist() if label < len(stats) else (0, 0, 0, 0, 0)
    mask = np.asarray(labels[y : y + height, x : x + width] == label, np.uint8)
    return Rect(x, y, x + width, y + height), mask


def _lighten(shown: Pixels, grey: Grey, fill: Fill, scale: float) -> None:
    x0, y0, x1, y1 = (round(side / scale) for side in fill.rect)
    part = grey[y0:y1, x0:x1].astype(np.float32)
    inside = cv2.resize(fill.mask, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    turned = 255 * (1 - (part - fill.ground) / (fill.words - fill.ground))
    shown[y0:y1, x0:x1][inside] = turned.clip(0, 255).astype(np.uint8)[inside][:, None]

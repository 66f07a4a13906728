# pyright: standard
"""A page image at a size that is enough to tell pictures from paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan.rules import Grey, letter_height
from docparse.engines.light.scan.seen import Pixels

Mask: TypeAlias = NDArray[np.uint8]  # 1 where it holds

_SIDE = 1000  # pixels of the longer side that a page is looked at with
_CONTRAST = 22  # levels between neighbours, of what is drawn
_GRAIN = 0.3  # of the ground beside a rule, that edges cover in a photograph
NEXT = np.ones((3, 3), np.uint8)  # a point and those beside it


@dataclass(frozen=True, eq=False)
class View:
    """A page at a size that is enough to tell pictures, and what is known to stand on it."""

    image: Pixels
    steps: Grey  # how much each point differs from those beside it
    scale: float  # of the page image
    text: tuple[Rect, ...]
    letter: float
    rules: tuple[Rect, ...] = ()

    @property
    def width(self) -> int:
        return self.image.shape[1]

    @property
    def height(self) -> int:
        return self.image.shape[0]

    @cached_property
    def edges(self) -> Mask:
        """What stands out against what is beside it, other than text."""
        words = painted(self, self.text, self.letter * 0.15)
        return np.asarray((self.steps > _CONTRAST) & (words == 0), np.uint8)


def look(image: Pixels, text: Sequence[Rect]) -> View:
    scale = min(1.0, _SIDE / max(image.shape[:2]))
    small = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    steps = cv2.morphologyEx(cv2.GaussianBlur(small, (3, 3), 0), cv2.MORPH_GRADIENT, NEXT)
    letter = max(4.0, letter_height(image, text) * scale)
    return View(small, strongest(steps), scale, tuple(scaled(rect, scale) for rect in text), letter)


def on_calm_ground(view: View, rule: Rect) -> bool:
    """Whether a rule, in pixels of the page image, has paper or a fill along a side, not grain or leaves."""
    thin = scaled(rule, view.scale)
    far, by = view.letter * 1.2 + 3, 3
    if thin.width > thin.height:
        sides = (
            thin._replace(y0=thin.y0 - far, y1=thin.y0 - by),
            thin._replace(y0=thin.y1 + by, y1=thin.y1 + far),
        )
    else:
        sides = (
            thin._replace(x0=thin.x0 - far, x1=thin.x0 - by),
            thin._replace(x0=thin.x1 + by, x1=thin.x1 + far),
        )
    return min(share(view.edges, side) for side in sides) < _GRAIN


def strongest(colours: MatLike) -> Grey:
    """The largest of a point's three values; numpy's own maximum takes ten times as long."""
    red, green, blue = cv2.split(colours)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def share(mask: Mask, rect: Rect) -> float:
    x0, y0, x1, y1 = (max(0, round(side)) for side in rect)
    part = mask[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    return float(part.mean()) if part.size else 0.0


def scaled(rect: Rect, by: float) -> Rect:
    return Rect(*(side * by for side in rect))


def painted(view: View, rects: Sequence[Rect], margin: float) -> Mask:
    mask = np.zeros(view.image.shape[:2], np.uint8)
    for rect in rects:
        x0, y0, x1, y1 = (round(side) for side in rect.grown(margin))
        mask[max(y0, 0) : max(y1 + 1, 0), max(x0, 0) : max(x1 + 1, 0)] = 1
    return mask

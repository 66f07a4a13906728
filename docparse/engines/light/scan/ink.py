# pyright: standard
"""What a page image shows beside its text: rules and pictures; and how high and how bold its letters are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan.pictures import pictures
from docparse.engines.light.scan.rules import rules
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.view import look, on_calm_ground


@dataclass(frozen=True, slots=True)
class Ink:
    rules: tuple[Rect, ...]
    pictures: tuple[Rect, ...]


def marks(image: Pixels, text: Sequence[Rect]) -> Ink:
    """Rules and pictures of a flat, upright page, in its pixels; `text` are the boxes of its lines."""
    if min(image.shape[:2]) < _SMALLEST:
        return Ink((), ())
    view = look(image, text)
    lines = tuple(rule for rule in rules(image, text) if on_calm_ground(view, rule))
    shown = pictures(view, lines)
    return Ink(tuple(rule for rule in lines if not any(picture.holds(rule) for picture in shown)), shown)


def height(image: Pixels, rect: Rect) -> float:
    """How high the tall letters of a line stand over its baseline, in pixels; 0 where there is no ink.

    Capitals and letters with ascenders, as nearly each line has some; all of a character that is square.
    """
    top, bottom = _band(_darkness(image, rect))
    return bottom - top


def weight(image: Pixels, rect: Rect) -> float:
    """How thick the strokes of a line are beside its height, alike for all sizes of a face; 0 without ink."""
    darkness = _darkness(image, rect)
    top, bottom = _band(darkness)
    edge = (
        float(np.hypot(cv2.Sobel(darkness, cv2.CV_32F, 1, 0), cv2.Sobel(darkness, cv2.CV_32F, 0, 1)).sum())
        / 8
    )
    return 2 * float(darkness.sum()) / edge / (bottom - top) if edge and bottom > top else 0.0


_Darkness: TypeAlias = NDArray[np.float32]
_SMALLEST = 24  # pixels of a side, of a page
_CLEAR = 24  # levels between ink and ground, at least


def _darkness(image: Pixels, rect: Rect) -> _Darkness:
    """The ink of a line, 0 to 1, whether it is darker than its ground or lighter."""
    tall, wide = image.shape[:2]
    x0, y0, x1, y1 = (round(side) for side in rect)
    part = image[max(y0, 0) : min(y1, tall), max(x0, 0) : min(x1, wide)]
    if not part.size:
        return np.zeros((1, 1), np.float32)
    grey = np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), np.float32)
    ground = float(np.median(grey))
    darkest, lightest = np.percentile(grey, (2, 98))
    ink = float(darkest if ground - darkest > lightest - ground else lightest)
    if abs(ink - ground) < _CLEAR:
        return np.zeros_like(grey)
    share = np.clip((grey - ground) / (ink - ground), 0, 1)
    return np.asarray(np.where(share < 0.25, 0, share), np.float32)


def _band(darkness: _Darkness) -> tuple[float, float]:
    """The rows from the top of the tall letters to the baseline."""
    rows = darkness.mean(axis=1)
    full = float(np.percentile(rows, 85))
    if not full:
        return 0.0, 0.0
    core = np.flatnonzero(rows > full * 0.4)
    inked = np.flatnonzero(rows > full * 0.08)
    return float(inked[0]), float(core[-1] + 1)

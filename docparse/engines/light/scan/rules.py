# pyright: standard
"""Straight lines drawn across or down a page image: table lines, underlines, separators, frames."""

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan.seen import Pixels

Grey: TypeAlias = NDArray[np.uint8]
Rects: TypeAlias = NDArray[np.float64]  # rows of x0, y0, x1, y1

_FAINT = 11  # levels by which the faintest rule is darker than the paper beside it
_LIGHT = 24  # levels by which a rule is lighter than the fill that it parts
_LETTER = 0.012  # of a page's longer side, the height of a line where there is no text to tell
_LOWEST = 6.0  # pixels, of a letter that can be read
_BRIDGED = 0.5  # lines' heights, the gap in a rule that is broken or dotted
_SHORTEST = 1.6  # lines' heights, of a rule
_STEP = 4  # columns, of which one is looked at
_EDGE = 0.012  # of the side, within which what runs along it is the border of the scan


def rules(image: Pixels, text: Sequence[Rect]) -> tuple[Rect, ...]:
    """Thin rectangles, one a rule, merged along its length; letters' strokes and scan borders are none."""
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    boxes = np.array(text, np.float64).reshape(-1, 4)
    across = _across(grey, boxes, letter_height(image, text))
    turned = _across(np.ascontiguousarray(grey.T), boxes[:, [1, 0, 3, 2]], letter_height(image, text))
    return tuple(Rect(*row) for row in (*across.tolist(), *turned[:, [1, 0, 3, 2]].tolist()))


def letter_height(image: Pixels, text: Sequence[Rect]) -> float:
    """How high most lines of text stand, in pixels."""
    heights = [min(rect.width, rect.height) for rect in text]
    usual = float(np.median(heights)) * 0.8 if heights else max(image.shape[:2]) * _LETTER
    return max(_LOWEST, usual)


def _across(grey: Grey, boxes: Rects, letter: float) -> Rects:
    """The rules that run from left to right."""
    depth = max(5, round(letter * 0.45)) | 1
    upright = np.ones((depth, 1), np.uint8)
    raw = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, upright)
    steady = cv2.morphologyEx(cv2.blur(grey, (7, 1)), cv2.MORPH_BLACKHAT, upright)
    bright = cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, upright)
    dark = _found(np.asarray(steady > _FAINT, np.uint8), boxes, letter, bridged=True)
    dark = _drawn(dark, np.asarray(raw, np.uint8), _FAINT, boxes, letter)
    light = _found(np.asarray(bright > _LIGHT, np.uint8), boxes, letter, bridged=False)
    light = _drawn(light, np.asarray(bright, np.uint8), _LIGHT, boxes, letter)
    found = np.concatenate([dark, light[~_beside_any(light, dark, letter)]])
    found = _joined(found[~_crowded(found, letter)], letter)
    return found[~_at_border(found, grey.shape[1], grey.shape[0])]


def _found(mask: Grey, boxes: Rects, letter: float, *, bridged: bool) -> Rects:
    """Where the mask runs on for a while; its gaps are bridged outside text only."""
    if bridged:
        gap = np.ones((1, max(3, round(letter * _BRIDGED))), np.uint8)
        closed = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, gap), np.uint8)
        mask = np.where(_covered(mask.shape, boxes), mask, closed)
    bent = cv2.dilate(mask, np.ones((3, 1), np.uint8))
    long = cv2.morphologyEx(bent, cv2.MORPH_OPEN, np.ones((1, max(9, round(letter * _SHORTEST))), np.uint8))
    thinned = np.ascontiguousarray(np.asarray(long, np.uint8)[:, ::_STEP])  # a rule is long: a part shows it
    stats = np.asarray(cv2.connectedComponentsWithStats(thinned, connectivity=8)[2])[1:]
    x, y, width, height = (stats[:, column].astype(np.float64) for column in range(4))
    x, width = x * _STEP, np.minimum(width * _STEP, mask.shape[1] - x * _STEP)
    rects = np.stack([x, y + 1, x + width, y + np.maximum(height - 1, 2)], axis=1)
    return rects[height - 2 <= letter * 0.5 + width * 0.012]


def _covered(shape: tuple[int, ...], boxes: Rects) -> NDArray[np.bool_]:
    cover = np.zeros(shape, np.bool_)
    for x0, y0, x1, y1 in boxes.astype(int).tolist():
        cover[max(y0, 0) : y1, max(x0, 0) : x1] = True
    return cover


def _drawn(found: Rects, contrast: Grey, least: int, boxes: Rects, letter: float) -> Rects:
    """Those that ink follows closely enough, and that are no strokes of the letters that they run through."""
    inside = _length_in_text(found, boxes)
    kept: list[list[float]] = []
    for rect, covered in zip(found.tolist(), inside.tolist(), strict=True):
        x0, y0, x1, y1 = (round(side) for side in rect)
        ink = contrast[max(y0 - 1, 0) : y1 + 1, x0:x1]
        if covered > 0.4 * (x1 - x0):
            kept += _struck(rect, ink > max(least, ink.max() * 0.4), boxes, letter)
        elif _solidity(np.asarray(cv2.dilate(ink, np.ones((3, 1), np.uint8))) > least, letter) > 0.3:
            kept.append(rect)
    return np.array(kept, np.float64).reshape(-1, 4)


def _length_in_text(found: Rects, boxes: Rects) -> NDArray[np.float64]:
    """Of each rule, the length that runs through boxes."""
    middle = ((found[:, 1] + found[:, 3]) / 2)[:, None]
    through = (boxes[:, 1] < middle) & (middle < boxes[:, 3])
    shared = np.minimum(boxes[:, 2], found[:, 2:3]) - np.maximum(boxes[:, 0], found[:, 0:1])
    return (np.maximum(shared, 0) * through).sum(axis=1)


def _struck(rect: Sequence[float], ink: NDArray[np.bool_], boxes: Rects, letter: float) -> list[list[float]]:
    """The rule that runs through text, if one does; letters that touch it make the ink thicker than it is."""
    thin = max(4, letter * 0.3)
    if rect[3] - rect[1] >= thin:
        best = [int(piece.mean(axis=1).argmax()) for piece in _in_pieces(ink, letter)]
        top = max(round(rect[1]) - 1, 0)
        rect = [rect[0], top + min(best), rect[2], top + max(best) + 1]
    drawn = rect[3] - rect[1] < thin and rect[2] - rect[0] > _longest_stroke(rect, boxes)
    return [[*rect]] if drawn and _solidity(ink, letter) > 0.85 else []


def _solidity(ink: NDArray[np.bool_], letter: float) -> float:
    """How much of its length a stroke covers that may wander over the rows."""
    return float(np.mean([piece.mean(axis=1).max() for piece in _in_pieces(ink, letter)]))


def _in_pieces(ink: NDArray[np.bool_], letter: float) -> list[NDArray[np.bool_]]:
    return np.array_split(ink, max(1, round(ink.shape[1] / (letter * 5))), axis=1)


def _longest_stroke(rect: Sequence[float], boxes: Rects) -> float:
    """What a stroke of the letters there may measure: across a line its height, along it a few times that."""
    x0, y0, x1, y1 = rect
    middle = (y0 + y1) / 2
    there = boxes[(boxes[:, 1] < middle) & (middle < boxes[:, 3]) & (boxes[:, 0] < x1) & (x0 < boxes[:, 2])]
    wide, high = there[:, 2] - there[:, 0], there[:, 3] - there[:, 1]
    return float((np.minimum(wide, high) * np.where(high > wide, 1.5, 4.0)).max(initial=0))


def _beside_any(light: Rects, dark: Rects, letter: float) -> NDArray[np.bool_]:
    """Whether each is but the gap between two rules that are drawn, or between one and a word."""
    apart = np.abs((light[:, 1] + light[:, 3])[:, None] - (dark[:, 1] + dark[:, 3])) / 2
    shared = np.minimum(light[:, 2:3], dark[:, 2]) - np.maximum(light[:, 0:1], dark[:, 0])
    return np.asarray(((apart < letter * 0.6) & (shared > 0)).any(axis=1), np.bool_)


def _crowded(found: Rects, letter: float) -> NDArray[np.bool_]:
    """Whether each has others close above and below, as grain and hatching have, and blurred text.

    The lines of a table stand further apart, or begin and end together.
    """
    x0, x1, middle = found[:, 0], found[:, 2], (found[:, 1] + found[:, 3]) / 2
    apart = np.abs(middle[:, None] - middle)
    shared = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0)
    beside = (apart > 2) & (shared > 0.3 * (x1 - x0)[:, None])
    ragged = (np.abs(x0[:, None] - x0) > letter) & (np.abs(x1[:, None] - x1) > letter)
    close, near = beside & (apart < letter), beside & ragged & (apart < letter * 3)
    return np.asarray((close.sum(axis=1) > 2) | (near.sum(axis=1) > 4), np.bool_)


def _joined(found: Rects, letter: float) -> Rects:
    """Pieces of one rule made one."""
    kept: list[list[float]] = []
    for x0, y0, x1, y1 in sorted(found.tolist()):
        for rect in kept:
            near = max(rect[1], y0) - min(rect[3], y1) <= 1 and x0 - rect[2] <= letter * 0.4
            if near and y1 - y0 < letter and abs(_end(rect) - (y0 + y1) / 2) < 4:
                rect[:] = [rect[0], min(rect[1], y0), max(rect[2], x1), max(rect[3], y1)]
                break
        else:
            kept.append([x0, y0, x1, y1])
    return np.array(kept, np.float64).reshape(-1, 4)


def _end(rect: Sequence[float]) -> float:
    return (rect[1] + rect[3]) / 2


def _at_border(found: Rects, width: int, height: int) -> NDArray[np.bool_]:
    """Whether each runs along the border of the image for most of it."""
    middle = (found[:, 1] + found[:, 3]) / 2
    near = (middle < height * _EDGE) | (middle > height * (1 - _EDGE))
    return near & (found[:, 2] - found[:, 0] > width * 0.3)

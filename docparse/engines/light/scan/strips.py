"""Lines cut out of an image, level and of one height, with room around them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.light.scan.seen import Corners, Pixels, sides

HEIGHT = 48  # pixels that a line is brought to
_BESIDE = 0.1  # of its height, that is cut beyond a line's ends
_BEYOND = 0.03  # and above and below: more would show the lines there where the page is bent
_MARGIN = 12  # pixels of paper around it
_LONGEST = 6000  # pixels; longer would be a rule, not a line
_PAPER = 80  # the percentile of the greys of a line that paper has


def cut(image: Pixels, corners: Corners) -> NDArray[np.uint8]:
    """The line at `corners`, grey."""
    width, height = sides(corners)
    across = int(np.clip(round(HEIGHT * width / max(1.0, height)), 8, _LONGEST))
    line = levelled(image, _grown(corners, height), across, height)
    grey = cv2.cvtColor(line, cv2.COLOR_RGB2GRAY)
    paper = float(np.percentile(grey, _PAPER))
    return cv2.copyMakeBorder(
        grey, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=[paper]
    ).astype(np.uint8)


def levelled(image: Pixels, corners: Corners, across: int, thickness: float) -> Pixels:
    """What lies between `corners`, `across` pixels long and HEIGHT high, of a line of that thickness."""
    shrink = max(1.0, thickness / HEIGHT)  # a warp alone would skip pixels
    inner = np.array([[0, 0], [across, 0], [across, HEIGHT], [0, HEIGHT]], np.float32) * shrink
    matrix = cv2.getPerspectiveTransform(corners, inner)
    size = (round(across * shrink), round(HEIGHT * shrink))
    line = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return cv2.resize(line, (across, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.uint8)


def share_of(at: float, corners: Corners) -> float:
    """How far along the line a column of its strip is, 0 to 1."""
    width, height = sides(corners)
    across = width + 2 * _BESIDE * height
    strip_width = max(8, HEIGHT * width / max(1.0, height))
    along = (at - _MARGIN) / strip_width * across - _BESIDE * height
    return float(np.clip(along / max(1.0, width), 0.0, 1.0))


def _grown(corners: Corners, height: float) -> Corners:
    """Cut a little beyond its edges, in the line's own directions."""
    a, b, c, d = corners
    along = _unit(b - a + c - d) * height * _BESIDE
    below = _unit(d - a + c - b) * height * _BEYOND
    return np.array([a - along - below, b + along - below, c + along + below, d - along + below], np.float32)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return vector / max(float(np.linalg.norm(vector)), 1e-6)

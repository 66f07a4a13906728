# pyright: standard
"""PP-OCRv6: finds the lines of text on an image, and reads them."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan import closer, sessions
from docparse.engines.light.scan.seen import Corners, Pixels, Seen, sides
from docparse.engines.light.scan.signs import recognised, spelt, strip, worded

_FIND_SIDE = 1280  # pixels that the longer side is brought to, at most, for finding lines
_MOST_SIDE = 2560  # the same, for a closer look
_CLOSEST = 2.0  # times that an image is enlarged for it
_SMALL, _GOOD = 15.0, 22.0  # pixels that lines are thick where a closer look is worth its time, and then
_PART = 0.6  # of the image, below which its text is looked at alone
_FRAMED_SIDE = 2240  # pixels that the longer side of such a part is brought to
_FEW, _LARGE = 8, 32.0  # lines, and pixels of their thickness, that say that nothing is small there
_INK = 64.0  # levels from the colour of the paper
_AROUND = 24  # pixels of paper around the only ink
_MARGIN = 0.03  # of its longer side, around such a part
_UPRIGHT = 1.5  # times as high as wide, from which the text of a line runs up or down
_TALL = 3.0  # times as high as wide, beyond which no single letter is
_TRIES = 12  # lines that the quick reader is tried on
_HARD = 0.7  # of those tried, that it is unsure of, from which it is not worth its time
_EASY = 0.4  # the same, below which it may be trusted further


def detect(image: Pixels) -> tuple[Corners, ...]:
    """The lines of text, in no order that means anything; looked at closely where they are small.

    On a page that fills only a part of the image, lines may be too small to be seen at first.
    """
    whole = Rect(0, 0, image.shape[1], image.shape[0])
    lines = _found(image, whole, min(1.0, _FIND_SIDE / max(whole.width, whole.height)))
    if not lines:
        part = _inked(image)
        return _found(image, part, _FRAMED_SIDE / max(part.width, part.height)) if part else ()
    thickness = float(np.median([min(sides(line)) for line in lines]))
    scale = min(1.0, _FIND_SIDE / max(whole.width, whole.height))
    part = _frame(lines, whole)
    framed = part.area < _PART * whole.area and len(lines) >= _FEW and thickness * scale < _LARGE
    if not framed and thickness * scale > _SMALL:
        return lines
    wanted = _FRAMED_SIDE / max(part.width, part.height) if framed else _GOOD / thickness
    return _found(image, part if framed else whole, wanted)


def read(image: Pixels, lines: Sequence[Corners]) -> tuple[Seen, ...]:
    """What stands in each line; lines in which nothing could be read have no words."""
    return tuple(_read(image, lines))


# Finding


def _found(image: Pixels, part: Rect, scale: float) -> tuple[Corners, ...]:
    """The lines in a part of an image that is looked at in another size."""
    x0, y0, x1, y1 = (int(side) for side in part)
    view = image[y0:y1, x0:x1]
    scale = min(scale, _CLOSEST, _MOST_SIDE / max(view.shape[:2]))
    if not 0.95 < scale < 1.05:
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        view = cv2.resize(view, None, fx=scale, fy=scale, interpolation=how)
    boxes = sessions.detector()(cv2.cvtColor(view, cv2.COLOR_RGB2BGR)).boxes
    if boxes is None:
        return ()
    back = np.array([(x1 - x0) / view.shape[1], (y1 - y0) / view.shape[0]], np.float32)
    return tuple(box.astype(np.float32) * back + np.array([x0, y0], np.float32) for box in boxes)


def _inked(image: Pixels) -> Rect | None:
    """The part of an image that has ink, if that is a part only."""
    grey = image[::2, ::2].mean(axis=2)
    rows, columns = np.nonzero(np.abs(grey - np.median(grey)) > _INK)
    if not rows.size:
        return None
    height, width = image.shape[:2]
    x0, x1 = (2 * int(side) for side in (columns.min(), columns.max() + 1))
    y0, y1 = (2 * int(side) for side in (rows.min(), rows.max() + 1))
    part = Rect(
        max(x0 - _AROUND, 0), max(y0 - _AROUND, 0), min(x1 + _AROUND, width), min(y1 + _AROUND, height)
    )
    return part if part.area < _PART * width * height else None


def _frame(lines: Sequence[Corners], whole: Rect) -> Rect:
    """Where the text is, and a little around it."""
    points = np.concatenate(lines)
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    margin = _MARGIN * max(x1 - x0, y1 - y0)
    return Rect(
        max(x0 - margin, 0), max(y0 - margin, 0), min(x1 + margin, whole.x1), min(y1 + margin, whole.y1)
    )


# Reading


def _read(image: Pixels, lines: Sequence[Corners]) -> Iterator[Seen]:
    """The thorough reader is asked where the quick one is unsure; it alone if that is so of most lines."""
    tried, useless, wide = 0, 0, 0
    for corners in lines:
        if _is_upright(corners):
            yield _turned(image, corners)
            continue
        line, thickness = strip(image, corners), sides(corners)[1]
        if tried < _TRIES or useless < _HARD * tried:
            is_easy = tried >= _TRIES and useless < _EASY * tried
            signs, is_quick = closer.spelt_twice(line, thickness, is_easy=is_easy)
            tried, useless, wide = tried + 1, useless + (not is_quick), wide + closer.is_wide(signs)
        else:
            signs = closer.carefully(line, thickness) if wide > _HARD * tried else None
            if signs is None or not closer.is_wide(signs):
                signs = spelt(line, sessions.thorough())
        yield worded(signs, line, corners)


def _is_upright(corners: Corners) -> bool:
    width, height = sides(corners)
    return height >= _UPRIGHT * width


def _turned(image: Pixels, corners: Corners) -> Seen:
    """A line whose text runs up or down, or that is a narrow letter."""
    width, height = sides(corners)
    ways = [np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0)]
    if height < _TALL * width:
        ways.append(corners)
    return max(
        (recognised(strip(image, way), way, sessions.thorough()) for way in ways), key=lambda seen: seen.score
    )

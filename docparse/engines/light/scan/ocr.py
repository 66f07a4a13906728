# pyright: standard
"""PP-OCRv6 through rapidocr and onnxruntime: finds the lines of text on an image, and reads them.

The angle classifier that rapidocr offers is left out: it turns good lines over.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan import strips
from docparse.engines.light.scan.seen import Corners, Glimpse, Pixels, Seen, sides

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
_LONGEST = 3200  # pixels of a line so brought; more would be a rule, not a line
_UPRIGHT = 1.5  # times as high as wide, from which the text of a line runs up or down
_TALL = 3.0  # times as high as wide, beyond which no single letter is
_GAP = 1.0  # heights of a line between the middles of two letters that part words where no blank is read
_FULL_GAP = 1.5  # the same beside signs that are as wide as they are high


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
    return tuple(_read(image, corners) for corners in lines)


# Finding


def _found(image: Pixels, part: Rect, scale: float) -> tuple[Corners, ...]:
    """The lines in a part of an image that is looked at in another size."""
    x0, y0, x1, y1 = (int(side) for side in part)
    view = image[y0:y1, x0:x1]
    scale = min(scale, _CLOSEST, _MOST_SIDE / max(view.shape[:2]))
    if not 0.95 < scale < 1.05:
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        view = cv2.resize(view, None, fx=scale, fy=scale, interpolation=how)
    boxes = _detector()(cv2.cvtColor(view, cv2.COLOR_RGB2BGR)).boxes
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


@cache
def _detector() -> Any:
    from rapidocr.ch_ppocr_det import TextDetector

    return TextDetector(_settings().Det)


# Reading


def _read(image: Pixels, corners: Corners) -> Seen:
    width, height = sides(corners)
    if height < _UPRIGHT * width:
        return _recognised(image, corners)
    ways = [np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0)]  # the text runs up, or down
    if height < _TALL * width:
        ways.append(corners)  # or it is a narrow letter
    return max((_recognised(image, way) for way in ways), key=lambda seen: seen.score)


def _recognised(image: Pixels, corners: Corners) -> Seen:
    strip = _strip(image, corners)
    pixels = strip.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    model, characters = _recogniser()
    chances = model.run(None, {model.get_inputs()[0].name: pixels[None]})[0][0]
    best = chances.argmax(axis=1)
    signs = [
        (characters[sign], at, float(chances[at, sign]))
        for at, sign in enumerate(best)
        if sign and (at == 0 or best[at - 1] != sign)
    ]
    words = tuple(_words(signs, best, strip.shape[1] / len(best)))
    shown = [chance for sign, _, chance in signs if sign != " "]
    return Seen(corners, words, float(np.mean(shown)) if shown else 0.0)


def _strip(image: Pixels, corners: Corners) -> Pixels:
    """The line alone, level, at the height that the model reads."""
    width, height = sides(corners)
    across = int(np.clip(round(strips.HEIGHT * width / max(1.0, height)), 16, _LONGEST))
    return strips.levelled(image, corners, across, height)


def _words(
    signs: Sequence[tuple[str, int, float]], best: NDArray[np.int64], step: float
) -> Iterator[Glimpse]:
    """The signs between blanks; a wide gap parts them too. `step` is the width of a place, in pixels."""
    word: list[tuple[str, int]] = []
    for sign, at, _ in (*signs, (" ", len(best), 1.0)):
        if word and (sign == " " or (at - word[-1][1]) * step > _farthest(word[-1][0], sign)):
            yield _glimpse(word, best)
            word = []
        if sign != " ":
            word.append((sign, at))


def _farthest(before: str, sign: str) -> float:
    """Pixels between the middles of two signs of one word, at most."""
    narrow = (before + sign).isascii() and (before + sign).isalnum()
    return strips.HEIGHT * (_GAP if narrow else _FULL_GAP)


def _glimpse(word: Sequence[tuple[str, int]], best: NDArray[np.int64]) -> Glimpse:
    """A sign is seen at its middle, so that a word reaches half a sign further to either side."""
    first, last = word[0][1], word[-1][1]
    half = (last - first) / (len(word) - 1) / 2 if len(word) > 1 else 1.5
    text = "".join(sign for sign, _ in word)
    return Glimpse(
        text, max(0.0, (first + 0.5 - half) / len(best)), min(1.0, (last + 0.5 + half) / len(best))
    )


@cache
def _recogniser() -> tuple[Any, list[str]]:
    from rapidocr.inference_engine.onnxruntime import OrtInferSession

    session = OrtInferSession(_settings().Rec)
    return session.session, ["", *session.get_character_list(), " "]


@cache
def _settings() -> Any:
    """One thread a model: a worker has one processor, and two threads would burn twice the time."""
    import rapidocr
    from rapidocr.main import DEFAULT_CFG_PATH
    from rapidocr.utils.log import logger
    from rapidocr.utils.parse_parameters import ParseParams

    logger.setLevel("ERROR")
    settings = ParseParams.load(DEFAULT_CFG_PATH)
    for part in (settings.Det, settings.Rec):
        part.model_root_dir = Path(rapidocr.__file__).parent / "models"
        part.engine_cfg = settings.EngineConfig.onnxruntime
        part.engine_cfg.intra_op_num_threads = 1
        part.engine_cfg.enable_cpu_mem_arena = True
    settings.Det.limit_type, settings.Det.limit_side_len = "max", 2 * _MOST_SIDE
    return settings

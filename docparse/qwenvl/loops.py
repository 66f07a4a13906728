"""Answers that run in circles: the same words over and over until the token limit."""

import re
from bisect import bisect_left
from itertools import accumulate
from typing import Final, NamedTuple

_PROBE: Final = 32
_WINDOW: Final = 16_000  # of the tail; no turn is longer than a quarter of it
_TRIES: Final = 48
_FEWEST: Final = 4
_BOX: Final = re.compile(r"""\bdata-bbox=(?:"[^"<>]*(?:"|\Z)|'[^'<>]*(?:'|\Z))""")
_SHORTEST: Final = 120  # characters that all turns take together; rows of dots are shorter


class Loop(NamedTuple):
    """From `start` on a text says its next `turn` characters over and over up to its end."""

    start: int
    turn: int
    times: int  # in whole


def repeats(text: str) -> int | None:
    """Where the endless repetition begins that a text ends in; None if it does not end so."""
    loop = find(text)
    return loop.start if loop else None


def find(text: str) -> Loop | None:
    """The repetition that a text ends in, be it wrapped into lines of its own or box by box down the page."""
    return _tail_loop(text) or _loop_across_lines(text) or _loop_across_boxes(text)


def _loop_across_lines(text: str) -> Loop | None:
    if "\n" not in text[-_WINDOW:] or (wrapped := _tail_loop(text.replace("\n", ""))) is None:
        return None
    start = _offset(text, wrapped.start)
    return Loop(start, _offset(text, wrapped.start + wrapped.turn) - start, wrapped.times)


def _loop_across_boxes(text: str) -> Loop | None:
    """A model that says the same again and again often gives each turn a box of its own."""
    if "data-bbox" not in text[-_WINDOW:]:
        return None
    boxes = [found.span() for found in _BOX.finditer(text)]
    if (loop := _tail_loop(_BOX.sub("", text))) is None:
        return None
    gaps = list(accumulate((stop - start for start, stop in boxes), initial=0))
    places = [start - gap for (start, _), gap in zip(boxes, gaps, strict=False)]  # without the boxes before

    def full(place: int) -> int:
        return place + gaps[bisect_left(places, place)]

    start = full(loop.start)
    return Loop(start, full(loop.start + loop.turn) - start, loop.times)


def _tail_loop(text: str) -> Loop | None:
    """The one that reaches furthest back of the repetitions that a text ends in."""
    best: Loop | None = None
    probe = text[-_PROBE:]
    at = len(text) - len(probe)
    for _ in range(_TRIES if len(probe) == _PROBE else 0):
        at = text.rfind(probe, max(0, len(text) - _WINDOW), at + _PROBE - 1)
        if at < 0:
            break
        turn = len(text) - _PROBE - at
        start = _reach(text, turn)
        span = len(text) - start
        if span >= max(_SHORTEST, _FEWEST * turn) and (best is None or start < best.start - best.turn):
            best = Loop(start, turn, span // turn)
    return best


def _offset(text: str, visible: int) -> int:
    """Where in a text the character stands that is number `visible` when line ends are not counted."""
    low, high = visible, len(text)
    while low < high:
        middle = (low + high) // 2
        if middle + 1 - text.count("\n", 0, middle + 1) > visible:
            high = middle
        else:
            low = middle + 1
    return low


def _reach(text: str, turn: int) -> int:
    """From where on a text equals itself `turn` characters later: longer and longer steps, then bisection."""
    high, step = len(text) - turn, 2 * _PROBE
    low = max(0, high - step)
    while low < high and text[low:high] == text[low + turn : high + turn]:
        high, step = low, 2 * step
        low = max(0, high - step)
    while low < high:
        middle = (low + high) // 2
        if text[middle:high] == text[middle + turn : high + turn]:
            high = middle
        else:
            low = middle + 1
    return high

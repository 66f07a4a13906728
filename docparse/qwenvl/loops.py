"""Answers that run in circles: the same words over and over until the token limit."""

from typing import Final, NamedTuple

_PROBE: Final = 32
_WINDOW: Final = 16_000  # of the tail; no turn is longer than a quarter of it
_TRIES: Final = 48
_FEWEST: Final = 4
_SHORTEST: Final = 120  # characters that all turns take together; rows of dots are shorter


class Loop(NamedTuple):
    """From `start` on a text repeats its next `turn` characters up to its end."""

    start: int
    turn: int


def repeats(text: str) -> int | None:
    """Where the endless repetition begins that a text ends in; None if it does not end so."""
    loop = find(text)
    return loop.start if loop else None


def find(text: str) -> Loop | None:
    """The repetition that a text ends in, be it wrapped into lines of its own or not."""
    loop = _tail_loop(text)
    if loop or "\n" not in text[-_WINDOW:]:
        return loop
    if (wrapped := _tail_loop(text.replace("\n", ""))) is None:
        return None
    start = _offset(text, wrapped.start)
    return Loop(start, _offset(text, wrapped.start + wrapped.turn) - start)


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
            best = Loop(start, turn)
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

"""Boxes that an answer is likely to state next: those of the layer's passages, moved as its boxes before."""

from collections.abc import Sequence
from operator import add
from statistics import median_low
from typing import Final, NamedTuple

from docparse.document import Size
from docparse.runtime.draft_layer import Layer, Line, Passage, Place, around

_MEMORY: Final = 9  # boxes by which the next one is moved, and whose edges it may share
_STRAY: Final = 0.04  # of the width of the page: what is further from its words is no measure of others
_SLACK: Final = 0.005  # of the width of the page, by which boxes lie off for no reason
_LONGEST: Final = 5  # digits
_CORNER: Final = 2  # numbers that tell where a box begins


class Guess(NamedTuple):
    """The rest of four numbers of which some are begun, and the lines that stand there."""

    rest: str
    lines: tuple[Line, ...]


class Boxes:
    """The passages of a page and what of them was answered, and how far off."""

    def __init__(self, layer: Layer, counted: Size) -> None:
        self._layer = layer
        self._stray = _STRAY * counted.width
        self._slack = _SLACK * counted.width
        self._left = [*layer.passages]  # without the lines that were answered
        self._next = 0  # of them, the one that is likely to be answered next
        self._moves: dict[str, list[Place]] = {}  # by mark
        self._move: dict[str, list[int]] = {}  # the usual one
        self._stated: list[Place] = []
        self._guesses: dict[tuple[str, ...], Guess | None] = {}  # by mark and what is begun of a box

    def state(self, mark: str, place: Place) -> tuple[Line, ...]:
        """A tag has been set with that box; the lines in it."""
        self._stated.append(place)
        self._guesses.clear()
        self._leave(place)
        if lines := self._layer.within(place):
            move = Place(*(one - other for one, other in zip(place, around(lines), strict=True)))
            if max(map(abs, move)) < self._stray:
                self._moves.setdefault(mark, []).append(move)
                self._move[mark] = [*map(median_low, zip(*self._moves[mark][-_MEMORY:], strict=True))]
        return lines

    def within(self, place: Place) -> tuple[Line, ...]:
        return self._layer.within(place)

    def guess(self, mark: str, begun: Sequence[str]) -> Guess | None:
        known = (mark, *begun)
        if known not in self._guesses:
            sound = len(begun) <= len(Place._fields) and all(map(_is_number, begun[:-1]))
            self._guesses[known] = self._guessed(mark, begun) if sound else None
        return self._guesses[known]

    def _leave(self, place: Place) -> None:
        """Leave of each passage the lines that are not in the box."""
        for n, passage in enumerate(self._left):
            left = tuple(line for line in passage.lines if not place.holds(line.place))
            if len(left) < len(passage.lines):
                self._next = max(n, self._next)
                self._left[n] = Passage(left, around(left) if left else passage.place)

    def _guessed(self, mark: str, begun: Sequence[str]) -> Guess | None:
        *whole, digits = begun
        passage = None if mark.startswith("<img") else self._at([*map(int, whole)], digits)
        if passage:
            place = self._moved(passage.place, mark, begun)
        elif self._stated:
            place = self._stated[-1]
        else:
            return None
        place = Place._make((*map(int, whole), _nearest(digits, place[len(whole)]), *place[len(begun) :]))
        lines = passage.lines if passage else ()
        if lines and len(begun) == len(place):
            lines = self._layer.within(place)
        return Guess(" ".join(map(str, place[len(whole) :]))[len(digits) :], lines)

    def _at(self, whole: Sequence[int], digits: str) -> Passage | None:
        """The first passage whose top left corner is near to what is begun of it, or the nearest."""
        if len(whole) >= _CORNER:
            whole, digits = whole[:_CORNER], ""

        def distance(passage: Passage) -> float:
            away = -self._slack
            for number, side in zip(whole, passage.place, strict=False):
                away += abs(number - side)
            if digits:
                side = passage.place[len(whole)]
                away += abs(_nearest(digits, side) - side)
            return max(0, away)

        order = [passage for passage in self._left[self._next :] + self._left[: self._next] if passage.lines]
        near = (passage for passage in order if not distance(passage))
        return next(near, None) or min(order, key=distance, default=None)

    def _moved(self, place: Place, mark: str, begun: Sequence[str]) -> Place:
        moved = map(add, place, self._move.get(mark, (0, 0, 0, 0)))
        return Place(*(self._snapped(n, max(0, at), *begun[n : n + 1]) for n, at in enumerate(moved)))

    def _snapped(self, n: int, at: int, begun: str = "") -> int:
        """What another box had for that side, if it is near."""
        for place in self._stated[: -_MEMORY - 1 : -1]:
            if abs(place[n] - at) < self._slack and str(place[n]).startswith(begun):
                return place[n]
        return at


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= _LONGEST


def _nearest(begun: str, number: int) -> int:
    """The number that is nearest of all that begin so."""
    if str(number).startswith(begun) or not _is_number(begun):
        return number
    best = least = most = int(begun)
    for _ in range(_LONGEST - len(begun)):
        least, most = 10 * least, 10 * most + 9
        fitting = least if number < least else min(number, most)
        if abs(fitting - number) < abs(best - number):
            best = fitting
    return best

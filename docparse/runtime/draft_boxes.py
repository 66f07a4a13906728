"""Boxes that an answer is likely to state next: those of the layer's passages, moved as its boxes before."""

from collections.abc import Sequence
from statistics import median_low
from typing import Final

from docparse.document import Size
from docparse.runtime.draft_layer import Layer, Line, Passage, Place, around

_MEMORY: Final = 5  # boxes of a kind, by which the next one is moved
_STRAY: Final = 0.04  # of the width of the page: what is further from its words is no measure of others
_LONGEST: Final = 5  # digits


class Boxes:
    """The passages of a page and which of them were answered, with what marks and how far off."""

    def __init__(self, layer: Layer, counted: Size) -> None:
        self._layer = layer
        self._stray = _STRAY * counted.width
        self._done: set[int] = set()
        self._offsets: dict[str, list[Place]] = {}
        self._marks: dict[int, str] = {}  # by height of type
        self._last: Place | None = None

    def state(self, mark: str, place: Place) -> tuple[Line, ...]:
        """A tag has been set with that box; the lines in it."""
        self._last = place
        for n, passage in enumerate(self._layer.passages):
            if n not in self._done and place.holds(passage.place):
                self._done.add(n)
                self._marks[passage.height] = mark
        if lines := self.within(place):
            offset = Place(*(one - other for one, other in zip(place, around(lines), strict=True)))
            if max(map(abs, offset)) < self._stray:
                self._offsets.setdefault(mark, []).append(offset)
        return lines

    def within(self, place: Place) -> tuple[Line, ...]:
        return self._layer.within(place)

    def mark(self, usual: str) -> str:
        """What the next passage is likely to be marked as: like others of its height, or as is usual."""
        passage = self._next()
        return usual if passage is None else self._marks.get(passage.height, usual)

    def guess(self, mark: str, begun: Sequence[str]) -> tuple[str | None, Sequence[Line]]:
        """The rest of four numbers of which some are begun, and the lines that stand there."""
        passage = None if mark.startswith("<img") else self._fitting(begun)
        place = self._moved(passage.place, mark) if passage else self._last
        if place is None or not all(map(_is_number, begun[:-1])):
            return None, ()
        rest = place[len(begun) :]
        last = str(_nearest(begun[-1], place[len(begun) - 1]))[len(begun[-1]) :]
        return " ".join([last, *map(str, rest)]), passage.lines if passage else ()

    def _next(self) -> Passage | None:
        """The first one after those that were answered; where there is none, the first that is left."""
        last = max(self._done, default=-1)
        left = [n for n in range(len(self._layer.passages)) if n not in self._done]
        at = next((n for n in left if n > last), left[0] if left else None)
        return None if at is None else self._layer.passages[at]

    def _fitting(self, begun: Sequence[str]) -> Passage | None:
        """The passage whose top left corner is nearest to what is begun of it."""
        following = self._next()
        if following is None or not any(begun):
            return following

        def distance(passage: Passage) -> tuple[int, bool]:
            away = (abs(_nearest(*pair) - pair[1]) for pair in zip(begun[:2], passage.place, strict=False))
            return sum(away), passage is not following

        left = (passage for n, passage in enumerate(self._layer.passages) if n not in self._done)
        return min(left, key=distance)

    def _moved(self, place: Place, mark: str) -> Place:
        offsets = self._offsets.get(mark, ())[-_MEMORY:]
        moves = map(median_low, zip(*offsets, strict=True)) if offsets else (0, 0, 0, 0)
        return Place(*(max(0, at + move) for at, move in zip(place, moves, strict=True)))


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= _LONGEST


def _nearest(begun: str, number: int) -> int:
    """The number that is nearest of all that begin so."""
    if not _is_number(begun):
        return number
    scales = [10**more for more in range(_LONGEST - len(begun) + 1)]
    fitting = [min(max(number, int(begun) * scale), (int(begun) + 1) * scale - 1) for scale in scales]
    return min(fitting, key=lambda one: abs(one - number))

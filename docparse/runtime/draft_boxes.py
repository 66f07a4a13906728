"""Boxes that an answer is likely to state next: those of the layer's passages, moved as its boxes before."""

from collections.abc import Sequence
from statistics import median_low
from typing import Final

from docparse.document import Size
from docparse.runtime.draft_layer import Layer, Line, Passage, Place, around

_MEMORY: Final = 5  # boxes of a kind, by which the next one is moved
_STRAY: Final = 0.04  # of the width of the page: what is further from its words is no measure of others
_LONGEST: Final = 5  # digits
_CORNER: Final = 2  # numbers that tell where a box begins


class Boxes:
    """The passages of a page and which of them were answered, with what marks and how far off."""

    def __init__(self, layer: Layer, counted: Size) -> None:
        self._layer = layer
        self._stray = _STRAY * counted.width
        self._left = dict(enumerate(layer.passages))
        self._answered = -1  # the last passage that was
        self._offsets: dict[str, list[Place]] = {}
        self._marks: dict[int, str] = {}  # by height of type
        self._last: Place | None = None
        self._fits: dict[tuple[str, ...], Passage | None] = {}  # by what is begun of a corner

    def state(self, mark: str, place: Place) -> tuple[Line, ...]:
        """A tag has been set with that box; the lines in it."""
        self._last = place
        self._fits.clear()
        for n in [n for n, passage in self._left.items() if place.holds(passage.place)]:
            self._marks[self._left.pop(n).height] = mark
            self._answered = max(n, self._answered)
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
        if not all(map(_is_number, begun[:-1])):
            return None, ()
        passage = None if mark.startswith("<img") else self._at(tuple(begun[: _CORNER + 1]))
        place = self._moved(passage.place, mark) if passage else self._last
        if place is None:
            return None, ()
        rest = place[len(begun) :]
        last = str(_nearest(begun[-1], place[len(begun) - 1]))[len(begun[-1]) :]
        return " ".join([last, *map(str, rest)]), passage.lines if passage else ()

    def _next(self) -> Passage | None:
        """The first one after those that were answered; where there is none, the first that is left."""
        following = (passage for n, passage in self._left.items() if n > self._answered)
        return next(following, None) or next(iter(self._left.values()), None)

    def _at(self, begun: tuple[str, ...]) -> Passage | None:
        if len(begun) > _CORNER:
            begun = (*begun[:_CORNER], "")
        if begun not in self._fits:
            self._fits[begun] = self._fitting(begun)
        return self._fits[begun]

    def _fitting(self, begun: tuple[str, ...]) -> Passage | None:
        """The passage whose top left corner is nearest to what is begun of it."""
        following = self._next()
        if following is None or begun == ("",):
            return following
        whole, digits = [int(number) for number in begun[:-1]], begun[-1]

        def distance(passage: Passage) -> tuple[int, bool]:
            place, away = passage.place, 0
            for number, side in zip(whole, place, strict=False):
                away += abs(number - side)
            if digits:
                side = place[len(whole)]
                away += abs(_nearest(digits, side) - side)
            return away, passage is not following

        return min(self._left.values(), key=distance)

    def _moved(self, place: Place, mark: str) -> Place:
        offsets = self._offsets.get(mark, ())[-_MEMORY:]
        moves = map(median_low, zip(*offsets, strict=True)) if offsets else (0, 0, 0, 0)
        return Place(*(max(0, at + move) for at, move in zip(place, moves, strict=True)))


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

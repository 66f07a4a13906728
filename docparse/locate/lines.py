"""Words side by side, as lines and as the runs of a line that white parts from one another."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from docparse.document import Box, Word

_LEVEL: Final = 0.5  # of the lesser height, that words of a line have in common
_TALLER: Final = 2.5  # times as high: a stamp or an initial is in no line with others
_GAP: Final = 1.2  # times the height of a line, from which white parts what stands in it


class Run(NamedTuple):
    """Words with no more than blanks between them."""

    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        return around(self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


class Line(NamedTuple):
    """Runs from left to right."""

    runs: tuple[Run, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for run in self.runs for word in run.words)

    @property
    def box(self) -> Box:
        return around(self.words)


def lines_of(words: Iterable[Word]) -> tuple[Line, ...]:
    """From top to bottom. A line is followed from word to word, so it may slant."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.box.x1, word.box.y1)):
        level = [row for row in rows if _is_level(row[-1].box, word.box)]
        if level:
            min(level, key=lambda row: abs(_middle(row[-1].box) - _middle(word.box))).append(word)
        else:
            rows.append([word])
    rows.sort(key=lambda row: sum(_middle(word.box) for word in row) / len(row))
    return tuple(Line(tuple(_runs(row))) for row in rows)


def around(words: Sequence[Word]) -> Box:
    """The box that holds them all."""
    boxes = [word.box for word in words]
    return Box(
        min(box.x1 for box in boxes),
        min(box.y1 for box in boxes),
        max(box.x2 for box in boxes),
        max(box.y2 for box in boxes),
    )


def _is_level(before: Box, box: Box) -> bool:
    shared = min(before.y2, box.y2) - max(before.y1, box.y1)
    low, high = sorted((before.height, box.height))
    return shared >= _LEVEL * low and high <= _TALLER * low


def _middle(box: Box) -> float:
    return (box.y1 + box.y2) / 2


def _runs(row: Sequence[Word]) -> Iterator[Run]:
    start = 0
    for place, (before, word) in enumerate(pairwise(row), start=1):
        if word.box.x1 - before.box.x2 > _GAP * min(before.box.height, word.box.height):
            yield Run(tuple(row[start:place]))
            start = place
    yield Run(tuple(row[start:]))

"""The text layer of a page as a draft of its answer: its passages, and the words in a box."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Final, Literal, NamedTuple, TypeAlias

from docparse.document import Size, Word

Layout: TypeAlias = Literal["flowing", "listed", "tabled", "typed"]

ITEM: Final = "\x1e"  # between items of a list, and cells of a row
ROW: Final = "\x1d"

# In heights of a line.
_WIDE: Final = 0.85  # a gap that parts two cells, or columns
_APART: Final = 0.9  # a gap that parts two passages
_BESIDE: Final = 6.0  # a gap between cells of a row
_BELOW: Final = 2.0  # a gap between rows
_ALIKE: Final = 1.25  # between heights of the same passage
_BULLET: Final = re.compile(r"[^\w\s]|[0-9]{1,3}[.)]|[a-zA-Z][.)]")
# Two letters of which one is of a script without blanks: ideographs, kana, and their marks.
_WIDE_LETTER: Final = r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_SOLID: Final = re.compile(rf"{_WIDE_LETTER}.|.{_WIDE_LETTER}")
_UPRIGHT: Final = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x1D400, 0x1D800)}
_SOFT: Final = "\u00ad"
_HYPHENS: Final = ("-", "\u2010", _SOFT)


class Place(NamedTuple):
    """Where something stands, as the model counts."""

    x1: int
    y1: int
    x2: int
    y2: int

    def holds(self, other: "Place") -> bool:
        """Whether the middle of the other lies within."""
        x, y = other.x1 + other.x2, other.y1 + other.y2
        return 2 * self.x1 <= x <= 2 * self.x2 and 2 * self.y1 <= y <= 2 * self.y2


class Placed(NamedTuple):
    """A word."""

    text: str
    place: Place


class Line(NamedTuple):
    """Words side by side, no gap between them wide enough for a column."""

    words: tuple[Placed, ...]
    place: Place

    @property
    def height(self) -> int:
        return max(1, self.place.y2 - self.place.y1)


class Passage(NamedTuple):
    """Lines one below the other, of type of one size."""

    lines: tuple[Line, ...]
    place: Place


class Layer:
    """The words of one page, in the order of its text layer."""

    def __init__(self, words: Sequence[Word], page: Size, counted: Size) -> None:
        """`words` stand in pixels of a `page`, on whose sides the model counts up to `counted`."""
        self.lines = tuple(_lines(_scaled(words, page, counted)))
        self.passages = tuple(_passages(self.lines))

    def within(self, place: Place) -> tuple[Line, ...]:
        """The words that stand in a box, line by line."""
        found: list[Line] = []
        for line in self.lines:
            x1, y1, x2, y2 = line.place
            if place.y1 <= (y1 + y2) // 2 <= place.y2 and x1 < place.x2 and x2 > place.x1:
                words = [word for word in line.words if place.holds(word.place)]
                if words:
                    found.append(line if len(words) == len(line.words) else _line(words))
        return tuple(found)


def around(lines: Sequence[Line]) -> Place:
    """The smallest box that holds all of the lines; there must be one."""
    return _union(line.place for line in lines)


def told(lines: Sequence[Line], layout: Layout) -> str:
    """What lines say, as HTML, with an `ITEM` or a `ROW` where a list or a table is parted."""
    if not lines:
        return ""
    left = min(line.place.x1 for line in lines)
    pieces = [_words(lines[0], layout, left)]
    for one, other in pairwise(lines):
        words, between = _words(other, layout, left), _between(one, other, layout)
        if between == " " and pieces[-1].endswith(_HYPHENS) and words[:1].islower():
            pieces[-1], between = pieces[-1][:-1], ""
        pieces += [between, words]
    return escape("".join(pieces).replace(_SOFT, ""), quote=False)


def _scaled(words: Sequence[Word], page: Size, counted: Size) -> Iterator[Placed]:
    across, down = counted.width / page.width, counted.height / page.height
    for text, box in words:
        corners = (box.x1 * across, box.y1 * down, box.x2 * across, box.y2 * down)
        yield Placed(text.translate(_UPRIGHT), Place(*map(round, corners)))


def _lines(words: Iterable[Placed]) -> Iterator[Line]:
    line: list[Placed] = []
    for word in words:
        if line and not _is_beside(line[-1].place, word.place):
            yield _line(line)
            line = []
        line.append(word)
    if line:
        yield _line(line)


def _line(words: Sequence[Placed]) -> Line:
    return Line(tuple(words), _union(word.place for word in words))


def _is_beside(left: Place, right: Place) -> bool:
    height = max(left.y2 - left.y1, 1)
    return _is_level(left, right) and -height < right.x1 - left.x2 < _WIDE * height


def _is_level(one: Place, other: Place) -> bool:
    shared = min(one.y2, other.y2) - max(one.y1, other.y1)
    return 2 * shared > min(one.y2 - one.y1, other.y2 - other.y1)


def _passages(lines: Iterable[Line]) -> Iterator[Passage]:
    passage: list[Line] = []
    for line in lines:
        if passage and not _goes_on(passage, line):
            yield Passage(tuple(passage), around(passage))
            passage = []
        passage.append(line)
    if passage:
        yield Passage(tuple(passage), around(passage))


def _goes_on(passage: Sequence[Line], line: Line) -> bool:
    last, height = passage[-1].place, line.height
    if not height / _ALIKE < passage[0].height < height * _ALIKE:
        return False
    x1, y1, x2, _ = line.place
    if _is_level(last, line.place):
        return -height < x1 - last.x2 < _BESIDE * height
    tabled = any(_is_level(one.place, other.place) for one, other in pairwise(passage[-4:]))
    left, right = (passage[0].place.x1, x2) if tabled else (last.x1, last.x2)
    return x1 < right and left < x2 and -height < y1 - last.y2 < (_BELOW if tabled else _APART) * height


def _words(line: Line, layout: Layout, left: int) -> str:
    words = [word.text for word in line.words]
    if layout == "listed" and _is_item(line):
        del words[0]
    said = " ".join(words)
    if layout == "typed":
        (x1, _, x2, _) = line.place
        return " " * round((x1 - left) * len(said) / max(1, x2 - x1)) + said
    return said


def _between(one: Line, other: Line, layout: Layout) -> str:
    if layout == "listed":
        return ITEM if _is_item(other) else _blank(one, other)
    if layout == "typed":
        return "\n"
    if layout == "flowing":
        return _blank(one, other)
    if other.place.x1 >= one.place.x2:
        return ITEM
    within = one.place.x1 < other.place.x2 and other.place.y1 - one.place.y2 < one.height // 2
    return _blank(one, other) if within else ROW


def _blank(one: Line, other: Line) -> str:
    """What stands in place of the end of a line, or of a gap within one."""
    if other.place.x1 >= one.place.x2:
        return " "
    return "" if _SOLID.match(one.words[-1].text[-1:] + other.words[0].text[:1]) else " "


def _is_item(line: Line) -> bool:
    return _BULLET.fullmatch(line.words[0].text) is not None


def _union(places: Iterable[Place]) -> Place:
    lefts, tops, rights, bottoms = zip(*places, strict=True)
    return Place(min(lefts), min(tops), max(rights), max(bottoms))

"""Values beside or below their labels, on a page of words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import Any, Final, NamedTuple, TypeAlias

from docparse.document import Box, Word
from docparse.extract.schema import Value
from docparse.extract.values import Manner, read
from docparse.locate.lines import Line, Run
from docparse.locate.search import fold

_ALIKE: Final = 0.85  # of the letters of a label, where OCR may have erred
_LONG: Final = 5  # letters, from which it may
_TWINS: Final = str.maketrans("1i0", "llo")  # letters that OCR takes for one another in any word
_BELOW: Final = 2.2  # heights of a line, that a value may stand below its label
_MOST: Final = 6  # words that a value of another kind than text has
_EMPTY: Final = re.compile(r"[\W_]*")
_LEADING: Final = re.compile(r"[:=#|.\-\u2013]+|[(\[].{1,4}[)\]]:?")
_VALUED: Final = re.compile(r"[#:$€£(¥=+\-]|RM|[A-Z]{3}$|\S*\d")  # how what is a value at once begins
_DIGITS: Final = re.compile(r"\d[\d.,]*")
_GLUED: Final = re.compile(r"([^\d:]*[^\W\d:][^\d:]*:)(\S+)")


_Label: TypeAlias = tuple[str, int, tuple[str, ...]]  # a field, the rank of one of its labels, its tokens


class Key(NamedTuple):
    """A label on the page: the words of a line from `start` to `end`."""

    path: str
    rank: int  # among the labels of its field
    line: int
    start: int
    end: int
    colon: bool


class Beside(NamedTuple):
    """A value and the words that say it."""

    value: Any
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as lines, and the labels on it."""

    lines: tuple[Line, ...]
    keys: tuple[Key, ...]
    manner: Manner

    def key_at(self, line: int, place: int) -> Key | None:
        return next((key for key in self.keys if key.line == line and key.start <= place < key.end), None)


def sheet(
    lines: Sequence[Line], fields: Mapping[str, Value], manner: Manner, *, heads: bool = False
) -> Sheet:
    """The page with the labels of `fields`, by their paths; where two overlap, the longer one.

    Labels stand alone or before a value; as heads of columns they may stand anywhere in a line.
    """
    parted = tuple(map(_parted, lines))
    labels = [
        (path, rank, tokens)
        for path, shape in fields.items()
        for rank, label in enumerate(shape.labels)
        if (tokens := tuple(_tokens(label)))
    ]
    labels.sort(key=lambda each: (-len(each[2]), each[1]))
    keys = chain.from_iterable(_keys(place, line, labels, heads=heads) for place, line in enumerate(parted))
    return Sheet(parted, tuple(keys), manner)


def value_of(path: str, shape: Value, sheet: Sheet) -> Beside | None:
    """What stands beside the likeliest label of a field, else beside the next one."""
    keys = sorted((key for key in sheet.keys if key.path == path), key=lambda key: (key.rank, key.line))
    found = (_beside(key, shape, sheet) for key in keys)
    return next((one for one in found if one is not None), None)


def _parted(line: Line) -> Line:
    """With a label and a value apart that are written as one word."""
    return Line(tuple(Run(tuple(chain.from_iterable(map(_split, run.words)))) for run in line.runs))


def _split(word: Word) -> tuple[Word, ...]:
    if (found := _GLUED.fullmatch(word.text)) is None or found[2].startswith("//"):
        return (word,)
    box = word.box
    middle = box.x1 + max(1, round(box.width * len(found[1]) / len(word.text)))
    if not box.x1 < middle < box.x2:
        return (word,)
    left, right = Box(box.x1, box.y1, middle, box.y2), Box(middle, box.y1, box.x2, box.y2)
    return Word(found[1], left), Word(found[2], right)


def _tokens(text: str) -> Iterator[str]:
    for word in fold(text).split():
        if token := re.sub(r"[\W_]+", "", word):
            yield token


def _keys(number: int, line: Line, labels: Sequence[_Label], *, heads: bool) -> Iterator[Key]:
    words = line.words
    begins = {sum(len(run.words) for run in line.runs[:place]) for place in range(len(line.runs) + 1)}
    place = 0
    while place < len(words):
        found = (_key(number, words, place, label) for label in labels)
        fitting = (key for key in found if key and (heads or _stands_alone(key, words, begins)))
        key = next(fitting, None)
        if key is not None:
            yield key
        place = key.end if key is not None else place + 1


def _key(number: int, words: Sequence[Word], start: int, label: _Label) -> Key | None:
    path, rank, tokens = label
    if (end := _end(words, start, tokens)) is None:
        return None
    colon = words[end - 1].text.endswith((":", "#", "=")) or (
        end < len(words) and words[end].text.startswith((":", "="))
    )
    return Key(path, rank, number, start, end, colon)


def _stands_alone(key: Key, words: Sequence[Word], begins: set[int]) -> bool:
    """Whether nothing but a value goes on with what it begins, and it goes on with nothing."""
    is_whole = key.end in begins or key.colon or _VALUED.match(words[key.end].text) is not None
    is_begun = key.start in begins or key.colon or _EMPTY.fullmatch(words[key.start - 1].text) is not None
    return is_whole and is_begun


def _end(words: Sequence[Word], start: int, tokens: Sequence[str]) -> int | None:
    """Where a label that begins at `start` ends; words of nothing but marks may stand within it."""
    place, label = start, "".join(tokens)
    said = ""
    while place < len(words) and len(said) < len(label):
        said += "".join(_tokens(words[place].text))
        place += 1
        if not said:
            return None
    return place if said == label or _is_misread(said, label) else None


def _is_misread(said: str, label: str) -> bool:
    if said.translate(_TWINS) == label.translate(_TWINS):
        return True
    if min(len(said), len(label)) < _LONG or abs(len(said) - len(label)) > 1 or said[0] != label[0]:
        return False
    return SequenceMatcher(None, said, label, autojunk=False).ratio() >= _ALIKE


def _beside(key: Key, shape: Value, sheet: Sheet) -> Beside | None:
    if shape.kind == "boolean":
        return _ticked(key, shape, sheet)
    right, below = _right(key, sheet), _below(key, sheet)
    if below and not key.colon and _is_head(key, sheet):
        right, below = [], [*below, *right]
    for run in (*right, *below):
        if found := within(run, shape, sheet.manner):
            return found
        if shape.kind == "string" and not shape.limits:
            return None
    return None


def within(words: Sequence[Word], shape: Value, manner: Manner) -> Beside | None:
    """The value that words say; a part of them where it is more than a text."""
    if shape.kind == "string" and not shape.limits and shape.role != "currency":
        value = read(shape, " ".join(word.text for word in words), manner)
        return Beside(value, tuple(words)) if value is not None else None
    for start in range(len(words)):
        for end in range(min(len(words), start + _MOST), start, -1):
            text = " ".join(word.text for word in words[start:end])
            if (value := read(shape, text, manner)) is None:
                continue
            is_torn = shape.kind in ("number", "integer") and any(
                _DIGITS.fullmatch(word.text) for word in (*words[:start], *words[end:])
            )
            return None if is_torn else Beside(value, tuple(words[start:end]))
    return None


def _right(key: Key, sheet: Sheet) -> list[tuple[Word, ...]]:
    """The runs behind a label, up to the next one."""
    runs: list[tuple[Word, ...]] = []
    place = 0
    for run in sheet.lines[key.line].runs:
        own = [
            word
            for at, word in enumerate(run.words, start=place)
            if at >= key.end and not _passed(at, key, sheet)
        ]
        place += len(run.words)
        while own and (_LEADING.fullmatch(own[0].text) or _EMPTY.fullmatch(own[0].text)):
            own = own[1:]
        if own:
            runs.append(tuple(own))
    return runs


def _passed(place: int, key: Key, sheet: Sheet) -> bool:
    """Whether another label stands before a place, behind this one."""
    return any(other.line == key.line and key.end <= other.start <= place for other in sheet.keys)


def _below(key: Key, sheet: Sheet) -> list[tuple[Word, ...]]:
    """The run below a label, in one of the next two lines."""
    words = sheet.lines[key.line].words[key.start : key.end]
    left, right, bottom = words[0].box.x1, words[-1].box.x2, max(word.box.y2 for word in words)
    height = max(word.box.height for word in words)
    for number in (key.line + 1, key.line + 2):
        place = 0
        for run in sheet.lines[number].runs if number < len(sheet.lines) else ():
            box, start = run.box, place
            place += len(run.words)
            if box.x1 < right and left < box.x2 and bottom - height // 2 < box.y1 < bottom + _BELOW * height:
                return [] if sheet.key_at(number, start) else [run.words]
    return []


def _is_head(key: Key, sheet: Sheet) -> bool:
    """Whether a label is one of several side by side, each with its value below."""
    line = sheet.lines[key.line]
    keys = sum(other.line == key.line for other in sheet.keys)
    has_digits = any(sign.isdigit() for run in line.runs for sign in run.text)
    return keys >= 2 and 2 * keys >= len(line.runs) and not has_digits


def _ticked(key: Key, shape: Value, sheet: Sheet) -> Beside | None:
    """A box to tick stands before what it means, an answer behind what is asked."""
    words = sheet.lines[key.line].words
    places = [key.start - 1] if key.start else []
    for place in (*places, key.end):
        if (
            place < len(words)
            and (value := read(shape, words[place].text.strip("[]():"), sheet.manner)) is not None
        ):
            return Beside(value, (words[place],))
    return None

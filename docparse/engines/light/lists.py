# ruff: noqa: RUF001 - odd characters are what this module is about
"""Lists: which lines begin an entry, and how entries nest by their indent."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docparse.document import Item, List
from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.inlines import inlines
from docparse.engines.light.layer import Layer, Line

_BULLETS = "•・◦‣⁃▪▫●○◆◇➢➤►▶✓✔❑❖∙"  # whatever follows them
_DASHES = "·–−*-■□"  # if a blank follows them
_NUMBER = re.compile(  # what opens with a bracket closes with one: "(i." begins no entry but "i. e."
    r"^(?:\(?(\d{1,3})\)|(\d{1,3})\.|\[(\d{1,3})\]|\(?[a-zA-Z]\)|[a-zA-Z]\.|\(?[ivxIVX]{1,5}\)|[ivxIVX]{1,5}\.)$"
)
_WORD = re.compile(r"\w+")
_ROMANS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_DEDENT = 0.7  # sizes that a line stands further left than the mark of an entry it is no part of
_STEP = 6.0  # points of indent that make another level


@dataclass(frozen=True, slots=True)
class Entry:
    lines: tuple[Line, ...]
    indent: float
    number: int | None  # None behind a bullet
    marked: bool = True


def entries(lines: Sequence[Line]) -> list[Entry]:
    """The entries that some lines make; lines before the first mark, or outside them all, have none."""
    found: list[Entry] = []
    right = max((line.rect.x1 for line in lines), default=0.0)
    for line in lines:
        if starts(line) or not found or _is_outside(line, found[-1], right):
            found.append(_entry(line))
        else:
            found[-1] = replace(found[-1], lines=(*found[-1].lines, line))
    return found


def _is_outside(line: Line, entry: Entry, right: float) -> bool:
    """Whether a line stands further left than the mark above, where an entry ended though there was room."""
    last = entry.lines[-1]
    stopped = last.text.endswith((".", ":", ";"))
    room = right - last.rect.x1 > line.size + (0.0 if stopped else line.runs[0].rect.width)
    dedented = line.rect.x0 < entry.indent - _DEDENT * line.size
    return entry.marked and dedented and room and not line.text[0].islower()


def starts(line: Line) -> bool:
    """Whether a line begins with a bullet or a number that text follows."""
    return line.text[0] in _BULLETS or (
        len(line.runs) > 1 and line.runs[1].spaced and _mark(line) is not None
    )


def succeeds(line: Line, before: Line) -> bool:
    """Whether a line begins with the number or letter behind the one that another begins with."""
    ours, theirs = (_NUMBER.match(part.runs[0].text) for part in (line, before))
    if not (ours and theirs and starts(line) and starts(before)):
        return False
    first, second = (_WORD.search(found[0]) for found in (theirs, ours))
    if not (first and second) or _shape(theirs[0]) != _shape(ours[0]):
        return False
    return any(_follows(count(first[0]), count(second[0])) for count in (_counted, _ordinal, _roman))


def _shape(mark: str) -> str:
    return _WORD.sub("", mark)


def _follows(before: int, number: int) -> bool:
    return before > 0 and number == before + 1


def _counted(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _ordinal(text: str) -> int:
    """Of a letter."""
    return ord(text) - 64 if len(text) == 1 and text.isalpha() else 0


def _roman(text: str) -> int:
    return _ROMANS.index(text.lower()) if text.lower() in _ROMANS else 0


def is_mark(line: Line) -> bool:
    """Whether a line is nothing but a bullet or a number."""
    return len(line.runs) == 1 and len(line.text) < 6 and _mark(line) is not None


def is_list(lines: Sequence[Line]) -> bool:
    """Whether lines are entries: the first is marked, by a bullet or as one of several, or two by bullets."""
    if not lines:
        return False
    if not starts(lines[0]):
        return sum(line.text[0] in _BULLETS and len(line.runs) > 1 for line in lines) > 1
    marks = sum(starts(line) for line in lines)
    return marks > 1 or (lines[0].text[0] in _BULLETS and len(lines[0].text) > 1)


def continues(entry: Entry, before: Entry) -> bool:
    """Whether unmarked lines go on with the entry before: they stand where its text does."""
    return entry.indent > before.indent + 4


def extended(entry: Entry, by: Entry) -> Entry:
    return replace(entry, lines=(*entry.lines, *by.lines))


def build(found: Sequence[Entry], layer: Layer) -> Iterator[List]:
    """Lists of entries, one for each change between bullets and numbers; deeper entries are nested."""
    rest = _levelled(found)
    while rest:
        head = rest[0]
        end = next((i for i, entry in enumerate(rest) if _parts(entry, head)), len(rest))
        yield _build(rest[:end], layer)
        rest = rest[end:]


def _levelled(found: Sequence[Entry]) -> list[Entry]:
    """Entries with the indents that they would have in the first of their columns."""
    columns: list[list[Entry]] = []
    for entry in found:
        if columns and entry.indent < max(line.rect.x1 for other in columns[-1] for line in other.lines):
            columns[-1].append(entry)
        else:
            columns.append([entry])
    lefts = [min(entry.indent for entry in column) for column in columns]
    return [
        replace(entry, indent=entry.indent - left + lefts[0])
        for column, left in zip(columns, lefts, strict=True)
        for entry in column
    ]


def _parts(entry: Entry, head: Entry) -> bool:
    """Whether an entry no deeper than `head` is of the other kind."""
    return entry.indent <= head.indent + _STEP and (entry.number is None) != (head.number is None)


def _build(found: Sequence[Entry], layer: Layer) -> List:
    items: list[Item] = []
    rest = [entry for entry in found if _unmarked(entry)] or list(found)
    while rest:
        head, *rest = rest
        nested: list[Entry] = []
        while rest and rest[0].indent > head.indent + _STEP:
            nested.append(rest.pop(0))
        items.append(_item(head, nested, layer))
    first = found[0].number
    rect = hull(line.rect for entry in found for line in entry.lines)
    return List(tuple(items), first is not None, first if first is not None else 1, layer.locate(rect))


def _item(head: Entry, nested: Sequence[Entry], layer: Layer) -> Item:
    lines = _unmarked(head)
    lists = tuple(build(nested, layer)) if nested else ()
    rect: Rect = hull(line.rect for line in head.lines)
    return Item(inlines(lines), lists, layer.locate(rect))


def _unmarked(entry: Entry) -> tuple[Line, ...]:
    """The text behind the mark; letters stay, as part of it."""
    if not entry.marked or _is_lettered(entry.lines[0]):
        return entry.lines
    first, *others = entry.lines
    head = first.runs[0]
    glued = head.text[1:] if head.text[0] in _BULLETS else ""
    runs = (replace(head, text=glued), *first.runs[1:]) if glued else first.runs[1:]
    return (Line(runs, first.turned), *others) if runs else tuple(others)


def _entry(line: Line) -> Entry:
    marked = starts(line)
    number = _mark(line) if marked else None
    return Entry((line,), line.rect.x0, number or None, marked)  # 0 is a bullet


def _mark(line: Line) -> int | None:
    """The number that a line begins with, 0 for a bullet or a letter, None for none of them."""
    first = line.runs[0].text
    if first[0] in _BULLETS or first in _DASHES or (first == "o" and line.runs[0].mono):
        return 0
    found = _NUMBER.match(first)
    if not found:
        return None
    digits = found[1] or found[2] or found[3]
    return int(digits) if digits else 0


def _is_lettered(line: Line) -> bool:
    """Whether the mark is a letter or a Roman number, which no list of ours can count in."""
    found = _NUMBER.match(line.runs[0].text)
    return found is not None and not any(found.groups())

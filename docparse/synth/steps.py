"""What a piece is made of where it may be cut by a column or a page: words, items, lines or rows.

Such a part is a step; the steps of a piece are counted from 0, in the same way where it is set and where its
truth is told.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Final, TypeAlias

from docparse.document import (
    Break,
    Code,
    Em,
    Inline,
    Inlines,
    Link,
    List,
    Math,
    Paragraph,
    Strong,
    Table,
    Text,
    plain,
)
from docparse.qwenvl import canonical

Flowing: TypeAlias = Paragraph | List | Code | Table

# Lines of Han, kana, Hangul and Thai end after any letter; a Thai letter keeps its marks.
_LETTER: Final = (
    r"[\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef]|[\u0e01-\u0e30\u0e40-\u0e5b][\u0e31-\u0e3a\u0e47-\u0e4e]*"
)
_WORD: Final = re.compile(rf"\s*(?:{_LETTER}|[^\s\u0e01-\u0e5b\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef]+)|\s+")


def words(text: str) -> list[str]:
    """Each with the blanks before it; blanks at the end, which are no step, stand alone."""
    return _WORD.findall(text)


@dataclass(frozen=True, slots=True)
class _Choice:
    numbers: Iterator[int]
    steps: Collection[int]
    spelled: Mapping[int, str]

    def word(self, text: str) -> str:
        if not text.strip():
            return text
        number = next(self.numbers)
        if number not in self.steps:
            return ""
        blanks = text[: len(text) - len(text.lstrip())]
        return blanks + self.spelled[number] if number in self.spelled else text


def cut(block: Flowing, steps: Collection[int], spelled: Mapping[int, str]) -> Flowing:
    """The block with these steps alone; `spelled` has the words that are not whole."""
    match block:
        case Paragraph(inlines):
            return Paragraph(canonical(_kept(inlines, _Choice(count(), steps, spelled))))
        case List(items, ordered, start):
            first = start + min(steps) if ordered else start
            return List(tuple(items[step] for step in sorted(steps)), ordered, first)
        case Code(text, language):
            lines = text.split("\n")
            return Code("\n".join(lines[step] for step in sorted(steps)), language)
        case Table(rows):
            return Table(tuple(rows[step] for step in sorted(steps)))


def _kept(inlines: Inlines, choice: _Choice) -> Iterator[Inline]:
    for inline in inlines:
        match inline:
            case Text(text):
                yield Text("".join(map(choice.word, words(text))))
            case Strong(inner) | Em(inner) | Link(_, inner):
                yield replace(inline, inlines=tuple(_kept(inner, choice)))
            case Break():
                yield inline
            case _:
                if next(choice.numbers) in choice.steps:
                    yield inline


def word(block: Flowing, step: int) -> str:
    """The letters of this step of a paragraph; none where it is no text."""
    match cut(block, {step}, {}):
        case Paragraph(inlines) if not any(isinstance(inline, Math) for inline in inlines):
            return plain(inlines)
        case _:
            return ""

"""Texts and words as tokens that can be compared: what is spelled alike is alike, however it is set."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from docparse.document import (
    Break,
    CodeSpan,
    Em,
    Inlines,
    Link,
    Math,
    Strong,
    Sub,
    Sup,
    Text,
    Word,
)

UNTOLD: Final = "\ufffc"  # stands for mathematics: the layer has its glyphs, the answer its source
_UNSPACED: Final = r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # no blanks between words
_MARKS: Final = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u0670\u06d6-\u06ed\u0900-\u0dff\u0f71-\u109f"
_SIGN: Final = rf"(?:(?!{_UNSPACED})[^\W_]|[{_MARKS}])"
_TOKEN: Final = re.compile(rf"{UNTOLD}|(?<!{_SIGN})-?\d+(?:[.,]\d+)*(?!{_SIGN})|{_UNSPACED}|{_SIGN}+")
_ALIKE: Final = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff", "")
)


class Heard(NamedTuple):
    """A token of the layer, and the word that it belongs to by its place among those of the page."""

    token: str
    word: int


def spoken(text: str) -> list[str]:
    """The tokens of a text: words, numbers with their sign and point, and signs of scripts without blanks."""
    return _TOKEN.findall(_plain(text))


def heard(words: Sequence[Word], places: Sequence[int]) -> list[Heard]:
    return [Heard(token, place) for place in places for token in spoken(words[place].text)]


def telling(inlines: Inlines) -> str:
    """The text of inlines, with a sign where the layer cannot be held against them."""
    return "".join(_tell(inlines))


def _tell(inlines: Inlines) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Text(text) | CodeSpan(text):
                yield text
            case Math():
                yield f" {UNTOLD} "
            case Break():
                yield "\n"
            case Sub(inner) | Sup(inner):
                yield f" {telling(inner)} "
            case Strong(inner) | Em(inner) | Link(_, inner):
                yield from _tell(inner)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_ALIKE).casefold()

# pyright: standard
"""Words set with white between their letters: MuPDF makes blanks of that white."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

_LETTERS = 5  # that such a line has at least
_SINGLE = 0.6  # of its words, as MuPDF has them, that are single letters
_WIDEST = 0.6  # sizes of white between letters, at most
_EVEN = 0.6  # of the white that is usual, by which most differs at most
_MOST = 0.7  # of the white that must be so even
_BLANK = 1.9  # times the usual white, from which there is a blank besides
_VOWELS = frozenset("aeiouyAEIOUY")


def closed(line: Any) -> Any:
    """A line of MuPDF without the blanks within its words."""
    words = "".join(char["c"] for span in line["spans"] for char in span["chars"]).split()
    single = sum(len(word) == 1 for word in words)
    if len(words) < _LETTERS - 1 or single < _SINGLE * len(words) or not _may_be_words("".join(words)):
        return line
    usual = _usual(list(_inked(line)), line["spans"][0]["size"])
    if not usual:
        return line
    return line | {"spans": [span | {"chars": [*_joined(span["chars"], usual)]} for span in line["spans"]]}


def _may_be_words(letters: str) -> bool:
    """Whether letters may be words: they are not in the order of the alphabet, and have vowels."""
    plain = len(letters) >= _LETTERS and sum(map(str.isalpha, letters)) > 0.8 * len(letters)
    return (
        plain and list(letters) != sorted(letters) and any(c in _VOWELS or not c.isascii() for c in letters)
    )


def _inked(line: Any) -> Iterator[Any]:
    return (char for span in line["spans"] for char in span["chars"] if not char["c"].isspace())


def _usual(chars: Sequence[Any], size: float) -> float:
    """The white between letters where it is even; 0 where it is not."""
    gaps = [_gap(a, b) for a, b in pairwise(chars)]
    usual = median(gaps)
    even = sum(abs(gap - usual) <= _EVEN * usual for gap in gaps)
    return usual if 0 < usual < _WIDEST * size and even >= _MOST * len(gaps) else 0.0


def _gap(before: Any, char: Any) -> float:
    return char["bbox"][0] - before["bbox"][2]


def _joined(chars: Sequence[Any], usual: float) -> Iterator[Any]:
    last = None
    for place, char in enumerate(chars):
        if not char["c"].isspace():
            last = char
            yield char
            continue
        following = next((other for other in chars[place:] if not other["c"].isspace()), None)
        if last is None or following is None or _gap(last, following) > _BLANK * usual:
            yield char

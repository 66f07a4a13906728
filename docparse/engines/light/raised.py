# ruff: noqa: RUF001 - odd characters are what this module is about
"""Marks of notes set by glyphs of their own: the layer has them as plain figures, but narrower ones."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

_FIGURES = "0123456789"
MEASURED = frozenset(_FIGURES + "n")
_OF_SAME = 0.75  # of the width that the figure has elsewhere in its font, below which it is a raised one
_OF_N = (
    0.64  # of the width of "n", for a figure that the page has once; some fonts have an ordinary 1 so narrow
)
_PLACE = re.compile(r"(?<=[^\s\d])(\d{1,3})(?=[.,;:!?)\]”’»\"]*$)|^(\d{1,3})(?=\D)")
_WORDY = re.compile(r"(?<=[^\W\d_]{4})[.,;:!?)\]”’»\"]*\d+\D*$|\d+[^\W\d_a-z]")

Widths: TypeAlias = Mapping[tuple[str, str], float]  # by font and character, in ems


def widths(seen: Iterable[tuple[str, str, float]]) -> Widths:
    """The widest that each of the measured characters is on a page, from font, character and width in ems."""
    widest: dict[tuple[str, str], float] = {}
    for font, character, width in seen:
        key = (font, character)
        widest[key] = max(width, widest.get(key, 0.0))
    return widest


def raised(text: str, ems: Sequence[float], font: str, usual: Widths) -> tuple[int, int] | None:
    """Where in a word the mark of a note stands, whose characters have the widths `ems`."""
    found = _PLACE.search(text)
    if not found:
        return None
    start, end = found.span(found.lastindex or 0)
    marks = list(zip(text[start:end], ems[start:end], strict=True))
    narrow = all(0 < width < _OF_SAME * usual.get((font, c), 0.0) for c, width in marks)
    lone = bool(_WORDY.search(text)) and all(
        0 < width < _OF_N * usual.get((font, "n"), 0.0) for _, width in marks
    )
    return (start, end) if narrow or lone else None

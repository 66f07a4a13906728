"""Where in a text an answer stands that repeats it, with letters of its own here and there."""

import re
from typing import Final

from docparse.runtime.draft_layer import ITEM, ROW

_NEEDLES: Final = (12, 6, 4)  # characters written last that are looked for, the surest first
_NEAR: Final = 48  # characters round where they are expected
_KEPT: Final = 24
_STRETCH: Final = re.compile(rf"([{ITEM}{ROW}]*)([^{ITEM}{ROW}]*)")  # between parts of a list or a table


class Cursor:
    """Goes along a text as it is written again. `elsewhere` is where it may be found to go on instead."""

    def __init__(self, text: str, elsewhere: str = "") -> None:
        self.text = text
        self.at = 0
        self._elsewhere = elsewhere
        self._written = ""

    def follow(self, piece: str) -> None:
        """That piece has been written next."""
        self._written = (self._written + piece.replace("\n", " "))[-_KEPT:]
        if self.text.startswith(piece, self.at):
            self.at += len(piece)
        elif bare := piece.strip():
            self._go_behind(bare)

    def _go_behind(self, bare: str) -> None:
        begin = self.at
        while self.text[begin : begin + 1].isspace():
            begin += 1
        if self.text.startswith(bare, begin):
            self.at = begin + len(bare)
        elif not self._is_found():
            self.at = min(begin + len(bare), len(self.text))  # as many letters, but others

    def _is_found(self) -> bool:
        written = self._written.strip()
        for length in _NEEDLES:
            needle = written[-length:]
            if len(needle) == length and self._is_near(needle):
                return True
        needle = written[-_NEEDLES[0] :]
        if len(needle) < _NEEDLES[0]:
            return False
        return self._is_in(self.text, needle) or self._is_in(self._elsewhere, needle)

    def _is_near(self, needle: str) -> bool:
        at = self.text.find(needle, max(0, self.at - _NEAR), self.at + _NEAR + len(needle))
        if at >= 0:
            self.at = at + len(needle)
        return at >= 0

    def _is_in(self, text: str, needle: str) -> bool:
        at = text.find(needle)
        if at >= 0:
            self.text, self.at = text, at + len(needle)
        return at >= 0


def stretch(text: str, at: int) -> tuple[str, str, int]:
    """At a place of a text: what parts it from what is before, what stands there, and where that ends."""
    found = _STRETCH.match(text, at)
    assert found is not None  # it matches nothing, too
    return found[1], found[2], found.end()

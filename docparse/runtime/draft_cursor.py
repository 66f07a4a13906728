"""Where in a text an answer stands that repeats it, with letters of its own here and there."""

import re
from typing import Final

from docparse.runtime.draft_layer import ITEM, ROW

_NEEDLES: Final = (12, 6, 4)  # characters written last that are looked for, the surest first
_NEAR: Final = 48  # characters round where they are expected
_KEPT: Final = 24
_STRETCH: Final = re.compile(rf"([{ITEM}{ROW}]*)([^{ITEM}{ROW}]*)")  # between parts of a list or a table


class Cursor:
    """Goes along a text as it is written again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._written = ""

    def follow(self, piece: str) -> None:
        """That piece has been written next."""
        self._written = (self._written + piece.replace("\n", " "))[-_KEPT:]
        if self.text.startswith(piece, self.at):
            self.at += len(piece)
        elif bare := "".join(piece.split()):
            begin, end = self._along(bare)
            if end is not None:
                self.at = end
            elif not self._is_found():
                self.at = min(begin + len(bare), len(self.text))  # as many letters, but others

    def _along(self, bare: str) -> tuple[int, int | None]:
        """Where the next word of the text begins, and where these letters end in it, blanks apart."""
        text, begin = self.text, self.at
        while text[begin : begin + 1].isspace():
            begin += 1
        at = begin
        for letter in bare:
            while text[at : at + 1].isspace():
                at += 1
            if text[at : at + 1] != letter:
                return begin, None
            at += 1
        return begin, at

    def _is_found(self) -> bool:
        written = self._written.strip()
        for length in _NEEDLES:
            first = max(0, self.at - _NEAR)
            if len(written) >= length and self._is_at(written[-length:], first, self.at + _NEAR + length):
                return True
        return len(self._written) >= _NEEDLES[0] and self._is_at(self._written[-_NEEDLES[0] :])

    def _is_at(self, needle: str, *bounds: int) -> bool:
        at = self.text.find(needle, *bounds)
        if at >= 0:
            self.at = at + len(needle)
        return at >= 0


def stretch(text: str, at: int) -> tuple[str, str, int]:
    """At a place of a text: what parts it from what is before, what stands there, and where that ends."""
    found = _STRETCH.match(text, at)
    assert found is not None  # it matches nothing, too
    return found[1], found[2], found.end()

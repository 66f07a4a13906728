"""Pages spelled out as lines of text, every letter ten pixels wide."""

import re

from docparse.document import Box, Word

_HEIGHT, _WIDE, _LEAD = 20, 10, 40


def page(*lines: str) -> list[Word]:
    words: list[Word] = []
    for number, line in enumerate(lines):
        for found in re.finditer(r"\S+", line):
            top = number * _LEAD
            box = Box(found.start() * _WIDE, top, found.end() * _WIDE, top + _HEIGHT)
            words.append(Word(found[0], box))
    return words

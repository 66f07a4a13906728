"""Words of a text where the text layer of its page has them too."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, NamedTuple

from docparse.document import Box, Page, Word
from docparse.witness.holding import share
from docparse.witness.matching import is_comparable

_INSIDE: Final = 0.5  # of a word's area, from which it belongs to a block
_CJK: Final = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_RUN: Final = re.compile(rf"{_CJK}|(?:(?!{_CJK})[^\W_])+")


class Cited(NamedTuple):
    """The characters from `start` up to `end`, and where they stand on a page."""

    start: int
    end: int
    box: Box


def cited(text: str, page: Page, box: Box | None, at: int = 0) -> Iterator[Cited]:
    """Words that text and layer have in the same order, no others; `at` is where the text begins."""
    ours = list(_RUN.finditer(text))
    theirs = [(run, word) for word in _inside(page, box) for run in _RUN.findall(word.text)]
    said, heard = [run[0] for run in ours], [run for run, _ in theirs]
    if not is_comparable(said, heard):
        return
    match = SequenceMatcher(None, said, heard, autojunk=False)
    pairs = (
        (ours[block.a + step], theirs[block.b + step][1])
        for block in match.get_matching_blocks()
        for step in range(block.size)
    )
    for word, runs in groupby(pairs, key=lambda pair: pair[1]):
        first, *rest = [run for run, _ in runs]
        yield Cited(at + first.start(), at + (rest[-1] if rest else first).end(), word.box)


def word_values(words: Iterable[Cited]) -> list[list[int]]:
    return [[start, end, box.x1, box.y1, box.x2, box.y2] for start, end, box in words]


def _inside(page: Page, box: Box | None) -> list[Word]:
    return [word for word in page.words if box is not None and share(word.box, box) >= _INSIDE]

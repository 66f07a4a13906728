"""Whether the cells of a table stand where the page has them: each row from left to right, rows downwards."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple
from unicodedata import bidirectional

from docparse.document import Box, Cell, Row, Table, Word
from docparse.witness.tokens import Heard, spoken, telling


class Place(NamedTuple):
    """A cell that was found on the page: its text and the box of its words."""

    text: str
    box: Box


def misplaced(table: Table, words: Sequence[Word], heard: Sequence[Heard]) -> list[tuple[Place, Place]]:
    """Neighbours in a row that change places on the page; told by words that are there but once."""
    rows = [[_tokens(cell) for cell in row] for row in table.rows]
    middles = _middles(rows, words, heard)
    found: list[tuple[Place, Place]] = []
    straight = 0
    for y, row in enumerate(table.rows):
        there = [word for word in heard if y in middles and _nearest(middles, words[word.word].box) == y]
        for left, right in pairwise(_places(row, rows[y], there, words)):
            if right.box.x2 <= left.box.x1:
                found.append((left, right))
            elif left.box.x2 <= right.box.x1:
                straight += 1
    return found if straight or not _is_leftward(heard) else []  # which is so throughout


def _is_leftward(heard: Sequence[Heard]) -> bool:
    """Whether a table is in a script that is read from the right."""
    return any(bidirectional(sign) in {"R", "AL"} for word in heard for sign in word.token)


def _tokens(cell: Cell) -> list[str]:
    return spoken(telling(cell.inlines))


def _middles(
    rows: Sequence[Sequence[Sequence[str]]], words: Sequence[Word], heard: Sequence[Heard]
) -> dict[int, float]:
    """How far down the page rows stand, by the tokens that the table has once."""
    said = Counter(token for row in rows for cell in row for token in cell)
    seen = Counter(word.token for word in heard)
    at = {word.token: words[word.word].box for word in heard if seen[word.token] == said[word.token] == 1}
    ys = {
        y: [(at[token].y1 + at[token].y2) / 2 for cell in row for token in cell if token in at]
        for y, row in enumerate(rows)
    }
    return {y: median(middles) for y, middles in ys.items() if middles}


def _nearest(middles: dict[int, float], box: Box) -> int:
    return min(middles, key=lambda y: abs(middles[y] - (box.y1 + box.y2) / 2))


def _places(
    row: Row, tokens: Sequence[Sequence[str]], there: Sequence[Heard], words: Sequence[Word]
) -> Iterator[Place]:
    said = Counter(token for cell in tokens for token in cell)
    seen = Counter(word.token for word in there)
    for cell, own in zip(row, tokens, strict=True):
        sure = {token for token in own if said[token] == seen[token] == 1}
        boxes = [words[word.word].box for word in there if word.token in sure]
        if boxes:
            yield Place(telling(cell.inlines), around(boxes))


def around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.x1 for box in boxes),
        min(box.y1 for box in boxes),
        max(box.x2 for box in boxes),
        max(box.y2 for box in boxes),
    )

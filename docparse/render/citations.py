"""Where on which page each part of the Markdown stands: offsets count its characters, from 0."""

import json
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, NamedTuple, TextIO

from docparse.document import Box, Page, Paragraph, Word
from docparse.render import prose
from docparse.render.flow import Fragment, Piece
from docparse.render.markdown import Passage
from docparse.render.pages import clean

_INSIDE: Final = 0.5  # of a word's area, from which it belongs to a block
_CJK: Final = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_RUN: Final = re.compile(rf"{_CJK}|(?:(?!{_CJK})[^\W_])+")


class Cited(NamedTuple):
    """The characters from `start` up to `end`, and where they stand on a page."""

    start: int
    end: int
    box: Box


class Span(NamedTuple):
    """The characters that a block became, with its words as far as the text layer has them."""

    start: int
    end: int
    fragment: Fragment
    words: tuple[Cited, ...]


def noted(passages: Iterable[Passage], file: TextIO) -> Iterator[str]:
    """The Markdown in pieces, while the map of it is written to `file`, a line of JSON a span."""
    at = 0
    for passage in passages:
        file.writelines(
            clean(json.dumps(span_value(span), ensure_ascii=False)) + "\n" for span in spans(passage, at)
        )
        piece = f"{passage.gap}{passage.text}\n"
        at += len(piece)
        yield piece


def spans(passage: Passage, at: int) -> Iterator[Span]:
    """Of a passage that begins at the offset `at`; comments and gaps are of no block."""
    piece, text = passage.step, passage.text
    if isinstance(piece, Piece):
        begin = at + len(passage.gap)
        for fragment, (start, end) in zip(piece.fragments, _edges(text, piece), strict=True):
            words = tuple(_words(text[start:end], fragment, begin + start))
            yield Span(begin + start, begin + end, fragment, words)


def span_value(span: Span) -> dict[str, object]:
    page, placed = span.fragment.page, span.fragment.placed
    return {
        "start": span.start,
        "end": span.end,
        "block": placed.id,
        "page": page.number,
        "box": _sides(placed.block.box),
        "words": [[word.start, word.end, *(_sides(word.box) or ())] for word in span.words],
    }


def _sides(box: Box | None) -> list[int] | None:
    return [box.x1, box.y1, box.x2, box.y2] if box else None


def _edges(text: str, piece: Piece) -> list[tuple[int, int]]:
    """Where each fragment begins and ends; all share the whole text where that cannot be told."""
    edges: list[tuple[int, int]] = []
    end = len(text)
    for fragment in reversed(piece.fragments[1:]):
        block = fragment.placed.block
        tail = prose.paragraph(block.inlines) if isinstance(block, Paragraph) else ""
        if not tail or not text[:end].endswith(tail):
            return [(0, len(text))] * len(piece.fragments)
        edges.append((end - len(tail), end))
        end = len(text[: end - len(tail)].rstrip())
    return [(0, end), *reversed(edges)]


def _words(text: str, fragment: Fragment, at: int) -> Iterator[Cited]:
    """Words that text and text layer have in the same order; the others are left out."""
    words = _inside(fragment.page, fragment.placed.block.box)
    ours = list(_RUN.finditer(text))
    theirs = [(run, word) for word in words for run in _RUN.findall(word.text)]
    match = SequenceMatcher(None, [run[0] for run in ours], [run for run, _ in theirs], autojunk=False)
    pairs = (
        (ours[block.a + step], theirs[block.b + step][1])
        for block in match.get_matching_blocks()
        for step in range(block.size)
    )
    for word, runs in groupby(pairs, key=lambda pair: pair[1]):
        first, *rest = [run for run, _ in runs]
        yield Cited(at + first.start(), at + (rest[-1] if rest else first).end(), word.box)


def _inside(page: Page, box: Box | None) -> list[Word]:
    return [word for word in page.words if box is not None and _share(word.box, box) >= _INSIDE]


def _share(word: Box, box: Box) -> float:
    width = min(word.x2, box.x2) - max(word.x1, box.x1)
    height = min(word.y2, box.y2) - max(word.y1, box.y1)
    return width * height / word.area if width > 0 and height > 0 else 0.0

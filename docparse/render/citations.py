"""Where on which page each part of the Markdown stands: offsets count its characters, from 0."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO

from docparse.document import Box, Paragraph
from docparse.render import prose
from docparse.render.flow import Fragment, Piece
from docparse.render.markdown import Passage
from docparse.render.pages import clean
from docparse.render.words import Cited, cited, word_values


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
            box = fragment.placed.block.box
            words = tuple(cited(text[start:end], fragment.page, box, begin + start))
            yield Span(begin + start, begin + end, fragment, words)


def span_value(span: Span) -> dict[str, object]:
    page, placed = span.fragment.page, span.fragment.placed
    return {
        "start": span.start,
        "end": span.end,
        "block": placed.id,
        "page": page.number,
        "box": _sides(placed.block.box),
        "words": word_values(span.words),
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

"""Faults that no schema sees: boxes that contradict each other, tables that do not close, text said twice."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from typing import Final

from docparse.document import (
    Author,
    Block,
    Box,
    Caption,
    Chart,
    Footer,
    Footnote,
    Header,
    Heading,
    PageNumber,
    Paragraph,
    Table,
)
from docparse.qwenvl import loops
from docparse.qwenvl.boxes import Frame, Placed, box_text
from docparse.qwenvl.findings import Notes, Place, quote
from docparse.qwenvl.kinds import REGIONS, kind
from docparse.qwenvl.parse import Answer
from docparse.qwenvl.spaces import measure
from docparse.qwenvl.tree import Node
from docparse.soundness.grids import ragged

_LONG: Final = 60  # characters; shorter lines, such as the units of a table, do stand twice on a page
_MOST_PAIRS: Final = 100_000
_TEXTS: Final = (Paragraph, Heading, Header, Footer, PageNumber, Footnote, Caption, Author)


def examine(answer: Answer, notes: Notes) -> None:
    boxless = {fault.place.at for fault in notes.faults if fault.code.startswith("box-")}
    pages: defaultdict[int, list[Placed]] = defaultdict(list)
    for placed in answer.placed:
        pages[placed.page].append(placed)
        is_element = placed.at % 2 == 1  # of text outside of any block it was said already
        if placed.block.box is None and is_element and placed.at not in boxless:
            notes.add("missing-box", placed.at, _tag(answer.pieces[placed.at]))
        if (table := _table(placed.block)) is not None:
            _close(table, placed.at, notes)
    for page in pages.values():
        _overlaps(page, notes)
        _duplicates(page, answer.pieces, notes)
    _pictures(answer.root, answer.frame)


def _tag(token: str) -> str:
    return token.strip("</>").split(maxsplit=1)[0]


def _table(block: Block) -> Table | None:
    if isinstance(block, Chart):
        return block.table
    return block if isinstance(block, Table) else None


def _close(table: Table, at: int, notes: Notes) -> None:
    if found := ragged(table):
        notes.add("ragged-table", at, *found)


def _overlaps(page: list[Placed], notes: Notes) -> None:
    """Blocks of text of which one covers the other wholly. Boxes by their top edge: few need comparing."""
    boxes = [
        (box, placed.at) for placed in page if isinstance(placed.block, _TEXTS) and (box := placed.block.box)
    ]
    boxes.sort(key=_from_the_top)
    for outer, inner in islice(_pairs(boxes), _MOST_PAIRS):
        if outer[0].x1 <= inner[0].x1 and inner[0].x2 <= outer[0].x2 and inner[0].y2 <= outer[0].y2:
            notes.add("box-overlap", outer[1], Place(inner[1]))


def _from_the_top(boxed: tuple[Box, int]) -> tuple[int, int]:
    return boxed[0].y1, -boxed[0].y2


def _pairs(boxes: list[tuple[Box, int]]) -> Iterable[tuple[tuple[Box, int], tuple[Box, int]]]:
    for n, outer in enumerate(boxes):
        for inner in islice(boxes, n + 1, None):
            if inner[0].y1 >= outer[0].y2:
                break
            yield outer, inner


def _duplicates(page: list[Placed], pieces: list[str], notes: Notes) -> None:
    """Blocks of which the source says the same, or goes round in circles."""
    seen: dict[str, int] = {}
    for _, at, _ in page:
        text = pieces[at + 1] if at % 2 else ""  # text outside of any block was found fault with already
        if len(text) < _LONG:
            continue
        if (first := seen.setdefault(text, at)) != at:
            notes.add("duplicate-block", at, Place(first))
        if loop := loops.find(text):
            notes.add("looping-text", at, quote(text[loop.start : loop.start + loop.turn]))


def _pictures(node: Node, frame: Frame) -> None:
    """Say where the box of a picture reaches outside that of the element that holds it."""
    outer = ""
    for child in node.children:
        if isinstance(child, str):
            continue
        if child.tag != "img":
            _pictures(child, frame)
        elif inner := box_text(child):
            outer = outer or (kind(node.attributes) in REGIONS and box_text(node)) or inner
            if inner != outer and not _within(inner, outer, frame):
                frame.notes.add("box-differs", child.at, quote(inner))


def _within(inner: str, outer: str, frame: Frame) -> bool:
    a, b = measure(inner, None, frame.space).box, measure(outer, None, frame.space).box
    return not a or not b or (b.x1 <= a.x1 and b.y1 <= a.y1 and a.x2 <= b.x2 and a.y2 <= b.y2)

"""The truth of each page: its blocks in reading order, with boxes round their ink."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from docparse.document import Block, Box, PageNumber, Size, SizePt, Table, Text, clip
from docparse.synth.ink import Ink, tight
from docparse.synth.pieces import Piece, Sheet
from docparse.synth.press import NOTE_GAP, Mark

_ASIDE: Final = 5.0  # points that ink may reach to the side of a piece: slanted and hanging letters
_BLEED: Final = 2.0  # points that rules and raised marks stand out above or below it
_INSET: Final = 5.0  # points between the edge of a cell and its text, as Typst has it


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the region of the page, in points, that it alone has ink in."""

    block: Block
    x1: float
    y1: float
    x2: float
    y2: float


def blocks(
    sheet: Sheet, marks: tuple[Mark, ...], number: int, ink: Ink, size_pt: SizePt
) -> tuple[Block, ...]:
    """Of the page with this number, from 1; boxes in pixels of the image that `ink` was found in."""
    placed = _placed(sheet, [mark for mark in marks if mark.page == number], number)
    return tuple(replace(one.block, box=_box(one, ink, size_pt)) for one in placed)


def ornaments(marks: tuple[Mark, ...], number: int, ink: Ink, size_pt: SizePt) -> tuple[Box, ...]:
    """Lines that are no part of any block: under the header, and above the footnotes of each column."""
    here = [mark for mark in marks if mark.page == number]
    notes = {mark.x: mark for mark in sorted(here, key=lambda mark: -mark.y) if mark.name.startswith("note")}
    lines = [mark for mark in here if mark.name == "rule"]
    lines += [replace(mark, y=mark.y - NOTE_GAP, h=0) for mark in notes.values()]
    return tuple(box for mark in lines if (box := _box(_whole(PageNumber(()), mark), ink, size_pt)))


def _box(placed: Placed, ink: Ink, size_pt: SizePt) -> Box | None:
    size = Size(ink.shape[1], ink.shape[0])
    across, down = size.width / size_pt.width, size.height / size_pt.height
    region = clip(
        (placed.x1 - _ASIDE) * across,
        (placed.y1 - _BLEED) * down,
        (placed.x2 + _ASIDE) * across,
        (placed.y2 + _BLEED) * down,
        size,
    )
    return None if region is None else tight(ink, region)


def _whole(block: Block, mark: Mark) -> Placed:
    return Placed(block, mark.x, mark.y, mark.x + mark.w, mark.y + mark.h)


def _placed(sheet: Sheet, marks: list[Mark], number: int) -> Iterator[Placed]:
    whole = {mark.name: mark for mark in marks if mark.part == "whole"}
    folio = PageNumber((Text(str(sheet.first_number + number - 1)),))
    edges: dict[str, Block | None] = {"header": sheet.header, "footer": sheet.footer, "number": folio}
    above = ("header", "number") if sheet.number == "header" else ("header",)
    below = ("footer", "number") if sheet.number == "footer" else ("footer",)
    yield from _named(whole, {name: edges[name] for name in above})
    yield from _named(whole, {f"title {n}": piece.block for n, piece in enumerate(sheet.title)})
    for n, piece in enumerate(sheet.body):
        name = f"body {n}"
        yield from _fragment(piece, name, marks, sheet) if piece.flows else _named(whole, {name: piece.block})
    yield from _named(whole, {f"note {n}": note for n, note in enumerate(sheet.notes, start=1)})
    yield from _named(whole, {name: edges[name] for name in below})


def _named(marks: dict[str, Mark], blocks: dict[str, Block | None]) -> Iterator[Placed]:
    for name, block in blocks.items():
        if block is not None and name in marks:
            yield _whole(block, marks[name])


def _fragment(piece: Piece, name: str, marks: list[Mark], sheet: Sheet) -> Iterator[Placed]:
    """The rows of a table that came to stand on this page."""
    assert isinstance(piece.block, Table)
    mine = [mark for mark in marks if mark.name == name]
    rows = {int(mark.part.split()[1]): mark for mark in mine if mark.part.startswith("row")}
    if rows:
        top = min(mark.y for mark in rows.values()) - _INSET
        left, right = sheet.margin, sheet.paper.width - sheet.margin
        bottom = next((mark.y for mark in mine if mark.part == "end"), sheet.paper.height - sheet.margin)
        yield Placed(Table(tuple(piece.block.rows[row] for row in sorted(rows))), left, top, right, bottom)

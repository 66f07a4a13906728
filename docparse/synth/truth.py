"""The truth of each page: its blocks in reading order, with boxes round their ink."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from docparse.document import Block, Box, PageNumber, Paragraph, Size, SizePt, Text, clip
from docparse.source import Word
from docparse.source.page import PageInput
from docparse.synth import steps
from docparse.synth.ink import Ink, tight
from docparse.synth.pieces import Piece, Sheet, members
from docparse.synth.press import NOTE_GAP, Mark

_ASIDE: Final = 5.0  # points that ink may reach to the side of a piece: slanted and hanging letters
_BLEED: Final = 3.0  # points that rules and raised marks stand out above or below it
_HYPHEN: Final = "\u00ad"  # what the text layer has where a word is broken

Place: TypeAlias = tuple[int, float]  # column, and points from the top


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the region of the page, in points, that it alone has ink in.

    Of a piece that flows it has `steps` alone.
    """

    block: Block
    x1: float
    y1: float
    x2: float
    y2: float
    steps: tuple[int, ...] = ()


def blocks(
    sheet: Sheet, marks: tuple[Mark, ...], number: int, ink: Ink, page: PageInput
) -> tuple[Block, ...]:
    """Of the page with this number, from 1; boxes in pixels of the image that `ink` was found in.

    The page's text layer tells where a word was broken.
    """
    assert page.size_pt is not None
    placed = _placed(sheet, [mark for mark in marks if mark.page == number], number)
    boxes = ((one, _box(one, ink, page.size_pt)) for one in placed)
    words = page.words if sheet.hyphenate else ()
    return tuple(replace(_cut(one, box, words), box=box) for one, box in boxes)


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
    yield from (one for _, one in sorted(_body(sheet, marks), key=lambda found: found[0]))
    yield from _named(whole, {f"note {n}": note for n, note in enumerate(sheet.notes, start=1)})
    yield from _named(whole, {name: edges[name] for name in below})


def _named(marks: dict[str, Mark], blocks: dict[str, Block | None]) -> Iterator[Placed]:
    for name, block in blocks.items():
        if block is not None and name in marks:
            yield _whole(block, marks[name])


def _body(sheet: Sheet, marks: list[Mark]) -> Iterator[tuple[Place, Placed]]:
    """What of the body is on a page, column by column; what stands together is read together."""
    number = 0
    for part in sheet.body:
        group: list[tuple[Place, Placed]] = []
        for piece in members(part):
            group += _fragments(piece, f"body {number}", marks, sheet)
            number += 1
        together = not isinstance(part, Piece)
        yield from ((group[0][0] if together else place, one) for place, one in group)


def _fragments(piece: Piece, name: str, marks: list[Mark], sheet: Sheet) -> Iterator[tuple[Place, Placed]]:
    """The piece, or what there is of it in each column."""
    found: defaultdict[int, dict[int, Mark]] = defaultdict(dict)
    for mark in marks:
        if mark.name == name and mark.part == "whole":
            yield (_column(mark, sheet), mark.y), _whole(piece.block, mark)
        elif mark.name == name and mark.part.startswith("step"):
            found[_column(mark, sheet)][int(mark.part.removeprefix("step "))] = mark
    for column, stepped in found.items():
        heights = [mark.y for mark in stepped.values()]
        top, bottom = _clear(column, min(heights), max(heights), marks, sheet)
        left, right = _sides(column, sheet)
        yield (column, min(heights)), Placed(piece.block, left, top, right, bottom, tuple(sorted(stepped)))


def _clear(column: int, first: float, last: float, marks: list[Mark], sheet: Sheet) -> tuple[float, float]:
    """Between what heights there is nothing else than what stands from one height to another."""
    over = {column, -1, sheet.columns}
    others = [mark for mark in marks if not mark.part.startswith("step") and _column(mark, sheet) in over]
    tops = [mark.y - (2 * NOTE_GAP if mark.name.startswith("note") else 2 * _BLEED) for mark in others]
    ends = [mark.y + mark.h + (2 * _BLEED if mark.h else 0) for mark in others]
    top = max((y for y in ends if y <= first), default=0.0)
    bottom = min((y for y in tops if y > last), default=sheet.paper.height)
    return max(top, sheet.margin), min(bottom, sheet.paper.height - sheet.margin)


def _column(mark: Mark, sheet: Sheet) -> int:
    """Counted in reading order; -1 and one past the last for what stands over all columns."""
    if sheet.columns > 1 and mark.w > 1.5 * _width(sheet):
        return -1 if mark.y < sheet.paper.height / 2 else sheet.columns
    column = int((mark.x - sheet.margin + sheet.gutter / 2) // (_width(sheet) + sheet.gutter))
    column = min(max(column, 0), sheet.columns - 1)
    return sheet.columns - 1 - column if sheet.tongue.rtl else column


def _width(sheet: Sheet) -> float:
    """Of a column."""
    return (sheet.paper.width - 2 * sheet.margin + sheet.gutter) / sheet.columns - sheet.gutter


def _sides(column: int, sheet: Sheet) -> tuple[float, float]:
    place = sheet.columns - 1 - column if sheet.tongue.rtl else column
    left = sheet.margin + place * (_width(sheet) + sheet.gutter)
    return left, left + _width(sheet)


def _cut(placed: Placed, box: Box | None, words: Sequence[Word]) -> Block:
    """The block as far as it is here: where a word was broken, with the part of it that stands here."""
    if not placed.steps:
        return placed.block
    block, first, last = placed.block, placed.steps[0], placed.steps[-1]
    assert isinstance(block, steps.Flowing)
    spelled: dict[int, str] = {}
    here = [word for word in words if box and _is_in(word.box, box)]
    if isinstance(block, Paragraph) and here:
        end = _last(here).text
        if end.endswith(_HYPHEN):
            spelled[last + 1] = f"{end.removesuffix(_HYPHEN)}-"
        begun = steps.word(block, first) if first else ""
        if not (start := _first(here).text).startswith(begun):
            rests = (begun[place:] for place in range(1, len(begun)) if start.startswith(begun[place:]))
            spelled[first] = next(rests, begun)
    return steps.cut(block, {*placed.steps, *spelled}, spelled)


def _is_in(word: Box, box: Box) -> bool:
    x, y = (word.x1 + word.x2) / 2, (word.y1 + word.y2) / 2
    return box.x1 <= x < box.x2 and box.y1 <= y < box.y2


def _first(words: list[Word]) -> Word:
    line = min(words, key=lambda word: word.box.y1).box
    on_it = (word for word in words if word.box.y1 < (line.y1 + line.y2) / 2)
    return min(on_it, key=lambda word: word.box.x1)


def _last(words: list[Word]) -> Word:
    line = max(words, key=lambda word: word.box.y2).box
    on_it = (word for word in words if word.box.y2 > (line.y1 + line.y2) / 2)
    return max(on_it, key=lambda word: word.box.x2)

"""Answers with one known fault a page, to see what a score makes of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Final, Literal, TypeAlias, get_args

from docparse.document import Block, Blocks, Cell, Inlines, Paragraph, Row, Table, Text
from docparse.synth.words import TONGUES

Fault: TypeAlias = Literal["digit", "word", "row", "paragraph", "column", "invented", "loop", "cut"]
FAULTS: Final[tuple[Fault, ...]] = get_args(Fault)
REPEATS: Final = 5
INVENTED: Final = "The ferry to the lighthouse was cancelled twice because of the fog."

_DIGIT: Final = re.compile(r"\d")
_UNSPACED: Final = r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]{2}"  # two letters stand for a word
_WORD: Final = re.compile(rf"{_UNSPACED}|[^\W\d_]{{2,}}")


def plant(blocks: Blocks, fault: Fault, rng: Random) -> Blocks | None:
    """The blocks with that fault; None where there is nothing that it could befall."""
    found = list(_changes(blocks, fault, rng))
    return rng.choice(found) if found else None


def _changes(blocks: Blocks, fault: Fault, rng: Random) -> Iterator[Blocks]:
    """Every page that the fault could make of this one."""
    if fault == "cut":
        if len(blocks) > 1:
            yield blocks[: len(blocks) // 2]
        return
    for place, block in enumerate(blocks):
        for changed in _BEFALL[fault](block, rng):
            yield (*blocks[:place], *changed, *blocks[place + 1 :])


def _digit(block: Block, rng: Random) -> Iterator[Blocks]:
    return _respelled(block, _DIGIT, lambda digit: str((int(digit) + rng.randint(1, 9)) % 10), rng)


def _word(block: Block, rng: Random) -> Iterator[Blocks]:
    def other(word: str) -> str:
        return rng.choice([one for one in TONGUES[0].words if one != word])

    return _respelled(block, _WORD, other, rng)


def _respelled(
    block: Block, target: re.Pattern[str], spell: Callable[[str], str], rng: Random
) -> Iterator[Blocks]:
    """The block with one match of the pattern in each of its texts replaced, one text at a time."""

    def respell(text: str) -> str | None:
        matches = list(target.finditer(text))
        if not matches:
            return None
        match = rng.choice(matches)
        return text[: match.start()] + spell(match[0]) + text[match.end() :]

    match block:
        case Paragraph(inlines):
            yield from ((replace(block, inlines=line),) for line in _lines(inlines, respell))
        case Table(rows):
            yield from ((replace(block, rows=changed),) for changed in _tables(rows, respell))
        case _:
            return


def _lines(inlines: Inlines, respell: Callable[[str], str | None]) -> Iterator[Inlines]:
    for place, inline in enumerate(inlines):
        if isinstance(inline, Text) and (text := respell(inline.text)) is not None:
            yield (*inlines[:place], Text(text), *inlines[place + 1 :])


def _tables(rows: tuple[Row, ...], respell: Callable[[str], str | None]) -> Iterator[tuple[Row, ...]]:
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            for line in _lines(cell.inlines, respell):
                changed = (*row[:x], replace(cell, inlines=line), *row[x + 1 :])
                yield (*rows[:y], changed, *rows[y + 1 :])


def _row(block: Block, rng: Random) -> Iterator[Blocks]:  # noqa: ARG001 - each fault is called alike
    """A row of plain cells is left out."""
    if isinstance(block, Table) and len(block.rows) > 2 and not _spans(block):
        for y in range(1, len(block.rows)):
            yield (replace(block, rows=(*block.rows[:y], *block.rows[y + 1 :])),)


def _column(block: Block, rng: Random) -> Iterator[Blocks]:  # noqa: ARG001 - each fault is called alike
    """Two neighbouring columns change places below their heads."""
    if isinstance(block, Table) and len(block.rows) > 1 and not _spans(block):
        for x in range(len(block.rows[0]) - 1):
            rows = (block.rows[0], *(_swapped(row, x) for row in block.rows[1:]))
            if rows != block.rows:
                yield (replace(block, rows=rows),)


def _swapped(row: tuple[Cell, ...], x: int) -> Row:
    return (*row[:x], row[x + 1], row[x], *row[x + 2 :])


def _spans(table: Table) -> bool:
    return any(cell.rowspan > 1 or cell.colspan > 1 for row in table.rows for cell in row)


def _paragraph(block: Block, rng: Random) -> Iterator[Blocks]:  # noqa: ARG001 - each fault is called alike
    if isinstance(block, Paragraph):
        yield ()


def _invented(block: Block, rng: Random) -> Iterator[Blocks]:  # noqa: ARG001 - each fault is called alike
    if isinstance(block, Paragraph) and isinstance(last := block.inlines[-1], Text):
        yield (replace(block, inlines=(*block.inlines[:-1], Text(f"{last.text} {INVENTED}"))),)


def _loop(block: Block, rng: Random) -> Iterator[Blocks]:  # noqa: ARG001 - each fault is called alike
    if isinstance(block, Paragraph):
        yield (block,) * (1 + REPEATS)


_BEFALL: Final[dict[Fault, Callable[[Block, Random], Iterator[Blocks]]]] = {
    "digit": _digit,
    "word": _word,
    "row": _row,
    "paragraph": _paragraph,
    "column": _column,
    "invented": _invented,
    "loop": _loop,
}

"""What a reader sees of an answer, told without the help of the parser."""

import re
from collections import Counter

from docparse.document import (
    Block,
    Blocks,
    Cell,
    Chart,
    Chemical,
    Code,
    Formula,
    Item,
    List,
    Music,
    Table,
    plain,
)
from docparse.qwenvl import Parsed, scan

_DELIMITERS = re.compile(r"\\[()\[\]]|[$\\]")


def characters(text: str) -> Counter[str]:
    """All but blanks and the delimiters of mathematics, which blocks do without."""
    return Counter("".join(_DELIMITERS.sub("", text).split()))


def shown(answer: str) -> list[str]:
    """The texts of an answer outside of its tags."""
    pieces = scan.pieces(scan.legal(answer)[0])
    return [piece for n, piece in enumerate(pieces) if n % 2 == 0 or scan.tag(piece) is None]


def lost(answer: str, parsed: Parsed) -> Counter[str]:
    """The visible characters that are neither in a block nor dropped."""
    left = "".join(parsed.dropped)
    kept = characters(said(parsed.blocks)) + characters(left + scan.unescape(left))
    texts = shown(answer)
    apart, joined = "".join(map(scan.unescape, texts)), scan.unescape("".join(texts))
    return (characters(apart) - kept) & (
        characters(joined) - kept
    )  # a reference cut by a tag is read either way


def made_up(answer: str, parsed: Parsed) -> Counter[str]:
    """The characters of blocks that the answer does not hold."""
    clean = scan.legal(answer)[0]
    return characters(said(parsed.blocks)) - Counter(clean + scan.unescape(clean))


def said(blocks: Blocks) -> str:
    return "\n".join(map(_said, blocks))


def _said(block: Block) -> str:
    match block:
        case Code(text) | Music(text) | Chemical(text) | Formula(text):
            return text
        case List(items):
            return "\n".join(map(_item, items))
        case Table(rows):
            return _rows(rows)
        case Chart(table, inlines):
            return (_rows(table.rows) if table else "") + plain(inlines)
        case _:
            return plain(block.inlines)


def _item(item: Item) -> str:
    return plain(item.inlines) + said(item.lists)


def _rows(rows: tuple[tuple[Cell, ...], ...]) -> str:
    return "\n".join(plain(cell.inlines) for row in rows for cell in row)

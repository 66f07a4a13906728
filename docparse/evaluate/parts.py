"""What a page is cut into before it is scored: its truth and any parser's answer alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from docparse.document import (
    Author,
    Block,
    Blocks,
    Box,
    Caption,
    Chart,
    Chemical,
    Code,
    Em,
    Figure,
    Footer,
    Footnote,
    Formula,
    Header,
    Heading,
    Inline,
    Inlines,
    Link,
    List,
    Math,
    Music,
    PageNumber,
    Paragraph,
    Strong,
    Sub,
    Sup,
    Table,
    plain,
)

Kind: TypeAlias = Literal["text", "formula", "table", "chart", "music", "chemical"]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A piece of a page. An ignored one is neither asked of a parser nor held against it."""

    kind: Kind
    text: str  # of a table, its cells, one a line
    place: int  # in the order of reading
    table: Table | None = None
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """Where something stands on the page image, and what."""

    name: str
    box: Box


def cells(table: Table) -> list[str]:
    """The texts of its cells, empty ones left out."""
    texts = (" ".join(plain(cell.inlines).split()) for row in table.rows for cell in row)
    return [text for text in texts if text]


def tabular(table: Table, place: int, kind: Kind = "table") -> Part:
    return Part(kind, "\n".join(cells(table)), place, table)


def of_blocks(blocks: Blocks) -> tuple[Part, ...]:
    """Captions, footnotes and margins are ignored, as OmniDocBench does."""
    parts = (part for place, block in enumerate(blocks) for part in _parts(block, place))
    return tuple(part for part in parts if part.text.strip() or part.table)


def _parts(block: Block, place: int) -> Iterator[Part]:
    match block:
        case Heading() | Paragraph() | Author():
            yield Part("text", _written(block.inlines), place)
        case Header() | Footer() | PageNumber() | Footnote() | Caption() | Figure():
            yield Part("text", _written(block.inlines), place, ignored=True)
        case List():
            yield Part("text", "\n".join(_lines(block)), place)
        case Table():
            yield tabular(block, place)
        case Chart(table, inlines):
            yield (
                tabular(table, place, "chart")
                if table
                else Part("text", _written(inlines), place, ignored=True)
            )
        case Formula(latex):
            yield Part("formula", latex, place)
        case Code(text):
            yield Part("text", text, place)
        case Music(abc):
            yield Part("music", abc, place)
        case Chemical(smiles):
            yield Part("chemical", smiles, place)
        case _:
            assert_never(block)


def _lines(block: List) -> Iterator[str]:
    """Numbers are text, as they are where no list is known for one."""
    for number, item in enumerate(block.items, start=block.start):
        text = _written(item.inlines)
        yield f"{number}. {text}" if block.ordered else text
        for nested in item.lists:
            yield from _lines(nested)


def _written(inlines: Inlines) -> str:
    """Mathematics as Markdown has it, so that it is known from words with backslashes."""
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Math(latex):
            return f"${latex}$"
        case Strong(inner) | Em(inner) | Sub(inner) | Sup(inner) | Link(_, inner):
            return _written(inner)
        case _:
            return plain((inline,)).replace("$", "\\$")


def regions(blocks: Blocks) -> tuple[Region, ...]:
    named = ((type(block).__name__.lower(), block.box) for block in blocks)
    return tuple(Region(name, box) for name, box in named if box is not None)

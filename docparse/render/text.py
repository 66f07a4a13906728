"""Plain text: the words in their order and nothing else."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from docparse.document import (
    About,
    Author,
    Block,
    Caption,
    Chart,
    Chemical,
    Code,
    Figure,
    Footer,
    Footnote,
    Formula,
    Header,
    Heading,
    Inlines,
    Item,
    List,
    Music,
    Page,
    PageNumber,
    Paragraph,
    Table,
    plain,
)
from docparse.render.flow import Piece, Step, Turn, flow
from docparse.render.pages import Images, remark
from docparse.render.tables import grid
from docparse.settings import Settings


def render(
    pages: Iterable[Page],
    about: About,  # noqa: ARG001 - the protocol of Renderer
    settings: Settings,
    images: Images,
) -> Iterator[str]:
    """Blocks with a blank line between any two; page breaks are form feeds before each page but the first."""
    gap = turn = ""
    for step in flow(pages, settings, images):
        if isinstance(step, Turn) and step.begins:
            yield turn
            gap, turn = "", "\f"
        text = _text(step, settings)
        if text:
            yield f"{'' if isinstance(step, Piece) and step.begun else gap}{text}\n"
            gap = "\n"


def _text(step: Step, settings: Settings) -> str:
    if isinstance(step, Piece):
        return block_text(step.block, repeat=settings.tables == "repeat").strip("\n")
    return "" if step.begins else f"[{remark(step.page)}]"


def block_text(block: Block, *, repeat: bool = False) -> str:
    """The text of one block; `repeat` writes a cell that spans in each of its places, else once."""
    match block:
        case (
            Heading()
            | Paragraph()
            | Author()
            | Caption()
            | Footnote()
            | Header()
            | Footer()
            | PageNumber()
            | Figure()
        ):
            return plain(block.inlines)
        case List():
            return list_text(block)
        case Table():
            return table_text(block, repeat=repeat)
        case Chart(table, inlines):
            return table_text(table, repeat=repeat) if table else plain(inlines)
        case Formula(text) | Code(text) | Music(text) | Chemical(text):
            return text
        case _:
            assert_never(block)


def table_text(table: Table, *, repeat: bool = False) -> str:
    """A row a line, tabs between cells."""
    rows = grid(table, repeat=repeat)
    return "\n".join("\t".join(_line(cell.inlines) for cell in row) for row in rows)


def list_text(block: List) -> str:
    """An entry a line, numbered or dashed, nested lists indented."""
    marks = (f"{block.start + place}." if block.ordered else "-" for place in range(len(block.items)))
    return "\n".join(map(_item, marks, block.items))


def _item(mark: str, item: Item) -> str:
    lines = "\n".join(filter(None, [plain(item.inlines), *map(list_text, item.lists)]))
    return f"{mark} {lines}".replace("\n", "\n" + " " * (len(mark) + 1)).rstrip()


def _line(inlines: Inlines) -> str:
    return " ".join(plain(inlines).split())

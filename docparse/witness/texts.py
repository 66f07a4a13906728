"""What of a block the words of its page can be held against."""

from typing import assert_never

from docparse.document import (
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
    Item,
    List,
    Music,
    PageNumber,
    Paragraph,
    Table,
)
from docparse.witness.tokens import telling


def text_of(block: Block) -> str | None:
    """The text; None of a block that says in a language of its own what the page draws."""
    match block:
        case Heading() | Paragraph() | Header() | Footer() | PageNumber() | Footnote() | Caption() | Author():
            return telling(block.inlines)
        case List(items):
            return "\n".join(map(_item, items))
        case Table(rows):
            return "\n".join(telling(cell.inlines) for row in rows for cell in row)
        case Code(text):
            return text
        case Chart() | Formula() | Figure() | Music() | Chemical():
            return None
        case _:
            assert_never(block)


def _item(item: Item) -> str:
    return "\n".join([telling(item.inlines), *("\n".join(map(_item, under.items)) for under in item.lists)])

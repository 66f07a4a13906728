"""GitHub-flavoured Markdown, one page at a time."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

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
    Item,
    List,
    Music,
    Page,
    PageNumber,
    Paragraph,
    Table,
)
from docparse.document import plain as plain_text
from docparse.render import latex, prose, tables
from docparse.render.flow import Fragment, Piece, Step, Turn, flow
from docparse.render.pages import Images, Placed, comment, kept, remark
from docparse.settings import Settings


class Passage(NamedTuple):
    """A part of the Markdown: what parts it from the one before, its text, and what that was made of."""

    gap: str
    text: str
    step: Step


def render(
    pages: Iterable[Page],
    about: About,  # noqa: ARG001 - the protocol of Renderer
    settings: Settings,
    images: Images,
) -> Iterator[str]:
    """Blocks with a blank line between any two, across pages too; nothing at all where there are none."""
    return (f"{passage.gap}{passage.text}\n" for passage in passages(pages, settings, images))


def passages(pages: Iterable[Page], settings: Settings, images: Images) -> Iterator[Passage]:
    """What `render` writes, each with a line end after it."""
    gap = ""
    for text, step, begun in _texts(pages, settings, images):
        if text:
            yield Passage("" if begun else gap, text, step)
            gap = "\n"


def _texts(pages: Iterable[Page], settings: Settings, images: Images) -> Iterator[tuple[str, Step, bool]]:
    """Each with whether it is more of the one before."""
    marker = ""  # of the list just ended
    html = False  # whether the table just written is
    for step in flow(pages, settings, images):
        if isinstance(step, Turn):
            yield _turn(step), step, False
            continue
        block = step.block
        first = step.fragments[0]
        if isinstance(block, Table) and (step.begun or step.goes_on):
            begun = step.begun and (html or not tables.is_markup(block, settings.tables))
            html = html if begun else tables.is_markup(block, settings.tables)
            yield _part(step, settings, begun=begun, html=html), step, begun
            continue
        if isinstance(block, List):
            marker = _other_marker(block, marker)
        text = _block(block, settings, first.link, _caption(first, settings) if first.link else "", marker)
        yield text, step, False
        marker = "" if text and not isinstance(block, List) else marker


def _turn(turn: Turn) -> str:
    return comment(f"page {turn.page.number}" if turn.begins else remark(turn.page))


def _part(piece: Piece, settings: Settings, *, begun: bool, html: bool) -> str:
    """Rows of a table that stand by themselves, or below those of the piece before."""
    assert isinstance(piece.block, Table)
    if begun:
        rows = tables.more(piece.block, settings.tables, html=html)
        return rows if piece.goes_on or not html else f"{rows}{tables.END}".lstrip("\n")
    whole = tables.markdown(piece.block, settings.tables)
    return whole.removesuffix(tables.END) if piece.goes_on and html else whole


def _block(block: Block, settings: Settings, link: str, caption: str, marker: str) -> str:
    match block:
        case Heading(level, inlines):
            line = prose.heading(inlines)
            return f"{'#' * level} {line}" if line else ""
        case Paragraph() | Author() | Caption() | Footnote() | Header() | Footer() | PageNumber():
            return prose.paragraph(block.inlines)
        case List():
            return _list(block, marker)
        case Table():
            return _stacked(_image("table", link), tables.markdown(block, settings.tables))
        case Chart(table, inlines):
            read = tables.markdown(table, settings.tables) if table else prose.paragraph(inlines)
            return _stacked(_image("chart", link), read)
        case Figure(_, inlines):
            return _stacked(_image(caption, link), prose.paragraph(inlines))
        case Formula(source):
            if not source:
                return _image("formula", link) or comment("formula not read")
            return _stacked(_image("formula", link), latex.display(source))
        case Code(text, language):
            return _fence(text, re.sub(r"[^\w+#.-]", "", language))
        case Music(abc):
            return _stacked(_image("music", link), _fence(abc, "abc"))
        case Chemical(smiles):
            return _stacked(_image("molecule", link), _fence(smiles, "smiles"))
        case _:
            assert_never(block)


def _caption(figure: Fragment, settings: Settings) -> str:
    """The text of the caption right after a figure, or else right before it if it follows no other figure."""
    shown = list(kept(figure.page, settings, "drop"))
    place = shown.index(figure.placed)
    before = None if isinstance(_at(shown, place - 2), Figure) else _at(shown, place - 1)
    for near in (_at(shown, place + 1), before):
        if isinstance(near, Caption) and near.of == "figure":
            return plain_text(near.inlines)
    return ""


def _at(shown: list[Placed], place: int) -> Block | None:
    return shown[place].block if 0 <= place < len(shown) else None


def _image(description: str, link: str) -> str:
    return f"![{prose.plain(description)}]({prose.destination(link)})" if link else ""


def _stacked(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def _fence(text: str, language: str) -> str:
    fence = "`" * max(3, prose.longest_run(text, "`") + 1)
    return f"{fence}{language}\n{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{fence}"


def _other_marker(block: List, last: str) -> str:
    """The kind's usual marker, or its other one right after a list that used it, lest the two become one."""
    usual, other = (".", ")") if block.ordered else ("-", "*")
    return other if last == usual else usual


def _list(block: List, marker: str) -> str:
    numbers = (min(max(block.start + place, 0), 999_999_999) for place in range(len(block.items)))
    markers = (f"{number}{marker}" if block.ordered else marker for number in numbers)
    return "\n".join(_item(item, mark) for item, mark in zip(block.items, markers, strict=True))


def _item(item: Item, mark: str) -> str:
    text = prose.paragraph(item.inlines)
    lines, last = text, ""
    for nested in filter(lambda each: each.items, item.lists):
        last = _other_marker(nested, last)
        gap = "\n" if lines and (lines != text or not _interrupts(nested)) else ""
        lines = f"{lines}\n{gap}{_list(nested, last)}"
    return f"{mark}{' ' if text else ''}{_indented(lines, len(mark) + 1)}"


def _interrupts(block: List) -> bool:
    """Whether a list can begin right under a line of text."""
    return bool(block.items[0].inlines) and (not block.ordered or block.start == 1)


def _indented(lines: str, width: int) -> str:
    return re.sub(r"\n(?=[^\n])", "\n" + " " * width, lines)

"""Blocks as the HTML that the viewer shows: nothing of it runs or asks for anything, whatever a page says."""

from html import escape
from typing import Final, assert_never

from docparse.document import (
    Author,
    Block,
    Box,
    Break,
    Caption,
    Cell,
    Chart,
    Chemical,
    Code,
    CodeSpan,
    Em,
    Figure,
    Footer,
    Footnote,
    Formula,
    Header,
    Heading,
    Inline,
    Inlines,
    Item,
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
    Text,
)
from docparse.view.mathml import mathml

_KINDS: Final[dict[type, str]] = {
    Heading: "heading",
    Paragraph: "paragraph",
    List: "list",
    Table: "table",
    Chart: "chart",
    Formula: "formula",
    Figure: "figure",
    Code: "code",
    Music: "music",
    Chemical: "chemical",
    Header: "header",
    Footer: "footer",
    PageNumber: "page-number",
    Footnote: "footnote",
    Caption: "caption",
    Author: "author",
}
COLOURS: Final[dict[str, str]] = {
    "heading": "#c2410c",
    "paragraph": "#2458d3",
    "list": "#7c3aed",
    "table": "#0f766e",
    "chart": "#0e7490",
    "formula": "#be185d",
    "figure": "#4d7c0f",
    "code": "#475569",
    "music": "#a21caf",
    "chemical": "#15803d",
    "header": "#7d8590",
    "footer": "#7d8590",
    "page-number": "#7d8590",
    "footnote": "#92702a",
    "caption": "#b45309",
    "author": "#0369a1",
}


def kind(block: Block) -> str:
    return _KINDS[type(block)]


def markup(block: Block, page: int, *, pictured: bool = False) -> str:
    """The content of a block, with its picture cut from that of `page` where words do not say all.

    `pictured` gives a picture to those too that have none as a rule.
    """
    match block:
        case Heading(level, inlines):
            return f"<h{level}>{text(inlines)}</h{level}>"
        case Paragraph() | Header() | Footer() | PageNumber() | Footnote() | Caption() | Author():
            return f"<p>{text(block.inlines)}</p>"
        case List():
            return _list(block)
        case Table():
            return (_crop(block.box, page) if pictured else "") + _table(block)
        case Chart(table, inlines):
            return _crop(block.box, page) + (_table(table) if table else _paragraph(inlines))
        case Figure(_, inlines):
            return _crop(block.box, page) + _paragraph(inlines)
        case Formula(latex):
            return _formula(latex, _crop(block.box, page) if pictured or not latex else "")
        case Code(source, language):
            return f'<pre class="source" data-lang="{escape(language)}"><code>{escape(source)}</code></pre>'
        case Music(source):
            return f"{_crop(block.box, page)}{_source(source)}"
        case Chemical(source, box, canonical):
            also = _source(canonical, "canonical") if canonical not in {"", source} else ""
            return f"{_crop(box, page)}{_source(source)}{also}"
        case _:
            assert_never(block)


def text(inlines: Inlines) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Text(words):
            return escape(words, quote=False)
        case Strong(inner):
            return f"<strong>{text(inner)}</strong>"
        case Em(inner):
            return f"<em>{text(inner)}</em>"
        case CodeSpan(words):
            return f"<code>{escape(words, quote=False)}</code>"
        case Sub(inner):
            return f"<sub>{text(inner)}</sub>"
        case Sup(inner):
            return f"<sup>{text(inner)}</sup>"
        case Link(href, inner):
            return f'<a href="{escape(href)}" rel="noopener noreferrer" target="_blank">{text(inner)}</a>'
        case Break():
            return "<br>"
        case Math(latex):
            return mathml(latex, display=False) or f"<code>{escape(latex, quote=False)}</code>"
        case _:
            assert_never(inline)


def _paragraph(inlines: Inlines) -> str:
    return f"<p>{text(inlines)}</p>" if inlines else ""


def _formula(latex: str, crop: str) -> str:
    if not latex:
        return f'{crop}<p class="lack">not read</p>'
    source, shown = _source(latex), mathml(latex, display=True)
    if not shown:
        return crop + source
    return f"{crop}<div class=math>{shown}</div><details><summary>LaTeX</summary>{source}</details>"


def _source(text: str, label: str = "") -> str:
    title = f' title="{label}"' if label else ""
    return f'<pre class="source"{title}><code>{escape(text)}</code></pre>'


def _crop(box: Box | None, page: int) -> str:
    """A part of the page's own picture, so that the file holds it once."""
    if box is None:
        return ""
    view = f"{box.x1} {box.y1} {box.width} {box.height}"
    shape = f"aspect-ratio:{box.width}/{box.height};max-width:{box.width}px"
    return f'<svg class="crop" viewBox="{view}" style="{shape}" role="img"><use href="#image-{page}"/></svg>'


def _list(block: List) -> str:
    tag = "ol" if block.ordered else "ul"
    start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
    return f"<{tag}{start}>{''.join(map(_item, block.items))}</{tag}>"


def _item(item: Item) -> str:
    return f"<li>{text(item.inlines)}{''.join(map(_list, item.lists))}</li>"


def _table(table: Table) -> str:
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    return f'<div class="scroll"><table>{rows}</table></div>'


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    spans = f' rowspan="{cell.rowspan}"' * (cell.rowspan > 1) + f' colspan="{cell.colspan}"' * (
        cell.colspan > 1
    )
    return f"<{tag}{spans}>{text(cell.inlines)}</{tag}>"

"""The one writer of QwenVL HTML."""

import re
from collections.abc import Iterable
from typing import Final, assert_never

from docparse.document import (
    Author,
    Block,
    Blocks,
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
    Size,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from docparse.qwenvl.inlines import PRICE
from docparse.qwenvl.scan import legal

_OPENER: Final = re.compile(r"\\(?=[$(\[]|\Z)")
_LEADING_DIGIT: Final = re.compile(r"\d")
_FIGURES: Final = {"image": "image", "caption": "image caption", "ocr": "image ocr"}


def write(blocks: Blocks, size: Size | None) -> str:
    """A page as an answer, one block a line. `size` goes into the body, so that boxes can be checked."""
    body = "<body>" if size is None else f'<body data-size="{size.width} {size.height}">'
    return "\n".join(("<html>" + body, *map(write_block, blocks), "</body></html>\n"))


def write_block(block: Block) -> str:  # noqa: C901, PLR0912 - a case for each kind of block is no complexity
    """One block without the page around it; what it says, `parse` reads back."""
    match block:
        case Heading(level, inlines, box):
            return f"<h{level}{_at(box)}>{_line(inlines)}</h{level}>"
        case Paragraph(inlines, box):
            return f"<p{_at(box)}>{_line(inlines)}</p>"
        case List():
            return _list(block)
        case Table():
            return _table(block)
        case Chart(table, inlines, box):
            return _region("chart", box, (_table(table) if table else "") + _paragraph(inlines))
        case Formula(latex, box):
            return _region("formula", box, f"<div>$${_latex(latex)}$$</div>" if latex else "")
        case Figure(kind, inlines, box):
            return _region(_FIGURES[kind], box, _paragraph(inlines))
        case Code(text, language, box):
            return _code(text, language, box)
        case Music(abc, box):
            return _region("music sheet", box, _source(abc), 'format="abc notation"')
        case Chemical(smiles, box, canonical):
            form = 'format="smile"' + (f" data-canonical={_quoted(canonical)}" if canonical else "")
            return _region("chemical formula", box, _source(smiles), form)
        case Header(inlines, box):
            return _div("header", inlines, box)
        case Footer(inlines, box):
            return _div("footer", inlines, box)
        case PageNumber(inlines, box):
            return _div("page-number", inlines, box)
        case Footnote(inlines, box):
            return _div("footnote", inlines, box)
        case Caption(inlines, of, box):
            return _div("table-caption" if of == "table" else "caption", inlines, box)
        case Author(inlines, box):
            return _div("author", inlines, box)
        case _:
            assert_never(block)


def _at(box: Box | None) -> str:
    return f' data-bbox="{box.x1} {box.y1} {box.x2} {box.y2}"' if box else ""


def _div(name: str, inlines: Inlines, box: Box | None) -> str:
    return f'<div class="{name}"{_at(box)}>{_line(inlines)}</div>'


def _region(name: str, box: Box | None, content: str, attribute: str = "") -> str:
    form = f" {attribute}" if attribute else ""
    return f'<div class="{name}"{form}{_at(box)}><img{_at(box)}/>{content}</div>'


def _paragraph(inlines: Inlines) -> str:
    return f"<p>{_line(inlines)}</p>" if inlines else ""


def _source(text: str) -> str:
    return f"<div>{_escape(text)}</div>" if text else ""


def _code(text: str, language: str, box: Box | None) -> str:
    lead = "\n" if text.startswith("\n") else ""  # a reader takes off the first line end
    return f"<pre data-lang={_quoted(language)}{_at(box)}>{lead}{_escape(text)}</pre>"


def _list(block: List) -> str:
    name = "ol" if block.ordered else "ul"
    start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
    return f"<{name}{start}{_at(block.box)}>{''.join(map(_item, block.items))}</{name}>"


def _item(item: Item) -> str:
    return f"<li{_at(item.box)}>{_line(item.inlines)}{''.join(map(_list, item.lists))}</li>"


def _table(table: Table) -> str:
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    return f"<table{_at(table.box)}>{rows}</table>"


def _cell(cell: Cell) -> str:
    name = "th" if cell.header else "td"
    rows = f' rowspan="{cell.rowspan}"' if cell.rowspan != 1 else ""
    columns = f' colspan="{cell.colspan}"' if cell.colspan != 1 else ""
    return f"<{name}{rows}{columns}>{_line(cell.inlines)}</{name}>"


def _line(inlines: Iterable[Inline]) -> str:
    written: list[str] = []
    after_math = False
    for inline in inlines:
        text = _inline(inline)
        if after_math and _LEADING_DIGIT.match(text):  # `$x$5` would not close
            text = f"&#{ord(text[0])};{text[1:]}"
        written.append(text)
        after_math = isinstance(inline, Math)
    return "".join(written)


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return _OPENER.sub("&#92;", _escape(text)).replace("$", r"\$")
        case Strong(inner):
            return f"<strong>{_line(inner)}</strong>"
        case Em(inner):
            return f"<em>{_line(inner)}</em>"
        case CodeSpan(text):
            return f"<code>{_escape(text)}</code>"
        case Sub(inner):
            return f"<sub>{_line(inner)}</sub>"
        case Sup(inner):
            return f"<sup>{_line(inner)}</sup>"
        case Link(href, inner):
            return f"<a href={_quoted(href)}>{_line(inner)}</a>"
        case Break():
            return "<br/>"
        case Math(latex):
            return f"${_no_price(_latex(latex))}$"
        case _:
            assert_never(inline)


def _no_price(latex: str) -> str:
    """What a reader would take for the text between two prices begins with a reference."""
    return f"&#{ord(latex[0])};{latex[1:]}" if PRICE.match(f"{latex}$") else latex


def _latex(latex: str) -> str:
    """A dollar within, or a backslash that would escape the closing one, is written as a reference."""
    escaped = _escape(latex).replace("$", "&#36;")
    return f"{escaped[:-1]}&#92;" if escaped.endswith("\\") else escaped


def _escape(text: str) -> str:
    return legal(text)[0].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return f'"{_escape(text).replace(chr(34), "&quot;")}"'

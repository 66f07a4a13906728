"""Blocks and inlines as Typst expressions, in its code mode: no text of ours is ever taken for markup."""

from collections.abc import Mapping
from typing import Final, assert_never

from docparse.document import (
    Break,
    Cell,
    CodeSpan,
    Em,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from docparse.synth.pieces import Ruling

_RULE: Final = "0.6pt + black"
_NO_MATHS: Final[Mapping[str, str]] = {}


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def line(inlines: Inlines, maths: Mapping[str, str] = _NO_MATHS, notes: Mapping[str, str] = _NO_MATHS) -> str:
    """`maths` has the Typst of each LaTeX source, `notes` the text of the footnote of each raised mark."""
    parts = [_inline(inline, maths, notes) for inline in inlines]
    return f"({' + '.join(['[]', *parts])})"


def _inline(inline: Inline, maths: Mapping[str, str], notes: Mapping[str, str]) -> str:
    match inline:
        case Text(text):
            return quoted(text)
        case Strong(inner):
            return f"strong({line(inner, maths, notes)})"
        case Em(inner):
            return f"emph({line(inner, maths, notes)})"
        case CodeSpan(text):
            return f"raw({quoted(text)})"
        case Sub(inner):
            return f"sub({line(inner, maths, notes)})"
        case Sup((Text(mark),)) if mark in notes:
            return f"footnote({notes[mark]})"
        case Sup(inner):
            return f"super({line(inner, maths, notes)})"
        case Link(href, inner):
            return f"link({quoted(href)}, text(fill: rgb(20, 60, 160), {line(inner, maths, notes)}))"
        case Break():
            return "linebreak()"
        case Math(latex):
            return f"${maths[latex]}$"
        case _:
            assert_never(inline)


def listing(block: List) -> str:
    items = ", ".join(_item(item) for item in block.items)
    return f"enum(start: {block.start}, {items})" if block.ordered else f"list({items})"


def _item(item: Item) -> str:
    return " + ".join([line(item.inlines), *map(listing, item.lists)])


def table(
    block: Table, ruling: Ruling, widths: tuple[str, ...], numbers: str = "left", *, row_marks: str = ""
) -> str:
    """`row_marks` names a piece that flows: the first cell of each of its rows says where it stands."""
    heads = next((n for n, row in enumerate(block.rows) if not all(cell.header for cell in row)), 0)
    rows = [
        ", ".join(_cell(cell, "" if x else _row_mark(row_marks, y)) for x, cell in enumerate(row))
        for y, row in enumerate(block.rows)
    ]
    head = f"table.header({', '.join(rows[:heads])}), " if heads else ""
    sides = f"(x, _) => if x == 0 {{ start + horizon }} else {{ {numbers} + horizon }}"
    return (
        f"table(columns: ({', '.join(widths)},), align: {sides}, {_strokes(ruling)}, "
        f"{_lines(ruling, heads)}{head}{', '.join(rows[heads:])}{_last_line(ruling)})"
    )


def _row_mark(name: str, row: int) -> str:
    return f"row-mark({quoted(name)}, {row}) + " if name else ""


def _cell(cell: Cell, lead: str) -> str:
    text = line(cell.inlines)
    shown = f'text(weight: "bold", {text})' if cell.header else text
    return f"table.cell(rowspan: {cell.rowspan}, colspan: {cell.colspan}, {lead}{shown})"


def _strokes(ruling: Ruling) -> str:
    return f"stroke: {_RULE if ruling == 'ruled' else 'none'}"


def _lines(ruling: Ruling, heads: int) -> str:
    """Above the table and below its head."""
    if ruling != "half-ruled":
        return ""
    below = f"table.hline(y: {heads}, stroke: {_RULE}), " if heads else ""
    return f"table.hline(y: 0, stroke: 1pt + black), {below}"


def _last_line(ruling: Ruling) -> str:
    return ", table.hline(stroke: 1pt + black)" if ruling == "half-ruled" else ""

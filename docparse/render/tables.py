"""Tables as a grid of places, and in the forms that Markdown has for them."""

from collections.abc import Iterator
from html import escape
from typing import TypeAlias, assert_never

from docparse.document import (
    Break,
    Cell,
    CodeSpan,
    Em,
    Inline,
    Inlines,
    Link,
    Math,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from docparse.render import latex, prose
from docparse.settings import TablePolicy

Grid: TypeAlias = list[list[Cell]]

_BLANK = Cell(())
END = "\n</table>"


def markdown(table: Table, policy: TablePolicy) -> str:
    """A pipe table where one can say all of it, else what `policy` asks for; "" for a table without cells."""
    if not any(table.rows):
        return ""
    if is_markup(table, policy):
        return markup(table)
    return pipes(grid(table, repeat=policy == "repeat"))


def is_markup(table: Table, policy: TablePolicy) -> bool:
    """Whether pipes cannot say all of a table, and HTML is asked for then."""
    return policy == "html" and _spans(table)


def more(table: Table, policy: TablePolicy, *, html: bool) -> str:
    """The rows alone, to stand below those of a table in pipes or in HTML."""
    if html:
        return _rows(table)
    return "\n".join(_row(row) for row in grid(table, repeat=policy == "repeat"))


def grid(table: Table, *, repeat: bool) -> Grid:
    """Rows of one width; a cell that spans stands in all its places, or in its first one only."""
    if not _spans(table):
        width = max(map(len, table.rows), default=0)
        return [[*row, *[_BLANK] * (width - len(row))] for row in table.rows]
    places: dict[tuple[int, int], Cell] = {}
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row:
            while (y, x) in places:
                x += 1
            for spot in _spots(cell, y, x, len(table.rows)):
                places.setdefault(spot, cell if repeat or spot == (y, x) else _BLANK)
    width = max((x for _, x in places), default=-1) + 1
    return [[places.get((y, x), _BLANK) for x in range(width)] for y in range(len(table.rows))]


def _spans(table: Table) -> bool:
    return any(cell.rowspan > 1 or cell.colspan > 1 for row in table.rows for cell in row)


def _spots(cell: Cell, y: int, x: int, height: int) -> Iterator[tuple[int, int]]:
    return (
        (y + down, x + right)
        for down in range(min(cell.rowspan, height - y))
        for right in range(cell.colspan)
    )


def pipes(rows: Grid) -> str:
    """Markdown knows no table without a header: the first row is it, whatever its cells are."""
    head, *body = (_row(row) for row in rows)
    return "\n".join([head, "| " + " | ".join("---" for _ in rows[0]) + " |", *body])


def _row(row: list[Cell]) -> str:
    return "| " + " | ".join(prose.cell(cell.inlines) for cell in row) + " |"


def markup(table: Table) -> str:
    """HTML of one row a line, with spans for its only attributes."""
    return f"<table>\n{_rows(table)}{END}"


def _rows(table: Table) -> str:
    return "\n".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in table.rows)


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    spans = "".join(
        f' {name}="{span}"'
        for name, span in (("rowspan", cell.rowspan), ("colspan", cell.colspan))
        if span > 1
    )
    return f"<{tag}{spans}>{_html(cell.inlines)}</{tag}>"


def _html(inlines: Inlines) -> str:
    """On one line: a blank one would end the table for Markdown."""
    return " ".join("".join(map(_write, inlines)).split("\n"))


def _write(inline: Inline) -> str:
    match inline:
        case Text(text):
            return escape(text, quote=False)
        case Math(source):
            return escape(latex.inline(source), quote=False)
        case CodeSpan(text):
            return f"<code>{escape(text, quote=False)}</code>"
        case Strong(inner):
            return f"<strong>{_html(inner)}</strong>"
        case Em(inner):
            return f"<em>{_html(inner)}</em>"
        case Sub(inner):
            return f"<sub>{_html(inner)}</sub>"
        case Sup(inner):
            return f"<sup>{_html(inner)}</sup>"
        case Link(href, inner):
            return f'<a href="{escape(prose.destination(href))}">{_html(inner)}</a>'
        case Break():
            return "<br>"
        case _:
            assert_never(inline)

"""Tables as rows of cells, whatever they are made of."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from docparse.document import Caption, Cell, Row, Table
from docparse.qwenvl.boxes import Frame, Placed, box_of
from docparse.qwenvl.lines import line, says
from docparse.qwenvl.tree import Child, Node

# A hostile table of a few thousand cells could span billions of places.
_MOST_PLACES: Final = 250_000
_WIDEST: Final = 1_000


class Reading(NamedTuple):
    table: Table
    captions: list[Placed]  # those that stand in the table
    beside: list[Placed]  # what stood in the table and is none of it
    loose: list[Child]


def read(node: Node, frame: Frame) -> Reading:
    """The table without its box."""
    reading = Reading(Table(()), [], [], [])
    rows = [
        _row(cells, frame, reading.beside, header=header)
        for cells, header in _rows(node.children, reading, frame)
    ]
    return reading._replace(table=Table(_clamped(rows, node, frame)))


def _rows(
    children: list[Child], reading: Reading, frame: Frame, *, header: bool = False
) -> Iterator[tuple[list[Node], bool]]:
    loose: list[Node] = []  # cells outside of any row
    for child in children:
        if isinstance(child, Node) and child.tag in ("td", "th"):
            loose.append(child)
            continue
        if loose and says(child):
            yield loose, header
            loose = []
        if isinstance(child, str):
            reading.loose.extend([child] if says(child) else [])
        elif child.tag == "tr":
            yield _cells(child, reading), header
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child.children, reading, frame, header=child.tag == "thead")
        elif child.tag == "caption":
            _caption(child, reading, frame)
        elif says(child):
            reading.loose.append(child)
    if loose:
        yield loose, header


def _cells(row: Node, reading: Reading) -> list[Node]:
    cells: list[Node] = []
    for child in row.children:
        if isinstance(child, Node) and child.tag in ("td", "th"):
            cells.append(child)
        elif says(child):
            reading.loose.append(child)
    return cells


def _caption(node: Node, reading: Reading, frame: Frame) -> None:
    if inlines := line(node.children, frame, reading.beside, "caption"):
        reading.captions.append(Placed(Caption(inlines, "table", box_of(node, frame)), node.at, frame.page))


def _row(cells: list[Node], frame: Frame, beside: list[Placed], *, header: bool) -> Row:
    return tuple(_cell(cell, frame, beside, header=header) for cell in cells)


def _cell(node: Node, frame: Frame, beside: list[Placed], *, header: bool) -> Cell:
    inlines = line(node.children, frame, beside, "td")
    head = header or node.tag == "th"
    if not node.attributes:
        return Cell(inlines, head)
    return Cell(inlines, head, _span(node, "rowspan", frame), _span(node, "colspan", frame))


def _span(node: Node, name: str, frame: Frame) -> int:
    raw = node.attributes.get(name, "1").strip()
    if raw.isascii() and raw.isdigit() and len(raw) <= 6 and 1 <= int(raw) <= _WIDEST:
        return int(raw)
    frame.notes.add("span-clamped", node.at, f'{name}="{raw[:20]}"')
    return _WIDEST if raw.isascii() and raw.isdigit() and raw.strip("0") else 1


def _clamped(rows: list[Row], node: Node, frame: Frame) -> tuple[Row, ...]:
    """No span reaches below the last row, and all of them together cover no more than a table can hold."""
    if all(cell.rowspan == 1 == cell.colspan for row in rows for cell in row):
        return tuple(rows)
    left = _MOST_PLACES
    clamped: list[Row] = []
    for n, row in enumerate(rows):
        cells: list[Cell] = []
        for cell in row:
            rowspan, colspan = min(cell.rowspan, len(rows) - n), cell.colspan
            if rowspan * colspan > left:
                rowspan = colspan = 1
            left -= rowspan * colspan
            if (rowspan, colspan) != (cell.rowspan, cell.colspan):
                frame.notes.add("span-clamped", node.at, f"a span in row {n + 1}")
            cells.append(Cell(cell.inlines, cell.header, rowspan, colspan))
        clamped.append(tuple(cells))
    return tuple(clamped)

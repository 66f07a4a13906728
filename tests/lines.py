"""Lines of text made from plain words, for tests of the light engine's geometry."""

from docparse.document import Box
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import GridCell, Layer, Layout, Line, Run

ADVANCE = 0.5  # of the size, that each character takes


def line(
    text: str,
    x: float = 72.0,
    y: float = 100.0,
    size: float = 10.0,
    *,
    bold: bool = False,
    mono: bool = False,
) -> Line:
    """A line whose words stand at x, baseline at y; two blanks or more make a gap of as many ems."""
    runs: list[Run] = []
    at = 0
    while at < len(text):
        start = at + len(text[at:]) - len(text[at:].lstrip())
        word = text[start:].split(" ", 1)[0]
        left = x + start * ADVANCE * size
        rect = Rect(left, y - 0.78 * size, left + len(word) * ADVANCE * size, y + 0.22 * size)
        runs.append(Run(word, rect, size, y, spaced=bool(runs), bold=bold, mono=mono))
        at = start + len(word)
    return Line(tuple(runs))


def paragraph(texts: list[str], x: float = 72.0, y: float = 100.0, size: float = 10.0) -> tuple[Line, ...]:
    """Lines one below the other."""
    return tuple(line(text, x, y + index * 1.2 * size, size) for index, text in enumerate(texts))


def layer(*lines: Line, pictures: tuple[Rect, ...] = (), drawings: tuple[Rect, ...] = ()) -> Layer:
    """A page of 600 by 800 points whose image has a pixel for each."""
    return Layer(600, 800, lines, pictures, drawings, locate)


def locate(rect: Rect) -> Box | None:
    return Box(int(rect.x0), int(rect.y0), int(rect.x1) + 1, int(rect.y1) + 1)


def cell(row: int, column: int, rowspan: int = 1, colspan: int = 1) -> GridCell:
    """Of a grid with cells of 100 by 20 points from (72, 100)."""
    left, top = 72 + 100 * column, 100 + 20 * row
    rect = Rect(left, top, left + 100 * colspan, top + 20 * rowspan)
    return GridCell(rect, row, column, rowspan, colspan, header=row == 0)


NO_LAYOUT = Layout()

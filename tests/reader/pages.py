"""Pages of random words for the reader: what stands on them, as pixels, as a PDF and as QwenVL HTML.

Type stands on whole pixels of a page image at 200 dpi, so that the pixels drawn here from a few hundred
glyphs are those that docparse draws from the PDF, and every box is known exactly.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from docparse.document import Box, Size
from docparse.source.mupdf import pymupdf

MARKS: Final = ".,:;-/()%!?=+@"
CHARACTERS: Final = ascii_lowercase + ascii_uppercase + digits + MARKS
SIZES: Final = (Size(224, 224), Size(280, 168), Size(168, 280))
WHITE: Final = 255
_POINT: Final = 200 / 72  # pixels

Pixels = NDArray[np.uint8]


class Face(NamedTuple):
    """A fixed-pitch typeface that MuPDF carries, at a size; the rest is in pixels."""

    name: str
    points: float
    advance: int
    ascent: int
    descent: int


BODY: Final = Face("cour", 8.4, 14, 17, 6)
BOLD: Final = Face("cobo", 8.4, 14, 17, 6)
TITLE: Final = Face("cobo", 10.8, 18, 21, 8)
_FACES: Final = {"h1": TITLE, "h2": BOLD, "p": BODY}


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    face: Face
    x: int  # where the pen is set down
    y: int  # the baseline

    @property
    def box(self) -> Box:
        right = self.x + self.face.advance * len(self.text)
        return Box(self.x, self.y - self.face.ascent, right, self.y + self.face.descent)

    def middle(self, index: int) -> tuple[int, int]:
        """Of one character, or of the place where a next one would stand."""
        return self.x + self.face.advance * index + self.face.advance // 2, self.y - 5


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading or a paragraph."""

    tag: str
    lines: tuple[Line, ...]

    @property
    def box(self) -> Box:
        boxes = [line.box for line in self.lines]
        return Box(boxes[0].x1, boxes[0].y1, max(box.x2 for box in boxes), boxes[-1].y2)


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table; its box ends with its outer rules."""

    rows: tuple[tuple[Line, ...], ...]
    xs: tuple[int, ...]  # of the rules
    ys: tuple[int, ...]

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1] + 1, self.ys[-1] + 1)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for row in self.rows for line in row)

    @property
    def rules(self) -> tuple[Box, ...]:
        x1, y1, x2, y2 = self.box.x1, self.box.y1, self.box.x2, self.box.y2
        across = tuple(Box(x1, y, x2, y + 1) for y in self.ys)
        return across + tuple(Box(x, y1, x + 1, y2) for x in self.xs)


@dataclass(frozen=True, slots=True)
class Page:
    size: Size
    blocks: tuple[Passage | Grid, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def rules(self) -> tuple[Box, ...]:
        return tuple(rule for block in self.blocks if isinstance(block, Grid) for rule in block.rules)


# What a page says


class Piece(NamedTuple):
    """A token of the answer, and the point of the page that one looks at to write it."""

    text: str
    eye: tuple[int, int] | None = None
    number: int | None = None  # that it is a digit of, in a box


def answer(page: Page) -> str:
    """The QwenVL HTML of a page, boxes in its pixels."""
    return "".join(piece.text for piece in spell(page))


def spell(page: Page) -> Iterator[Piece]:
    yield Piece("<html><body>\n")
    for block in page.blocks:
        yield from _spell_grid(block) if isinstance(block, Grid) else _spell_passage(block)
    yield Piece("</body></html>")


def _spell_passage(passage: Passage) -> Iterator[Piece]:
    first, last = passage.lines[0], passage.lines[-1]
    widest = max(passage.lines, key=lambda line: line.box.x2)
    start = first.middle(0)
    yield Piece(f'<{passage.tag} data-bbox="', start)
    yield from _spell_box(
        passage.box, start, widest.middle(len(widest.text) - 1), last.middle(len(last.text) - 1)
    )
    yield from _spell_line(first)
    for above, line in pairwise(passage.lines):
        yield Piece(" ", above.middle(len(above.text)))
        yield from _spell_line(line)
    yield Piece(f"</{passage.tag}>\n", last.middle(len(last.text)))


def _spell_grid(grid: Grid) -> Iterator[Piece]:
    start, end = (grid.box.x1, grid.box.y1), (grid.box.x2 - 1, grid.box.y2 - 1)
    yield Piece('<table data-bbox="', start)
    yield from _spell_box(grid.box, start, end, end)
    for row in grid.rows:
        yield Piece("<tr>", row[0].middle(0))
        for cell in row:
            yield Piece("<td>", cell.middle(0))
            yield from _spell_line(cell)
            yield Piece("</td>", cell.middle(len(cell.text)))
        yield Piece("</tr>", row[-1].middle(len(row[-1].text)))
    yield Piece("</table>\n", end)


def _spell_line(line: Line) -> Iterator[Piece]:
    return (Piece(character, line.middle(index)) for index, character in enumerate(line.text))


def _spell_box(
    box: Box, start: tuple[int, int], right: tuple[int, int], bottom: tuple[int, int]
) -> Iterator[Piece]:
    eyes = (start, start, right, bottom)
    for index, (number, eye) in enumerate(zip((box.x1, box.y1, box.x2, box.y2), eyes, strict=True)):
        if index:
            yield Piece(" ", eye)
        yield from (Piece(digit, eye, number) for digit in str(number))
    yield Piece('">', start)


# How a page looks


def paint(page: Page) -> Pixels:
    """The page in grey."""
    canvas = np.full((page.size.height, page.size.width), WHITE, np.uint8)
    for line in page.lines:
        glyphs = _glyphs(line.face)
        for index, character in enumerate(line.text):
            _stamp(canvas, glyphs[character], line.x + line.face.advance * index, line.y)
    for rule in page.rules:
        canvas[rule.y1 : rule.y2, rule.x1 : rule.x2] = 0
    return canvas


def pdf(pages: Iterable[Page]) -> bytes:
    """The same pages as a PDF, which docparse draws at 200 dpi as `paint` does."""
    made: Any = pymupdf.open()
    for page in pages:
        sheet = made.new_page(width=page.size.width / _POINT, height=page.size.height / _POINT)
        for line in page.lines:
            _write(sheet, line)
        for rule in page.rules:
            corners = (side / _POINT for side in (rule.x1, rule.y1, rule.x2, rule.y2))
            sheet.draw_rect(pymupdf.Rect(*corners), color=None, fill=(0, 0, 0))
    return made.tobytes()


def _write(sheet: Any, line: Line) -> None:
    point = (line.x / _POINT, line.y / _POINT)
    sheet.insert_text(point, line.text, fontname=line.face.name, fontsize=line.face.points)


_REACH: Final = 8  # pixels round a glyph's own place that its ink may touch


@cache
def _glyphs(face: Face) -> dict[str, Pixels]:
    """Each character as MuPDF draws it with the pen on a whole pixel, with `_REACH` round it."""
    step, down = face.advance + 2 * _REACH, face.ascent + _REACH
    sheet: Any = pymupdf.open().new_page(width=len(CHARACTERS) * step / _POINT, height=2 * down / _POINT)
    for index, character in enumerate(CHARACTERS):
        _write(sheet, Line(character, face, index * step + _REACH, down))
    drawn = sheet.get_pixmap(matrix=pymupdf.Matrix(_POINT, _POINT), colorspace=pymupdf.csGRAY)
    strip = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.stride)
    glyphs = {letter: strip[:, n * step : (n + 1) * step] for n, letter in enumerate(CHARACTERS)}
    return glyphs | {" ": np.full((1, 1), WHITE, np.uint8)}


def _stamp(canvas: Pixels, glyph: Pixels, x: int, y: int) -> None:
    left, top = x - _REACH, y - glyph.shape[0] // 2
    x1, y1, y2 = max(0, left), max(0, top), min(canvas.shape[0], top + glyph.shape[0])
    patch = canvas[y1:y2, x1 : left + glyph.shape[1]]
    np.minimum(patch, glyph[y1 - top : y2 - top, x1 - left :][:, : patch.shape[1]], out=patch)


# Random pages

_LEADING: Final = (26, 28)  # from one line of a paragraph to the next
_CELL: Final = 6  # blank round the text of a cell


class Room(NamedTuple):
    """How blocks stand: more lies between them than between lines, so that no line could belong to two."""

    gap: tuple[int, int]
    most_left: int
    full: float  # the chance to go on with a next block


_TIGHT: Final = Room((9, 20), 20, 0.95)
_LOOSE: Final = Room((9, 70), 64, 0.8)


def random_page(seed: str, size: Size, tables: float = 0.25, loose: float = 0.3) -> Page:
    """A page that `seed` decides. Each block is a table with a chance of `tables`, and the page leaves more
    room between its blocks and beside them with one of `loose`.
    """
    chance = random.Random(seed)
    if chance.random() < 0.03:
        return Page(size)
    room = _LOOSE if loose and chance.random() < loose else _TIGHT
    blocks: list[Passage | Grid] = []
    top = chance.randint(3, 24)
    while (block := _block(chance, size, top, tables, room)) and chance.random() < room.full:
        blocks.append(block)
        top = block.box.y2 + chance.randint(*room.gap)
        tables = 0 if isinstance(block, Grid) else tables
    return Page(size, tuple(blocks))


def dense_page(seed: str, size: Size) -> Page:
    """Lines from side to side, to learn letters from."""
    chance = random.Random(seed)
    lines: list[Line] = []
    y = chance.randint(19, 30)
    while y <= size.height - 8:
        face = chance.choices((BODY, BOLD, TITLE), (3, 1, 1))[0]
        x = chance.randint(1, 14)
        most = (size.width - x) // face.advance
        lines.append(Line(words(chance, most, most), face, x, y))
        y += chance.randint(26, 32)
    return Page(size, (Passage("p", tuple(lines)),))


def _block(chance: random.Random, size: Size, top: int, tables: float, room: Room) -> Passage | Grid | None:
    if chance.random() < tables and (grid := _grid(chance, size, top)):
        return grid
    tag = chance.choices(("h1", "h2", "p"), (1, 1, 4))[0]
    return _passage(chance, size, top, tag, room.most_left)


def _passage(chance: random.Random, size: Size, top: int, tag: str, most_left: int) -> Passage | None:
    face = _FACES[tag]
    x = chance.randint(3, most_left)
    most = (size.width - x - 2) // face.advance
    leading, y = chance.randint(*_LEADING), top + face.ascent
    room = (size.height - y - face.descent) // leading + 1
    if size.height < y + face.descent:
        return None
    count = min(room, chance.choice((1, 2, 3, 3))) if tag == "p" else 1
    least = [most - 4] * (count - 1) + [
        chance.choice((1, most // 2))
    ]  # lines before the last are nearly full
    rows = (Line(words(chance, few, most), face, x, y + leading * n) for n, few in enumerate(least))
    return Passage(tag, tuple(rows))


def _grid(chance: random.Random, size: Size, top: int) -> Grid | None:
    rows, columns = chance.randint(2, 3), chance.choice((2, 2, 3))
    x, high = chance.randint(3, 24), chance.randint(30, 36)
    most = (size.width - x - 4) // columns
    if top + rows * high + 1 > size.height:
        return None
    wide = chance.randint(max(most - 20, 40), most)
    xs = tuple(x + wide * n for n in range(columns + 1))
    ys = tuple(top + high * n for n in range(rows + 1))
    letters = (wide - 2 * _CELL) // BODY.advance
    cells = tuple(
        tuple(Line(words(chance, 1, letters), BODY, left + _CELL, upper + high - 10) for left in xs[:-1])
        for upper in ys[:-1]
    )
    return Grid(cells, xs, ys)


def words(chance: random.Random, least: int, most: int) -> str:
    """Between `least` and `most` characters, no blank at either end."""
    length = chance.randint(max(1, least), most)
    text = _word(chance, min(length, chance.randint(1, 8)))
    while (left := length - len(text) - 1) > 0:
        text += " " + _word(chance, min(left, chance.randint(1, 8)))
    return text if left else text + chance.choice(ascii_lowercase)


def _word(chance: random.Random, length: int) -> str:
    letters = chance.choices((ascii_lowercase, ascii_uppercase, digits, CHARACTERS), (11, 2, 3, 2))[0]
    word = "".join(chance.choices(letters, k=length))
    if chance.random() < 0.2:
        word = word[0].upper() + word[1:]
    return word[:-1] + chance.choice(MARKS) if length > 2 and chance.random() < 0.25 else word

# pyright: standard
"""Text in the pictures of a page with a text layer: pasted tables, scanned halves, labels of figures."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import cv2
import numpy as np

from docparse.document import Block, Blocks, Box, Chart, Figure, Item, List, Problem, Table
from docparse.engines.light import figures
from docparse.engines.light.geometry import Rect
from docparse.engines.light.inlines import inlines
from docparse.engines.light.layer import Found, Inset, Layer, Line
from docparse.engines.light.lines import joined, parted
from docparse.engines.light.scan import lines
from docparse.engines.light.scan.languages import Told
from docparse.engines.light.scan.ocr import detect, read
from docparse.engines.light.scan.scanner import scan
from docparse.engines.light.scan.seen import Corners, Pixels, sides
from docparse.engines.light.vertical import read_blocks

_SIDE = 736  # pixels that the longer side of a picture is brought to, to see whether it has text
_MANY = 6  # pictures, beyond which one look at the whole page costs less than one at each
_PLAIN = 40  # levels between the darkest and the lightest of a picture that may have text
_THICK = 5.0  # pixels, of lines that can be read
_SURE = 0.7  # how sure the reader must be of a line in a picture: what looks like text there often is none
_LETTERS = 4  # of a picture that has text: fewer are shapes that look like letters
_CORE = 0.3  # of its thickness, that is left out around a line that the layer may hold
_HELD = 0.4  # of a line, that the layer covers where it holds it
COVER = 0.7  # of a page, from which a picture is the page
_LACKING = 0.25  # of the length of its lines, from which a layer over such a picture is a part of the text
_ALIKE = 1.4  # times, by which the size of its type may seem to differ
_CELLED = 3  # rows with several words apart, from which a picture may be a table
_SAME = 0.6  # of a figure, that is the picture
_SLACK = 8  # pixels that what comes below a picture may reach into it
_ROWS, _FULL = 4, 0.15  # lines, and their share of a picture, from which it is a text and no figure


def insets(areas: Sequence[Rect], layer: Layer, image: Pixels) -> tuple[Inset, ...] | None:
    """Those pictures of a page that hold text which its layer does not; `image` is the page image.

    None where the picture is the page, and the layer lacks much of what it says.
    """
    found: list[Inset] = []
    held = [box for line in layer.lines if (box := layer.locate(line.rect)) is not None]
    placed = [(area, box) for area in areas if (box := layer.locate(area)) and _is_inked(box, image)]
    whole = detect(image) if len(placed) > _MANY else None
    for area, box in placed:
        seen = _seen(image, box) if whole is None else [line for line in whole if _is_in(box, line)]
        unheld = [corners for corners in seen if not _is_held(corners, held)]
        is_page = layer.rect.shared(area) > COVER
        if is_page and len(unheld) >= _ROWS and _length(unheld) > _LACKING * _length(seen):
            return None
        if not is_page and _is_text(unheld, box):
            found.append(Inset(area, box))
        elif lines := _lines(image, unheld, layer):
            found.append(Inset(area, box, lines))
    return tuple(found)


def read_with(found: Found, image: Pixels, told: Told | None = None) -> tuple[Blocks, tuple[Problem, ...]]:
    """The blocks of a page, with what its pictures say in place of them or, where they are none, in line."""
    blocks, notes = read_blocks(found.layer, found.layout, found.survey)
    whole = {inset: part for inset in found.insets if (part := _whole(inset, image, found, told)) is not None}
    loose = [inset for inset in found.insets if inset not in whole and _figure(blocks, inset.box) is None]
    if loose:
        lines = (*found.layer.lines, *(line for inset in loose for line in inset.lines))
        blocks, notes = read_blocks(replace(found.layer, lines=lines), found.layout, found.survey)
    for inset in found.insets:
        if inset not in loose:
            at, after = _place(blocks, inset.box)
            inner, more = whole.get(inset) or _labelled(inset, blocks, found.layer)
            blocks, notes = (*blocks[:at], *inner, *blocks[after:]), (*notes, *more)
    return blocks, notes


def _whole(
    inset: Inset, image: Pixels, found: Found, told: Told | None
) -> tuple[Blocks, tuple[Problem, ...]] | None:
    """What a picture says that is a text, or seems to be a table and is one; None for others."""
    if not inset.lines:
        return _scanned(inset, image, found, told)
    rows = [row for row in joined(inset.lines) if len(parted([row])) > 1]
    if len(rows) < _CELLED or found.layer.rect.shared(inset.rect) > COVER:
        return None
    blocks, notes = _scanned(inset, image, found, told)
    return (blocks, notes) if any(isinstance(block, Table) for block in blocks) else None


def _labelled(inset: Inset, blocks: Blocks, layer: Layer) -> tuple[Blocks, tuple[Problem, ...]]:
    """A figure with its labels; a chart where many of them are numbers."""
    box = _figure(blocks, inset.box)
    rows = joined(inset.lines)
    text = inlines(rows, range(len(rows)), plain=True)
    if not figures.is_chart(inset.rect, rows, replace(layer, seen=True)):
        return (Figure("ocr", text, box),), ()
    return (Chart(None, text, box),), (Problem("chart-unread", "a chart is shown without its figures", box),)


def _scanned(
    inset: Inset, image: Pixels, found: Found, told: Told | None
) -> tuple[Blocks, tuple[Problem, ...]]:
    """The blocks of a picture that is a page of its own."""
    box = inset.box
    part = scan(image[box.y1 : box.y2, box.x1 : box.x2], found.survey, told)
    blocks, notes = read_blocks(part.layer, part.layout, part.survey)
    shown = (note for note in (*part.problems, *notes) if note.code != "blank")
    return tuple(_moved(block, box) for block in blocks), tuple(_shifted(note, box) for note in shown)


# Looking


def _is_inked(box: Box, image: Pixels) -> bool:
    part = image[box.y1 : box.y2 : 4, box.x1 : box.x2 : 4]
    return part.size > 0 and int(np.ptp(part)) >= _PLAIN


def _is_in(box: Box, line: Corners) -> bool:
    return Rect(*_sides(box)).holds(_around(line))


def _length(lines: Sequence[Corners]) -> float:
    return sum(max(sides(corners)) for corners in lines)


def _seen(image: Pixels, box: Box) -> list[Corners]:
    """Where text seems to stand in a part of an image, at a size that costs little."""
    part = image[box.y1 : box.y2, box.x1 : box.x2]
    if box.area > COVER * image.shape[0] * image.shape[1]:
        return list(detect(image))
    scale = min(1.0, _SIDE / max(box.width, box.height))
    small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
    found = [corners for corners in detect(small) if min(sides(corners)) >= _THICK]
    corner = np.array([box.x1, box.y1], np.float32)
    return [(corners / scale + corner).astype(np.float32) for corners in found]


def _is_held(corners: Corners, held: Sequence[Box]) -> bool:
    rect = _around(corners)
    rect = rect.grown(
        -_CORE * min(rect.width, rect.height)
    )  # words of OCR are often set too low or too small
    return sum(rect.shared(Rect(box.x1, box.y1, box.x2, box.y2)) for box in held) > _HELD


def _is_text(found: Sequence[Corners], box: Box) -> bool:
    written = sum(_around(corners).area for corners in found)
    return len(found) >= _ROWS and written > _FULL * box.area


def _around(corners: Corners) -> Rect:
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return Rect(x0, y0, x1, y1)


# Reading


def _lines(image: Pixels, found: Sequence[Corners], layer: Layer) -> tuple[Line, ...]:
    """What stands there, as lines of the layer; none where the page image shows the page turned."""
    box, corner = layer.locate(layer.rect), layer.locate(Rect(0, 0, 1, 1))
    if not found or box is None or corner is None or (corner.x1, corner.y1) != (box.x1, box.y1):
        return ()
    sure = [line for line in read(image, found) if line.score >= _SURE and any(map(str.isalnum, line.text))]
    if sum(map(str.isalnum, "".join(line.text for line in sure))) < _LETTERS:
        return ()
    scale = layer.width / box.width
    return tuple(_sized(lines.line(place, scale), layer) for place in lines.places(sure))


def _sized(line: Line, layer: Layer) -> Line:
    """In the size of most of the page's text, if it may be that: that of a picture is a guess."""
    body = median(other.size for other in layer.lines)
    if not body / _ALIKE < line.size < body * _ALIKE:
        return line
    return Line(tuple(replace(run, size=body) for run in line.runs), line.turned)


# Putting in place


def _place(blocks: Blocks, box: Box) -> tuple[int, int]:
    """The range of blocks that a picture's text replaces: the picture, or none before what comes below."""
    figure = _figure(blocks, box)
    for at, block in enumerate(blocks):
        if figure is not None and isinstance(block, Figure | Chart) and block.box == figure:
            return at, at + 1
        if figure is None and block.box and block.box.y1 >= box.y2 - _SLACK:
            return at, at
    return len(blocks), len(blocks)


def _figure(blocks: Blocks, box: Box) -> Box | None:
    """Of the figure without words that the picture is."""
    boxes = (block.box for block in blocks if isinstance(block, Figure) and not block.inlines and block.box)
    return next((found for found in boxes if _shared(found, box) > _SAME), None)


def _shared(box: Box, other: Box) -> float:
    return Rect(*_sides(box)).shared(Rect(*_sides(other)))


def _sides(box: Box) -> tuple[int, int, int, int]:
    return box.x1, box.y1, box.x2, box.y2


def _moved(block: Block, by: Box) -> Block:
    return _list(block, by) if isinstance(block, List) else replace(block, box=_offset(block.box, by))


def _list(entries: List, by: Box) -> List:
    return replace(
        entries, box=_offset(entries.box, by), items=tuple(_item(item, by) for item in entries.items)
    )


def _item(item: Item, by: Box) -> Item:
    nested = tuple(_list(inner, by) for inner in item.lists)
    return replace(item, box=_offset(item.box, by), lists=nested)


def _shifted(problem: Problem, by: Box) -> Problem:
    return replace(problem, box=_offset(problem.box, by))


def _offset(box: Box | None, by: Box) -> Box | None:
    return box and Box(box.x1 + by.x1, box.y1 + by.y1, box.x2 + by.x1, box.y2 + by.y1)

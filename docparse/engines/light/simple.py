"""Pages that need no layout model: one column of plain text, read without one and with nothing in doubt."""

import itertools
import re
from collections.abc import Sequence

from docparse.document import (
    Block,
    Blocks,
    Box,
    Code,
    Footer,
    Footnote,
    Header,
    Heading,
    Item,
    List,
    PageNumber,
    Paragraph,
    plain,
)
from docparse.engines.light.geometry import down
from docparse.engines.light.layer import Layer, Layout, Line
from docparse.engines.light.lines import joined, parted
from docparse.engines.light.lists import starts
from docparse.engines.light.vertical import read_blocks
from docparse.source import Survey

_INK = 6  # drawings that a page of text may have: underlines, a rule above the footer
_SIZES = 3  # of letters, beside the body's
_THIN = 4.0  # points
_MATHEMATICS = re.compile(r"(?i)cmmi|cmsy|cmex|msbm|math")  # names of fonts
_EDGE = 0.08  # of the page's height, where headers and footers stand
_SHORT = 100  # letters that those may have
_HEADED = 0.25  # of the letters of a page, that headings may have
_LONG = 120  # letters of a heading, at most
_STOPS = ".,;。"  # at the end of a sentence, or within one


def needs_model(layer: Layer, survey: Survey) -> bool:
    """Whether geometry alone cannot tell what stands on a page, or answers what is not to be believed."""
    return not is_simple(layer) or _is_doubtful(read_blocks(layer, Layout(), survey)[0], layer)


def is_simple(layer: Layer) -> bool:
    if not layer.lines:
        return True
    ink = [*layer.pictures, *layer.drawings]
    if len(ink) > _INK or any(min(rect.width, rect.height) > _THIN for rect in ink):
        return False
    rows = joined(parted(layer.lines))
    sizes = {round(line.size) for line in rows}
    plainly = not any(line.turned or _has_mathematics(line) for line in rows)
    return len(sizes) <= _SIZES + 1 and plainly and _is_one_column(rows)


def _has_mathematics(line: Line) -> bool:
    return any(_MATHEMATICS.search(run.font) for run in line.runs)


def _is_one_column(rows: Sequence[Line]) -> bool:
    """No line has a wide gap, unless behind the mark of a list."""
    for row in rows:
        pieces = parted([row])
        if len(pieces) > 2 or (len(pieces) == 2 and not starts(Line(row.runs[:2]))):
            return False
    return not any(down(a.rect, b.rect) > 0.6 for a, b in itertools.pairwise(rows))


def _is_doubtful(blocks: Blocks, layer: Layer) -> bool:
    page = layer.locate(layer.rect)
    height = page.y2 if page else 0
    headings = [block for block in blocks if isinstance(block, Heading)]
    headed = sum(len(plain(heading.inlines)) for heading in headings)
    written = sum(len(line.text) for line in layer.lines)
    return (
        headed > _HEADED * written
        or any(_is_odd(block) or _is_at_edge(block, height) for block in blocks)
        or any(_is_cut(a, b) for a, b in itertools.pairwise(blocks))
    )


def _is_odd(block: Block) -> bool:
    """Whether a block is no plain text, or its lines may be of several."""
    match block:
        case Heading(inlines=inlines):
            text = plain(inlines)
            return len(text) > _LONG or not text[:1].isalnum() or text[-1] in _STOPS
        case Paragraph(inlines=inlines):
            return "\n" in plain(inlines)
        case List() | Code() | Header() | Footer() | PageNumber() | Footnote():
            return False
        case _:
            return True


def _is_at_edge(block: Block, height: float) -> bool:
    """Whether a few words stand where headers and footers do."""
    match block:
        case Heading(inlines=inlines, box=Box() as box) | Paragraph(inlines=inlines, box=Box() as box):
            outside = box.y2 < _EDGE * height or box.y1 > (1 - _EDGE) * height
            return outside and len(plain(inlines)) < _SHORT
        case _:
            return False


def _is_cut(before: Block, block: Block) -> bool:
    """Whether a paragraph seems to go on with the words of the block before it."""
    match before, block:
        case ((Paragraph(inlines=above) | List(items=(*_, Item(inlines=above)))), Paragraph(inlines=below)):
            last = plain(above)[-1:]
            return plain(below)[:1].islower() and (last.isalnum() or last in ",-")
        case _:
            return False

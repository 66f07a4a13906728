"""Pages with text in columns from top to bottom, as Chinese and Japanese may be set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from statistics import median

from docparse.document import (
    Block,
    Blocks,
    Box,
    Chart,
    Figure,
    Footer,
    Header,
    Heading,
    PageNumber,
    Paragraph,
    Problem,
    Table,
)
from docparse.engines.light import headings, page, readings, standing
from docparse.engines.light.characters import is_unspaced
from docparse.engines.light.geometry import Rect, across, clusters, down, hull
from docparse.engines.light.inlines import inlines
from docparse.engines.light.layer import Layer, Layout, Line
from docparse.engines.light.precedence import precedence
from docparse.engines.light.regions import Region
from docparse.source import Survey

_LETTERS, _LINES = 5, 3  # that lines have, and a text has lines side by side, if a page is set so
_THIN = 3.0  # points, of a rule
_BESIDE = 2.0  # points from a rule to the text that it parts
_JOINED = 2.0  # points between the rules of one frame
_ALONGSIDE = 0.9  # of a label's height, that it stands beside its picture
_SMALL = 0.85  # of the usual size, below which it is a label
_WRITTEN = 0.25  # of a place, from which it holds text and is no picture and no table
_INSIDE = 0.7  # of a line, from which it stands in a place
_CLOSE = 15.0  # points between a title or a caption and what it belongs to
_EDGES = (Header, Footer, PageNumber)


@dataclass(frozen=True, slots=True)
class _Part:
    """Blocks that are read one after another, and their place on the page."""

    rect: Rect
    blocks: Blocks


def parted(layer: Layer) -> Layer:
    """The layer with what is set from top to bottom as its `columns`, if the page has such text.

    Rules beside those columns, and pictures that are their paper, are left out: no table has them.
    """
    laid = {id(line): standing.laid(line, layer.width) for line in _standing(layer)}
    rules = _rules(layer.drawings, layer)
    upright = [laid[id(line)] for line in layer.lines if line.turned and id(line) in laid]
    if not any(_is_text(text) for text in standing.texts(upright, rules)):
        return layer
    rows = standing.whole(standing.cut(list(laid.values()), rules), rules)
    read = readings.told(rows)
    taken = [row for row in rows if len(row.text) > 1 or row not in read]
    columns = tuple(map(tuple, standing.texts([row for row in read if len(row.text) > 1], rules)))
    level = tuple(line for line in layer.lines if not _is_within(laid.get(id(line)), taken))
    written = replace(layer, lines=level, columns=columns)
    places = places_of(written)
    return replace(
        written,
        drawings=tuple(_apart(layer.drawings, places)),
        pictures=tuple(rect for rect in layer.pictures if not _is_written(rect, places)),
    )


def places_of(layer: Layer) -> list[Rect]:
    """Where the columns of a layer stand on its page."""
    return [standing.stood(line.rect, layer.width) for text in layer.columns for line in text]


def read_blocks(layer: Layer, layout: Layout, survey: Survey) -> tuple[Blocks, tuple[Problem, ...]]:
    """As `page.read_blocks`, with the columns of the layer where they are read among the rest."""
    if not layer.columns:
        return page.read_blocks(layer, layout, survey)
    places: dict[Box, Rect] = {}

    def locate(rect: Rect) -> Box | None:
        box = layer.locate(rect)
        if box is not None:
            places[box] = rect
        return box

    found, notes = page.read_blocks(replace(layer, locate=locate), _without_columns(layout, layer), survey)
    edges = [block for block in found if isinstance(block, _EDGES)]
    body = [block for block in found if not isinstance(block, _EDGES)]
    above = list(takewhile(lambda block: isinstance(block, _EDGES), found))
    parts = [*_level(body, places), *_upright(layer, survey)]
    order = precedence([part.rect for part in parts])
    whole = [block for index in order for block in parts[index].blocks]
    return (*above, *whole, *edges[len(above) :]), notes


def _standing(layer: Layer) -> Iterator[Line]:
    """Lines set from top to bottom, and characters that may belong to one: alone they have no direction."""
    sizes = [line.size for line in layer.lines if line.turned for _ in line.text]
    usual = median(sizes) if sizes else 0.0
    for line in layer.lines:
        if line.turned and not any(_is_label(line, usual, picture) for picture in layer.pictures):
            yield line
        if not line.turned and len(line.text) == 1 and is_unspaced(line.text):
            yield line


def _is_label(line: Line, usual: float, picture: Rect) -> bool:
    """Whether a line is small and stands close beside a picture, as the name of an axis does."""
    beside = down(line.rect, picture) > _ALONGSIDE and line.rect.meets(picture.grown(_CLOSE))
    return beside and line.size < _SMALL * usual


def _is_text(lines: Sequence[Line]) -> bool:
    return sum(sum(map(is_unspaced, line.text)) >= _LETTERS for line in lines) >= _LINES


def _is_within(line: Line | None, rows: Sequence[Line]) -> bool:
    return line is not None and any(row.rect.holds(line.rect) for row in rows)


def _rules(drawings: Sequence[Rect], layer: Layer) -> list[Rect]:
    thin = (rule for rule in drawings if min(rule.width, rule.height) < _THIN)
    return [standing.turned(rule, layer.width) for rule in thin]


def _apart(drawings: Sequence[Rect], places: Sequence[Rect]) -> Iterator[Rect]:
    """Drawings that do not touch columns of text, nor frame them together with others."""
    free = [rect for rect in drawings if not _touches(rect, places)]
    frames = [frame for frame in clusters(free, _JOINED) if _is_written(frame, places)]
    return (rect for rect in free if not any(frame.contains(rect) for frame in frames))


def _touches(rect: Rect, places: Sequence[Rect]) -> bool:
    return any(rect.meets(place.grown(_BESIDE)) for place in places)


def _is_written(rect: Rect, places: Sequence[Rect]) -> bool:
    inside = (place for place in places if place.shared(rect) > _INSIDE)
    return sum(place.area for place in inside) > _WRITTEN * rect.area


def _without_columns(layout: Layout, layer: Layer) -> Layout:
    """The layout without regions that are made of columns of text."""
    places = places_of(layer)
    return Layout(
        tuple(mark for mark in layout.marks if not _is_written(mark.rect, places)),
        tuple(grid for grid in layout.grids if not _is_written(grid.rect, places)),
        tuple(grid for grid in layout.lined if not _is_written(grid.rect, places)),
    )


def _upright(layer: Layer, survey: Survey) -> Iterator[_Part]:
    for text in layer.columns:
        blocks = tuple(_block(lines, layer, survey) for lines in standing.paragraphs(text))
        yield _Part(standing.stood(hull(line.rect for line in text), layer.width), blocks)


def _block(lines: Sequence[Line], layer: Layer, survey: Survey) -> Heading | Paragraph:
    rect = hull(line.rect for line in lines)
    region = Region("text", rect, tuple(lines))
    box = layer.locate(standing.stood(rect, layer.width))
    if headings.is_heading(region, survey):
        return Heading(headings.level(region, survey), inlines(lines, plain=True), box)
    return Paragraph(inlines(lines), box)


def _level(blocks: Sequence[Block], places: Mapping[Box, Rect]) -> list[_Part]:
    """The other blocks, with titles and captions kept to what follows them closely."""
    parts: list[_Part] = []
    for block in blocks:
        rect = places.get(block.box) if block.box else None
        last = parts[-1] if parts else None
        if last and (rect is None or _leads_to(last, rect)):
            rect = hull((last.rect, rect)) if rect else last.rect
            parts[-1] = _Part(rect, (*last.blocks, block))
        else:
            parts.append(_Part(rect or Rect(0, 0, 0, 0), (block,)))
    return parts


def _leads_to(part: _Part, rect: Rect) -> bool:
    framed = isinstance(part.blocks[-1], (Table, Figure, Chart))
    return not framed and 0 <= rect.y0 - part.rect.y1 + 2 < _CLOSE and across(part.rect, rect) > 0.5

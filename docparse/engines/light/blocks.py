"""Regions as blocks, each read as what it is."""

from collections.abc import Iterator, Sequence
from math import inf
from typing import assert_never

from docparse.document import (
    Author,
    Block,
    Caption,
    CaptionOf,
    Chart,
    Code,
    Figure,
    Footnote,
    Formula,
    Heading,
    Inlines,
    Paragraph,
)
from docparse.engines.light import captions, figures, formulas, headings, leads, lists, paragraphs
from docparse.engines.light.geometry import Rect, down, hull
from docparse.engines.light.grids import from_whitespace
from docparse.engines.light.inlines import inlines, note
from docparse.engines.light.layer import Layer, Line
from docparse.engines.light.lines import joined
from docparse.engines.light.regions import Region
from docparse.engines.light.tables import better, is_sound, table
from docparse.source import Survey

_ALIGNED = 6.0  # points by which left edges of one column may differ


def read(region: Region, layer: Layer, survey: Survey, page: Sequence[Region]) -> Iterator[Block]:
    """The blocks of any region but a list; `page` are all regions, for captions to find what they name."""
    box = layer.locate(region.rect)
    match region.kind:
        case "heading" | "title":
            yield Heading(headings.level(region, survey), inlines(region.lines, plain=True), box)
        case "caption":
            yield Caption(inlines(region.lines), _captioned(region, page), box)
        case "author":
            yield Author(_row_by_row(region.lines), box)
        case "footnote":
            yield Footnote(note(region.lines), box)
        case "code":
            yield Code(code(region.lines), box=box)
        case "picture":
            yield _figure(region, layer)
        case "table":
            yield from _table(region, layer)
        case "formula":
            yield from _formula(region, layer, page)
        case "text" | "list" | "header" | "footer":
            yield from _text(region, layer, page)
        case _:
            assert_never(region.kind)


def list_of(regions: Sequence[Region], layer: Layer) -> Iterator[Block]:
    """Neighbouring list regions as one list; what has no mark and continues no entry is a paragraph."""
    pending: list[lists.Entry] = []
    for region in regions:
        for entry in lists.entries(region.lines):
            if entry.marked:
                pending.append(entry)
            elif pending and lists.continues(entry, pending[-1]):
                pending[-1] = lists.extended(pending[-1], entry)
            else:
                yield from _listed(pending, layer)
                pending = []
                yield from _paragraphs(entry.lines, layer)
    yield from _listed(pending, layer)


def code(lines: Sequence[Line]) -> str:
    """Monospaced lines with their indents and blank lines."""
    left = min(line.rect.x0 for line in lines)
    written: list[str] = []
    for index, line in enumerate(lines):
        if index and line.baseline - lines[index - 1].baseline > 2.1 * line.size:
            written.append("")
        written.append(_spread(line, left))
    return "\n".join(written)


def _spread(line: Line, left: float) -> str:
    """A line with its runs at the columns where they stand."""
    advance = sum(run.rect.width for run in line.runs) / max(1, sum(len(run.text) for run in line.runs))
    text, end = "", left
    for run in line.runs:
        blanks = round((run.rect.x0 - end) / advance) if advance > 0 else 0
        text += " " * max(blanks, int(run.spaced and bool(text))) + run.text
        end = run.rect.x1
    return text


def _listed(entries: Sequence[lists.Entry], layer: Layer) -> Iterator[Block]:
    if entries:
        yield from lists.build(entries, layer)


def _text(region: Region, layer: Layer, page: Sequence[Region]) -> Iterator[Block]:
    """Paragraphs, unless each line is a label and its value."""
    grid = leads.grid(region.lines) if region.kind == "text" else None
    around = _around(region, layer, page)
    if grid is not None:
        yield table(grid, region.lines, layer)
    elif paragraphs.is_loose(region.lines, around):
        breaks = paragraphs.ends(region.lines)
        yield Paragraph(inlines(region.lines, breaks), layer.locate(region.rect))
    else:
        yield from _paragraphs(region.lines, layer, _right(region, page))


def _paragraphs(lines: Sequence[Line], layer: Layer, right: float = 0.0) -> Iterator[Block]:
    for group in paragraphs.split(lines, right):
        place = hull(line.rect for line in group)
        text = inlines(group, paragraphs.breaks(group, paragraphs.reaching(place, right)))
        if text:
            yield Paragraph(text, layer.locate(place))


def _right(region: Region, page: Sequence[Region]) -> float:
    """Where the column of a region ends: as far as any text reaches that begins at the same left edge.

    Text that is flush at its right ends its column itself, and none reaches past what stands beside it.
    """
    if paragraphs.is_flush(region.lines):
        return region.rect.x1
    beside = [other.rect for other in page if down(other.rect, region.rect) > 0 and other is not region]
    wall = min((rect.x0 for rect in beside if rect.x0 >= region.rect.x1 - _ALIGNED), default=inf)
    column = [
        other.rect
        for other in page
        if other.kind == "text" and abs(other.rect.x0 - region.rect.x0) < _ALIGNED
    ]
    return max((rect.x1 for rect in column if rect.x1 <= wall + _ALIGNED), default=0.0)


def _around(region: Region, layer: Layer, page: Sequence[Region]) -> Rect:
    """The room that a region's lines had: as wide as the page's text, if nothing stands beside it."""
    place = region.rect
    beside = any(down(other.rect, place) > 0.3 for other in page if other is not region)
    if beside:
        return place
    text = hull(line.rect for line in layer.lines)
    return place._replace(
        x0=min(place.x0, text.x0) if paragraphs.is_centred(region.lines) else place.x0, x1=text.x1
    )


def _formula(region: Region, layer: Layer, page: Sequence[Region]) -> Iterator[Block]:
    """LaTeX where the layer suffices, else the characters as they stand: none is lost."""
    written = formulas.latex(region.rect, region.lines, layer)
    if written is not None:
        yield Formula(written, layer.locate(region.rect))
    else:
        yield from _text(region, layer, page)


def _figure(region: Region, layer: Layer) -> Figure | Chart:
    box = layer.locate(region.rect)
    if figures.is_chart(region.rect, region.lines, layer):
        return Chart(None, inlines(joined(region.lines), plain=True), box)
    text = _row_by_row(region.lines)
    return Figure("ocr", text, box) if text else Figure("image", (), box)


def _row_by_row(lines: Sequence[Line]) -> Inlines:
    rows = joined(lines)
    return inlines(rows, range(len(rows)), plain=True)


def _table(region: Region, layer: Layer) -> Iterator[Block]:
    grid = better(region.grid, region.lines) if region.grid else from_whitespace(region.lines)
    if grid is not None and is_sound(grid, region.lines):
        yield table(grid, region.lines, layer)
    else:
        rows = joined(region.lines)
        yield Paragraph(inlines(rows, range(len(rows))), layer.locate(region.rect))


def _captioned(region: Region, page: Sequence[Region]) -> CaptionOf:
    """By its words, else by what stands nearest."""
    said = captions.captioned(region.text)
    if said:
        return said
    near = [other for other in page if other.kind in ("picture", "table")]
    nearest = min(near, key=lambda other: _distance(other.rect, region.rect), default=None)
    return "table" if nearest is not None and nearest.kind == "table" else "figure"


def _distance(a: Rect, b: Rect) -> float:
    aside = max(a.x0 - b.x1, b.x0 - a.x1, 0.0)
    return aside + max(a.y0 - b.y1, b.y0 - a.y1, 0.0)

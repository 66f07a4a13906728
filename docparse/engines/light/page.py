"""One page as blocks: divided into regions, put in order, each region read as what it is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from docparse.document import Block, Blocks, Header, PageNumber, Problem
from docparse.engines.light import authors, blocks, figures, forms, headings, initials, listings, margins
from docparse.engines.light.characters import is_right_to_left
from docparse.engines.light.formulas import latex
from docparse.engines.light.formulas.displays import with_maths
from docparse.engines.light.hyphens import settled
from docparse.engines.light.inlines import inlines
from docparse.engines.light.layer import Layer, Layout
from docparse.engines.light.lines import parted
from docparse.engines.light.naming import counted, named, titled
from docparse.engines.light.numbered import unnumbered
from docparse.engines.light.order import ordered
from docparse.engines.light.regions import Region, divide
from docparse.source import Survey


def read_blocks(layer: Layer, layout: Layout, survey: Survey) -> tuple[Blocks, tuple[Problem, ...]]:
    """The blocks of a page in the order they are read, and notes on what could not be read in full."""
    layer = replace(layer, lines=unnumbered(parted(initials.joined(settled(layer.lines)))))
    layout = forms.settled(layer, layout)
    layer, layout = with_maths(forms.without_frames(layer), layout)
    edges, body = _parted(divide(layer, layout), layer, survey)
    body = [named(region, layer, survey) for region in listings.parted(body, layer)]
    if layer.seen:
        known = headings.sizes([region for region in body if region.kind in ("title", "heading")])
        survey = replace(survey, heading_sizes=known)
    body = ordered(body, lambda region: region.rect, leftwards=_leftwards(layer))
    body = counted(titled(listings.merged(authors.marked(body), layer)))
    stamps = [Header(inlines(lines, plain=True), layer.locate(lines[0].rect)) for lines in zip(layer.stamps)]
    found = tuple(_framed((*stamps, *edges), _read(body, layer, survey), layer))
    return found, tuple(_notes(body, layer))


def _parted(regions: Sequence[Region], layer: Layer, survey: Survey) -> tuple[Sequence[Block], list[Region]]:
    """What runs in the margins, and the body; where that would leave no text, everything is body."""
    found = [(region, _edge(region, layer, survey)) for region in regions]
    rows = [(region.rect, edge) for region, edge in found if edge is not None]
    found = [(region, edge or margins.beside(region, rows, layer)) for region, edge in found]
    edges = [edge for _, edge in found if edge is not None]
    body = [region for region, edge in found if edge is None]
    if any(region.lines for region in body) or all(isinstance(edge, PageNumber) for edge in edges):
        return edges, body
    return [], list(regions)


def _edge(region: Region, layer: Layer, survey: Survey) -> margins.Edge | None:
    return None if region.kind in ("table", "picture") else margins.margin(region, layer, survey)


def _read(regions: Sequence[Region], layer: Layer, survey: Survey) -> Iterator[Block]:
    for kind, group in groupby(regions, key=lambda region: region.kind):
        if kind == "list":
            yield from blocks.list_of(list(group), layer)
        else:
            for region in group:
                yield from blocks.read(region, layer, survey, regions)


def _framed(edges: Sequence[Block], body: Iterator[Block], layer: Layer) -> Iterator[Block]:
    """Headers first and footers last, page numbers at the end where they stand."""
    middle = layer.locate(layer.rect)
    height = middle.y2 if middle else 0
    above = [edge for edge in edges if _is_above(edge, height)]
    yield from above
    yield from body
    yield from (edge for edge in edges if edge not in above)


def _is_above(edge: Block, height: int) -> bool:
    match edge:
        case Header():
            return True
        case PageNumber(box=box) if box is not None:
            return box.y2 < height / 2
        case _:
            return False


def _leftwards(layer: Layer) -> bool:
    return is_right_to_left(" ".join(line.text for line in layer.lines))


def _notes(regions: Sequence[Region], layer: Layer) -> Iterator[Problem]:
    for region in regions:
        if region.kind == "formula" and latex(region.rect, region.lines, layer) is None:
            message = "a formula is left as the characters that its text layer has"
            yield Problem("formula-unread", message, layer.locate(region.rect))
        if region.kind == "picture" and figures.is_chart(region.rect, region.lines, layer):
            yield Problem("chart-unread", "a chart is shown without its figures", layer.locate(region.rect))

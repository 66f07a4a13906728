# ruff: noqa: RUF001 - odd characters are what some labels are made of
"""Pictures worth showing: those the layout model names, images it has overlooked, and drawings."""

from collections.abc import Iterable, Sequence

from docparse.engines.light.geometry import Rect, clusters, hull
from docparse.engines.light.layer import Layer, Layout, Line, Mark

_SMALL = 20.0  # points; smaller pictures are decoration
_PAPER = 0.7  # of the page, from which a picture is what the text is printed on
_WRITTEN_ON = 3  # lines, from which an image that the model does not name is such paper too
_LINES, _FULL = 6, 0.2  # lines, and their share of its area, from which a picture is a text
_SEEN = 0.3  # of a place that must be no text where a page image shows a picture
_LOW, _LONG = 8.0, 24.0  # points of a picture's sides, below which no text stands in it
_STROKES = 8  # places with ink that make a drawing
_RASTER = 20.0  # points, of the cells in which strokes are gathered
_POKE = 12.0  # points by which strokes may stand out of what they belong to
_THIN = 3.0  # points, of a rule
_NUMERALS = 4  # labels that are numbers, from which a drawing is a chart
_ROUND_NUMERALS = str.maketrans("", "", "%$€£-−+., ")
_WORDY = 0.3  # of a drawing's area, from which text in it is what it frames


def found(layer: Layer, layout: Layout, tables: Sequence[Rect]) -> list[Rect]:
    """Where pictures stand, outside tables; neither paper nor decoration."""
    named = [mark.rect for mark in layout.marks if mark.kind == "picture" and not _is_backdrop(mark, layout)]
    named = [rect for rect in named if _is_borne_out(rect, layer) and not is_text(rect, layer)]
    images = [rect for rect in clusters(layer.pictures, 2.0) if not _is_paper(rect, layer)]
    pictures = [*named, *(rect for rect in images if not _overlaps(rect, named))]
    taken = [*tables, *pictures, *(mark.rect for mark in layout.marks if mark.kind == "table")]
    drawn = [] if layer.seen else _drawn(layer, taken)
    return [
        rect
        for rect in (*pictures, *drawn)
        if min(rect.width, rect.height) >= _SMALL
        and rect.area < layer.rect.area * _PAPER
        and not any(rect.shared(table) > 0.5 for table in tables)
    ]


def writable(layer: Layer) -> list[Rect]:
    """Images that are large enough for text to stand in them."""
    areas = clusters(layer.pictures, 2.0)
    return [
        rect
        for rect in areas
        if min(rect.width, rect.height) >= _LOW and max(rect.width, rect.height) >= _LONG
    ]


def written(layer: Layer, rect: Rect) -> list[Line]:
    """The lines that stand in a place, for the most part."""
    return [line for line in layer.lines if line.rect.shared(rect.grown(1)) > 0.5]


def is_crossed(rect: Rect, lines: Iterable[Line]) -> bool:
    """Whether lines run across the border of a picture: they are printed over it and no part of it."""
    return sum(0.1 < line.rect.shared(rect.grown(3)) < 0.9 for line in lines if len(line.runs) > 2) > 1


def is_chart(rect: Rect, lines: Iterable[Line], layer: Layer) -> bool:
    """A drawing, not a photograph, with several numbers as labels."""
    if not layer.seen and any(rect.shared(picture) > 0.5 for picture in layer.pictures):
        return False
    return sum(line.text.translate(_ROUND_NUMERALS).isdigit() for line in lines) >= _NUMERALS


def framed(rect: Rect, layer: Layer) -> Rect:
    """With the strokes that poke out of it, such as axes, the last bar, the rules round a table."""
    reach = rect.grown(_POKE)
    near = (stroke for stroke in layer.drawings if stroke.grown(1).meets(rect) and reach.contains(stroke))
    return hull((rect, *near))


def _drawn(layer: Layer, taken: Sequence[Rect]) -> list[Rect]:
    """Clusters of strokes that no table and no picture accounts for."""
    strokes = [rect for rect in layer.drawings if _is_stroke(rect, layer) and not _overlaps(rect, taken)]
    cells: dict[tuple[int, int], Rect] = {}
    for rect in strokes:
        cell = (int(rect.x0 // _RASTER), int(rect.y0 // _RASTER))
        cells[cell] = hull((cells[cell], rect)) if cell in cells else rect
    areas = clusters(cells.values(), 6.0)
    return [
        area
        for area in areas
        if min(area.width, area.height) >= 2 * _SMALL
        and sum(area.meets(cell.grown(1)) for cell in cells.values()) >= _STROKES
        and sum(line.rect.area for line in written(layer, area)) < _WORDY * area.area
        and not _overlaps(area, taken)  # lines without width have no part that could be taken
    ]


def _is_stroke(rect: Rect, layer: Layer) -> bool:
    """Neither a frame around half the page nor a rule across it."""
    thin = min(rect.width, rect.height) < _THIN
    long = max(rect.width / layer.width, rect.height / layer.height) > 0.4
    return rect.area < 0.4 * layer.rect.area and not (thin and long)


def _is_backdrop(picture: Mark, layout: Layout) -> bool:
    """Whether most of a picture is taken by regions that the model names apart from it."""
    inside = [
        mark.rect for mark in layout.marks if mark is not picture and mark.rect.shared(picture.rect) > 0.8
    ]
    return len(inside) > 1 and sum(rect.area for rect in inside) > 0.3 * picture.rect.area


def _is_borne_out(rect: Rect, layer: Layer) -> bool:
    """Whether there is anything but text where the model sees a picture."""
    if layer.seen:
        return sum(rect.shared(picture) for picture in layer.pictures) > _SEEN or _has_axes(rect, layer)
    if any(rect.meets(ink) for ink in layer.pictures):
        return True
    near = [ink for ink in layer.drawings if rect.meets(ink)]
    if written(layer, rect):  # words between rules, in frames or on grounds are no picture
        near = [ink for ink in near if ink.height > _THIN and rect.grown(_POKE).contains(ink)]
    return bool(near)


def _has_axes(rect: Rect, layer: Layer) -> bool:
    """Whether a rule along its foot meets one at its left, with little text between."""
    inside = [rule for rule in layer.drawings if rect.shared(rule) > 0 and rect.grown(_POKE).holds(rule)]
    feet = [rule for rule in inside if rule.width > 0.5 * rect.width and rule.centre[1] > rect.centre[1]]
    sides = [rule for rule in inside if rule.height > 0.5 * rect.height and rule.centre[0] < rect.centre[0]]
    text = sum(line.rect.area for line in written(layer, rect))
    return text < _FULL * rect.area and any(side.grown(2).meets(foot) for side in sides for foot in feet)


def _is_paper(rect: Rect, layer: Layer) -> bool:
    """Whether an image is what text is printed on."""
    return is_text(rect, layer) if layer.seen else len(written(layer, rect)) >= _WRITTEN_ON


def is_text(rect: Rect, layer: Layer) -> bool:
    """Whether a place is full of lines, as a bill is that the model takes for a picture."""
    lines = written(layer, rect)
    return len(lines) >= _LINES and sum(line.rect.area for line in lines) > _FULL * rect.area


def _overlaps(rect: Rect, others: Sequence[Rect]) -> bool:
    return any(max(rect.shared(other), other.shared(rect)) > 0.3 for other in others)

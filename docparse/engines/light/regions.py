"""A page divided: every line in exactly one region, with the kind that layout model or geometry gives it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress

from docparse.engines.light import figures, lists, paragraphs
from docparse.engines.light.columns import abreast, gutters, held, parted
from docparse.engines.light.geometry import Rect, down, hull
from docparse.engines.light.grids import from_whitespace
from docparse.engines.light.layer import Grid, Layer, Layout, Line, Mark, MarkKind
from docparse.engines.light.lines import joined
from docparse.engines.light.tables import chosen, is_sound

_COVER = 0.5  # of a line that lies in a region it belongs to
_HEADING, _LARGER = 3, 1.2  # lines of a heading at most, and times the size of the text that they are
_HANGING = 40.0  # points between the mark of a list and its text, at most


@dataclass(frozen=True, slots=True)
class Region:
    kind: MarkKind
    rect: Rect
    lines: tuple[Line, ...]
    grid: Grid | None = None
    named: bool = False  # by the layout model

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def divide(layer: Layer, layout: Layout) -> list[Region]:
    left = list(layer.lines)
    regions: list[Region] = []
    for mark, grid in _frames(layer, layout):
        inside = _inside(mark, left)
        lines = list(compress(left, inside))
        if mark.kind in ("text", "list") and lines and all(map(lists.is_mark, lines)):
            continue  # bullets find their text below
        if mark.kind in ("text", "list") and abreast(lines):
            continue  # so do these, each column for itself
        if mark.kind == "table" and grid is None and not layer.seen and not _is_table(lines):
            continue
        left = [line for line, held in zip(left, inside, strict=True) if not held]
        if lines or grid is not None or mark.kind == "picture":
            parts = _headed(joined(lines)) if mark.kind == "text" and not layer.seen else [lines]
            regions += [_region(mark, part, grid, named=part is parts[-1]) for part in parts]
    regions, left = _with_marks(regions, left)
    walls = gutters([region.rect for region in regions if _is_text(region)], layer.drawings, layer.rect)
    parts = (part for column in _by_column(left) for part in parted(column, walls))
    loose = (joined(group) for part in parts for group in paragraphs.gathered(joined(part)))
    regions = [_with_frame(region, layer) for region in regions]
    return regions + [_region(Mark("text", layer.rect), group, named=False) for group in loose]


def _headed(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Lines of text, apart from those above them that are set much larger: their heading."""
    places = range(1, min(_HEADING + 1, len(lines)))
    falls = {place: _fall(lines[:place], lines[place:]) for place in places}
    place = max(falls, key=lambda place: falls[place], default=0)
    return [lines[:place], lines[place:]] if place and falls[place] >= _LARGER else [lines]


def _fall(above: Sequence[Line], below: Sequence[Line]) -> float:
    """How much larger all lines above are than any below; 0 where they are no words."""
    worded = sum(c.isalpha() for line in above for c in line.text) > 1
    level = not any(line.turned for line in (*above, *below))
    return min(line.size for line in above) / max(line.size for line in below) if worded and level else 0.0


def _is_table(lines: Sequence[Line]) -> bool:
    """Whether white parts lines, for which the table finder has no grid, into one."""
    grid = from_whitespace(lines)
    return grid is not None and is_sound(grid, lines)


def _is_text(region: Region) -> bool:
    return region.kind in ("text", "list", "heading") and len(region.lines) > 1


def _by_column(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each column, and the lines of none."""
    columns = abreast(lines)
    return [[line for line in lines if held(line, column)] for column in columns] + [
        [line for line in lines if not any(held(line, column) for column in columns)]
    ]


def _inside(mark: Mark, lines: Sequence[Line]) -> list[bool]:
    """Which lines belong to a region."""
    if mark.kind == "picture" and figures.is_crossed(mark.rect, lines):
        return [False] * len(lines)
    frame = mark.rect.grown(1)
    return [line.rect.shared(frame) > _COVER for line in lines]


def _region(mark: Mark, lines: Sequence[Line], grid: Grid | None = None, *, named: bool = True) -> Region:
    framed = mark.kind in ("table", "picture")
    whole = lines if framed else joined(lines)
    rect = mark.rect if framed else hull(line.rect for line in lines)
    return Region(mark.kind, rect, tuple(whole), grid, named)


def _with_frame(region: Region, layer: Layer) -> Region:
    if region.kind not in ("table", "picture"):
        return region
    return replace(region, rect=figures.framed(region.rect, layer))


def _with_marks(regions: Sequence[Region], lines: Sequence[Line]) -> tuple[list[Region], list[Line]]:
    """Bullets and numbers that the model left outside go to the text that they stand before."""
    found = list(regions)
    left: list[Line] = []
    for line in lines:
        place = next((i for i, region in enumerate(found) if _stands_before(line, region)), None)
        if place is None:
            left.append(line)
        else:
            whole = joined((line, *found[place].lines))
            found[place] = replace(found[place], lines=whole, rect=hull((line.rect, found[place].rect)))
    return found, left


def _stands_before(line: Line, region: Region) -> bool:
    if not lists.is_mark(line) or region.kind not in ("text", "list"):
        return False
    return any(
        0 < other.rect.x0 - line.rect.x0 < _HANGING and down(other.rect, line.rect) > 0.6
        for other in region.lines
    )


def _frames(layer: Layer, layout: Layout) -> list[tuple[Mark, Grid | None]]:
    """Regions to fill with lines: tables first, then from the smallest to the largest."""
    grids = chosen(layer, layout)
    areas = [grid.rect for grid in grids]
    tables: list[tuple[Mark, Grid | None]] = [(Mark("table", grid.rect), grid) for grid in grids]
    named = [mark for mark in layout.marks if mark.kind != "picture" and not _is_taken(mark, areas)]
    pictures = [Mark("picture", rect) for rect in figures.found(layer, layout, areas)]
    rest: list[tuple[Mark, Grid | None]] = [(mark, None) for mark in (*named, *pictures)]
    return tables + sorted(rest, key=lambda frame: frame[0].rect.area)


def _is_taken(mark: Mark, areas: Sequence[Rect]) -> bool:
    """By a table; one that was found too large is, though it is larger."""
    parts = areas if mark.kind == "table" else ()
    return any(mark.rect.shared(area) > _COVER for area in areas) or any(
        area.shared(mark.rect) > _COVER for area in parts
    )

"""A page divided: every line in exactly one region, with the kind that layout model or geometry gives it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from docparse.engines.light import paragraphs
from docparse.engines.light.geometry import Rect, clusters, hull
from docparse.engines.light.layer import Grid, Layer, Layout, Line, Mark, MarkKind
from docparse.engines.light.lines import joined
from docparse.engines.light.tables import is_sound

_COVER = 0.5  # of a line that lies in a region it belongs to
_SMALL = 20.0  # points; smaller pictures are decoration
_WRITTEN_ON = 3  # lines, from which an image that the model does not name is what text is printed on
_BACKDROP = 0.7  # of the page, from which a picture is the paper that the text stands on


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
        frame = mark.rect.grown(1)
        inside = [line.rect.shared(frame) > _COVER for line in left]
        lines = list(compress(left, inside))
        left = [line for line, held in zip(left, inside, strict=True) if not held]
        if lines or grid is not None or mark.kind == "picture":
            regions.append(_region(mark, lines, grid))
    return regions + [_region(Mark("text", layer.rect), group, named=False) for group in _loose(left)]


def _region(mark: Mark, lines: Sequence[Line], grid: Grid | None = None, *, named: bool = True) -> Region:
    whole = lines if mark.kind in ("table", "picture") else joined(lines)
    rect = mark.rect if mark.kind in ("table", "picture") else hull(line.rect for line in lines)
    return Region(mark.kind, rect, tuple(whole), grid, named)


def _loose(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    return [joined(group) for group in paragraphs.gathered(joined(lines))]


def _frames(layer: Layer, layout: Layout) -> list[tuple[Mark, Grid | None]]:
    """Regions to fill with lines: tables first, then from the smallest to the largest."""
    grids = [grid for grid in layout.grids if is_sound(grid, _within(layer, grid.rect))]
    tables: list[tuple[Mark, Grid | None]] = [(Mark("table", grid.rect), grid) for grid in grids]
    marks = [mark for mark in layout.marks if not _is_taken(mark, grids)]
    pictures = [Mark("picture", rect) for rect in _pictures(layer, layout, grids)]
    named = [mark for mark in marks if mark.kind != "picture"]
    rest: list[tuple[Mark, Grid | None]] = [(mark, None) for mark in (*named, *pictures)]
    return tables + sorted(rest, key=lambda frame: frame[0].rect.area)


def _is_large(rect: Rect) -> bool:
    return min(rect.width, rect.height) >= _SMALL


def _overlaps(rect: Rect, others: Sequence[Rect]) -> bool:
    return any(max(rect.shared(other), other.shared(rect)) > 0.3 for other in others)


def _within(layer: Layer, rect: Rect) -> list[Line]:
    return [line for line in layer.lines if line.rect.shared(rect.grown(1)) > _COVER]


def _is_taken(mark: Mark, grids: Sequence[Grid]) -> bool:
    return any(mark.rect.shared(grid.rect) > _COVER for grid in grids)


def _pictures(layer: Layer, layout: Layout, grids: Sequence[Grid]) -> list[Rect]:
    """Pictures worth showing: those the model names, and images it has overlooked; no paper, no decoration."""
    named = [mark.rect for mark in layout.marks if mark.kind == "picture" and not _is_backdrop(mark, layout)]
    images = [rect for rect in clusters(layer.pictures, 2.0) if len(_within(layer, rect)) < _WRITTEN_ON]
    found = [*named, *(rect for rect in images if not _overlaps(rect, named))]
    return [
        rect
        for rect in found
        if min(rect.width, rect.height) >= _SMALL
        and rect.area < layer.rect.area * _BACKDROP
        and any(rect.meets(ink) for ink in (*layer.pictures, *layer.drawings))
        and not any(rect.shared(grid.rect) > _COVER for grid in grids)
    ]


def _is_backdrop(picture: Mark, layout: Layout) -> bool:
    """Whether most of a picture is taken by regions that the model names apart from it."""
    inside = [mark.rect for mark in layout.marks if mark is not picture and mark.rect.shared(picture.rect) > 0.8]
    return len(inside) > 1 and sum(rect.area for rect in inside) > 0.3 * picture.rect.area


def _overlaps(rect: Rect, others: Sequence[Rect]) -> bool:
    return any(max(rect.shared(other), other.shared(rect)) > 0.3 for other in others)


def _within(layer: Layer, rect: Rect) -> list[Line]:
    return [line for line in layer.lines if line.rect.shared(rect.grown(1)) > _COVER]


def _is_taken(mark: Mark, grids: Sequence[Grid]) -> bool:
    return any(mark.rect.shared(grid.rect) > _COVER for grid in grids)


def _pictures(layer: Layer, layout: Layout, grids: Sequence[Grid]) -> list[Rect]:
    """Pictures worth showing: those the model names, and images it has overlooked."""
    named = [mark.rect for mark in layout.marks if mark.kind == "picture" and _is_large(mark.rect)]
    images = [rect for rect in clusters(layer.pictures, 2.0) if _is_large(rect)]
    overlooked = [rect for rect in images if not _overlaps(rect, named)]
    paper = layer.rect.area * _BACKDROP
    found = [rect for rect in (*named, *overlooked) if rect.area < paper]
    found = [rect for rect in found if any(rect.meets(ink) for ink in (*layer.pictures, *layer.drawings))]
    return [rect for rect in found if not any(rect.shared(grid.rect) > _COVER for grid in grids)]

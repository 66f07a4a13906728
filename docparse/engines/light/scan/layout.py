"""What the layout model says of a page image, held against what is seen there."""

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.light import figures
from docparse.engines.light.geometry import Rect, down, hull
from docparse.engines.light.layer import Layer, Layout, Line, Mark
from docparse.engines.light.lines import joined, parted
from docparse.engines.light.pdf import layout_of, marks_of
from docparse.engines.light.scan import notes
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.sheet import sheet

_SCRAPS = 6  # texts of one line that the model may name on a page of such
_LARGER = 1.25  # times, from which lines of two sizes are no one text
_REACH = 2.0  # heights of a header's fill, within which the first row of its table stands
_SAME = 0.6  # of a picture, that is part of the other


def layout(image: Pixels, scale: float, layer: Layer) -> Layout:
    """What the models say of the page; of text that they take for a picture, what they say of it alone.

    `scale` is points for a pixel of the image.
    """
    found = layout_of(sheet(layer, image, scale))
    wrong = [mark for mark in found.marks if mark.kind == "picture" and figures.is_text(mark.rect, layer)]
    if wrong:
        alone = marks_of(sheet(layer))
        within = [mark for mark in alone if any(mark.rect.shared(other.rect) > 0.5 for other in wrong)]
        found = replace(found, marks=(*(mark for mark in found.marks if mark not in wrong), *within))
    told = _telling(_whole(found.marks, layer.pictures), layer)
    return replace(found, marks=notes.without(told, notes.marks(layer)))


def may_head(fill: Rect, layer: Layer) -> bool:
    """Whether words stand side by side on a fill, and below it, as in a table and its header."""
    below = Rect(fill.x0, fill.y1, fill.x1, fill.y1 + _REACH * fill.height)
    return all(_is_divided(figures.written(layer, area)) for area in (fill, below))


def _is_divided(lines: Sequence[Line]) -> bool:
    return any(len(parted([row])) > 1 for row in joined(lines))


def is_tabled(fill: Rect, found: Layout) -> bool:
    return any(fill.shared(table) > _SAME for table in _tables(found))


def with_tables(found: Layout, other: Layout, fills: Sequence[Rect]) -> Layout:
    """The layout with tables that another names, if their header is a fill that stood in none."""
    loose = [fill for fill in fills if not is_tabled(fill, found)]
    tables = [
        table
        for table in _tables(other)
        if any(fill.shared(table) > _SAME and fill.width > _SAME * table.width for fill in loose)
    ]
    marks = [mark for mark in found.marks if not any(mark.rect.shared(table) > _SAME for table in tables)]
    grids = tuple(grid for grid in other.grids if grid.rect in tables)
    return replace(
        found, marks=(*marks, *(Mark("table", table) for table in tables)), grids=(*found.grids, *grids)
    )


def _tables(found: Layout) -> list[Rect]:
    return [
        *(mark.rect for mark in found.marks if mark.kind == "table"),
        *(grid.rect for grid in found.grids),
    ]


def _whole(marks: Sequence[Mark], pictures: Sequence[Rect]) -> tuple[Mark, ...]:
    """The marks, with pictures as large as they are seen where the model names a part of one."""
    named = [mark.rect for mark in marks if mark.kind == "picture"]
    seen = [rect for rect in pictures if sum(part.shared(rect) > _SAME for part in named) == 1]
    return tuple(
        replace(mark, rect=hull((mark.rect, *(rect for rect in seen if mark.rect.shared(rect) > _SAME))))
        if mark.kind == "picture"
        else mark
        for mark in marks
    )


def _telling(marks: Sequence[Mark], layer: Layer) -> tuple[Mark, ...]:
    """Without the texts that geometry divides better: those of bills, and many of one line each."""
    texts = {mark: joined(figures.written(layer, mark.rect)) for mark in marks if mark.kind == "text"}
    scraps = [mark for mark, rows in texts.items() if len(rows) < 2]
    many = len(scraps) >= _SCRAPS and len(scraps) >= 0.5 * len(texts)
    mixed = [
        mark
        for mark, rows in texts.items()
        if _is_spread(rows) or (_is_mixed(rows) and _is_alone(mark, marks))
    ]
    return tuple(mark for mark in marks if mark not in mixed and not (many and mark in scraps))


def _is_spread(rows: Sequence[Line]) -> bool:
    """Whether rows are of words that stand apart, as labels from their values."""
    return len(rows) > 2 and 2 * sum(len(parted([row])) > 1 for row in rows) > len(rows)


def _is_mixed(rows: Sequence[Line]) -> bool:
    sizes = [row.size for row in rows]
    return len(rows) > 1 and max(sizes) > _LARGER * min(sizes)


def _is_alone(mark: Mark, marks: Sequence[Mark]) -> bool:
    """Whether nothing stands beside it, as one author beside another: there the model groups better."""
    return not any(down(mark.rect, other.rect) > 0 for other in marks if other is not mark)

"""Tables on a page image: of what the model sees and what lines and white tell, the better."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from docparse.engines.light.figures import written
from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.grids import from_whitespace
from docparse.engines.light.layer import Grid, GridCell, Layer, Layout, Line, Mark
from docparse.engines.light.lines import parted
from docparse.engines.light.scan import structure
from docparse.engines.light.scan.fitting import APART, fitted, held
from docparse.engines.light.scan.rows import settled
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.tables import fit, is_sound

_ABOVE = 2.0  # sizes of type above and below the text of an image that is cut round a table, at most
_BESIDE = 4.0  # the same, to its left and right
_BLEED = 4.0  # points around a table that its picture shows too
_CLEARLY = 0.05  # by which a rival of the model's grid must fit better
_GOOD = 0.8  # the least that a rival must fit
_NEAT = 0.5  # the least neatness of an image that is a table


def read(image: Pixels, scale: float, layer: Layer, layout: Layout) -> Layout:
    """The layout with a settled grid for each table; where it names no region, the image may be one table.

    `image` is the flat page, `scale` the points that a pixel of it takes.
    """
    if not layout.marks and not layout.grids:
        found = whole(image, layer.rect, layer.lines, layer.drawings)
        return replace(layout, marks=(Mark("table", found.rect),), grids=(found,)) if found else layout
    grids = [_read(area, image, scale, layer, layout) for area in _areas(layer, layout)]
    areas = [grid.rect for grid in grids if grid]
    kept = [
        tuple(grid for grid in rivals if not _is_among(grid.rect, areas))
        for rivals in (layout.grids, layout.lined)
    ]
    return replace(layout, grids=(*filter(None, grids), *kept[0]), lined=kept[1])


def _areas(layer: Layer, layout: Layout) -> list[Rect]:
    """Where tables stand, with all of the lines that they hold for the most part."""
    found: list[Rect] = []
    for rect in (
        *(mark.rect for mark in layout.marks if mark.kind == "table"),
        *(g.rect for g in layout.grids if is_sound(g, written(layer, g.rect))),
    ):
        alike = [other for other in found if _is_among(rect, [other])]
        found = [other for other in found if other not in alike]
        found.append(hull((rect, *alike)))
    return [hull((rect, *(line.rect for line in written(layer, rect)))) for rect in found]


def _is_among(rect: Rect, areas: Sequence[Rect]) -> bool:
    return any(max(rect.shared(area), area.shared(rect)) > 0.5 for area in areas)


def _read(area: Rect, image: Pixels, scale: float, layer: Layer, layout: Layout) -> Grid | None:
    edges = [round(side / scale) for side in area.grown(_BLEED)]
    left, top, right, bottom = (max(0, edge) for edge in edges)
    picture = image[top:bottom, left:right]
    height, width = picture.shape[:2]
    area = Rect(left * scale, top * scale, (left + width) * scale, (top + height) * scale)
    rules = [rule for rule in layer.drawings if area.holds(rule)]
    rivals = [rival for rival in (*layout.grids, *layout.lined) if _is_among(rival.rect, [area])]
    return grid(picture, area, written(layer, area), rules, rivals) if picture.size else None


def grid(
    picture: Pixels, area: Rect, lines: Sequence[Line], rules: Sequence[Rect], rivals: Sequence[Grid] = ()
) -> Grid | None:
    """The table that `picture` shows, which fills `area`; None where it shows none that the text bears out.

    All but the picture are in points of the page: `lines` and `rules` those inside, `rivals` what a table
    finder says of the same place.
    """
    best = _seen(picture, area, lines, rules)
    others = [rival for rival in (*rivals, from_whitespace(lines)) if rival and is_sound(rival, lines)]
    other = max(others, key=lambda rival: fit(rival, lines), default=None)
    if best is None or (other and fit(other, lines) > max(_GOOD, fit(best, lines) + _CLEARLY)):
        best = other
    return replace(best, settled=True) if best else None


def whole(picture: Pixels, area: Rect, lines: Sequence[Line], rules: Sequence[Rect]) -> Grid | None:
    """The table that a whole image is: cut out of its page, without the margins that a page has."""
    if not lines or not _is_filled(area, lines):
        return None
    found = grid(picture, area, lines, rules)
    return found if found and _neatness(found, lines) > _NEAT else None


def _is_filled(area: Rect, lines: Sequence[Line]) -> bool:
    text, size = hull(line.rect for line in lines), median(line.size for line in lines)
    beside, above = _BESIDE * size, _ABOVE * size
    reach = Rect(text.x0 - beside, text.y0 - above, text.x1 + beside, text.y1 + above)
    return reach.contains(area)


def _neatness(found: Grid, lines: Sequence[Line]) -> float:
    """How nearly each cell holds one piece of text, 0 to 1: columns of prose are cells of very many."""
    pieces = [piece.rect for piece in parted(lines, APART) if not piece.turned]
    full = {cell for _, cell in held(found.cells, pieces)}
    return len(full) ** 2 / (len(found.cells) * max(1, len(pieces)))


def _seen(picture: Pixels, area: Rect, lines: Sequence[Line], rules: Sequence[Rect]) -> Grid | None:
    cells = tuple(_on_page(cell, picture, area) for cell in structure.cells(picture))
    if len(cells) < 2 or not lines:
        return None
    found = settled(fitted(cells, lines, rules, area), lines, rules)
    return found if _is_divided(found) else None


def _is_divided(found: Grid) -> bool:
    return len({cell.row for cell in found.cells}) > 1 and len({cell.column for cell in found.cells}) > 1


def _on_page(cell: GridCell, picture: Pixels, area: Rect) -> GridCell:
    across, down = area.width / picture.shape[1], area.height / picture.shape[0]
    x0, y0, x1, y1 = cell.rect
    place = Rect(area.x0 + x0 * across, area.y0 + y0 * down, area.x0 + x1 * across, area.y0 + y1 * down)
    return replace(cell, rect=place)

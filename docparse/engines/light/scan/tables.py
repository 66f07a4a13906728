"""Tables on a page image: of what the model sees and what lines and white tell, the better."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from docparse.engines.light.figures import written
from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.grids import from_whitespace
from docparse.engines.light.layer import Grid, GridCell, Layer, Layout, Line, Mark
from docparse.engines.light.lines import parted
from docparse.engines.light.scan import heads, structure
from docparse.engines.light.scan.areas import areas, is_among
from docparse.engines.light.scan.crossed import uncrossed
from docparse.engines.light.scan.fills import lit
from docparse.engines.light.scan.fitting import APART, fitted, held
from docparse.engines.light.scan.heads import Drawn
from docparse.engines.light.scan.labels import titled
from docparse.engines.light.scan.lines import moved, scaled
from docparse.engines.light.scan.rows import divided, settled
from docparse.engines.light.scan.sections import sections
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.tables import fit, is_sound

_ABOVE = 2.0  # sizes of type above and below the text of an image that is cut round a table, at most
_BESIDE = 4.0  # the same, to its left and right
_BLEED = 4.0  # points around a table that its picture shows too
_CLEARLY = 0.05  # by which a rival of the model's grid must fit better
_GOOD = 0.8  # the least that a rival must fit
_THROUGH = 0.8  # of the width or height of a cell, from which a rule runs through all of it
_MOST = 0.8  # of what the model names, that a table there takes up
_NEARLY = 0.85  # of the rows, that span a table whole where it is none
_NEAT = 0.5  # the least neatness of an image that is a table


def read(image: Pixels, scale: float, layer: Layer, layout: Layout) -> Layout:
    """The layout with a settled grid for each table; where it names no region, the image may be one table.

    `image` is the flat page, `scale` the points that a pixel of it takes.
    """
    if not layout.marks and not layout.grids:
        found = whole(image, layer.rect, layer.lines, Drawn(layer.drawings, layer.fills))
        return replace(layout, marks=(Mark("table", found.rect),), grids=(found,)) if found else layout
    grids = [found for area in areas(layer, layout) for found in _tables(area, image, scale, layer, layout)]
    places = [found.rect for found in grids]
    kept = [
        tuple(rival for rival in rivals if not is_among(rival.rect, places))
        for rivals in (layout.grids, layout.lined)
    ]
    marks = tuple(mark for mark in layout.marks if mark.kind != "table" or not _is_replaced(mark.rect, grids))
    tables = tuple(found for found in grids if not _is_list(found))
    return replace(layout, marks=marks, grids=(*tables, *kept[0]), lined=kept[1])


def _is_replaced(rect: Rect, grids: Sequence[Grid]) -> bool:
    """Whether several tables were found where the model names one, or a much smaller one, or none."""
    parts = [found for found in grids if found.rect.shared(rect) > 0.5]
    return len(parts) > 1 or any(_is_list(part) or rect.shared(part.rect) < _MOST for part in parts)


def _is_list(found: Grid) -> bool:
    """Whether nearly all rows are one cell each, as the lines of notepaper are."""
    rows = max(cell.row + cell.rowspan for cell in found.cells)
    columns = max(cell.column + cell.colspan for cell in found.cells)
    return sum(cell.rowspan for cell in found.cells if cell.colspan == columns) > _NEARLY * rows


def _tables(area: Rect, image: Pixels, scale: float, layer: Layer, layout: Layout) -> list[Grid]:
    """The table of an area, or those of its sections where each of them makes a better one."""
    lines = written(layer, area)
    whole, *parts = (
        _read(place, image, scale, layer, layout) for place in (area, *sections(area, lines, layer.drawings))
    )
    found = [part for part in parts if part]
    worth = min((_merit(part, written(layer, part.rect), layer.drawings) for part in found), default=0.0)
    apart = len(found) > 1 and (whole is None or worth > _merit(whole, lines, layer.drawings) + _CLEARLY)
    return found if apart else [whole] if whole else []


def _read(area: Rect, image: Pixels, scale: float, layer: Layer, layout: Layout) -> Grid | None:
    edges = [round(side / scale) for side in area.grown(_BLEED)]
    left, top, right, bottom = (max(0, edge) for edge in edges)
    picture = image[top:bottom, left:right]
    height, width = picture.shape[:2]
    area = Rect(left * scale, top * scale, (left + width) * scale, (top + height) * scale)
    drawn = Drawn(*(list(filter(area.holds, rects)) for rects in (layer.drawings, layer.fills)))
    rivals = [rival for rival in (*layout.grids, *layout.lined) if is_among(rival.rect, [area])]
    return grid(picture, area, written(layer, area), drawn, rivals) if picture.size else None


def grid(
    picture: Pixels, area: Rect, lines: Sequence[Line], drawn: Drawn, rivals: Sequence[Grid] = ()
) -> Grid | None:
    """The table that `picture` shows, which fills `area`; None where it shows none that the text bears out.

    All but the picture are in points of the page: `lines` and `drawn` what is inside, `rivals` what a table
    finder says of the same place.
    """
    rules = heads.edged(drawn, area)
    best = _seen(picture, area, lines, drawn)
    others = [
        heads.headed(divided(rival, lines), lines, drawn.fills)
        for rival in (*rivals, from_whitespace(lines))
        if rival and is_sound(rival, lines)
    ]
    other = max(others, key=lambda rival: _merit(rival, lines, rules), default=None)
    if best is None or (other and _is_better(other, best, lines, rules)):
        best = other
    return replace(titled(best, lines), settled=True) if best else None


def _is_better(rival: Grid, seen: Grid, lines: Sequence[Line], rules: Sequence[Rect]) -> bool:
    """Whether a rival fits clearly better, and well: or at least keeps to rules that the model overlooked."""
    merit = _merit(rival, lines, rules)
    good = merit > _GOOD or _cut(rival, lines, rules) < _cut(seen, lines, rules)
    return good and merit > _merit(seen, lines, rules) + _CLEARLY


def _merit(found: Grid, lines: Sequence[Line], rules: Sequence[Rect]) -> float:
    """How well text fills the cells and rules keep to their borders."""
    return fit(found, lines) - _cut(found, lines, rules)


def _cut(found: Grid, lines: Sequence[Line], rules: Sequence[Rect]) -> float:
    """The share of the cells with text in which a rule is drawn between words."""
    pieces = [piece.rect for piece in parted(lines, APART) if not piece.turned]
    full: dict[GridCell, list[Rect]] = {}
    for rect, cell in held(found.cells, pieces):
        full.setdefault(cell, []).append(rect)
    cut = sum(any(_parts(rule, cell.rect, words) for rule in rules) for cell, words in full.items())
    return cut / max(1, len(full))


def _parts(rule: Rect, cell: Rect, words: Sequence[Rect]) -> bool:
    """Whether a rule runs through a cell from side to side, and has words of it on both."""
    x, y = rule.centre
    if rule.width > rule.height:
        long = min(rule.x1, cell.x1) - max(rule.x0, cell.x0) > _THROUGH * cell.width
        return long and len({word.centre[1] < y for word in words}) > 1
    long = min(rule.y1, cell.y1) - max(rule.y0, cell.y0) > _THROUGH * cell.height
    return long and len({word.centre[0] < x for word in words}) > 1


def whole(picture: Pixels, area: Rect, lines: Sequence[Line], drawn: Drawn) -> Grid | None:
    """The table that a whole image is: cut out of its page, without the margins that a page has."""
    if not lines or not _is_filled(area, lines):
        return None
    found = grid(picture, area, lines, drawn)
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


def _seen(picture: Pixels, area: Rect, lines: Sequence[Line], drawn: Drawn) -> Grid | None:
    """What the model sees; where a header stands on a fill, in the picture with or without it."""
    shown = [_lit(picture, area, lines), picture] if drawn.fills else [picture]
    grids = filter(None, (_modelled(one, area, lines, drawn) for one in shown))

    def worth(found: Grid) -> float:
        return _merit(found, lines, heads.edged(drawn, area)) - heads.fused(found, lines)

    return max(grids, key=worth, default=None)


def _lit(picture: Pixels, area: Rect, lines: Sequence[Line]) -> Pixels:
    scale = picture.shape[1] / area.width
    places = (moved(line.rect, -area.x0, -area.y0) for line in lines)
    return lit(picture, [scaled(place, scale) for place in places])[0]


def _modelled(picture: Pixels, area: Rect, lines: Sequence[Line], drawn: Drawn) -> Grid | None:
    cells = tuple(_on_page(cell, picture, area) for cell in structure.cells(picture))
    if len(cells) < 2 or not lines:
        return None
    found = settled(fitted(cells, lines, heads.lengthened(drawn, area), area), lines, drawn.rules)
    found = heads.headed(uncrossed(found, lines, drawn.rules), lines, drawn.fills)
    return found if _is_divided(found) else None


def _is_divided(found: Grid) -> bool:
    return len({cell.row for cell in found.cells}) > 1 and len({cell.column for cell in found.cells}) > 1


def _on_page(cell: GridCell, picture: Pixels, area: Rect) -> GridCell:
    across, down = area.width / picture.shape[1], area.height / picture.shape[0]
    x0, y0, x1, y1 = cell.rect
    place = Rect(area.x0 + x0 * across, area.y0 + y0 * down, area.x0 + x1 * across, area.y0 + y1 * down)
    return replace(cell, rect=place)

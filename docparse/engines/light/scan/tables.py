"""The grid of a table on a page image: of what the model sees and what lines and white tell, the better."""

from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.light.geometry import Rect
from docparse.engines.light.grids import from_whitespace
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.scan import structure
from docparse.engines.light.scan.fitting import fitted
from docparse.engines.light.scan.rows import settled
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.tables import fit, is_sound

_CLEARLY = 0.05  # by which a rival of the model's grid must fit better
_GOOD = 0.8  # the least that a rival must fit


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
    if best is None or other is None:
        return best or other
    clearly = fit(other, lines) > max(_GOOD, fit(best, lines) + _CLEARLY)
    return other if clearly else best


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

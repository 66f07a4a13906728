"""Where what is named one table may be several, one below the other: at rules that a header follows."""

from collections.abc import Sequence
from itertools import pairwise

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.heads import is_quantity
from docparse.engines.light.layer import Line
from docparse.engines.light.lines import joined, parted

_THROUGH = 0.9  # of a table's width, that a rule takes which parts all of it
_HEADER, _BODY = 3, 2  # rows, the most of a header and the least below it


def sections(table: Rect, lines: Sequence[Line], rules: Sequence[Rect]) -> list[Rect]:
    """The parts that have each a header of labels, a rule under it and rows of figures; else none.

    One table may be ruled like that too: whether these are several, their columns tell.
    """
    through = sorted(rule.centre[1] for rule in rules if rule.width > _THROUGH * table.width)
    rows = joined(line for line in lines if not line.turned)
    edges = [table.y0, *(y for y in through if _follows(rows, y, through)), table.y1]
    strips = [[row for row in rows if top < row.rect.centre[1] <= end] for top, end in pairwise(edges)]
    if len(strips) < 2 or not all(_is_headed(strip, through) for strip in strips):
        return []
    return [hull(row.rect for row in strip)._replace(x0=table.x0, x1=table.x1) for strip in strips]


def _follows(rows: Sequence[Line], y: float, through: Sequence[float]) -> bool:
    """Whether figures stand next above a rule, and the header of others below it."""
    above = [row for row in rows if row.rect.centre[1] < y]
    below = [row for row in rows if row.rect.centre[1] > y]
    return sum(map(_has_figures, above)) >= _BODY and _is_headed(below, through)


def _is_headed(rows: Sequence[Line], through: Sequence[float]) -> bool:
    """Whether the first of the rules that have text above them parts a few rows of labels from figures."""
    rule = next((y for y in through if rows and rows[0].rect.centre[1] < y), None)
    if rule is None:
        return False
    header = [row for row in rows if row.rect.centre[1] < rule]
    divided = any(len(parted([row])) > 1 for row in header)
    figures = sum(map(_has_figures, rows[len(header) :]))
    return divided and len(header) <= _HEADER and not any(map(_has_figures, header)) and figures >= _BODY


def _has_figures(row: Line) -> bool:
    return any(is_quantity(piece.text) for piece in parted([row]))

"""Pages that need no layout model: one column of plain text and nothing else."""

import itertools
from collections.abc import Sequence

from docparse.engines.light.geometry import down
from docparse.engines.light.layer import Layer, Line
from docparse.engines.light.lines import joined, parted
from docparse.engines.light.lists import starts

_INK = 6  # drawings that a page of text may have: underlines, a rule above the footer
_SIZES = 3  # of letters, beside the body's
_THIN = 4.0  # points


def is_simple(layer: Layer) -> bool:
    if not layer.lines:
        return True
    if layer.pictures or len(layer.drawings) > _INK or _has_shapes(layer):
        return False
    rows = joined(parted(layer.lines))
    sizes = {round(line.size) for line in rows}
    return len(sizes) <= _SIZES + 1 and not any(line.turned for line in rows) and _is_one_column(rows)


def _has_shapes(layer: Layer) -> bool:
    return any(min(rect.width, rect.height) > _THIN for rect in layer.drawings)


def _is_one_column(rows: Sequence[Line]) -> bool:
    """No line has a wide gap, unless behind the mark of a list."""
    for row in rows:
        pieces = parted([row])
        if len(pieces) > 2 or (len(pieces) == 2 and not starts(Line(row.runs[:2]))):
            return False
    return not any(down(a.rect, b.rect) > 0.6 for a, b in itertools.pairwise(rows))

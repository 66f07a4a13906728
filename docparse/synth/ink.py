"""Boxes drawn tight round what is printed."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from docparse.document import Box

Ink = NDArray[np.bool_]

_PAPER: Final = 250  # grey from which a pixel is paper


def of(image: Any) -> Ink:
    """Where a page image (of Pillow) is not white."""
    return np.asarray(image.convert("RGB")).min(axis=2) < _PAPER


def tight(ink: Ink, region: Box) -> Box | None:
    """The smallest box with all ink of the region; None where there is none."""
    part = ink[region.y1 : region.y2, region.x1 : region.x2]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not rows.size:
        return None
    return Box(
        region.x1 + int(columns[0]),
        region.y1 + int(rows[0]),
        region.x1 + int(columns[-1]) + 1,
        region.y1 + int(rows[-1]) + 1,
    )

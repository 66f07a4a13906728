# pyright: standard
"""Photographs of a sheet on something else: what lies beside the sheet is no part of the page."""

from collections.abc import Sequence

import numpy as np

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.scan.seen import Pixels

_STRIP = 0.02  # of the shorter side: what is looked at along the border
_UNLIKE = 45.0  # levels by which a border differs from paper
_REACH = 0.05  # of its longer side, by which a sheet stands out of its text at least


def sheet_area(image: Pixels, text: Sequence[Rect]) -> Rect:
    """The part of an image that is the page: all of it, unless its border is no paper."""
    whole = Rect(0, 0, image.shape[1], image.shape[0])
    if not text or not _shows_desk(image, text):
        return whole
    written = hull(text)
    reach = written.grown(_REACH * max(written.width, written.height))
    return Rect(max(reach.x0, 0), max(reach.y0, 0), min(reach.x1, whole.x1), min(reach.y1, whole.y1))


def _shows_desk(image: Pixels, text: Sequence[Rect]) -> bool:
    """Whether most of the border is unlike the paper that the text stands on."""
    grey = image[::4, ::4].mean(axis=2)
    strip = max(1, round(_STRIP * min(grey.shape)))
    border = np.concatenate(
        [part.ravel() for part in (grey[:strip], grey[-strip:], grey[:, :strip], grey[:, -strip:])]
    )
    around = [grey[int(r.y0) // 4 : int(r.y1) // 4 + 1, int(r.x0) // 4 : int(r.x1) // 4 + 1] for r in text]
    paper = float(np.median([np.percentile(part, 80) for part in around if part.size]))
    return float(np.median(np.abs(border - paper))) > _UNLIKE

# pyright: standard
"""The part of an image that is the page: not the desk that a sheet lies on, nor white far round a receipt."""

from collections.abc import Sequence

import numpy as np

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.scan.seen import Pixels

_STRIP = 0.02  # of the shorter side: what is looked at along the border
_UNLIKE = 45.0  # levels by which a border differs from paper
_REACH = 0.05  # of its longer side, by which a sheet stands out of its text at least
_SMALL = 0.6  # of the image, up to which the text may be cut out of bare paper
_DIRT = 0.003  # of bare paper's pixels, at most, that are dark


def sheet_area(image: Pixels, text: Sequence[Rect]) -> Rect:
    """All of the image, unless its border is no paper, or all paper."""
    whole = Rect(0, 0, image.shape[1], image.shape[0])
    if not text:
        return whole
    written = hull(text)
    reach = written.grown(_REACH * max(written.width, written.height))
    area = Rect(max(reach.x0, 0), max(reach.y0, 0), min(reach.x1, whole.x1), min(reach.y1, whole.y1))
    small = area.area < _SMALL * whole.area
    return area if _shows_desk(image, text) or (small and _is_bare(image, area)) else whole


def _is_bare(image: Pixels, area: Rect) -> bool:
    """Whether there is nothing but dirt around an area."""
    grey = image[::2, ::2].mean(axis=2)
    strays = np.abs(grey - np.median(grey)) > _UNLIKE
    x0, y0, x1, y1 = (int(side) // 2 for side in area)
    inside = strays[y0:y1, x0:x1]
    return bool(strays.sum() - inside.sum() < _DIRT * (strays.size - inside.size))


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

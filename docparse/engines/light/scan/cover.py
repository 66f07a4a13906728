# pyright: standard
"""Text that runs from top to bottom painted over: models of layouts take it for tables and pictures."""

import numpy as np

from docparse.engines.light import vertical
from docparse.engines.light.layer import Layer
from docparse.engines.light.scan.lines import scaled
from docparse.engines.light.scan.seen import Pixels

_MARGIN = 1.0  # points around a line, where its ink may reach


def covered(image: Pixels, scale: float, layer: Layer) -> Pixels:
    """The image with paper where the columns of the layer stand; `scale` is points for a pixel."""
    if not layer.columns:
        return image
    clean = image.copy()
    paper = np.median(image[::8, ::8].reshape(-1, 3), axis=0).astype(np.uint8)
    for place in vertical.places_of(layer):
        x0, y0, x1, y1 = (max(0, round(edge)) for edge in scaled(place.grown(_MARGIN), 1 / scale))
        clean[y0:y1, x0:x1] = paper
    return clean

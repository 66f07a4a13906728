"""A page image as the patches that the vision towers of Qwen take. NumPy and Pillow alone.

The numbers are those of transformers' own preparation, bit for bit.
"""

from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from PIL.Image import Resampling

from docparse.document import Size

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

Channels: TypeAlias = tuple[float, float, float]  # red, green, blue

_SLIMMEST: Final = 200  # times as long as wide; the models were shown nothing slimmer


@dataclass(frozen=True, slots=True)
class Cut:
    """How an image is cut: squares of `side` pixels, `merge` by `merge` of them to a place of the prompt."""

    side: int
    merge: int
    frames: int  # an image counts as so many frames of a film, all alike
    mean: Channels
    deviation: Channels

    @property
    def factor(self) -> int:
        """What both sides of a model image are a multiple of."""
        return self.side * self.merge


def fit(size: Size, factor: int, min_pixels: int, max_pixels: int) -> Size:
    """The size of the model image: sides that `factor` divides, nearly the same shape, pixels in bounds.

    One side may be stretched to `factor` and pass `max_pixels`. Raises ValueError for a page that is slimmer
    than any model takes.
    """
    if max(size) > _SLIMMEST * min(size):
        raise ValueError(
            f"an image of {size.width} by {size.height} pixels is too slim: "
            f"one side may be at most {_SLIMMEST} times the other"
        )
    width, height = (round(side / factor) * factor for side in size)
    if width * height > max_pixels:
        shrink = sqrt(size.height * size.width / max_pixels)
        width, height = (max(factor, floor(side / shrink / factor) * factor) for side in size)
    elif width * height < min_pixels:
        grow = sqrt(min_pixels / (size.height * size.width))
        width, height = (ceil(side * grow / factor) * factor for side in size)
    return Size(width, height)


def patches(image: "Image", size: Size, cut: Cut) -> "NDArray[np.float32]":
    """One row a patch of `image` at `size`; those that are merged follow one another."""
    scaled = image.convert("RGB").resize(size, Resampling.BICUBIC)
    rows, columns = size.height // cut.factor, size.width // cut.factor
    blocks = np.asarray(scaled).reshape(rows, cut.merge, cut.side, columns, cut.merge, cut.side, 3)
    squares = blocks.transpose(0, 3, 1, 4, 6, 2, 5).reshape(-1, 3, 1, cut.side * cut.side)
    cells = np.empty((len(squares), 3, cut.frames, cut.side * cut.side), np.float32)
    for channel, levels in enumerate(_levels(cut)):
        cells[:, channel] = levels[squares[:, channel]]
    return cells.reshape(len(cells), -1)


def _levels(cut: Cut) -> "NDArray[np.float32]":
    """What each of the 256 values of a byte becomes, for each channel; in the precision of the reference."""
    ramp = (np.arange(256) * (1 / 255)).astype(np.float32)
    mean, deviation = (np.array(values, np.float32)[:, None] for values in (cut.mean, cut.deviation))
    return (ramp - mean) / deviation

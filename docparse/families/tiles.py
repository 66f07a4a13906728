"""A page as tiles: the grid closest in shape to the page, each tile a square, then the whole page small."""

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PIL import Image

from docparse.document import Size

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A checkpoint's config names 12 tiles, but the authors evaluate documents with more: DocVQA with 18, InfoVQA
# with 24. It is 24 that tells: with 18 the grid closest to a page of A4 is 2 x 3, with 24 it is 4 x 6.
CEILING: Final = 24
_MEAN: Final = (0.485, 0.456, 0.406)  # of ImageNet: red, green, blue
_DEVIATION: Final = (0.229, 0.224, 0.225)


class Grid(NamedTuple):
    columns: int
    rows: int

    @property
    def tiles(self) -> int:
        return self.columns * self.rows


def budget(max_pixels: int, side: int, images: int = 1) -> int:
    """How many tiles each of `images` images may have; what `max_pixels` allows one is shared among them."""
    return max(1, min(CEILING, max_pixels // side**2) // images)


def grid_of(size: Size, side: int, most: int) -> Grid:
    """The grid of at most `most` tiles whose shape is closest to that of an image of `size`.

    Among grids equally close the largest wins of which the image fills more than half.
    """
    shape, area = size.width / size.height, size.width * size.height
    distances = [(abs(shape - grid.columns / grid.rows), grid) for grid in _grids(most)]
    least = min(distance for distance, _ in distances)
    first, *others = [grid for distance, grid in distances if distance == least]
    filled = [grid for grid in others if 2 * area > grid.tiles * side**2]
    return filled[-1] if filled else first


@cache
def _grids(most: int) -> tuple[Grid, ...]:
    """Fewest tiles first; between two of the same number no image lies midway, so their order is free."""
    sides = range(1, most + 1)
    grids = (Grid(columns, rows) for columns in sides for rows in sides if columns * rows <= most)
    return tuple(sorted(grids, key=lambda grid: grid.tiles))


def cut(image: Image.Image, grid: Grid, side: int) -> "NDArray[np.float32]":
    """The tiles in reading order, [tiles, 3, side, side]; after several comes the whole image as one more."""
    image = image.convert("RGB")
    tiles = _squares(image, grid, side)
    if grid.tiles == 1:
        return tiles
    return np.concatenate([tiles, _squares(image, Grid(1, 1), side)])


def _squares(image: Image.Image, grid: Grid, side: int) -> "NDArray[np.float32]":
    columns, rows = grid
    resized = image.resize((columns * side, rows * side), Image.Resampling.BICUBIC)
    pixels = np.asarray(resized).reshape(rows, side, columns, side, 3)
    squares = np.ascontiguousarray(pixels.transpose(0, 2, 4, 1, 3)).reshape(grid.tiles, 3, side, side)
    planes = np.empty(squares.shape, dtype=np.float32)
    for plane, levels in enumerate(_levels()):
        planes[:, plane] = levels[squares[:, plane]]
    return planes


@cache
def _levels() -> "NDArray[np.float32]":
    """What each of the 256 levels of red, green and blue is to the model."""
    levels = (np.arange(256) * (1 / 255)).astype(np.float32)
    mean, deviation = np.array([_MEAN, _DEVIATION], dtype=np.float32)[:, :, None]
    return (levels - mean) / deviation

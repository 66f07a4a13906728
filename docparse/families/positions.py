"""Where patches and tokens stand: what the Qwen models compute on the device, ahead of it and in NumPy.

A grid is the rows and columns of an image's patches before they are merged.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Grid: TypeAlias = tuple[int, int]
Integers: TypeAlias = "NDArray[np.int64]"


class Runs(NamedTuple):
    """Stretches of one long sequence, each attending to itself alone."""

    bounds: "NDArray[np.int32]"  # where they begin, and the end of the last
    longest: int


class Windows(NamedTuple):
    """`order` lists the merged places window by window; `runs` are the windows, in patches.

    Windows of one size follow one another within an image, so that they can be computed together where they
    stand.
    """

    order: Integers
    runs: Runs


class Blend(NamedTuple):
    """A patch's place in a learned table: its four neighbours there, and the share of each."""

    neighbours: Integers
    shares: "NDArray[np.float32]"


def rotary(count: int, start: int, grid: Grid, merge: int) -> Integers:
    """Positions of `count` tokens in time, height and width, an image of `grid` standing at `start`.

    The image's tokens count its rows and columns; what follows goes on from the greater of the two.
    """
    rows, columns = (side // merge for side in grid)
    end = start + rows * columns
    planes = np.empty((3, count), np.int64)
    planes[:, :start] = np.arange(start)
    planes[0, start:end] = start
    planes[1:, start:end] = np.indices((rows, columns)).reshape(2, -1) + start
    planes[:, end:] = np.arange(count - end) + start + max(rows, columns)
    return planes


def runs(lengths: Iterable[int]) -> Runs:
    sizes = np.fromiter(lengths, np.int32)
    return Runs(np.concatenate(([0], np.cumsum(sizes))).astype(np.int32), int(sizes.max()))


def images(grids: Sequence[Grid]) -> Runs:
    """Every image is a stretch of its own."""
    return runs(rows * columns for rows, columns in grids)


def places(grids: Sequence[Grid], merge: int) -> Integers:
    """Row and column of every patch, in the order of patches: those that are merged follow one another."""
    return np.concatenate([_places(grid, merge) for grid in grids])


def windows(grids: Sequence[Grid], merge: int, side: int) -> Windows:
    """Merged places in windows of `side` by `side`; those at the right and lower edges are what is left."""
    orders: list[Integers] = []
    sizes: list[Integers] = []
    before = 0
    for grid in grids:
        window = _window_of_each([length // merge for length in grid], side)
        size = np.bincount(window)
        orders.append(np.lexsort((window, -size[window])) + before)
        sizes.append(np.sort(size)[::-1] * merge**2)
        before += len(window)
    return Windows(np.concatenate(orders), runs(np.concatenate(sizes).tolist()))


def blend(grids: Sequence[Grid], merge: int, side: int) -> Blend:
    """Stretch a table of `side` by `side` over each grid, corner on corner."""
    parts = [_blend(grid, merge, side) for grid in grids]
    return Blend(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _places(grid: Grid, merge: int) -> Integers:
    rows, columns = grid
    blocks = np.indices(grid).reshape(2, rows // merge, merge, columns // merge, merge)
    return blocks.transpose(1, 3, 2, 4, 0).reshape(-1, 2)


def _window_of_each(shape: Sequence[int], side: int) -> Integers:
    rows, columns = np.indices(shape).reshape(2, -1) // side
    return rows * -(-shape[1] // side) + columns


def _blend(grid: Grid, merge: int, side: int) -> Blend:
    row, column = _places(grid, merge).T
    above, down = _stretched(grid[0], side)
    left, right = _stretched(grid[1], side)
    neighbours = above[row][:, :, None] * side + left[column][:, None, :]
    shares = down[row][:, :, None] * right[column][:, None, :]
    return Blend(neighbours.reshape(-1, 4), shares.reshape(-1, 4))


def _stretched(length: int, side: int) -> "tuple[Integers, NDArray[np.float32]]":
    """For each of `length` steps over a table's `side`: the two entries next to it and their shares."""
    at = np.arange(length, dtype=np.float32) * np.float32(side - 1) / np.float32(max(length - 1, 1))
    low = np.floor(at)
    entries = low.astype(np.int64)[:, None] + np.arange(2)
    shares = 1 - np.abs((at - low)[:, None] - np.arange(2, dtype=np.float32))
    return np.minimum(entries, side - 1), shares

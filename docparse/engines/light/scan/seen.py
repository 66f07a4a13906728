"""What reading an image gives: lines of text and where they stand, in pixels of that image."""

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]  # RGB, rows first
Points: TypeAlias = NDArray[np.float32]  # rows of x and y
Corners: TypeAlias = Points  # four of them, clockwise as the text reads, from the start of its top edge


class Glimpse(NamedTuple):
    """A word as it was read, and the shares of its line's length where it begins and ends."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A line of text that was read off an image; `words` in the order in which they are read."""

    corners: Corners
    words: tuple[Glimpse, ...]
    score: float  # how sure its reader is, 0 to 1
    weakest: float = 1.0  # the same, of the sign that it is least sure of

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def sides(corners: NDArray[np.floating[Any]]) -> tuple[float, float]:
    """How long a line is from its start to its end, and how thick."""
    a, b, c, d = corners
    along = np.linalg.norm(b - a) + np.linalg.norm(c - d)
    through = np.linalg.norm(d - a) + np.linalg.norm(c - b)
    return float(along) / 2, float(through) / 2

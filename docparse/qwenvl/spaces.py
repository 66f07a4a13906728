"""How a model counts: what the four numbers of a `data-bbox` mean in pixels of the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from docparse.document import Box, Size, clip

_PLAIN: Final = re.compile(r"([0-9]{1,6}) ([0-9]{1,6}) ([0-9]{1,6}) ([0-9]{1,6})")
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,7}(?:\.[0-9]{0,9})?")
_SEPARATORS: Final = re.compile(r"[\s,;()\[\]{}]+")
LONGEST: Final = 2_000  # a polygon of a hundred points; beyond it digits run away
_CORNERS: Final = 3
_UNBOUNDED: Final = Size(10_000_000, 10_000_000)


@dataclass(frozen=True, slots=True)
class Space:
    """Numbers run from 0 to `size`, whatever the page measures; None: they are pixels of the page."""

    size: Size | None = None

    def to_box(self, numbers: Sequence[float], size: Size | None) -> Box | None:
        """The box on a page of `size`, clipped to it. Without a page the numbers stay as they are."""
        x1, y1, x2, y2 = self.to_page(numbers, size)
        return clip(x1, y1, x2, y2, size or _UNBOUNDED)

    def to_page(self, numbers: Sequence[float], size: Size | None) -> tuple[float, float, float, float]:
        x1, y1, x2, y2 = numbers
        if size is None:
            return x1, y1, x2, y2
        x, y = self.scale(size)
        return x1 * x, y1 * y, x2 * x, y2 * y

    def scale(self, size: Size) -> tuple[float, float]:
        """How many pixels of a page of `size` one step is, across and down."""
        return (size.width / self.size.width, size.height / self.size.height) if self.size else (1, 1)


PIXELS: Final = Space()
THOUSANDTHS: Final = Space(Size(1000, 1000))


class Measure(NamedTuple):
    """A box as far as it could be read, and the codes of what was wrong with it."""

    box: Box | None
    codes: tuple[str, ...] = ()


def measure(raw: str, size: Size | None, space: Space) -> Measure:
    """Read the value of a `data-bbox`. A box is never made up: what cannot be read is None."""
    if plain := _PLAIN.fullmatch(raw):
        x1, y1, x2, y2 = numbers = [*map(int, plain.groups())]
        if space.size is None and x1 < x2 and y1 < y2 and (size is None or (x2 <= size[0] and y2 <= size[1])):
            return Measure(Box(x1, y1, x2, y2))  # nearly all are so
        return _placed(numbers, (), size, space)
    numbers = coordinates(raw)
    if not numbers:
        return Measure(None, ("box-unreadable",))
    code = "box-form" if len(numbers) == 4 else "box-polygon"
    return _placed(bounds(numbers), (code,), size, space)


def coordinates(raw: str) -> list[float]:
    """The numbers of a box or a polygon, x and y in turn; none where it is neither."""
    words = _SEPARATORS.split(raw.strip(" \t\n[](){},;")) if len(raw) <= LONGEST else [""]
    if not all(_NUMBER.fullmatch(word) for word in words):
        return []
    is_polygon = raw.count("[") > _CORNERS and len(words) >= 2 * _CORNERS and len(words) % 2 == 0
    return [float(word) for word in words] if len(words) == 4 or is_polygon else []


def bounds(numbers: Sequence[float]) -> Sequence[float]:
    """The corners of a box as they stand, those that a polygon fits in."""
    if len(numbers) == 4:
        return numbers
    xs, ys = numbers[::2], numbers[1::2]
    return min(xs), min(ys), max(xs), max(ys)


def _placed(numbers: Sequence[float], codes: tuple[str, ...], size: Size | None, space: Space) -> Measure:
    x1, y1, x2, y2 = space.to_page(numbers, size)
    page = size or _UNBOUNDED
    if 0 <= x1 < x2 <= page.width and 0 <= y1 < y2 <= page.height:
        box = clip(x1, y1, x2, y2, page)
        return Measure(box, codes if box else (*codes, "box-empty"))
    box = clip(x1, y1, x2, y2, page)
    if box is None:
        return Measure(None, (*codes, "box-empty"))
    if x1 > x2 or y1 > y2:
        codes = (*codes, "box-inverted")
    if min(x1, y1, x2, y2) < 0 or max(x1, x2) > page.width or max(y1, y2) > page.height:
        codes = (*codes, "box-outside")
    return Measure(box, codes)

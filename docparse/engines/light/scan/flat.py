# pyright: standard
"""A page image made flat: turned level, and freed of perspective and bends, so far as its text shows them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from docparse.document import Size
from docparse.engines.light.scan import traces
from docparse.engines.light.scan.fields import Field, Floats, Group, fitted
from docparse.engines.light.scan.seen import Corners, Pixels, Points, sides

_LEVEL = 0.2  # degrees of skew that are let be
_DOUBT = 0.25  # thicknesses by which lines in all may fall for other reasons than skew
_LINE = 3.0  # times as long as thick: shorter ones say little about their direction
_ROUNDS = 20  # of undoing a displacement; each brings it nearer by two fifths at least
_STEP = 16  # pixels between which a displacement is taken as linear


@dataclass(frozen=True)
class Flat:
    """A page image of `of` as a flat page of `size`; points lie between pixels, (0, 0) at a corner."""

    of: Size
    skew: float = 0.0  # degrees by which lines of text fall towards their end
    down: Field | None = None  # of the level page, with x and y as they are
    right: Field | None = None  # the same with x and y exchanged

    @property
    def is_level(self) -> bool:
        """Whether nothing is to be done."""
        return not self.skew and not self.down and not self.right

    @property
    def size(self) -> Size:
        """Large enough for all of the page image."""
        left, top, right, bottom = self._extent
        return Size(round(right - left), round(bottom - top))

    def to_flat(self, points: Points) -> Points:
        """Where points of the page image lie on the flat page."""
        if self.is_level:
            return points
        return (self.moved(points.astype(np.float64)) - self._extent[:2]).astype(np.float32)

    def to_page(self, points: Points) -> Points:
        """Where points of the flat page lie on the page image."""
        if self.is_level:
            return points
        wanted = points.astype(np.float64) + self._extent[:2]
        wanted[..., 0] = _undone(self.right, wanted, 0)
        wanted[..., 1] = _undone(self.down, wanted, 1)
        return _turned(wanted, np.array(self.of) / 2, -self.skew).astype(np.float32)

    def image(self, pixels: Pixels) -> Pixels:
        """The flat page, from the pixels of the page image; the very same where nothing is to be done."""
        if self.is_level:
            return pixels
        fill = tuple(np.median(_border(pixels), axis=0).tolist())
        across, down = self._sources()
        flat = cv2.remap(
            pixels, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=fill
        )
        return np.asarray(flat, np.uint8)

    @cached_property
    def _extent(self) -> Floats:
        """The corners of what the page image's border comes to."""
        if self.is_level:
            return np.array([0, 0, *self.of], np.float64)
        moved = self.moved(_frame(self.of))
        return np.concatenate([np.floor(moved.min(axis=0)), np.ceil(moved.max(axis=0))])

    def moved(self, points: Floats) -> Floats:
        """Turned level, then moved down, then to the right."""
        moved = _turned(points, np.array(self.of) / 2, self.skew)
        if self.down:
            moved[..., 1] += self.down(moved)
        if self.right:
            moved[..., 0] += self.right(moved[..., ::-1])
        return moved

    def _sources(self) -> tuple[Points, Points]:
        """For each pixel of the flat page, the pixel of the page image that it shows."""
        width, height = self.size
        # One step beyond each side, so that no pixel lies outside of what is known.
        x, y = ((np.arange(-1, side // _STEP + 2) + 0.5) * _STEP for side in (width, height))
        known = self.to_page(np.stack(np.meshgrid(x, y), axis=-1).astype(np.float32)) - 0.5
        whole = cv2.resize(known, None, fx=_STEP, fy=_STEP, interpolation=cv2.INTER_LINEAR)
        seen = whole[_STEP : _STEP + height, _STEP : _STEP + width]
        across, down = (np.ascontiguousarray(seen[..., axis], np.float32) for axis in (0, 1))
        return across, down


def flattened(image: Pixels, lines: Sequence[Corners]) -> Flat:
    """What makes the page flat by the lines of text found on `image`, which stands upright.

    A page that is level already is left alone, and whatever would not straighten lines that it was not
    made for is not done.
    """
    of = Size(image.shape[1], image.shape[0])
    across = [line for line in lines if sides(line)[0] >= _LINE * sides(line)[1]]
    upright = [line for line in lines if sides(line)[1] >= _LINE * sides(line)[0]]
    rows, uprights = traces.rows(image, across), traces.uprights(upright)
    skew = _skew(rows, uprights)
    level = Flat(of, skew)
    cells = traces.cells([level.moved(line.astype(np.float64)) for line in lines])
    down = fitted([*cells, *(group._replace(points=level.moved(group.points)) for group in rows)])
    level = Flat(of, skew, down)
    edges = [level.moved(line.astype(np.float64)) for line in lines if sides(line)[0] > sides(line)[1]]
    swapped = [group._replace(points=level.moved(group.points[:, ::-1])[:, ::-1]) for group in uprights]
    return Flat(of, skew, down, fitted([*traces.columns(edges), *swapped]))


def _skew(rows: Sequence[Group], uprights: Sequence[Group]) -> float:
    """The angle that as much text exceeds as falls short of, in degrees; 0 where it is too little to see."""
    groups = [*rows, *uprights]
    if not groups:
        return 0.0
    angles = np.array([*(_angle(group) for group in rows), *(-_angle(group) for group in uprights)])
    order = np.argsort(angles)
    reached = np.cumsum(np.array([group.weight for group in groups])[order])
    angle = float(angles[order][np.searchsorted(reached, reached[-1] / 2)])
    length = sum(group.weight / group.thickness for group in groups)
    return angle if abs(angle) > max(_LEVEL, math.degrees(_DOUBT / length)) else 0.0


def _angle(group: Group) -> float:
    """Of the straight line through the points, in degrees."""
    (x, y), middle = group.points.T, group.points.mean(axis=0)
    return math.degrees(math.atan2((x - middle[0]) @ (y - middle[1]), (x - middle[0]) @ (x - middle[0])))


def _turned(points: Floats, middle: Floats, degrees: float) -> Floats:
    """Against the clock."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    x, y = (points[..., axis] - middle[axis] for axis in (0, 1))
    return np.stack([x * cosine + y * sine, y * cosine - x * sine], axis=-1) + middle


def _undone(field: Field | None, points: Floats, axis: int) -> Floats:
    """The coordinate along `axis` that points had before they were moved along it."""
    wanted = points[..., axis]
    if not field:
        return wanted
    before = points.copy()
    for _ in range(_ROUNDS):
        before[..., axis] = wanted - field(before if axis else before[..., ::-1])
    return before[..., axis]


def _frame(size: Size) -> Floats:
    """Points along the border."""
    x, y = (np.linspace(0, side, 40) for side in size)
    sides = [(x, 0 * x), (x, 0 * x + size.height), (0 * y, y), (0 * y + size.width, y)]
    return np.concatenate([np.stack(side, axis=-1) for side in sides])


def _border(pixels: Pixels) -> Pixels:
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])

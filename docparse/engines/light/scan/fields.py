"""Smooth displacements that make level what should be level, fitted to groups of points.

A group is points that belong at one height: the middle of a line of text. Columns are the same thing with x
and y exchanged, so that this module knows heights alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Terms: TypeAlias = tuple[tuple[int, int], ...]  # powers of x and of y

# Each holds the one before. The first is what a camera held askew does, the others what bent paper does.
# None is free of x: heights stay as they are halfway across.
_LADDER: tuple[Terms, ...] = (
    ((1, 0), (1, 1), (2, 0)),
    ((1, 0), (1, 1), (2, 0), (1, 2), (2, 1), (3, 0)),
    ((1, 0), (1, 1), (2, 0), (1, 2), (2, 1), (3, 0), (4, 0), (3, 1), (2, 2), (1, 3)),
)
_FEW = 2  # groups for each term, below which a field is not tried
_OUTLYING = 0.15  # thicknesses off level, beyond which a group counts for little
_OFF = 0.1  # the same, at which it counts as half unlevel
_BETTER = 0.85  # the share of what is left unlevel that a field must get below
_RICHER = 0.9  # the same, for a field of more terms
_WORTH = 0.12  # thicknesses that a field must move something by
_BEYOND = 0.06  # of the extent of the points, by which text reaches beyond them
_STEEPEST = 0.6  # of a field; below 1 it can be undone by repetition
_RIDGE = 3e-3


class Group(NamedTuple):
    """Points of one height, its weight among others, and the thickness of its line, in pixels."""

    points: Floats
    weight: float
    thickness: float


@dataclass(frozen=True, eq=False)
class Field:
    """How far down each point is to be moved. Beyond the text it is what it is at the nearest text."""

    low: Floats  # the corners of the text
    high: Floats
    terms: Terms
    shares: Floats  # of each term

    def __call__(self, points: Floats) -> Floats:
        near = np.clip(points, self.low, self.high)
        return self.reach * (_powers((near - self.middle) / self.reach, self.terms) @ self.shares)

    @property
    def middle(self) -> Floats:
        return (self.low + self.high) / 2

    @property
    def reach(self) -> float:
        return max(1.0, float((self.high - self.low).max()) / 2)


def fitted(groups: Sequence[Group]) -> Field | None:
    """The field that levels the groups; None where none helps groups that it was not fitted to."""
    ordered = sorted(groups, key=lambda group: tuple(group.points.mean(axis=0)[::-1]))
    best: Terms | None = None
    least = _unlevel(ordered, None) * _BETTER if ordered else 0.0
    for terms in _LADDER:
        left = _held_out(ordered, terms) if len(ordered) >= _FEW * len(terms) else np.inf
        if left < least and _is_gentle(_fit(ordered, terms, ordered)):
            best, least = terms, left * _RICHER
    field = _fit(ordered, best, ordered) if best else None
    return field if field and _is_worth(field, ordered) else None


def _held_out(groups: Sequence[Group], terms: Terms) -> float:
    """How unlevel every third group stays when the field is fitted to the others."""
    left: list[float] = []
    for start in range(3):
        tested = groups[start::3]
        others = [group for at, group in enumerate(groups) if at % 3 != start]
        left.append(_unlevel(tested, _fit(others, terms, groups)))
    return float(np.mean(left))


def _fit(groups: Sequence[Group], terms: Terms, extent: Sequence[Group]) -> Field:
    """Least squares, repeated with less and less regard to groups that do not come level."""
    points = np.concatenate([group.points for group in extent])
    low, high = points.min(axis=0), points.max(axis=0)
    beyond = (high - low) * _BEYOND
    field = Field(low - beyond, high + beyond, terms, np.zeros(len(terms)))
    rows, wanted = _equations(groups, field)
    starts = np.cumsum([0, *(len(group.points) for group in groups[:-1])])
    counts = np.array([len(group.points) for group in groups])
    thick = np.array([group.thickness for group in groups])
    weights = np.array([group.weight for group in groups]) / counts
    regard = np.ones(len(groups))
    shares: Floats = field.shares
    for _ in range(6):
        scale = np.repeat(weights * regard / thick**2, counts)[:, None]
        square = rows.T @ (rows * scale)
        square += np.eye(len(terms)) * _RIDGE * np.trace(square) / len(terms)
        shares = np.asarray(np.linalg.solve(square, rows.T @ (wanted * scale[:, 0])), np.float64)
        off = np.sqrt(np.add.reduceat((rows @ shares - wanted) ** 2, starts) / counts) / thick
        regard = 1 / (1 + (off / _OUTLYING) ** 2) ** 2
    return Field(field.low, field.high, terms, shares)


def _equations(groups: Sequence[Group], field: Field) -> tuple[Floats, Floats]:
    """What each term does to the heights within a group, and what would make them equal."""
    rows: list[Floats] = []
    wanted: list[Floats] = []
    for group in groups:
        powers = _powers((group.points - field.middle) / field.reach, field.terms)
        rows.append((powers - powers.mean(axis=0)) * field.reach)
        wanted.append(group.points[:, 1].mean() - group.points[:, 1])
    return np.concatenate(rows), np.concatenate(wanted)


def _powers(points: Floats, terms: Terms) -> Floats:
    x, y = points[..., 0], points[..., 1]
    return np.stack([x**i * y**j for i, j in terms], axis=-1)


def _unlevel(groups: Sequence[Group], field: Field | None) -> float:
    """The share of the groups that are not level; those that are hardly off count in part."""
    off: list[float] = []
    for group in groups:
        heights = group.points[:, 1] + (field(group.points) if field else 0.0)
        squared = (float(np.std(heights)) / group.thickness / _OFF) ** 2
        off.append(squared / (squared + 1))
    return float(np.average(off, weights=[group.weight for group in groups]))


def _is_gentle(field: Field) -> bool:
    """Slopes nowhere so much that points change places, whatever the text between them says."""
    along = np.linspace(0, 1, 24)
    moved = field(field.low + np.stack(np.meshgrid(along, along), axis=-1) * (field.high - field.low))
    across, down = np.maximum((field.high - field.low) * along[1], 1e-9)
    slopes = np.abs(np.diff(moved, axis=1)).max() / across, np.abs(np.diff(moved, axis=0)).max() / down
    return float(max(slopes)) < _STEEPEST


def _is_worth(field: Field, groups: Sequence[Group]) -> bool:
    bends = [float(np.ptp(field(group.points))) / group.thickness for group in groups]
    return max(bends) > _WORTH

# pyright: standard
"""Where lines of text run, closer than their corners tell, and which of them stand in rows and columns."""

import itertools
from collections.abc import Sequence

import cv2
import numpy as np

from docparse.engines.light.scan.fields import Floats, Group
from docparse.engines.light.scan.seen import Corners, Pixels, sides

_HIGH = 24  # pixels that a line is brought to
_PIECE = 3  # thicknesses of a line that are looked at together
_STRAY = 8  # of those pixels, by which one piece may lie above or below the next
_PIECES = 12  # of a line, at most
_MOST_LINES = 120  # that are looked at so closely, the longest
_FAINT = 0.25  # of a line's darkest ink: what is less is paper
_EMPTY = 0.3  # of the ink that its pieces usually have: a piece with less tells nothing

_SHORT = 6.0  # times as long as thick: up to there it may be the text of a cell
_ASIDE = 0.4  # thicknesses by which neighbours of a row or column may differ
_BESIDE, _BELOW = 5.0, 3.0  # thicknesses from a cell to the next of its row, and from a line to that below
_EDGE = 2.0  # times less exact the edges of a column are than the heights of lines
_ON = 0.4  # the least of the same
_ALIKE = 0.5  # the logarithm of how much thicker one may be than the other
_WEIGHT = 2.0  # thicknesses of a line that one neighbour weighs as much as
_CHAIN = 4  # neighbours that make a row or column


def rows(image: Pixels, lines: Sequence[Corners]) -> list[Group]:
    """The middles of lines, as groups of points that belong at one height."""
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    ranked = sorted(lines, key=lambda line: sides(line)[0], reverse=True)
    closely = [_traced(grey, line) for line in ranked[:_MOST_LINES]]
    return closely + [_ends(line) for line in ranked[_MOST_LINES:]]


def cells(lines: Sequence[Floats]) -> list[Group]:
    """Short pieces of text beside each other, as in the rows of a table, as groups of points of one height.

    `lines` run across, more or less level. Long lines beside each other need not be of one height.
    """
    short = [line for line in lines if sides(line)[0] < _SHORT * sides(line)[1]]
    if not short:
        return []
    corners = np.stack(short)
    starts, ends = corners[:, (0, 3)].mean(axis=1), corners[:, (1, 2)].mean(axis=1)
    thickness = np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)
    return [
        Group(np.concatenate([starts[chain], ends[chain]]), *_measures(chain, thickness))
        for chain in _chains(starts[:, ::-1], ends[:, ::-1], thickness, _BESIDE)
    ]


def columns(lines: Sequence[Floats]) -> list[Group]:
    """Starts, ends and middles of level lines that stand below each other, as groups of points of one x.

    Points have x and y exchanged.
    """
    if not lines:
        return []
    corners = np.stack(lines)
    places = (corners[:, (0, 3)].mean(axis=1), corners[:, (1, 2)].mean(axis=1), corners.mean(axis=1))
    thickness = np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)
    return [
        Group(points[chain][:, ::-1], *_measures(chain, thickness * _EDGE))
        for points in places
        for chain in _chains(points, points, thickness, _BELOW)
    ]


def uprights(lines: Sequence[Corners]) -> list[Group]:
    """Lines that run up or down, as groups of points of one x, with x and y exchanged."""
    turned = [np.roll(line, -1, axis=0) for line in lines]
    return [group._replace(points=group.points[:, ::-1]) for group in map(_ends, turned)]


# Lines


def _ends(line: Corners) -> Group:
    along, through = sides(line)
    middles = np.array([line[[0, 3]].mean(axis=0), line[[1, 2]].mean(axis=0)], np.float64)
    return Group(middles, along, max(1.0, through))


def _traced(grey: Pixels, line: Corners) -> Group:
    """The middle of each piece of a line, those left out that have hardly any ink."""
    along, through = sides(line)
    count = min(_PIECES, int(along / max(1.0, through) / _PIECE))
    if count < 3:
        return _ends(line)
    ink = _ink(grey, line, count)
    amount = ink.sum(axis=0)
    kept = amount > _EMPTY * np.median(amount)
    if kept.sum() < 3:
        return _ends(line)
    far = (np.flatnonzero(kept) + 0.5) / count
    deep = 0.5 + _drift(ink[:, kept] / amount[kept]) / _HIGH
    a, b, c, d = line.astype(np.float64)
    top, bottom = a + far[:, None] * (b - a), d + far[:, None] * (c - d)
    return Group(top + deep[:, None] * (bottom - top), along, max(1.0, through))


def _drift(ink: Floats) -> Floats:
    """How far down from the first piece the ink of each lies, less the average.

    Pieces are laid over each other rather than measured alone: on a bent page the corners of a line take in
    parts of its neighbours, which bend as it does.
    """
    profiles = (ink - ink.mean(axis=0)).T
    steps = [_shift(before, after) for before, after in itertools.pairwise(profiles)]
    places = np.cumsum([0.0, *steps])
    return places - places.mean()


def _shift(before: Floats, after: Floats) -> float:
    """The rows by which one profile must be moved down to be most like the other, to a part of a row."""
    alike = np.correlate(after, before, "full")[_HIGH - 1 - _STRAY : _HIGH + _STRAY]
    best = int(np.argmax(alike))
    if best in {0, len(alike) - 1} or alike[best] <= 0:
        return 0.0
    left, top, right = alike[best - 1 : best + 2]
    return best - _STRAY + float((left - right) / (2 * (left - 2 * top + right)))


def _ink(grey: Pixels, line: Corners, count: int) -> Floats:
    """How much of it stands at each depth of each piece, whether the text is darker or lighter."""
    width = count * _PIECE * _HIGH
    to = np.array([[0, 0], [width, 0], [width, _HIGH], [0, _HIGH]], np.float32)
    strip = cv2.warpPerspective(
        grey, cv2.getPerspectiveTransform(line, to), (width, _HIGH), borderMode=cv2.BORDER_REPLICATE
    )
    contrast = np.abs(strip.astype(np.float64) - np.median(strip))
    contrast[contrast < _FAINT * np.percentile(contrast, 99)] = 0.0
    return contrast.reshape(_HIGH, count, -1).sum(axis=2) + 1e-6


# Chains


def _measures(chain: list[int], thickness: Floats) -> tuple[float, float]:
    """What a chain weighs, as if it were a line, and how thick it is."""
    typical = float(np.median(thickness[chain]))
    return len(chain) * _WEIGHT * typical, typical


def _chains(starts: Floats, ends: Floats, thickness: Floats, far: float) -> list[list[int]]:
    """Each with the nearest that starts below its end and hardly aside, and on from there."""
    after: dict[int, int] = {}
    taken: set[int] = set()
    for at in np.argsort(starts[:, 1]).tolist():
        found = _next(at, starts - ends[at], thickness, far)
        if found is not None and found not in taken:
            after[at] = found
            taken.add(found)
    chains = [_followed(head, after) for head in after if head not in taken]
    return [chain for chain in chains if len(chain) >= _CHAIN]


def _next(at: int, away: Floats, thickness: Floats, far: float) -> int | None:
    aside, down = np.abs(away[:, 0]) / thickness[at], away[:, 1] / thickness[at]
    alike = np.abs(np.log(thickness / thickness[at])) < _ALIKE
    found = np.flatnonzero((down > _ON) & (down < far) & (aside < _ASIDE) & alike)
    return int(found[np.argmin(down[found] + aside[found])]) if len(found) else None


def _followed(head: int, after: dict[int, int]) -> list[int]:
    chain = [head]
    while chain[-1] in after:
        chain.append(after[chain[-1]])
    return chain

# pyright: standard
"""Where photographs, drawings, charts and logos stand on a page image: neither text nor rule nor paper."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.light.geometry import Rect, across, down, hull
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.view import NEXT, Mask, View, painted, scaled, share, strongest

Reals: TypeAlias = NDArray[np.float32]

_SMALLEST = 0.012  # of a page's width: what is smaller decorates
_SHARP = 12  # levels between neighbours, at the side of a fill; a shadow's is softer
_TINT = 16  # levels by which a fill differs from paper


def pictures(view: View, rules: Sequence[Rect]) -> tuple[Rect, ...]:
    """One rectangle a picture, its labels and axes included, in pixels of the page image."""
    view = replace(view, rules=tuple(scaled(rule, view.scale) for rule in rules))
    drawn = _drawn(view)
    shown = np.asarray(drawn | _fills(view), np.uint8)
    parts = (
        part
        for rect in _whole(view, _pieces(view, shown), drawn)
        for part in _panels(shown, rect, view.letter)
    )
    return tuple(scaled(rect, 1 / view.scale) for rect in parts)


def _drawn(view: View) -> Mask:
    """Edges that are neither rules nor the straight sides of boxes."""
    edges = np.asarray(view.edges & (1 - painted(view, view.rules, 2)), np.uint8)
    length = round(view.letter * 6)
    level = _opened(edges, 1, length)
    upright = _opened(edges, length, 1)
    body = np.asarray(cv2.dilate(_opened(edges, 7, 7), np.ones((9, 9), np.uint8)), np.uint8)
    straight = np.asarray(cv2.dilate(level | upright, NEXT), np.uint8)
    return np.asarray(edges & ~(straight & ~body), np.uint8)


def _opened(mask: Mask, rows: int, columns: int) -> Mask:
    """What of a mask a rectangle of that size fits into."""
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((rows, columns), np.uint8)), np.uint8)


def _fills(view: View) -> Mask:
    """Areas in another colour than the paper, without shadows, and without those that text stands on."""
    apart = strongest(cv2.absdiff(view.image, _paper(view)))
    tinted = np.asarray(cv2.medianBlur(np.asarray(apart > _TINT, np.uint8), 5), np.uint8)
    words = painted(view, view.text, 0)
    apart = tinted & (1 - painted(view, view.rules, 1))
    core = _opened(apart, 5, 5)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=4)
    area = np.asarray(stats)[:, 4]
    outline = core & (1 - np.asarray(cv2.erode(core, NEXT), np.uint8))
    texts, length, sharp = (
        np.bincount(labels.ravel(), mask.ravel(), count)
        for mask in (words, outline, outline & (view.steps > _SHARP))
    )
    keep = (texts < area * 0.03) & (area > view.letter**2) & (sharp > length * 0.6)
    keep[0] = False
    return np.asarray(keep[np.asarray(labels, np.intp)] & (words == 0), np.uint8)


def _paper(view: View) -> Pixels:
    """The colour of the bare page at each point: a plane of second degree through the most common shade."""
    height, width = view.image.shape[:2]
    small = cv2.resize(view.image, (48, 64), interpolation=cv2.INTER_AREA)
    small = np.asarray(small, np.float32).reshape(-1, 3)
    grey = small.mean(axis=1)
    counts = np.convolve(np.bincount(grey.astype(int), minlength=256), np.ones(9), "same")
    weight = np.exp(-(((grey - int(counts.argmax())) / 24) ** 2))
    terms = _terms(64, 48)
    surface = np.zeros_like(small)
    for _ in range(6):
        weighed = terms.T * weight
        surface = terms @ np.linalg.solve(weighed @ terms + np.eye(6) * 1e-3, weighed @ small)
        weight = np.exp(-((np.abs(small - surface).max(axis=1) / 14) ** 2))
    plane = cv2.resize(surface.reshape(64, 48, 3).clip(0, 255).astype(np.uint8), (width, height))
    return np.asarray(plane, np.uint8)


def _terms(height: int, width: int) -> Reals:
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].reshape(2, -1)
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1).astype(np.float32)


def _pieces(view: View, shown: Mask) -> list[Rect]:
    """Rectangles around what stands together and is no speck."""
    reach = max(3, round(view.letter * 0.7)) | 1
    joined = cv2.morphologyEx(shown, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    apart = np.asarray(joined, np.uint8) & (1 - painted(view, view.text, 0))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(apart, connectivity=8)
    ink = np.bincount(labels.ravel(), shown.ravel(), count)
    found: list[Rect] = []
    for label in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[label])
        rect = Rect(x, y, x + width, y + height)
        small = min(width, height) < max(view.width * _SMALLEST * 0.6, view.letter * 0.6)
        if not small and ink[label] > 0.08 * rect.area and not _is_border(view, rect, area / rect.area):
            found.append(rect)
    return found


def _is_border(view: View, rect: Rect, filled: float) -> bool:
    """Whether it is what lies round the page, or a stripe along its side."""
    sides = rect.x0 < 3, rect.y0 < 3, rect.x1 > view.width - 3, rect.y1 > view.height - 3
    if not any(sides):
        return False
    stripe = (sides[0] or sides[2]) and rect.width < view.width * 0.1 and rect.height > rect.width * 3
    flat = (sides[1] or sides[3]) and rect.height < view.height * 0.1 and rect.width > rect.height * 3
    return stripe or flat or (filled < 0.6 and sum(sides) > 1)


def _whole(view: View, pieces: list[Rect], drawn: Mask) -> tuple[Rect, ...]:
    """Pictures made of their pieces, and of the rules that are drawn in them."""
    grids = [net for net in _nets(view) if min(net.width, net.height) > view.letter * 2]
    figures = [net for net in grids if _is_figure(view, net, pieces)]
    tables = [net for net in grids if net not in figures]
    loose = [
        piece
        for piece in pieces
        if not any(table.holds(piece) for table in tables) or _is_inset(view, piece, drawn)
    ]
    found = _joined(view, [*loose, *figures], view.letter * 0.5)
    for _ in range(2):
        found = _joined(view, [_with_rules(view, rect, tables) for rect in found], view.letter * 0.5)
    kept = [rect for rect in found if _is_picture(view, rect, drawn)]
    return _joined(view, [_with_labels(view, rect) for rect in kept], 0)


def _joined(view: View, rects: Sequence[Rect], reach: float) -> tuple[Rect, ...]:
    """Those that overlap, or stand side by side, made one; a mere touch of corners joins none."""
    groups: list[Rect] = []
    for rect in sorted(rects, key=lambda rect: -rect.area):
        merged = rect
        while near := [group for group in groups if _belong(view, merged, group, reach)][:1]:
            groups = [group for group in groups if group not in near]
            merged = hull((merged, *near))
        groups.append(merged)
    return tuple(groups)


def _belong(view: View, a: Rect, b: Rect, reach: float) -> bool:
    small, large = sorted((a, b), key=lambda rect: rect.area)
    beside = small.grown(reach).meets(large) and max(across(small, large), down(small, large)) > 0.6
    if not beside and small.shared(large) <= 0.25:
        return False
    return _text(view, hull((a, b))) < max(0.2, _text(view, a) + 0.1, _text(view, b) + 0.1)


def _text(view: View, rect: Rect) -> float:
    """The share of a rectangle that is text."""
    return sum(rect.shared(text) for text in view.text)


def _is_inset(view: View, piece: Rect, drawn: Mask) -> bool:
    """Whether it is a picture in a cell, not the cell's fill or a word that was not found."""
    return piece.height > view.letter * 3 and piece.width > view.letter * 3 and share(drawn, piece) > 0.12


def _nets(view: View) -> list[Rect]:
    """Where rules cross and meet, a rectangle for all that hang together."""
    stats = cv2.connectedComponentsWithStats(painted(view, view.rules, 1.5), connectivity=8)[2]
    return [Rect(x, y, x + width, y + height) for x, y, width, height, _ in np.asarray(stats)[1:].tolist()]


def _is_figure(view: View, net: Rect, pieces: Sequence[Rect]) -> bool:
    """Whether rules that meet belong to a drawing: there is little text between them, and other ink."""
    text = _text(view, net)
    other = sum(net.shared(piece) for piece in pieces)
    inner = [rule for rule in view.rules if net.holds(rule)]
    rows = sum(rule.width > net.width * 0.9 for rule in inner)
    columns = sum(rule.height > net.height * 0.9 for rule in inner)
    if rows > 2 and columns > 2:
        return other > max(0.3, text * 7)
    bare = text < 0.1 and len(inner) > 3 and net.area < 0.3 * view.width * view.height
    return bare or other > max(0.12, text * 2)


def _with_rules(view: View, rect: Rect, tables: Sequence[Rect]) -> Rect:
    """A picture grown by the axes and frames that it touches and that are not much longer than it."""
    wide, high = rect.width * 1.7, rect.height * 1.7
    near = rect.grown(view.letter * 0.3)
    touching = [
        rule
        for rule in view.rules
        if near.meets(rule)
        and rule.width < wide
        and rule.height < high
        and not any(t.holds(rule) for t in tables)
    ]
    grown = hull((rect, *touching))
    modest = grown.area < rect.area * 2.2 and _text(view, grown) < _text(view, rect) + 0.1
    return grown if modest else rect


def _with_labels(view: View, rect: Rect) -> Rect:
    """A picture grown by the labels of its axes: three and more short texts that line up along a side."""
    near = view.letter
    short = [text for text in view.text if text.height < near * 2 and text.width < rect.width * 0.3]
    beside = [text for text in short if rect.y0 - near < text.centre[1] < rect.y1 + near]
    below = [text for text in short if rect.x0 - near < text.centre[0] < rect.x1 + near]
    left = [text for text in beside if -near < rect.x0 - text.x1 < near]
    right = [text for text in beside if -near < text.x0 - rect.x1 < near]
    under = [text for text in below if -near < text.y0 - rect.y1 < near * 1.2]
    under = under if len(under) > 4 else [text for text in under if text.y0 - rect.y1 < near * 0.6]
    tall = [side for side in (left, right) if len(side) > 2 and hull(side).height > rect.height * 0.5]
    wide = [under] if len(under) > 2 and hull(under).width > rect.width * 0.5 else []
    return hull((rect, *(text for side in (*tall, *wide) for text in side)))


def _is_picture(view: View, rect: Rect, drawn: Mask) -> bool:
    narrow, long = sorted((rect.width, rect.height))
    if narrow < max(view.width * _SMALLEST, view.letter) or long < view.letter * 1.8:
        return False
    stripe = long > narrow * 7 and share(drawn, rect) < 0.1
    return not stripe and _text(view, rect) < 0.45 and rect.area < 0.85 * view.width * view.height


def _panels(shown: Mask, rect: Rect, letter: float) -> list[Rect]:
    """A picture cut where a straight gap parts it into pictures that are each full of ink."""
    x0, y0, x1, y1 = (round(side) for side in rect)
    part = shown[y0:y1, x0:x1]
    for axis in (0, 1):
        cut = _gap(part.mean(axis=axis), letter * 4)
        if cut is None:
            continue
        halves = (part[:, : cut[0]], part[:, cut[1] :]) if axis == 0 else (part[: cut[0]], part[cut[1] :])
        if min(float(half.mean()) for half in halves) > 0.4:
            ends = ((x0, y0, x0 + cut[0], y1), (x0 + cut[1], y0, x1, y1))
            if axis:
                ends = ((x0, y0, x1, y0 + cut[0]), (x0, y0 + cut[1], x1, y1))
            return [panel for end in ends for panel in _panels(shown, Rect(*end), letter)]
    return [rect]


def _gap(profile: NDArray[np.float64], margin: float) -> tuple[int, int] | None:
    """The widest run of next to no ink, away from the ends."""
    bare = np.concatenate([[0], profile < 0.04, [0]]).astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(bare) == 1), np.flatnonzero(np.diff(bare) == -1)
    inner = (starts > margin) & (ends < len(profile) - margin) & (ends - starts > 1)
    if not inner.any():
        return None
    starts, ends = starts[inner], ends[inner]
    best = int(np.argmax(ends - starts))
    return int(starts[best]), int(ends[best])

# ruff: noqa: RUF001 - odd characters are what this module is about
# pyright: standard
"""Notes at the foot of a page image: the marks that call them, raised in the line, and where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.light.geometry import Rect, down, hull
from docparse.engines.light.layer import Layer, Line, Mark, Run
from docparse.engines.light.lines import joined
from docparse.engines.light.scan.seen import Pixels

_CALL = re.compile(r"(?<=[^\W\d_]{2})[.,;:!?)”’\"]?(\d{1,2})$")  # behind a word, or behind its sentence
_SIGN = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=[^\W\d_]{2}[.,;:!?)”’\"]))([¹²³⁰⁴-⁹]{1,2})$")  # no unit squared
_LABEL = re.compile(r"^(\d{1,2}|[¹²³⁰⁴-⁹]{1,2})(?=[^\W\d_]{2}|$)")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTE = re.compile(r"^(?:\d{1,3}|[¹²³⁰⁴-⁹]{1,3}|[*†‡§¶])")
_MARK_SIZE, _MARK_RISE = 0.6, 0.33  # of a line's size, that a mark is given
_RAISED = 0.25  # of the height of letters, by which a mark ends above their baseline
_LEVEL = 0.15  # of a letter's height, by which it may end beside the baseline
_LEAST, _MOST = 0.4, 0.85  # of the height of letters, that a mark is high
_AROUND, _FURTHER = 0.4, 2.0  # sizes around a word, and behind a number, in which its ink is looked for
_DOT = 0.12  # of the height that is looked at, up to which a shape is a dot or a stray
_INK = 0.4  # of the darkest ink
_LOW = 0.45  # of the page's height, below which the rule above notes is drawn
_SHORT = 0.5  # of the width of all text, up to which it runs
_CLOSE = 4.0  # points to the word over an underline
_FOOTERS = 2  # rows that may stand under the notes
_NEAR = 2.5  # sizes from the rule to the first note, and from one line to the next
_BESIDE = 3.0  # sizes by which notes may begin aside of the rule

Mask: TypeAlias = NDArray[np.uint8]


def called(line: Line, image: Pixels, scale: float) -> Line:
    """The line with the numbers apart that its ink shows raised; `scale` is points for a pixel."""
    if line.turned or not any(_called(run.text) or _LABEL.match(run.text) for run in line.runs):
        return line
    return replace(line, runs=tuple(part for run in line.runs for part in _parted(run, line, image, scale)))


def _parted(run: Run, line: Line, image: Pixels, scale: float) -> Iterator[Run]:
    """A word, and its raised number before or behind it."""
    label = _LABEL.match(run.text) if run is line.runs[0] else None
    found = label or _called(run.text)
    if not found or (
        found[1].isdecimal() and not _is_raised(run, len(found[1]), image, scale, first=bool(label))
    ):
        yield run
        return
    start, end = found.span(1)
    cut = run.rect.x0 + run.rect.width * (end if label else start) / len(run.text)
    left, right = run.rect._replace(x1=cut), run.rect._replace(x0=cut)
    size, baseline = _MARK_SIZE * run.size, run.baseline - _MARK_RISE * run.size
    number = found[1].translate(_LOWERED)
    mark = replace(run, text=number, rect=left if label else right, size=size, baseline=baseline)
    if label:
        yield mark
        if end < len(run.text):
            yield replace(run, text=run.text[end:], rect=right, spaced=False)
    else:
        yield replace(run, text=run.text[:start], rect=left)
        yield replace(mark, spaced=False)


def _called(text: str) -> re.Match[str] | None:
    return _CALL.search(text) or _SIGN.search(text)


def _is_raised(run: Run, figures: int, image: Pixels, scale: float, *, first: bool) -> bool:
    """Whether there are as many figures, smaller than the letters and higher, where a word begins or ends."""
    around = run.rect.grown(_AROUND * run.size)
    around = around._replace(x1=around.x1 + _FURTHER * run.size) if first else around
    x0, y0, x1, y1 = (round(side / scale) for side in around)
    part = image[max(y0, 0) : y1, max(x0, 0) : x1]
    shapes = _shapes(part) if min(part.shape[:2], default=0) > 1 else []
    if len(shapes) <= figures:
        return False
    foot = float(np.median([shape.y1 for shape in shapes]))
    high = max((s.height for s in shapes if abs(s.y1 - foot) < _LEVEL * s.height), default=0.0)
    up = [foot - s.y1 > _RAISED * high and _LEAST * high < s.height < _MOST * high for s in shapes]
    level = [at for at, is_up in enumerate(up) if not is_up]
    side = slice(None, level[0]) if first else slice(level[-1] + 1, None)
    return sum(up[side]) == figures or (not first and _follows(up, figures))


def _follows(up: Sequence[bool], figures: int) -> bool:
    """Whether the only raised shapes stand together, between a word and the beginning of the next."""
    places = [at for at, is_up in enumerate(up) if is_up]
    return len(places) == figures and places[-1] - places[0] == figures - 1 and places[0] > len(up) // 2


def _shapes(part: Pixels) -> list[Rect]:
    """What is printed in a part of the image, each by itself, from left to right; no dots and no strays."""
    grey = np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), np.float32)
    ground = float(np.median(grey))
    away = np.abs(grey - ground)
    mask: Mask = np.asarray(away > _INK * float(away.max()), np.uint8)
    stats = np.asarray(cv2.connectedComponentsWithStats(mask, connectivity=8)[2])[1:].tolist()
    high, wide = mask.shape
    inner = [
        Rect(x, y, x + width, y + height)
        for x, y, width, height, _ in stats
        if x > 0 and x + width < wide and y > 0 and y + height < high and height > _DOT * high
    ]
    return sorted(inner, key=lambda shape: shape.centre[0])


def marks(layer: Layer) -> tuple[Mark, ...]:
    """A mark for each note under a short rule at the foot of a column."""
    if not layer.lines:
        return ()
    text = hull(line.rect for line in layer.lines)
    rules = [rule for rule in layer.drawings if _may_part(rule, text, layer)]
    return tuple(mark for rule in rules for mark in _under(rule, layer))


def _may_part(rule: Rect, text: Rect, layer: Layer) -> bool:
    """Whether a rule is short, low on the page, and neither part of a frame nor drawn under a word."""
    alone = not any(other.grown(3).meets(rule) for other in layer.drawings if other is not rule)
    over = rule._replace(y0=rule.y0 - _CLOSE)
    underline = any(over.meets(line.rect) for line in layer.lines)
    short = rule.height < rule.width < _SHORT * text.width
    return alone and short and not underline and rule.centre[1] > _LOW * layer.height


def _under(rule: Rect, layer: Layer) -> Iterator[Mark]:
    """The notes from the rule down, each from its mark to the next; none where more than a footer follows."""
    below = joined(_column(rule, layer))
    rows = list(_close(rule, below))
    notes: list[list[Line]] = []
    for row in rows:
        if not notes or (_NOTE.match(row.text) and row.rect.x0 < rows[0].rect.x0 + row.size):
            notes.append([row])
        else:
            notes[-1].append(row)
    if _are_marked(rows) and len(below) - len(rows) <= _FOOTERS:
        yield from (Mark("footnote", hull(row.rect for row in note)) for note in notes)


def _are_marked(rows: Sequence[Line]) -> bool:
    """Whether the first begins with a mark, or another with one that is raised; a signature has none."""
    raised = any(row.runs[0].size <= _MARK_SIZE * row.size for row in rows)
    return raised or (len(rows) > 0 and bool(_NOTE.match(rows[0].text)))


def _close(rule: Rect, rows: Sequence[Line]) -> Iterator[Line]:
    """The rows that follow on the rule and on each other."""
    foot = rule.y1
    for row in rows:
        if row.rect.y0 - foot > _NEAR * row.size:
            return
        foot = row.rect.y1
        yield row


def _column(rule: Rect, layer: Layer) -> list[Line]:
    """The lines below a rule that begin where it runs, with what goes on close behind them."""
    below = [line for line in layer.lines if line.rect.y0 > rule.centre[1] - 1 and not line.turned]
    column: list[Line] = []
    for line in sorted(below, key=lambda line: line.rect.x0):
        starts = rule.x0 - _BESIDE * line.size < line.rect.x0 < rule.x1
        if starts or any(_goes_on(line, before) for before in column):
            column.append(line)
    return column


def _goes_on(line: Line, before: Line) -> bool:
    return down(line.rect, before.rect) > 0.5 and abs(line.rect.x0 - before.rect.x1) < line.size


def without(found: Sequence[Mark], notes: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks but for those that stand where notes do."""
    if not notes:
        return tuple(found)
    area = hull(note.rect for note in notes)
    return (*(mark for mark in found if mark.rect.shared(area) < 0.5), *notes)

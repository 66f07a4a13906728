"""Lines that run from top to bottom, in a frame turned by a quarter where they are ordinary lines.

x there is y on the page, y there is how far a place lies from the right edge of the page.
"""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from docparse.engines.light.geometry import Rect, across, hull
from docparse.engines.light.layer import Line, Run
from docparse.engines.light.spans import ASCENT

_WHITE = 1.3  # sizes between neighbouring lines of one text, at most
_GAP = 1.5  # times the usual distance of lines, from which another text begins
_LAPPED = -0.6  # sizes by which they may seem to overlap
_ALIKE, _ROUGHLY = 1.25, 1.4  # times by which sizes of one text may differ, and where characters tell, too
_EVEN = 1.15  # times by which the distances of characters may differ that are set in one size
_PACED = 8  # characters of a line, from which its length tells how far apart they stand
_HANGING = 4.0  # characters by which the lines of one text may begin lower or higher than their neighbours
_NEAR = 2.5  # sizes between characters that are set far apart in one line
_LEVEL = 0.7  # sizes by which lines that end at one place may seem to differ
_RULE = 2.0  # points by which text may seem to reach over the rule at its end
_DRIFT = 4  # lines on either side, which tell where a column begins
_EARLY = 1.5  # characters by which the last line of a paragraph is shorter at least


def laid(line: Line, width: float) -> Line:
    """A line of a page of that width in the turned frame, its characters as high as they are large."""
    return Line(tuple(_laid(run, line.size, width) for run in line.runs))


def stood(rect: Rect, width: float) -> Rect:
    """A place in the turned frame as it is on the page."""
    return Rect(width - rect.y1, rect.x0, width - rect.y0, rect.x1)


def turned(rect: Rect, width: float) -> Rect:
    """A place on the page as it is in the turned frame."""
    return Rect(rect.y0, width - rect.x1, rect.y1, width - rect.x0)


def whole(lines: Sequence[Line], rules: Sequence[Rect]) -> list[Line]:
    """Lines with the parts put together that follow one another; not across a rule or the end of a column."""
    rows: list[Line] = []
    for line in sorted(lines, key=lambda line: line.rect.x0):
        place = next((i for i, row in enumerate(rows) if _goes_on(row, line, lines, rules)), None)
        if place is None:
            rows.append(line)
        else:
            rows[place] = _joined(rows[place], line)
    return rows


def texts(lines: Sequence[Line], rules: Sequence[Rect]) -> list[list[Line]]:
    """Lines that stand side by side as one text."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.rect.y0, line.rect.x0)):
        text = next((text for text in found if _follows(line, text, rules)), None)
        if text is None:
            found.append([line])
        else:
            text.append(line)
    return [_evened(text) for text in found]


def _evened(text: Sequence[Line]) -> list[Line]:
    size = median(line.size for line in text)
    return [Line(tuple(replace(run, size=size) for run in line.runs)) for line in text]


def paragraphs(text: Sequence[Line]) -> list[list[Line]]:
    """A text parted where a line begins a character lower, or several, than the lines around it do."""
    advance = median(_advance(line) for line in text)
    around = [_around(text, index) for index in range(len(text))]
    steps = [round((line.rect.x0 - column.x0) / advance) for line, column in zip(text, around, strict=True)]
    short = [column.x1 - line.rect.x1 > _EARLY * advance for line, column in zip(text, around, strict=True)]
    groups = [[text[0]]]
    for index in range(1, len(text)):
        if _begins(steps[index - 1], steps[index], early=short[index - 1]):
            groups.append([text[index]])
        else:
            groups[-1].append(text[index])
    return groups


def cut(lines: Sequence[Line], rules: Sequence[Rect]) -> list[Line]:
    """Lines cut where they were seen as one across the end of their columns."""
    return [part for line in lines for part in _cut(line, _joint(line, lines, rules))]


def _cut(line: Line, joint: float | None) -> list[Line]:
    (run, *others), rect = line.runs, line.rect
    at = round(len(run.text) * (joint - rect.x0) / rect.width) if joint is not None else 0
    if joint is None or others or not 0 < at < len(run.text):
        return [line]
    parts = (run.text[:at], rect._replace(x1=joint)), (run.text[at:], rect._replace(x0=joint))
    return [Line((replace(run, text=text, rect=place),)) for text, place in parts]


def _joint(line: Line, lines: Sequence[Line], rules: Sequence[Rect]) -> float | None:
    """Where a line crosses a rule, or the place where columns meet on both its sides."""
    inner = line.rect.x0 + _NEAR * line.size, line.rect.x1 - _NEAR * line.size
    y = line.rect.centre[1]
    crossed = [
        rule.centre[0] for rule in rules if rule.y0 < y < rule.y1 and inner[0] < rule.centre[0] < inner[1]
    ]
    if crossed:
        return crossed[0]
    alike = (other for other in lines if _is_alike(other, line))
    near = [other for other in alike if abs(other.rect.centre[1] - y) < _NEAR * line.size]
    right = [other for other in near if other.rect.centre[1] < y]
    left = [other for other in near if other.rect.centre[1] > y]
    ends = (other.rect.x1 for other in right if inner[0] < other.rect.x1 < inner[1])
    return next((x for x in ends if _meet_at(x, right, line.size) and _meet_at(x, left, line.size)), None)


def _meet_at(x: float, lines: Sequence[Line], size: float) -> bool:
    """Whether a line ends at a place and another begins there."""
    ends = any(abs(line.rect.x1 - x) < _LEVEL * size for line in lines)
    return ends and any(abs(line.rect.x0 - x) < _LEVEL * size for line in lines)


def _around(text: Sequence[Line], index: int) -> Rect:
    """The room of the lines around one: columns on photographs drift."""
    return hull(line.rect for line in text[max(0, index - _DRIFT) : index + _DRIFT + 1])


def _begins(step: int, lower: int, *, early: bool) -> bool:
    """Whether a line that begins `lower` characters down is a new paragraph after one `step` down."""
    if max(step, lower) > 1:
        return step <= 1 or lower <= 1
    return lower == 1 and (step == 0 or early)


def _laid(run: Run, size: float, width: float) -> Run:
    middle = width - run.rect.centre[0]
    top = middle - size / 2
    rect = Rect(run.rect.y0, top, run.rect.y1, top + size)
    return replace(run, rect=rect, size=size, baseline=top + ASCENT * size)


def _goes_on(row: Line, line: Line, lines: Sequence[Line], rules: Sequence[Rect]) -> bool:
    size = row.size
    gap = line.rect.x0 - row.rect.x1
    level = abs(line.rect.centre[1] - row.rect.centre[1]) < size / 2
    if not level or not -size / 2 < gap < _NEAR * size:
        return False
    joint = Rect(row.rect.x1, row.rect.y0, line.rect.x0, row.rect.y1)
    return not _is_ruled(joint, rules) and not _is_edge(joint, row, lines)


def _is_ruled(joint: Rect, rules: Sequence[Rect]) -> bool:
    """Whether a rule crosses the joint of two parts."""
    left, right = sorted((joint.x0, joint.x1))
    y = joint.centre[1]
    return any(
        rule.height > rule.width and rule.y0 < y < rule.y1 and left - _RULE < rule.centre[0] < right + _RULE
        for rule in rules
    )


def _is_edge(joint: Rect, row: Line, lines: Sequence[Line]) -> bool:
    """Whether a line beside ends or begins where two parts meet, as all lines of a column do."""
    return any(
        _is_alike(line, row)
        and len(line.text) > 2
        and row.size / 2 < abs(line.rect.centre[1] - row.rect.centre[1]) < (1 + _WHITE) * row.size
        and min(abs(line.rect.x1 - joint.x0), abs(line.rect.x0 - joint.x1)) < _LEVEL * row.size
        for line in lines
    )


def _joined(row: Line, line: Line) -> Line:
    """Characters that stand alone seem larger or smaller than those in a row: they take the row's size."""
    longer = max((row, line), key=lambda part: len(part.text))
    top = longer.rect.y0
    runs = [
        replace(
            run,
            rect=run.rect._replace(y0=top, y1=longer.rect.y1),
            size=longer.size,
            baseline=longer.baseline,
        )
        for run in (*row.runs, *line.runs)
    ]
    return Line(tuple(runs))


def _follows(line: Line, text: Sequence[Line], rules: Sequence[Rect]) -> bool:
    before = text[-1]
    size = max(line.size, before.size)
    white = line.rect.y0 - before.rect.y1
    return (
        _LAPPED * size < white < _WHITE * size
        and across(line.rect, before.rect) > 0.5
        and _is_alike(line, before)
        and abs(line.rect.x0 - before.rect.x0) < _HANGING * _advance(before)
        and not _is_gap(line, text)
        and not any(_runs_between(rule, before.rect, line.rect) for rule in rules)
    )


def _is_gap(line: Line, text: Sequence[Line]) -> bool:
    """Whether a line stands further off than the lines of a text do from one another."""
    if len(text) < 2:
        return False
    last, before = text[-1].rect.centre[1], text[-2].rect.centre[1]
    return line.rect.centre[1] - last > _GAP * (last - before)


def _is_alike(line: Line, other: Line) -> bool:
    """By size; that of a long line is seen badly where it is not quite straight, but not its characters'."""
    if _differ(line.size, other.size) < _ALIKE:
        return True
    paced = min(len(line.text), len(other.text)) >= _PACED
    alike = paced and _differ(_advance(line), _advance(other)) < _EVEN
    return alike and _differ(line.size, other.size) < _ROUGHLY


def _differ(a: float, b: float) -> float:
    return max(a, b) / min(a, b)


def _advance(line: Line) -> float:
    return line.rect.width / len(line.text)


def _runs_between(rule: Rect, above: Rect, below: Rect) -> bool:
    between = above.centre[1] < rule.centre[1] < below.centre[1]
    return between and rule.width > rule.height and across(rule, below) > 0.5

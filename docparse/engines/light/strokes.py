"""What TeX draws in place of letters, and sets as letters in place of drawing it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.layer import Line, Run

_PIECES = re.compile(  # fonts whose glyphs are pieces of lines, and those of music
    r"\b(?:(?:LINEW?|LCIRCLEW?|XY[A-Z]{3,4})(?:\d+|-\w+)$|(?:TeX)?(?:MUSI[A-Z]{1,3}|XSL[A-Z]{1,2})\d"
    r"|(?:Emmentaler|Feta|Bravura|Maestro|Petrucci|Leland)\b)",
    re.IGNORECASE,
)
_THIN = 1.0  # points that an underscore is high, at most
_SHORT = 12.0  # points that one is wide, at most
_WIDE = (0.2, 0.6)  # sizes, the same
_SLACK = 0.12  # sizes by which it may reach under the letters beside it
_ROOM = 0.25  # sizes of white at its sides, at most
_BELOW = (-0.05, 0.25)  # sizes below the baseline


def told(lines: Sequence[Line], drawings: Sequence[Rect]) -> tuple[tuple[Line, ...], tuple[Rect, ...]]:
    """Lines with the underscores that are drawn as rules, drawings with the pieces that fonts are made of."""
    rules = [rect for rect in drawings if rect.height < _THIN and rect.width < _SHORT]
    taken: set[Rect] = set()
    read = tuple(_underscored(line, rules, taken) for line in lines) if rules else tuple(lines)
    pieces = [run.rect for line in read for run in line.runs if _is_piece(run)]
    if pieces:
        kept = ((tuple(run for run in line.runs if not _is_piece(run)), line.turned) for line in read)
        read = tuple(Line(runs, turned) for runs, turned in kept if runs)
    return read, (*(rect for rect in drawings if rect not in taken), *pieces)


def _is_piece(run: Run) -> bool:
    return _PIECES.search(run.font) is not None


def _underscored(line: Line, rules: Sequence[Rect], taken: set[Rect]) -> Line:
    """A line whose words are one where a short rule on the baseline fills the white between them."""
    place = line.rect.grown(1)
    near = [] if line.turned else [rule for rule in rules if place.holds(rule)]
    if not near:
        return line
    runs = [line.runs[0]]
    for before, run in pairwise(line.runs):
        filling = [rule for rule in near if _is_underscore(rule, before, run)]
        if filling:
            taken.update(filling)
            text = runs[-1].text + "_" * len(filling) + run.text
            runs[-1] = replace(runs[-1], text=text, rect=hull((runs[-1].rect, run.rect)))
        else:
            runs.append(run)
    return Line(tuple(runs), line.turned)


def _is_underscore(rule: Rect, before: Run, run: Run) -> bool:
    size = run.size
    beside = (before.font, before.size) == (run.font, size)
    within = before.rect.x1 - _SLACK * size < rule.x0 and rule.x1 < run.rect.x0 + _SLACK * size
    filled = run.rect.x0 - before.rect.x1 - rule.width < 2 * _ROOM * size
    return (
        beside
        and within
        and filled
        and _WIDE[0] * size < rule.width < _WIDE[1] * size
        and _BELOW[0] < (rule.y1 - run.baseline) / size < _BELOW[1]
    )

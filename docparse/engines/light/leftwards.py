"""Lines that are read from right to left: their words in order, by where they stand."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from docparse.engines.light.characters import is_right_to_left
from docparse.engines.light.layer import Run

_LEADING, _THOUSAND = re.compile(r"\d{1,3}$"), re.compile(r"\d{3}(?:[.,]\d+)?$")
_BLANK = 0.15  # of the size, from which white between words is a blank


def ordered(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs of a line in reading order, since MuPDF mixes them up where fonts change within it."""
    parts = [list(group) for _, group in groupby(_from_the_right(runs), key=_is_leftward)]
    found = [run for part in parts for run in (part if _is_leftward(part[0]) else _turned(part))]
    known = {(id(a), id(b)) for a, b in pairwise(runs)}
    spaced = (
        b.with_spacing(is_apart(a, b) or (b.spaced and (id(a), id(b)) in known)) for a, b in pairwise(found)
    )
    return (found[0].with_spacing(False), *spaced)


def _from_the_right(runs: Iterable[Run]) -> list[Run]:
    return sorted(runs, key=lambda run: -run.rect.x1)


def _is_leftward(run: Run) -> bool:
    """Whether a word has a letter that runs leftwards: those of other alphabets are often joined to one."""
    return any(map(is_right_to_left, run.text))


def _turned(runs: list[Run]) -> list[Run]:
    """Words between those that run leftwards: what begins with Latin letters runs rightwards among them."""
    runs.reverse()
    start = next((i for i, run in enumerate(runs) if any(map(str.isalpha, run.text))), len(runs))
    end = 1 + max((i for i, run in enumerate(runs) if any(map(str.isalnum, run.text))), default=-1)
    if start >= end:
        return [run for number in reversed(_numbers(runs)) for run in number]
    return [*runs[: end - 1 : -1], *runs[start:end], *runs[:start][::-1]]


def _numbers(runs: Sequence[Run]) -> list[list[Run]]:
    """Words from the left, with the figures of a number together whose thousands a blank parts."""
    found: list[list[Run]] = []
    for run in runs:
        goes_on = found and _LEADING.match(found[-1][-1].text) and _THOUSAND.match(run.text)
        found[-1].append(run) if goes_on else found.append([run])
    return found


def is_apart(before: Run, run: Run) -> bool:
    """Whether white parts two words of a line, whichever way it runs."""
    gap = max(before.rect.x0 - run.rect.x1, run.rect.x0 - before.rect.x1)
    return gap > _BLANK * max(before.size, run.size)

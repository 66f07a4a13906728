"""Hyphens at the ends of lines: those that only divide a word become soft, those of compounds stay."""

import re
from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.light.characters import SOFT_HYPHEN
from docparse.engines.light.layer import Line

_LEVEL = 0.3  # sizes by which the baselines of words in one row may differ
_COMPOUND = re.compile(r"\w+(?:-\w+)+")
_LAST = re.compile(r"([\w-]*\w)[-\u2010]$")
_FIRST = re.compile(r"\w+")
_ADDRESS = re.compile(r"@|://|^\(?www\.|\w\.[^\W\d]{2,}")


def settled(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines`, in the order of the text layer, with dividing hyphens made soft.

    A hyphen stays where the page has the compound elsewhere, after one letter, in longer compounds and
    in addresses.
    """
    compounds = {word.casefold() for line in lines for word in _COMPOUND.findall(line.text)}
    return tuple(
        _softened(line) if _divides(line, _following(index, lines), compounds) else line
        for index, line in enumerate(lines)
    )


def _following(index: int, lines: Sequence[Line]) -> Line | None:
    """The line after another, past one that stands beside it, as the words in a margin do."""
    line, after = lines[index], lines[index + 1 : index + 3]
    return next((other for other in after if not _is_beside(other, line)), None)


def _is_beside(other: Line, line: Line) -> bool:
    return abs(other.baseline - line.baseline) < _LEVEL * line.size and not line.turned


def _divides(line: Line, following: Line | None, compounds: set[str]) -> bool:
    last, first = _LAST.search(line.text), _FIRST.match(following.text) if following else None
    if not following or not last or not first or not first[0][0].islower() or not last[1][-1].islower():
        return False
    if _ADDRESS.search(line.text.rsplit(maxsplit=1)[-1] + following.text.split(maxsplit=1)[0]):
        return False
    whole = f"{last[1]}-{first[0]}".casefold()
    return len(last[1]) > 1 and "-" not in last[1] and whole not in compounds


def _softened(line: Line) -> Line:
    last = line.runs[-1]
    return Line((*line.runs[:-1], replace(last, text=last.text[:-1] + SOFT_HYPHEN)), line.turned)

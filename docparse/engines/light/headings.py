"""Which regions are headings, and which stand above which by their sizes."""

from collections.abc import Sequence

from docparse.engines.light.characters import is_leader
from docparse.engines.light.layer import Line
from docparse.engines.light.regions import Region
from docparse.source import Survey

_LONGEST = 180  # characters
_ALIKE = 1.15  # times, by which sizes that were seen may differ and be meant to be one
_APART = 0.6  # points between two sizes
_LARGER = 1.12  # times the body's size
_DISPLAY, _BOLD = 1.6, 1.2  # the same, and of words in bold


def level(region: Region, survey: Survey) -> int:
    """1 for the largest size of headings to 6; one more than all of them for the body's size.

    What numbers and outlines tell is left to `structure`, which knows the whole document.
    """
    first = region.lines[0]
    size = max((run.size for run in first.runs if any(map(str.isalpha, run.text))), default=first.size)
    return min(6, 1 + sum(known >= size + _APART for known in survey.heading_sizes))


def is_heading(region: Region, survey: Survey) -> bool:
    """By geometry alone: short, and larger than the body or bold throughout."""
    lines = region.lines
    text = region.text
    if len(lines) > 3 or len(text) > _LONGEST or sum(c.isalpha() for c in text) < 2:
        return False
    if text.endswith((",", ";")) or "=" in text or is_leader(text) or any(line.turned for line in lines):
        return False
    body = survey.body_size
    larger = body > 0 and min(line.size for line in lines) >= body * _LARGER
    return larger or (
        _all_bold(lines) and not text.endswith(".") and min(line.size for line in lines) >= body * 0.95
    )


def is_plain(region: Region, survey: Survey) -> bool:
    """Whether words are set as the body is, neither larger nor bold."""
    larger = max(line.size for line in region.lines) >= _LARGER * survey.body_size
    return not larger and not any(line.bold for line in region.lines)


def sizes(regions: Sequence[Region]) -> tuple[float, ...]:
    """Of headings on a page image, whose survey knows none: the largest first, one for all alike."""
    alike: list[list[float]] = []
    for size in sorted((region.lines[0].size for region in regions if region.lines), reverse=True):
        if alike and size * _ALIKE >= alike[-1][0]:
            alike[-1].append(size)
        else:
            alike.append([size])
    return tuple(group[-1] for group in alike)


def is_display(region: Region, survey: Survey) -> bool:
    """Words set so much larger than the body that they can be no part of it."""
    if sum(c.isdigit() for c in region.text) >= sum(c.isalpha() for c in region.text):
        return False
    factor = _BOLD if _all_bold(region.lines) else _DISPLAY
    return survey.body_size > 0 and min(line.size for line in region.lines) >= factor * survey.body_size


def _all_bold(lines: Sequence[Line]) -> bool:
    return all(run.bold for line in lines for run in line.runs if any(c.isalpha() for c in run.text))

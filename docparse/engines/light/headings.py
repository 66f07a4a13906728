"""Which regions are headings, and of which level."""

import re
from collections.abc import Sequence

from docparse.engines.light.characters import is_leader
from docparse.engines.light.layer import Line
from docparse.engines.light.regions import Region
from docparse.source import Survey

_NUMBERED = re.compile(
    r"^(?:(?:chapter|section|part|appendix|§)\s+)?(\d{1,2}(?:\.\d{1,3})*|[A-Z](?:\.\d{1,3})+)\.?\s+\S",
    re.IGNORECASE,
)
_LONGEST = 180  # characters
_ALIKE = 1.15  # times, by which sizes that were seen may differ and be meant to be one
_DISPLAY = 1.6  # times the body's size


def level(region: Region, survey: Survey) -> int:
    """1 to 6: what the outline says, else by size, else by numbering."""
    outlined = _outlined(region.text, survey)
    if outlined:
        return min(outlined, 6)
    by_size = _rank(region.lines[0].size, survey)
    depth = _depth(region.text)
    return max(1, min(6, max(by_size, depth)))


def is_heading(region: Region, survey: Survey) -> bool:
    """By geometry alone: short, and larger than the body or bold throughout."""
    lines = region.lines
    text = region.text
    if len(lines) > 3 or len(text) > _LONGEST or sum(c.isalpha() for c in text) < 2:
        return False
    if text.endswith((",", ";")) or "=" in text or is_leader(text) or any(line.turned for line in lines):
        return False
    body = survey.body_size
    larger = body > 0 and min(line.size for line in lines) >= body * 1.12
    return larger or (
        _all_bold(lines) and not text.endswith(".") and min(line.size for line in lines) >= body * 0.95
    )


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
    return survey.body_size > 0 and min(line.size for line in region.lines) >= _DISPLAY * survey.body_size


def _all_bold(lines: Sequence[Line]) -> bool:
    return all(run.bold for line in lines for run in line.runs if any(c.isalpha() for c in run.text))


def _outlined(text: str, survey: Survey) -> int:
    wanted = _bare(text)
    return next((entry.level for entry in survey.outline if wanted and _bare(entry.title) == wanted), 0)


def _bare(text: str) -> str:
    """Letters alone: outlines often leave out the numbering, or set it otherwise."""
    return "".join(c for c in text.casefold() if c.isalpha())


def _rank(size: float, survey: Survey) -> int:
    """1 for the largest heading size of the document; one more than all of them for the body's size."""
    larger = [known for known in survey.heading_sizes if known >= size + 0.6]
    return len(larger) + 1


def _depth(text: str) -> int:
    found = _NUMBERED.match(text)
    return found[1].count(".") + 1 if found else 1

"""Listings of code: parts that blank lines keep asunder are one."""

from collections.abc import Iterable
from dataclasses import replace

from docparse.engines.light.geometry import hull
from docparse.engines.light.regions import Region

_APART = 3.0  # sizes of white between two parts, at most
_OFF = 0.25  # of a character's width, by which a part may miss the grid of the other


def merged(regions: Iterable[Region]) -> list[Region]:
    """Regions in order, with each listing as one."""
    found: list[Region] = []
    for region in regions:
        if found and _goes_on(region, found[-1]):
            lines = (*found[-1].lines, *region.lines)
            found[-1] = replace(found[-1], kind="code", lines=lines, rect=hull((found[-1].rect, region.rect)))
        else:
            found.append(region)
    return found


def _goes_on(region: Region, before: Region) -> bool:
    """Whether both are monospaced, one is code, and the lower stands close below on the same grid."""
    if "code" not in (region.kind, before.kind) or {region.kind, before.kind} - {"code", "text"}:
        return False
    if not all(line.mono for line in (*before.lines, *region.lines)):
        return False
    size = before.lines[-1].size
    alike = abs(region.lines[0].size - size) < 0.5
    return (
        alike
        and 0 <= region.rect.y0 - before.rect.y1 + size < (_APART + 1) * size
        and _is_in_step(region, before)
    )


def _is_in_step(region: Region, before: Region) -> bool:
    """Whether left edges are a whole number of characters apart."""
    runs = [run for line in before.lines for run in line.runs]
    advance = sum(run.rect.width for run in runs) / sum(len(run.text) for run in runs)
    steps = (region.rect.x0 - before.rect.x0) / advance
    return abs(steps - round(steps)) < _OFF

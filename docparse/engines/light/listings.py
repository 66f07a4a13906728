"""Listings of code: which regions are one, and that parts which blank lines keep asunder are one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.layer import Layer, Line
from docparse.engines.light.lines import joined
from docparse.engines.light.regions import Region

_MIXED, _TYPED = 0.7, 0.995  # of a page's characters, from which its text may be, and is, all typed
_WORDED = 0.88  # of the characters of typed prose that are letters and blanks
_APART = 3.0  # sizes of white between two parts, at most
_CLOSE = 0.6  # the same, of two lines
_KINDS = {"code", "text", "list", "heading", "formula"}  # that the layout model takes parts of listings for
_OFF = 0.25  # of a character's width, by which a part may miss the grid of the other


def is_listing(region: Region, layer: Layer) -> bool:
    """Whether a region is monospaced throughout on a page that is not: typed pages have words throughout.

    A single line is more often an address, and a table with rules between its lines is one.
    """
    lines = joined(region.lines)
    if len(lines) < 2 or not all(line.mono for line in lines) or _is_ruled(region, layer):
        return False
    share = _typed(layer.lines)
    return share < _MIXED or (share < _TYPED and not _is_worded(lines))


def parted(regions: Iterable[Region], layer: Layer) -> Iterator[Region]:
    """Regions of text with the listings within them as regions of their own."""
    typed = _typed(layer.lines) > _TYPED
    for region in regions:
        if typed or region.kind not in ("text", "list"):
            yield region
            continue
        stretches = _stretches(region.lines)
        for lines in stretches:
            rect = hull(line.rect for line in lines)
            yield replace(region, lines=lines, rect=rect) if len(stretches) > 1 else region


def _stretches(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Lines of code, two at least, and what stands between them."""
    found: list[tuple[Line, ...]] = []
    prose: list[Line] = []
    for mono, group in groupby(lines, key=lambda line: all(run.mono for run in line.runs)):
        stretch = tuple(group)
        if mono and len(stretch) > 1:
            found += [tuple(prose)] if prose else []
            found.append(stretch)
            prose = []
        else:
            prose += stretch
    return [*found, tuple(prose)] if prose else found


def _typed(lines: Sequence[Line]) -> float:
    mono = sum(len(line.text) for line in lines if line.mono)
    return mono / max(1, sum(len(line.text) for line in lines))


def _is_worded(lines: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in lines)
    return sum(c.isalpha() or c.isspace() for c in text) > _WORDED * len(text)


def _is_ruled(region: Region, layer: Layer) -> bool:
    first, last = region.lines[0].rect, region.lines[-1].rect
    within = Rect(region.rect.x0, first.y1 - 1, region.rect.x1, last.y0 + 1)
    return region.kind == "table" and any(within.meets(rule.grown(0.1)) for rule in layer.drawings)


def merged(regions: Iterable[Region], layer: Layer) -> list[Region]:
    """Regions in order, with each listing as one."""
    typed = _typed(layer.lines) > _MIXED
    found: list[Region] = []
    for region in regions:
        if found and _goes_on(region, found[-1], typed=typed):
            lines = (*found[-1].lines, *region.lines)
            found[-1] = replace(found[-1], kind="code", lines=lines, rect=hull((found[-1].rect, region.rect)))
        else:
            found.append(region)
    return found


def _goes_on(region: Region, before: Region, *, typed: bool) -> bool:
    """Whether both are monospaced and the lower stands close below on the same grid.

    Close is what blank lines leave where one is code, else what the lines of a text do.
    """
    kinds, is_code = {region.kind, before.kind}, "code" in (region.kind, before.kind)
    if kinds - (_KINDS if is_code else {"text", "list"}) or (typed and not is_code):
        return False
    if not all(line.mono for line in (*before.lines, *region.lines)):
        return False
    size = before.lines[-1].size
    alike = abs(region.lines[0].size - size) < 0.5 and region.lines[0].bold == before.lines[-1].bold
    apart = _APART if is_code else _CLOSE
    return (
        alike
        and 0 <= region.rect.y0 - before.rect.y1 + size < (apart + 1) * size
        and _is_in_step(region, before)
    )


def _is_in_step(region: Region, before: Region) -> bool:
    """Whether left edges are a whole number of characters apart."""
    runs = [run for line in before.lines for run in line.runs]
    advance = sum(run.rect.width for run in runs) / sum(len(run.text) for run in runs)
    steps = (region.rect.x0 - before.rect.x0) / advance
    return abs(steps - round(steps)) < _OFF

# ruff: noqa: RUF001 - odd characters are what this module is about
"""Headers, footers and page numbers: lines in the margins that return from page to page."""

import re
from collections.abc import Sequence
from statistics import median
from typing import TypeAlias

from docparse.document import Footer, Header, PageNumber
from docparse.engines.light.geometry import Rect, down, hull
from docparse.engines.light.inlines import inlines
from docparse.engines.light.layer import Layer
from docparse.engines.light.regions import Region
from docparse.source import Survey
from docparse.source.survey import MARGIN, pattern

_NUMBER = re.compile(
    r"^[\s\-–—|·•(\[]*(?:(?:page|p\.|seite|página|pagina|stran[ae]|side|第)\s*)?"
    r"(?:\d{1,4}|[ivxlc]{1,7}|[A-Z]{0,3}-?\d{1,3}-\d{1,3})"
    r"(?:\s*(?:/|of|von|de|sur|di|из|页|頁)\s*\d{0,4})?[\s\-–—|·•)\].]*$",
    re.IGNORECASE,
)

Edge: TypeAlias = Header | Footer | PageNumber
_SHORT = 60  # characters of a part of a running line, at most
_FOLIO = re.compile(r"^\d{1,4}(?:\s|$)|(?:^|\s)\d{1,4}$")  # a page number before or behind other words
_RIM = 0.2  # of the page's sides, within which running lines stand that the layout model alone tells of
_TITLE = 1.4  # times the body's size, from which it is a title
_LARGER = 1.25  # of the size that a running line usually has, beyond which a line is another


def margin(region: Region, layer: Layer, survey: Survey) -> Edge | None:
    """What a region is if it stands in the margin by its place and the survey, or by the layout model."""
    named = region.kind in ("header", "footer") and _may_run(region, layer, survey)
    above, below = _edges(region, layer)
    runs_on = (above or below) and _returns(region, survey)
    if _NUMBER.match(region.text) and (named or runs_on or _is_outermost(region, layer)):
        return PageNumber(inlines(region.lines, plain=True), layer.locate(region.rect))
    if not named and not runs_on:
        return None
    top = region.kind == "header" if named else above
    kind = Header if top else Footer
    return kind(inlines(region.lines, plain=True), layer.locate(region.rect))


def beside(region: Region, rows: Sequence[tuple[Rect, Edge]], layer: Layer) -> Edge | None:
    """What a few words are that stand in one row with a running line, as its left, middle or right part."""
    if len(region.lines) != 1 or len(region.text) > _SHORT or region.kind not in ("text", "list"):
        return None
    if not _is_outermost(region, layer):
        return None
    level = [edge for rect, edge in rows if _is_level(rect, region.rect)]
    kind = next((type(edge) for edge in level if isinstance(edge, (Header, Footer))), None)
    return kind(inlines(region.lines, plain=True), layer.locate(region.rect)) if kind else None


def _is_level(row: Rect, rect: Rect) -> bool:
    """Whether words stand in a row with a running line, and are no larger."""
    return down(row, rect) > 0.6 and rect.height <= _LARGER * row.height


def _may_run(region: Region, layer: Layer, survey: Survey) -> bool:
    """Whether words are near enough to the edge of the page, and no larger than a running line would be."""
    if _FOLIO.search(region.text):
        return True
    high, low = region.rect.y0 < _RIM * layer.height, region.rect.y1 > (1 - _RIM) * layer.height
    left, right = region.rect.x1 < _RIM * layer.width, region.rect.x0 > (1 - _RIM) * layer.width
    return (left or right or (high if region.kind == "header" else low)) and not _is_title(
        region, layer, survey
    )


def _is_title(region: Region, layer: Layer, survey: Survey) -> bool:
    usual = max(survey.body_size, median(line.size for line in layer.lines))
    largest = max((run.size for line in region.lines for run in line.runs if len(run.text) > 1), default=0.0)
    level = not any(line.turned for line in region.lines)
    return level and survey.body_size > 0 and largest >= _TITLE * usual


def _edges(region: Region, layer: Layer) -> tuple[bool, bool]:
    """Whether a region stands near the top, and near the bottom, of what is written."""
    written = hull(line.rect for line in layer.lines)
    depth = MARGIN * written.height
    return region.rect.y1 <= written.y0 + depth, region.rect.y0 >= written.y1 - depth


def _is_outermost(region: Region, layer: Layer) -> bool:
    """Whether nothing else stands between a region and the edge of the page, and that edge is near."""
    others = [line.rect for line in layer.lines if line not in region.lines and not line.turned]
    low = region.rect.y0 > layer.height * (1 - MARGIN)
    high = region.rect.y1 < layer.height * MARGIN
    lowest = all(rect.y1 < region.rect.y1 + 3 for rect in others)
    highest = all(rect.y0 > region.rect.y0 - 3 for rect in others)
    return (low and lowest) or (high and highest)


def _returns(region: Region, survey: Survey) -> bool:
    """Whether every line is a running one, in its size: the title of a document may run small ever after."""
    usual = {line.pattern: line.size for line in survey.margins}
    return all(line.size <= _LARGER * usual.get(pattern(line.text), 0.0) for line in region.lines)

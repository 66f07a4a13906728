"""What a region is: the layout model's word, checked against the text, or the text's own signs."""

import re
from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.light import captions, headings, listings, lists
from docparse.engines.light.geometry import across, hull
from docparse.engines.light.layer import Layer, Line, MarkKind
from docparse.engines.light.lines import joined
from docparse.engines.light.regions import Region
from docparse.source import Survey

_NOTE_MARK = re.compile(r"^(?:\d{1,3}[.)]?|[*†‡§¶]+|[a-z])$")
_RELATES = re.compile(r"[=<>\u2190-\u22ff+^|]")  # arrows and signs of mathematics among them
_NAME = re.compile(r"\b[^\W\d_a-z][^\W\d_]{3,}")
_BULLETS = "•▪●□■☐☑√"
_GOES_ON = (":", ";", ",", "：", "；", "，", "、")  # noqa: RUF001 - what they end with in Chinese
_LABEL = 40  # characters, below which a line of a page image that ends so may be a heading in bold
_ALIGNED = 6.0  # points by which entries of one list may stand further left or right
_CLOSE, _TITLE = 1.0, 3  # sizes from a label to its title, and lines of it, at most
_MARKED = 0.3  # of a sentence that may be bold, as its number is
_SENTENCE = 6  # words, from which a plain line that ends with a stop is no heading
_LOW = 0.55  # of the page's height, below which footnotes stand


def named(region: Region, layer: Layer, survey: Survey) -> Region:
    """The region with the kind that its block will have."""
    kind = _kind(region, layer, survey)
    return replace(region, kind=kind, lines=joined(region.lines) if kind == "code" else region.lines)


def counted(regions: Sequence[Region]) -> list[Region]:
    """Regions in reading order, with texts whose numbers or letters go on from one to another as a list."""
    found = list(regions)
    begun: list[tuple[int, Line]] = []  # what the entries before begin with, and their regions
    for index, region in enumerate(regions):
        if region.kind not in ("text", "list"):
            begun = []
            continue
        entries = lists.entries(region.lines)
        last = next((at for at, line in reversed(begun) if _counts_on(entries[0].lines[0], line)), None)
        for at in {last, index} if last is not None else ():
            found[at] = replace(found[at], kind="list")
        begun = [*(begun if last is not None or region.kind == "list" else ())]
        begun += [(index, entry.lines[0]) for entry in entries if entry.marked]
    return found


def titled(regions: Sequence[Region]) -> list[Region]:
    """Regions in reading order, with captions that are `Table 3` alone together with the title below them."""
    found: list[Region] = []
    for index, region in enumerate(regions):
        before = found[-1] if found else None
        after = regions[index + 1].kind if index + 1 < len(regions) else "text"
        if before and _is_title(region, before, framed=after in ("table", "picture")):
            lines = (*before.lines, *region.lines)
            found[-1] = replace(before, lines=lines, rect=hull((before.rect, region.rect)))
        else:
            found.append(region)
    return found


def _is_title(region: Region, label: Region, *, framed: bool) -> bool:
    """Whether words close below a label say what it is of: in bold, or above what they are the title of."""
    if label.kind != "caption" or not captions.is_label(label.text) or region.kind not in ("text", "heading"):
        return False
    size = region.lines[0].size
    close = -size < region.rect.y0 - label.rect.y1 < _CLOSE * size and across(region.rect, label.rect) > 0.5
    bold = all(line.bold for line in region.lines)
    return close and (framed or bold) and len(region.lines) <= _TITLE


def _counts_on(line: Line, before: Line) -> bool:
    """Whether a line counts on from one that is aligned with it, or lower down in a column before."""
    aligned = abs(line.rect.x0 - before.rect.x0) < _ALIGNED
    beside = line.rect.x0 > before.rect.x1 and line.rect.y1 < before.rect.y0
    return (aligned or beside) and lists.succeeds(line, before)


def _kind(region: Region, layer: Layer, survey: Survey) -> MarkKind:
    if region.kind == "picture":
        return region.kind
    if listings.is_listing(region, layer):
        return "code"
    if region.kind == "table":
        return region.kind
    if captions.is_caption(region.text) and region.kind != "list":
        return "caption"
    if region.kind in ("text", "list") and _is_footnote(region, layer, survey):
        return "footnote"
    if region.named and region.kind not in ("text", "header", "footer"):
        return _checked(region, layer, survey)
    heard = region.named and region.kind in ("text", "list")
    unheard = not heard or headings.is_display(region, survey)  # the model knows little of posters
    if unheard and headings.is_heading(region, survey):
        return "heading"
    return "list" if lists.is_list(region.lines) else "text"


def _checked(region: Region, layer: Layer, survey: Survey) -> MarkKind:
    """The model's kind, unless the text is plainly no such thing."""
    heading = region.kind in ("heading", "title")
    letters = sum(c.isalpha() for c in region.text)
    unlike = letters < 2 or len(region.text) > 250 or region.text[0] in _BULLETS
    if heading and (unlike or _leads_on(region, layer, survey) or _is_sentence(region, layer, survey)):
        return "list" if lists.is_list(region.lines) else "text"
    if region.kind == "formula" and (_is_prose(region.text) or not any(map(str.isalnum, region.text))):
        return "heading" if headings.is_heading(region, survey) else "text"
    return region.kind


def _leads_on(region: Region, layer: Layer, survey: Survey) -> bool:
    """Whether it is a line of the body that announces what follows; no image tells what is bold."""
    short = layer.seen and len(region.text) < _LABEL
    return region.text.endswith(_GOES_ON) and not short and headings.is_plain(region, survey)


def _is_sentence(region: Region, layer: Layer, survey: Survey) -> bool:
    words = len(region.text.split())
    bold = sum(len(run.text) for line in region.lines for run in line.runs if run.bold)
    plain = not layer.seen and headings.is_plain(region, survey) and bold < _MARKED * len(region.text)
    return plain and words >= _SENTENCE and region.text.endswith((".", "?", "]"))


def _is_prose(text: str) -> bool:
    """Whether what was named a formula has many words, or some and nothing that relates them."""
    words = len(re.findall(r"\b[a-z]{3,}\b", text))
    letters = sum(c.isalpha() for c in text)
    named = len(_NAME.findall(text)) > 1 and not any(c.isdigit() for c in text)
    return (words > 8 and letters > 60) or ((words > 2 or named) and not _RELATES.search(text))


def _is_footnote(region: Region, layer: Layer, survey: Survey) -> bool:
    """Small print low on the page that starts with a mark."""
    first = region.lines[0]
    small = first.size <= 0.92 * survey.body_size
    low = region.rect.y0 > layer.height * _LOW
    return small and low and len(first.runs) > 1 and bool(_NOTE_MARK.match(first.runs[0].text))

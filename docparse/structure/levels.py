"""Levels of headings that agree over a document: by its outline, their numbers, else as the engine says.

An engine sees one page, and tells by sizes of type which headings stand above which.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from docparse.document import Author, Block, Figure, Header, Heading, Page, PageNumber, plain
from docparse.source import Survey

_NUMBERED = re.compile(
    r"(?:(?:chapter|section|part|appendix|§)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,3})*|[A-Z](?:\.\d{1,3})+|[IVX]{1,5}(?=\.))\.?\s+\S",
    re.IGNORECASE,
)
_DEEPEST = 6
_CENTRED = 0.03  # of a page's width, by which a title may stand off its middle
_WIDE = 0.8  # of the same, from which what is set from edge to edge is in the middle too


class Levels:
    """What the headings of one document have shown so far, page by page in order."""

    def __init__(self, survey: Survey) -> None:
        self._named = _letters(survey.title)
        self._outline = {_letters(entry.title): entry.level for entry in reversed(survey.outline)}
        self._roots = sum(entry.level == 1 for entry in survey.outline)
        self._top = 1  # of sections: 2 under a title
        self._below = 0  # levels by which the outline leaves the title out
        self._known: dict[int, int] = {}  # what an engine's level turned out to be
        self._above: list[tuple[int, int]] = []  # the headings that the next one may stand under, both levels

    def settle(self, page: Page, following: Page | None) -> Page:
        """`page` with its headings at their levels."""
        title = self._title(page, following) if page.number == 1 else None
        if title is not None:
            self._top = 2
            self._below = int(not self._outlined(title))
        blocks = tuple(
            self._levelled(block, is_title=block is title) if isinstance(block, Heading) else block
            for block in page.blocks
        )
        return page if blocks == page.blocks else replace(page, blocks=blocks)

    def _title(self, page: Page, following: Page | None) -> Heading | None:
        """The first heading of the document, if it stands above its sections and is none of them."""
        first = next(iter(_headings(page)), None)
        if first is None or _depth(first) or (self._outlined(first) and self._roots != 1):
            return None
        rest = [heading for near in (page, following) if near for heading in _headings(near)][1:]
        sections = [heading for heading in rest if self._told(heading)]
        named = bool(self._named) and _letters(plain(first.inlines)) == self._named
        above = first.level == 1 and bool(sections)
        return first if named or above or _stands_above(first, rest, page) else None

    def _levelled(self, heading: Heading, *, is_title: bool) -> Heading:
        told = 1 if is_title else self._told(heading)
        seen = 0 if is_title else heading.level  # a title stands above all, however small
        level = told or self._known.get(seen) or self._under(seen)
        if told and seen:
            self._known[seen] = min(told, self._known.get(seen, told))
        self._above = [(a, b) for a, b in self._above if a < seen and b < level] + [(seen, level)]
        return heading if level == heading.level else replace(heading, level=level)

    def _under(self, seen: int) -> int:
        """One below the nearest heading that the engine puts above; as the engine says where none is."""
        parents = [level for parent, level in self._above if parent < seen]
        return min(parents[-1] + 1, _DEEPEST) if parents else max(seen, self._top)

    def _told(self, heading: Heading) -> int:
        """The level that the outline or else the heading's number states; 0 without either."""
        outlined, depth = self._outlined(heading), _depth(heading)
        if outlined:
            return min(outlined + self._below, _DEEPEST)
        return min(depth + self._top - 1, _DEEPEST) if depth else 0

    def _outlined(self, heading: Heading) -> int:
        letters = _letters(plain(heading.inlines))
        return self._outline.get(letters, 0) if letters else 0


def _stands_above(first: Heading, rest: Sequence[Heading], page: Page) -> bool:
    """Whether a heading has nothing above it, and is set as a title: over authors, centred, or unlike all."""
    body = [block for block in page.blocks if not isinstance(block, Header | PageNumber | Figure)]
    if body[0] is not first or not rest:
        return False
    authored = isinstance(body[1], Author) if len(body) > 1 else False
    centred = _is_centred(first, page) and not any(_is_centred(other, page) for other in rest)
    return authored or centred or (len(rest) > 1 and {other.level for other in rest} == {first.level - 1})


def _is_centred(block: Block, page: Page) -> bool:
    if block.box is None or page.size is None:
        return False
    left, right, width = block.box.x1, block.box.x2, page.size.width
    return right - left < _WIDE * width and abs(left + right - width) / 2 < _CENTRED * width


def _headings(page: Page) -> list[Heading]:
    return [block for block in page.blocks if isinstance(block, Heading)]


def _depth(heading: Heading) -> int:
    """Of a heading's number, among sections; 0 without one."""
    found = _NUMBERED.match(plain(heading.inlines))
    return found["number"].count(".") + 1 if found else 0


def _letters(text: str) -> str:
    """Outlines often leave out the numbering, or set it otherwise."""
    return "".join(c for c in text.casefold() if c.isalpha())

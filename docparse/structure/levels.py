"""Levels of headings that agree over a document: by its outline, their numbers, else as the engine says."""

import re
from collections.abc import Iterator
from dataclasses import replace

from docparse.document import Heading, Page, plain
from docparse.source import Survey

_NUMBERED = re.compile(
    r"(?:(?:chapter|section|part|appendix|§)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,3})*|[A-Z](?:\.\d{1,3})+|[IVX]{1,5}(?=\.))\.?\s+\S",
    re.IGNORECASE,
)


class Levels:
    """What the headings of one document have shown so far, page by page in order."""

    def __init__(self, survey: Survey) -> None:
        self._outline = {_letters(entry.title): entry.level for entry in reversed(survey.outline)}
        self._top = 1  # of sections: 2 under a title
        self._known: dict[int, int] = {}  # what an engine's level turned out to be

    def settle(self, page: Page, following: Page | None) -> Page:
        """`page` with its headings at their levels."""
        title = self._title(page, following) if page.number == 1 else None
        if title is not None:
            self._top = 2
        blocks = tuple(
            self._levelled(block) if isinstance(block, Heading) and block is not title else block
            for block in page.blocks
        )
        return page if blocks == page.blocks else replace(page, blocks=blocks)

    def _title(self, page: Page, following: Page | None) -> Heading | None:
        """The first heading of the document, if it stands above its sections and is none of them."""
        first = next(_headings(page), None)
        if first is None or first.level > 1 or self._told(first):
            return None
        rest = [heading for near in (page, following) if near for heading in _headings(near)][1:]
        return first if any(self._told(heading) for heading in rest) else None

    def _levelled(self, heading: Heading) -> Heading:
        told = self._told(heading)
        if told:
            level = min(told + self._top - 1, 6)
            self._known[heading.level] = level
        else:
            level = self._known.get(heading.level, max(heading.level, self._top))
        return heading if level == heading.level else replace(heading, level=level)

    def _told(self, heading: Heading) -> int:
        """The level among sections that the outline or else the heading's number states; 0 without either."""
        text = plain(heading.inlines)
        outlined = self._outline.get(_letters(text), 0) if _letters(text) else 0
        found = _NUMBERED.match(text)
        return outlined or (found["number"].count(".") + 1 if found else 0)


def _headings(page: Page) -> Iterator[Heading]:
    return (block for block in page.blocks if isinstance(block, Heading))


def _letters(text: str) -> str:
    """Outlines often leave out the numbering, or set it otherwise."""
    return "".join(c for c in text.casefold() if c.isalpha())

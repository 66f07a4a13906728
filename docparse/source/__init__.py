"""Where pages come from: what an input is, what is known of it early, its pages as geometry, words, pixels.

The values here cross processes. What opens a file is `docparse.source.reader`, never imported by the parent.
"""

from dataclasses import dataclass
from typing import NamedTuple

from docparse.document import Box
from docparse.document import Word as Word  # what a page has before it is read


@dataclass(frozen=True, slots=True)
class PageRef:
    """One page of one input, as it travels between processes. Passwords travel by worker start-up."""

    source: str  # a path that can be opened
    digest: str  # sha256 of the file
    index: int  # from 0


class Mark(NamedTuple):
    """A box to draw on a page, with what to write at its corner."""

    box: Box
    label: str
    colour: str  # such as #2458d3


class OutlineEntry(NamedTuple):
    level: int  # from 1
    title: str
    page: int  # from 1; 0 where the entry points nowhere


class Running(NamedTuple):
    """A line that returns in the margins: digits as "#", and the size in points that it usually has."""

    pattern: str
    size: float


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look at the text layer tells before any page is read."""

    page_count: int
    title: str = ""
    outline: tuple[OutlineEntry, ...] = ()
    attachments: tuple[str, ...] = ()
    body_size: float = 0.0  # points, of most of the text; 0 without a text layer
    heading_sizes: tuple[float, ...] = ()  # points, larger than the body, largest first
    margins: frozenset[Running] = frozenset()

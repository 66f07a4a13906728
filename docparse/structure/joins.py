"""Text and tables that a column or a page broke: which block goes on with which one before it."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple, TypeAlias

from docparse.document import (
    Block,
    Caption,
    Chart,
    Figure,
    Footer,
    Footnote,
    Header,
    Heading,
    Join,
    List,
    Page,
    PageNumber,
    Paragraph,
    Row,
    Table,
    plain,
)
from docparse.seams import goes_on, is_divided, is_label
from docparse.settings import Merge

_APART: TypeAlias = Header | Footer | PageNumber | Footnote  # what stands on a page and not in its text
_ALIKE = 0.03  # of a page's width, by which that of one table differs from page to page
_ASIDE = 0.08  # of it, by which left and right pages differ in their margins
_FIGURE = re.compile(r"(?!(?:19|20)\d\d$)\W{0,3}\d[\d.,'’]*\W{0,3}")  # noqa: RUF001 - of many scripts
_RISE = 0.04  # of its height, by which a column begins higher up than where the one before ended


class _Spot(NamedTuple):
    page: Page
    place: int  # from 1
    block: Block


def within(page: Page, merge: Merge) -> tuple[Join, ...]:
    """Of the texts of `page`, those that go on with one before them."""
    return tuple(_texts([*_spots(page)])) if merge in ("text", "all") else ()


def across(page: Page, following: Page, merge: Merge) -> tuple[Join, ...]:
    """Of the blocks of `following`, those that go on with one of `page`."""
    if following.number != page.number + 1 or "failed" in (page.status, following.status):
        return ()
    last, first = [*_spots(page)], [*_spots(following)]
    tables = _tables(last, first) if merge in ("tables", "all") else ()
    texts = _texts(first, last) if merge in ("text", "all") else ()
    return (*tables, *texts)


def _spots(page: Page) -> Iterator[_Spot]:
    for place, block in enumerate(page.blocks, start=1):
        if not isinstance(block, _APART):
            yield _Spot(page, place, block)


# --- tables


def _tables(last: list[_Spot], first: list[_Spot]) -> Iterator[Join]:
    """The first block of a page, if it goes on with a table that ended the page before."""
    above, below = _skip_captions(reversed(last)), _skip_captions(first)
    if above is None or below is None or not _match(above, below):
        return
    assert isinstance(above.block, Table)
    assert isinstance(below.block, Table)
    repeated = _repeated(above.block, below.block)
    if repeated or not _has_header(below.block, above.block):
        yield Join(below.place, above.page.number, above.place, repeated)


def _skip_captions(spots: Iterable[_Spot]) -> _Spot | None:
    """Tables that go on often say so above or below: `Table 3 (continued)`."""
    return next((spot for spot in spots if not isinstance(spot.block, Caption)), None)


def _match(last: _Spot, first: _Spot) -> bool:
    """Whether two tables have the same columns and, but for left and right pages, the same sides."""
    above, below = last.block, first.block
    if not isinstance(above, Table) or not isinstance(below, Table):
        return False
    if not above.rows or not below.rows or _width(above) != _width(below):
        return False
    if above.box is None or below.box is None or not last.page.size or not first.page.size:
        return True
    across, further = last.page.size.width, first.page.size.width
    wider = above.box.width / across - below.box.width / further
    aside = above.box.x1 / across - below.box.x1 / further
    return abs(wider) <= _ALIKE and abs(aside) <= _ASIDE


def _width(table: Table) -> int:
    """In columns: of the first row, since spans from above shorten the others."""
    return sum(cell.colspan for cell in table.rows[0])


def _repeated(above: Table, below: Table) -> int:
    """How many rows at the top of `below` say the header of `above` again."""
    count = 0
    for ours, theirs in zip(above.rows, below.rows, strict=False):
        if (not _is_header(ours) and count) or _words(ours) != _words(theirs) or not any(_words(ours)):
            break
        count += 1
    return count if count < len(below.rows) else 0


def _has_header(table: Table, above: Table) -> bool:
    """Whether it begins with a header of its own, and not with a row that an engine took for one.

    A header has words in every column but the first, and no figures but years; where another table of a kind
    follows, it has some words of the one above.
    """
    row, words = table.rows[0], _words(table.rows[0])
    if not _is_header(row) or set(words) & set(_words(above.rows[0])) - {""}:
        return _is_header(row)
    return all(words[1:]) and not any(_FIGURE.fullmatch(word) for word in words[1:])


def _is_header(row: Row) -> bool:
    return bool(row) and all(cell.header for cell in row)


def _words(row: Row) -> list[str]:
    return ["".join(plain(cell.inlines).split()).casefold() for cell in row]


# --- text


def _texts(spots: list[_Spot], before: Sequence[_Spot] = ()) -> Iterator[Join]:
    """Paragraphs that begin in mid-sentence after a break of the column or page, or after a float.

    With the spots of the page `before`, those that go on with one of it.
    """
    near = [*before, *spots]
    taken: set[tuple[int, int]] = set()
    for place, spot in enumerate(near):
        last = _begun(near[:place], spot, taken) if isinstance(spot.block, Paragraph) else None
        if last is None:
            continue
        taken.add(_name(last))
        if spot.page is near[-1].page and (not before or last.page is not spot.page):
            yield Join(spot.place, last.page.number, last.place)


def _begun(near: list[_Spot], spot: _Spot, taken: Container[tuple[int, int]]) -> _Spot | None:
    """Which of the blocks `near` goes on with `spot`: the last text, or the last that ends within a word."""
    last = next((other for other in reversed(near) if not _is_passed(other.block)), None)
    if (
        last
        and _is_broken(last, near[-1], spot)
        and _meets(last.block, spot.block, past=last is not near[-1])
    ):
        return last
    within = takewhile(lambda other: not isinstance(other.block, Heading), reversed(near))
    last = next((other for other in within if is_divided(_end(other.block))), None)
    if last is None or _name(last) in taken or _is_passed(last.block) or not _may_follow(last, spot):
        return None
    return last if _meets(last.block, spot.block) else None


def _may_follow(last: _Spot, spot: _Spot) -> bool:
    """Whether a text could go on there: below, in the next column or on the next page, and no wider."""
    above, below = last.block.box, spot.block.box
    if above is None or below is None:
        return False
    under = last.page is not spot.page or (
        below.x1 < above.x2 and above.x1 < below.x2 and above.y2 <= below.y1
    )
    return below.width <= 1.2 * above.width and (under or _is_next_column(last, spot))


def _name(spot: _Spot) -> tuple[int, int]:
    return spot.page.number, spot.place


def _is_passed(block: Block) -> bool:
    """Whether text flows past it: floats, and what is written in pictures."""
    label = isinstance(block, Paragraph) and is_label(plain(block.inlines))
    return label or isinstance(block, Figure | Chart | Table | Caption)


def _is_broken(last: _Spot, beside: _Spot, spot: _Spot) -> bool:
    """Whether something stands between two texts: the end of a page, of a column, or a float.

    What follows a caption broken off itself is the caption's.
    """
    if isinstance(beside.block, Caption) and _meets(beside.block, spot.block):
        return False
    if last.page is not spot.page:
        return True
    return _is_next_column(last, spot) or (
        beside is not last and None not in (last.block.box, spot.block.box)
    )


def _meets(before: Block, after: Block, *, past: bool = False) -> bool:
    return isinstance(after, Paragraph) and goes_on(_end(before), plain(after.inlines), past=past)


def _is_next_column(last: _Spot, spot: _Spot) -> bool:
    above, below, size = last.block.box, spot.block.box, spot.page.size
    if above is None or below is None or size is None:
        return False
    apart = below.x1 >= above.x2 or below.x2 <= above.x1
    alike = min(above.width, below.width) >= 0.7 * max(above.width, below.width)
    return apart and alike and below.y1 < above.y2 - _RISE * size.height


def _end(block: Block) -> str:
    """The text that a block ends with, where another could go on with it."""
    match block:
        case Paragraph(inlines) | Caption(inlines):
            return plain(inlines)
        case List(items) if items:
            last = items[-1]
            return _end(last.lists[-1]) if last.lists else plain(last.inlines)
        case _:
            return ""

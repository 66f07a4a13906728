"""Lines that return from page to page: headers, footers and page numbers that an engine took for text."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from docparse.document import Block, Box, Footer, Header, Join, Page, PageNumber, Paragraph, plain
from docparse.source.survey import pattern

_EDGE = 0.12  # of the page's height, within which running lines stand
_DRIFT = 0.02  # of it, by which they move from page to page
_LONGEST = 120  # characters


def marked(page: Page, near: Iterable[Page | None], begun: Iterable[Join] = ()) -> Page:
    """`page` with each line in its margins named as such that a page near it has there too.

    What goes on with the page before is text.
    """
    known = [line for other in near if other is not None for line in _outer(other)]
    texts = {join.block for join in begun}
    blocks = tuple(
        block if place in texts else _named(block, page, known)
        for place, block in enumerate(page.blocks, start=1)
    )
    return page if blocks == page.blocks else replace(page, blocks=blocks)


def _named(block: Block, page: Page, known: list[tuple[str, float]]) -> Block:
    if not isinstance(block, Paragraph) or not _may_run(block, page):
        return block
    assert block.box
    assert page.size
    words, middle = pattern(plain(block.inlines)), _middle(block.box, page)
    if not any(words == other and abs(middle - place) <= _DRIFT for other, place in known):
        return block
    kind = PageNumber if not any(c.isalpha() for c in words) else Header if middle < 0.5 else Footer
    return kind(block.inlines, block.box)


def _outer(page: Page) -> Iterator[tuple[str, float]]:
    """What the lines in the margins say, numbers apart, and how far down they stand."""
    for block in page.blocks:
        if isinstance(block, Paragraph | Header | Footer | PageNumber) and _may_run(block, page):
            assert block.box
            yield pattern(plain(block.inlines)), _middle(block.box, page)


def _may_run(block: Paragraph | Header | Footer | PageNumber, page: Page) -> bool:
    if page.size is None or block.box is None or len(plain(block.inlines)) > _LONGEST:
        return False
    edge = _EDGE * page.size.height
    return block.box.y2 <= edge or block.box.y1 >= page.size.height - edge


def _middle(box: Box, page: Page) -> float:
    assert page.size
    return (box.y1 + box.y2) / 2 / page.size.height

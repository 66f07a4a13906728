"""What every renderer asks of a page: its blocks by name, what it lacks, the pictures it shows."""

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol, get_args

from docparse.document import (
    Block,
    Box,
    Chart,
    Figure,
    Footer,
    Formula,
    Header,
    IncompleteCode,
    LostCode,
    Page,
    PageNumber,
)
from docparse.settings import MarginPolicy, Settings


class Images(Protocol):
    """Where the picture of a block is to be found by a reader of the output."""

    def link(self, page: Page, block_id: str, box: Box) -> str:
        """A relative URL or a data: URI, percent-encoded; "" where there is no picture."""
        ...


class NoImages:
    def link(self, page: Page, block_id: str, box: Box) -> str:  # noqa: ARG002 - the protocol of Images
        return ""


class Placed(NamedTuple):
    """A block and the name that it bears on every run, whatever else is left out."""

    id: str
    block: Block


def block_id(page_number: int, position: int) -> str:
    """`position` counts from 1 in the blocks of the whole page."""
    return f"p{page_number}-b{position}"


def kept(page: Page, settings: Settings, default: MarginPolicy) -> Iterator[Placed]:
    """The blocks that the output shows; `default` is what a format does with headers and footers."""
    policy = settings.headers or default
    for position, block in enumerate(page.blocks, start=1):
        if policy == "keep" or not isinstance(block, Header | Footer | PageNumber):
            yield Placed(block_id(page.number, position), block)


def picture_box(block: Block) -> Box | None:
    """Where a block stands that is, or could only be kept as, a picture; None for all others."""
    shown = isinstance(block, Figure | Chart) or (isinstance(block, Formula) and not block.latex)
    return block.box if shown else None


def picture(page: Page, placed: Placed, images: Images) -> str:
    """The link to a block's picture, or ""."""
    box = picture_box(placed.block)
    return images.link(page, placed.id, box) if box is not None else ""


def remark(page: Page) -> str:
    """One line that says what the page lacks, such as `page 3 failed: …`; "" for a page that is whole."""
    if page.status == "ok":
        return ""
    lost = page.status == "failed"
    codes = get_args(LostCode if lost else IncompleteCode)
    reasons = "; ".join(problem.message or problem.code for problem in page.problems if problem.code in codes)
    return f"page {page.number} {'failed' if lost else 'incomplete'}: {' '.join(reasons.split())}"


def comment(text: str) -> str:
    """An HTML comment that `text`, whatever it holds, cannot end."""
    return f"<!-- {re.sub('-(?=-!?>)', '- ', text)} -->"


def clean(text: str) -> str:
    """Without lone surrogates, which no UTF-8 file can hold (file names bring them)."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)

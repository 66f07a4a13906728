"""What every renderer asks of a page: its blocks by name, what it lacks, the pictures it shows."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol, get_args

from docparse.document import (
    Block,
    Box,
    Chart,
    Chemical,
    Figure,
    Footer,
    Formula,
    Header,
    IncompleteCode,
    LostCode,
    Music,
    NoteCode,
    Page,
    PageNumber,
    Problem,
    Table,
)
from docparse.settings import MarginPolicy, Settings

_UNSOUND: Final[dict[type, NoteCode]] = {
    Formula: "formula-unsound",
    Chemical: "chemical-unsound",
    Music: "music-unsound",
    Table: "table-unsound",
}


class Images(Protocol):
    """Where the picture of a block is to be found by a reader of the output."""

    def link(self, page: Page, block_id: str, box: Box) -> str:
        """A relative URL or a data: URI, percent-encoded; "" where there is no picture."""
        ...


class NoImages:
    def link(self, page: Page, block_id: str, box: Box) -> str:  # noqa: ARG002 - the protocol of Images
        return ""


class Placed(NamedTuple):
    """A block, the name that it bears on every run, whatever else is left out, and what is wrong with it."""

    id: str
    block: Block
    problems: tuple[Problem, ...] = ()


def block_id(page_number: int, position: int) -> str:
    """`position` counts from 1 in the blocks of the whole page."""
    return f"p{page_number}-b{position}"


def kept(page: Page, settings: Settings, default: MarginPolicy) -> Iterator[Placed]:
    """The blocks that the output shows; `default` is what a format does with headers and footers."""
    policy = settings.headers or default
    for placed in named(page):
        if policy == "keep" or not isinstance(placed.block, Header | Footer | PageNumber):
            yield placed


def named(page: Page) -> Iterator[Placed]:
    """All blocks of a page."""
    problems: defaultdict[int, list[Problem]] = defaultdict(list)
    for problem in page.problems:
        if problem.block is not None:
            problems[problem.block].append(problem)
    for position, block in enumerate(page.blocks, start=1):
        yield Placed(block_id(page.number, position), block, tuple(problems.get(position, ())))


def picture_box(placed: Placed) -> Box | None:
    """Where a block stands that is, or could only be kept as, a picture, or is not to be relied on."""
    block, unsound = placed.block, _UNSOUND.get(type(placed.block))
    shown = isinstance(block, Figure | Chart) or (isinstance(block, Formula) and not block.latex)
    return block.box if shown or any(problem.code == unsound for problem in placed.problems) else None


def picture(page: Page, placed: Placed, images: Images) -> str:
    """The link to a block's picture, or ""."""
    box = picture_box(placed)
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

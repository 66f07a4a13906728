"""Blocks in the order in which text formats write them: what goes on stands next to what it goes on with."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final, NamedTuple, TypeAlias

from docparse.document import Block, Inlines, Join, List, Page, Paragraph, Table
from docparse.render.pages import Images, Placed, block_id, kept, picture
from docparse.seams import mended
from docparse.settings import Settings

_PATIENCE: Final = 100  # fragments and blocks past them that may wait for the end of what is broken


@dataclass(frozen=True, slots=True)
class Fragment:
    """A block where it stands on its page, and where its picture is, if it has one."""

    page: Page
    placed: Placed
    link: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written as one: a block, a text with all its fragments, a part of a table."""

    block: Block
    fragments: tuple[Fragment, ...]
    begun: bool = False  # the rows above are in an earlier piece
    goes_on: bool = False  # the rows below are in the next piece of a table


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a page begins that is to be marked, or one ends that is not whole."""

    page: Page
    begins: bool


Step: TypeAlias = Piece | Turn


def flow(pages: Iterable[Page], settings: Settings, images: Images) -> Iterator[Step]:
    """What stands between the fragments of a text or table comes after the last of them."""
    seam = _Seam()
    for page in pages:
        joins = {block_id(page.number, join.block): join for join in _joins(page, settings)}
        ahead = {block_id(join.page, join.to) for join in joins.values()}
        yield from seam.let_go(but=ahead)
        if settings.page_breaks:
            yield Turn(page, begins=True)
        else:
            ahead |= {block_id(page.number, place) for place in page.broken}
        for placed in kept(page, settings, "drop"):
            fragment = Fragment(page, placed, picture(page, placed, images))
            yield from seam.meet(_Met(fragment, joins.get(placed.id), _may_break(placed, ahead)))
        if page.status != "ok":
            yield from seam.meet(Turn(page, begins=False))
    yield from seam.let_go()


def _may_break(placed: Placed, ahead: AbstractSet[str]) -> bool:
    return placed.id in ahead and isinstance(placed.block, Paragraph | List | Table)


def _joins(page: Page, settings: Settings) -> Iterator[Join]:
    """Across marked page breaks nothing goes on."""
    return (join for join in page.joins if join.page == page.number or not settings.page_breaks)


class _Met(NamedTuple):
    fragment: Fragment
    join: Join | None  # with what it goes on
    goes_on: bool  # whether something goes on with it


class _Seam:
    """The text or table that is broken off for now, and what came past it since."""

    def __init__(self) -> None:
        self._broken: list[Fragment] = []  # of a table the last alone
        self._past: list[_Met | Turn] = []

    def meet(self, step: _Met | Turn) -> Iterator[Step]:
        if isinstance(step, _Met) and (not self._broken or self._is_next(step)):
            yield from self._take(step, begun=bool(self._broken))
        elif not self._broken:
            assert isinstance(step, Turn)
            yield step
        else:
            self._past.append(step)
        if len(self._broken) + len(self._past) > _PATIENCE:
            yield from self.let_go()

    def let_go(self, but: AbstractSet[str] = frozenset()) -> Iterator[Step]:
        """Wait no longer for the end of what is broken, unless its name is one of `but`."""
        while self._broken and self._broken[-1].placed.id not in but:
            last = self._broken[-1]
            if isinstance(last.placed.block, Table):
                yield Piece(Table(()), (last,), begun=True)
            else:
                yield _whole(self._broken)
            yield from self._end()

    def _is_next(self, met: _Met) -> bool:
        last, block = self._broken[-1].placed, met.fragment.placed.block
        fits = isinstance(block, Table if isinstance(last.block, Table) else Paragraph)
        return fits and met.join is not None and last.id == block_id(met.join.page, met.join.to)

    def _take(self, met: _Met, *, begun: bool) -> Iterator[Step]:
        table = met.fragment.placed.block
        if isinstance(table, Table):
            self._broken = [met.fragment]
            yield Piece(_rest(table, met.join if begun else None), (met.fragment,), begun, met.goes_on)
        else:
            self._broken.append(met.fragment)
            if not met.goes_on:
                yield _whole(self._broken)
        if not met.goes_on:
            yield from self._end()

    def _end(self) -> Iterator[Step]:
        past = self._past
        self._broken, self._past = [], []
        for step in past:
            yield from self.meet(step)


def _whole(fragments: list[Fragment]) -> Piece:
    return Piece(reduce(_joined, (part.placed.block for part in fragments)), tuple(fragments))


def _rest(table: Table, join: Join | None) -> Table:
    """Without the header that it repeats; what is no repeated header, where a table goes on, is none."""
    if join is None:
        return table
    rows = table.rows[join.repeated :]
    return replace(table, rows=tuple(tuple(replace(cell, header=False) for cell in row) for row in rows))


def _joined(before: Block, after: Block) -> Block:
    match before, after:
        case Paragraph(), Paragraph():
            return replace(before, inlines=mended(before.inlines, after.inlines))
        case List(), Paragraph():
            return _ended(before, after.inlines)
        case _:
            raise AssertionError(f"{type(after).__name__} cannot go on with {type(before).__name__}")


def _ended(entries: List, rest: Inlines) -> List:
    """A list whose last entry, however deep, goes on with `rest`."""
    *others, last = entries.items
    if last.lists:
        last = replace(last, lists=(*last.lists[:-1], _ended(last.lists[-1], rest)))
    else:
        last = replace(last, inlines=mended(last.inlines, rest))
    return replace(entries, items=(*others, last))

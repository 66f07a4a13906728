"""Blocks in the order in which text formats write them: what goes on stands next to what it goes on with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain, pairwise
from typing import TypeAlias

from docparse.document import Block, Inlines, Join, List, Page, Paragraph, Table
from docparse.render.pages import Placed, block_id, kept
from docparse.seams import mended
from docparse.settings import Settings


@dataclass(frozen=True, slots=True)
class Fragment:
    """A block where it stands on its page."""

    page: Page
    placed: Placed


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written as one: a block, a text with all its fragments, a part of a table."""

    block: Block
    fragments: tuple[Fragment, ...]
    begun: bool = False  # the rows above are in an earlier piece
    goes_on: bool = False  # the rows below are in the next piece of a table


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a page begins or ends."""

    page: Page
    begins: bool


Step: TypeAlias = Piece | Turn


def flow(pages: Iterable[Page], settings: Settings) -> Iterator[Step]:
    """What stands between the fragments of a text or table comes after the last of them."""
    seam = _Seam()
    for page, following in pairwise(chain(pages, [None])):
        assert page is not None  # only the end of the document is
        joins = _joins(page, settings)
        ahead = {
            block_id(join.page, join.to) for join in (*joins.values(), *_joins(following, settings).values())
        }
        yield from seam.pass_by(Turn(page, begins=True))
        for placed in kept(page, settings, "drop"):
            yield from seam.meet(Fragment(page, placed), joins.get(placed.id), placed.id in ahead)
        yield from seam.pass_by(Turn(page, begins=False))


def _joins(page: Page | None, settings: Settings) -> dict[str, Join]:
    """By what goes on; across marked page breaks nothing does."""
    return {
        block_id(page.number, join.block): join
        for join in (page.joins if page else ())
        if page and (join.page == page.number or not settings.page_breaks)
    }


class _Seam:
    """The text or table that is broken off for now, and what came past it since."""

    def __init__(self) -> None:
        self._broken: list[Fragment] = []
        self._past: list[Step] = []

    def pass_by(self, step: Step) -> Iterator[Step]:
        if self._broken:
            self._past.append(step)
        else:
            yield step

    def meet(self, fragment: Fragment, join: Join | None, goes_on: bool) -> Iterator[Step]:
        begun = bool(join and self._broken and self._broken[-1].placed.id == block_id(join.page, join.to))
        if self._broken and not begun:
            self._past.append(Piece(fragment.placed.block, (fragment,)))
            return
        self._broken.append(fragment)
        if isinstance(fragment.placed.block, Table):
            yield Piece(_rest(fragment.placed.block, join if begun else None), (fragment,), begun, goes_on)
        elif not goes_on:
            yield Piece(reduce(_joined, (part.placed.block for part in self._broken)), tuple(self._broken))
        if not goes_on:
            self._broken.clear()
            yield from self._past
            self._past.clear()


def _rest(table: Table, join: Join | None) -> Table:
    return replace(table, rows=table.rows[join.repeated :]) if join else table


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

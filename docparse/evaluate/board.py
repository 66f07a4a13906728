"""The scores side by side: a line a score, a column a parser."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias
from unicodedata import east_asian_width

from docparse.evaluate import scores
from docparse.evaluate.summary import Cost, Mean, Summary

Shown: TypeAlias = Mean | str  # "" where a parser has no such score

_GAP: Final = "  "
# A line a kind of block is enough in a terminal, and one a language.
_LEFT_OUT: Final = ("iou/", "kind/", *(f"{name}/" for name in scores.EDITS))


class Line(NamedTuple):
    title: str
    better: str
    cells: tuple[Shown, ...]


def lines(summaries: Sequence[Summary], names: Sequence[str]) -> Iterator[Line]:
    """Of these scores; a part such as `box/table` is indented where its whole stands above it."""
    for name in names:
        whole, _, part = name.partition("/")
        title = f"{_GAP}{part}" if part and whole in names else scores.of(name).title
        cells = tuple(summary.means.get(name, "") for summary in summaries)
        yield Line(title, scores.of(name).better, cells)


def counts(summaries: Sequence[Summary]) -> Iterator[Line]:
    """How many pages there are and which count for nothing; what they cost, where that is known."""
    for title, count in _COUNTS.items():
        yield Line(title, "", tuple(str(count(summary)) for summary in summaries))
    costs = [summary.cost for summary in summaries]
    for title, cost in _COSTS.items() if any(costs) else ():
        yield Line(title, "low", tuple(cost(each) if each else "" for each in costs))


_COUNTS: Final[dict[str, Callable[[Summary], int]]] = {
    "pages": lambda summary: len(summary.pages),
    "pages without an answer": lambda summary: summary.unanswered,
    "pages with an empty one": lambda summary: summary.empty,
}
_COSTS: Final[dict[str, Callable[[Cost], str]]] = {
    "CPU seconds a page": lambda cost: f"{cost.cpu_seconds / cost.pages:.2f}",
    "seconds a page": lambda cost: f"{cost.wall_seconds / cost.pages:.2f}",
    "peak memory, MB": lambda cost: f"{cost.peak_bytes / 1e6:.0f}",
}


def text(summaries: Sequence[Summary], width: int) -> Iterator[str]:
    """Plain lines; parsers that do not fit beside the others in `width` columns stand below them."""
    known = {name for summary in summaries for name in summary.means if not name.startswith(_LEFT_OUT)}
    table = [*lines(summaries, scores.ordered(known)), *counts(summaries)]
    titles = _level(["", *(line.title for line in table)])
    ways = _level(["better", *(line.better for line in table)])
    columns = [
        _level([summary.name, *(_written(line.cells[n]) for line in table)])
        for n, summary in enumerate(summaries)
    ]
    for number, group in enumerate(_fitting(columns, width - _across([titles, ways]))):
        yield from [""] if number else []
        yield from (_GAP.join(row).rstrip() for row in zip(titles, ways, *group, strict=True))


def _written(shown: Shown) -> str:
    if isinstance(shown, str):
        return shown
    published = "" if shown.published is None else f", published {shown.published:.3f}"
    return f"{shown.value:.3f} [{shown.low:.3f} {shown.high:.3f}]{published}"


def _level(column: Sequence[str]) -> list[str]:
    """All as wide as the widest."""
    widest = max(map(_width, column))
    return [text + " " * (widest - _width(text)) for text in column]


def _width(text: str) -> int:
    """In columns of a terminal, of which Chinese takes two a letter."""
    return sum(1 + (east_asian_width(char) in "WF") for char in text)


def _fitting(columns: Sequence[list[str]], room: int) -> Iterator[list[list[str]]]:
    group: list[list[str]] = []
    for column in columns:
        if group and _across([*group, column]) > room:
            yield group
            group = []
        group.append(column)
    yield group


def _across(columns: Sequence[list[str]]) -> int:
    return sum(len(_GAP) + _width(column[0]) for column in columns)

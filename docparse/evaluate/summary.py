"""Means over the pages of a set, with the interval that another draw of such pages would fall in."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, TypeAlias

from docparse.evaluate.page import Scored, Share
from docparse.evaluate.scores import EDITS, ordered

_DRAWS: Final = 1000
_SEED: Final = 7
_TAIL: Final = 0.025  # on either side: intervals of 95 %
_NOTHING: Final = Share(0, 0)

Places: TypeAlias = Sequence[int]


@dataclass(frozen=True, slots=True)
class Mean:
    """Of one score: its weighted mean, its interval, and on how many pages it rests."""

    value: float
    low: float
    high: float
    pages: int
    published: float | None = None  # what others measured with the same model


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading took, the start of the workers and of their models included."""

    cpu_seconds: float
    wall_seconds: float
    peak_bytes: int  # of the largest process
    pages: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One parser on one set."""

    name: str
    means: dict[str, Mean]
    pages: tuple[Scored, ...]
    remarks: tuple[str, ...] = ()
    cost: Cost | None = None

    @property
    def unanswered(self) -> int:
        return sum(page.answer.missing for page in self.pages)

    @property
    def empty(self) -> int:
        """Answers that are there and say nothing."""
        return sum(not page.answer.missing and not page.answer.markdown.strip() for page in self.pages)


def summarise(
    name: str, pages: Sequence[Scored], remarks: tuple[str, ...] = (), cost: Cost | None = None
) -> Summary:
    names = {name for page in pages for name in page.shares}
    random = Random(_SEED)  # noqa: S311 - no secret
    draws = [random.choices(range(len(pages)), k=len(pages)) for _ in range(_DRAWS)]
    shown = ordered(names | _overall(names))
    means = {name: mean for name in shown if (mean := _mean(pages, _parts(name), draws))}
    return Summary(name, means, tuple(pages), remarks, cost)


def _overall(names: set[str]) -> set[str]:
    """`edit`, and `edit/english` and the like, where each of the four that make it up is known."""
    endings = {name.removeprefix(EDITS[0]) for name in names if name.partition("/")[0] == EDITS[0]}
    return {f"edit{end}" for end in endings if all(f"{edit}{end}" in names for edit in EDITS)}


def _parts(name: str) -> tuple[str, ...]:
    whole, slash, part = name.partition("/")
    return tuple(f"{edit}{slash}{part}" for edit in EDITS) if whole == "edit" else (name,)


def _mean(pages: Sequence[Scored], names: Sequence[str], draws: Sequence[Places]) -> Mean | None:
    """Of several scores the mean of their means; None where no page counts.

    Each draw is of as many pages as there are, from all pages, with replacement.
    """
    columns = [[page.shares.get(name, _NOTHING) for page in pages] for name in names]
    sums = [([share.amount for share in column], [share.weight for share in column]) for column in columns]
    value = _ratio(sums, range(len(pages)))
    if value is None:
        return None
    spread = sorted(ratio for draw in draws if (ratio := _ratio(sums, draw)) is not None)
    count = sum(any(name in page.shares for name in names) for page in pages)
    return Mean(value, _quantile(spread, _TAIL), _quantile(spread, 1 - _TAIL), count)


def _ratio(columns: Sequence[tuple[list[float], list[float]]], places: Places) -> float | None:
    """Amounts over weights of the pages in these places; of several columns the mean."""
    sums = [[sum(map(numbers.__getitem__, places)) for numbers in column] for column in columns]
    if not all(weight for _, weight in sums):
        return None
    return sum(amount / weight for amount, weight in sums) / len(sums)


def _quantile(ordered: Sequence[float], at: float) -> float:
    return ordered[min(len(ordered) - 1, int(at * len(ordered)))]

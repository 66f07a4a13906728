"""Means over the pages of a set, with the interval that another draw of such pages would fall in."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from docparse.evaluate.page import Scored, Share

_DRAWS: Final = 1000
_SEED: Final = 7
_TAIL: Final = 0.025  # on either side: intervals of 95 %


@dataclass(frozen=True, slots=True)
class Mean:
    """Of one score: its weighted mean, its interval, and on how many pages it rests."""

    value: float
    low: float
    high: float
    pages: int


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
    names = dict.fromkeys(score for page in pages for score in page.shares)
    means = {score: _mean([page.shares.get(score) for page in pages]) for score in names}
    return Summary(name, means, tuple(pages), remarks, cost)


def _mean(shares: Sequence[Share | None]) -> Mean:
    """Pages are drawn again and again, from all pages, with replacement; the seed is fixed."""
    known = [share or Share(0, 0) for share in shares]
    random = Random(_SEED)  # noqa: S311 - no secret
    draws = (_ratio(random.choices(known, k=len(known))) for _ in range(_DRAWS))
    spread = sorted(draw for draw in draws if draw is not None)
    value = _ratio(known) or 0.0
    count = sum(share is not None for share in shares)
    if not spread:
        return Mean(value, value, value, count)
    return Mean(value, _quantile(spread, _TAIL), _quantile(spread, 1 - _TAIL), count)


def _ratio(shares: Sequence[Share]) -> float | None:
    weight = sum(share.weight for share in shares)
    return sum(share.amount for share in shares) / weight if weight else None


def _quantile(ordered: Sequence[float], at: float) -> float:
    return ordered[min(len(ordered) - 1, int(at * len(ordered)))]

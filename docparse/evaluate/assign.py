# pyright: standard
# scipy has no types.
"""Pairs of two lists that cost least together."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from scipy.optimize import linear_sum_assignment

A = TypeVar("A")
B = TypeVar("B")


def pairs(
    ones: Sequence[A], others: Sequence[B], cost: Callable[[A, B], float], limit: float = 1.0
) -> list[tuple[int, int]]:
    """Indices, each at most once; pairs that cost more than `limit` are let go."""
    if not ones or not others:
        return []
    costs = [[cost(one, other) for other in others] for one in ones]
    chosen = zip(*linear_sum_assignment(costs), strict=True)
    return [(int(i), int(j)) for i, j in chosen if costs[i][j] <= limit]

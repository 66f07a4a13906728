"""Drafts follow the answer that they are told, and forget what is taken back."""

from hypothesis import given
from hypothesis import strategies as st

from docparse.runtime.draft import Echo

TOKENS = st.lists(st.integers(0, 3), max_size=40)


def _told(tokens: list[int]) -> Echo:
    echo = Echo()
    echo.accept(tokens)
    return echo


def test_what_followed_before_is_proposed_again() -> None:
    assert _told([1, 2, 3, 4, 5, 6, 1, 2, 3]).propose(2) == [4, 5]


def test_a_circle_is_drafted_round() -> None:
    assert _told([7, 1, 2, 3, 1, 2, 3]).propose(7) == [1, 2, 3, 1, 2, 3, 1]


def test_nothing_is_proposed_of_what_was_never_said() -> None:
    assert _told([1, 2, 3, 4]).propose(8) == []
    assert Echo().propose(8) == []


@given(TOKENS, TOKENS, st.integers(0, 9))
def test_what_is_taken_back_leaves_no_trace(kept: list[int], gone: list[int], count: int) -> None:
    echo = _told(kept + gone)
    echo.rollback(len(gone))
    assert echo.propose(count) == _told(kept).propose(count)


@given(TOKENS, st.integers(0, 9))
def test_it_is_the_same_told_at_once_or_one_by_one(tokens: list[int], count: int) -> None:
    echo = Echo()
    for token in tokens:
        echo.accept([token])
    proposed = echo.propose(count)
    assert proposed == _told(tokens).propose(count)
    assert len(proposed) <= count

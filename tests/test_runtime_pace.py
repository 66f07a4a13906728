"""How far ahead is drafted: further where drafts are right and few pages share a pass."""

from hypothesis import given
from hypothesis import strategies as st

from docparse.runtime.pace import LENGTHS, RIDGES, Pace

PAGES = st.integers(1, 256)
RIGHT = st.floats(0, 1)


@given(right=RIGHT, pages=PAGES, ridge=st.sampled_from(sorted(RIDGES.values())))
def test_more_pages_at_a_time_never_make_drafts_longer(right: float, pages: int, ridge: int) -> None:
    assert Pace(right).length(pages + 1, ridge) <= Pace(right).length(pages, ridge)


@given(right=RIGHT, pages=PAGES, ridge=st.sampled_from(sorted(RIDGES.values())))
def test_drafts_that_are_right_more_often_are_never_shorter(right: float, pages: int, ridge: int) -> None:
    assert Pace(right).length(pages, ridge) <= Pace(min(1, right + 0.1)).length(pages, ridge)


def test_a_draft_that_is_always_right_is_as_long_as_it_may_be_where_a_pass_has_room() -> None:
    assert Pace(1).length(1, RIDGES["cpu"]) == Pace(1).length(8, RIDGES["cuda"]) == max(LENGTHS)


def test_a_page_whose_drafts_are_never_right_is_soon_left_alone_and_seldom_tried_again() -> None:
    for pages, ridge in ((1, 16), (4, 16), (16, 180), (128, 180)):
        pace, spent = Pace(), 0
        for _ in range(1000):
            length = pace.length(pages, ridge)
            spent += length
            pace.learn(0, length)
        assert spent * pages / (1000 * (ridge + pages)) < 0.05  # of the time of the passes


def test_a_page_whose_drafts_come_right_again_is_drafted_for_as_before() -> None:
    pace = Pace()
    for _ in range(200):
        pace.learn(0, pace.length(8, 180))
    for _ in range(200):
        length = pace.length(8, 180)
        pace.learn(length, length)
    assert pace.length(8, 180) == max(LENGTHS)


def test_nothing_is_learnt_from_no_draft() -> None:
    pace = Pace()
    before = pace.right
    pace.learn(0, 0)
    assert pace.right == before

from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.geometry import Rect, across, clusters, down, hull

sides = st.floats(0, 1000, allow_nan=False)


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    x, y = draw(sides), draw(sides)
    return Rect(x, y, x + draw(st.floats(1, 100)), y + draw(st.floats(1, 100)))


@given(st.lists(rects(), min_size=1, max_size=12))
def test_a_hull_holds_all_that_it_is_made_of(parts: list[Rect]) -> None:
    whole = hull(parts)
    assert all(whole.x0 <= part.x0 and part.x1 <= whole.x1 for part in parts)
    assert all(whole.y0 <= part.y0 and part.y1 <= whole.y1 for part in parts)


@given(st.lists(rects(), max_size=12))
def test_clusters_hold_every_rectangle_and_keep_apart(parts: list[Rect]) -> None:
    groups = clusters(parts, 5)
    assert all(sum(part.shared(group) > 0.99 for group in groups) == 1 for part in parts)
    assert not any(a.grown(5).meets(b) for a in groups for b in groups if a is not b)


def test_overlap_is_measured_against_the_smaller_side() -> None:
    wide, narrow = Rect(0, 0, 100, 10), Rect(90, 5, 110, 15)
    assert across(wide, narrow) == 0.5
    assert down(wide, narrow) == 0.5
    assert across(wide, Rect(200, 0, 210, 10)) < 0


def test_a_rectangle_without_area_shares_nothing() -> None:
    assert Rect(1, 1, 1, 5).shared(Rect(0, 0, 10, 10)) == 0.0

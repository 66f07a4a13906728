from hypothesis import given
from hypothesis import strategies as st
from lines import line, paragraph

from docparse.engines.light.columns import abreast, gutters, held, parted
from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.layer import Line

PAGE = Rect(0, 0, 600, 800)
PROSE = ["the harbour lies at the mouth of a river", "and is dredged every spring since the mill"] * 3
LEFT = paragraph(PROSE, x=50, y=100)
RIGHT = paragraph(PROSE, x=310, y=100)


def around(lines: tuple[Line, ...]) -> Rect:
    return hull(line.rect for line in lines)


def test_columns_side_by_side_are_told_by_their_lines() -> None:
    assert sorted(abreast((*LEFT, *RIGHT))) == [around(LEFT), around(RIGHT)]


def test_lines_of_one_column_stand_beside_none() -> None:
    assert abreast(LEFT) == []
    assert abreast((*LEFT, *paragraph(PROSE, x=50, y=300))) == []


def test_columns_one_of_which_begins_below_the_other_are_not_abreast() -> None:
    assert abreast((*LEFT, *paragraph(PROSE, x=310, y=400))) == []


def test_cells_of_a_table_are_no_columns_of_prose() -> None:
    cells = [paragraph(["4.5 m", "6.0 m", "2.2 m", "1.0 m", "3.1 m"], x=50 + 120 * at) for at in range(3)]
    assert abreast([cell for column in cells for cell in column]) == []


def test_a_heading_over_both_columns_is_of_neither() -> None:
    heading = line("Of the harbour, its quays and basins, and of all who tend to them day and night", 50, 70)
    columns = abreast((heading, *LEFT, *RIGHT))
    assert sorted(columns) == [around(LEFT), around(RIGHT)]
    assert not any(held(heading, column) for column in columns)
    assert held(LEFT[0], min(columns))


def test_the_gutter_between_two_texts_reaches_from_what_spans_them_to_what_does_below() -> None:
    title, foot = Rect(50, 40, 550, 70), Rect(50, 700, 550, 720)
    (wall,) = gutters([title, around(LEFT), around(RIGHT), foot], (), PAGE)
    assert around(LEFT).x1 < wall.x0 < around(RIGHT).x0
    assert (wall.y0, wall.y1) == (70, 700)


def test_texts_far_apart_or_one_above_the_other_have_no_gutter() -> None:
    assert gutters([Rect(50, 100, 200, 300), Rect(300, 100, 500, 300)], (), PAGE) == []
    assert gutters([Rect(50, 100, 200, 300), Rect(210, 310, 500, 400)], (), PAGE) == []


def test_a_long_upright_rule_is_a_wall_and_a_short_one_is_not() -> None:
    long, short = Rect(299, 100, 301, 700), Rect(299, 100, 301, 140)
    assert [wall.centre[0] for wall in gutters((), (long,), PAGE)] == [300]
    assert gutters((), (short,), PAGE) == []


def test_lines_on_the_two_sides_of_a_gutter_are_parted() -> None:
    walls = gutters([around(LEFT), around(RIGHT)], (), PAGE)
    woven = [line for pair in zip(LEFT, RIGHT, strict=True) for line in pair]
    assert parted(woven, walls) == [list(LEFT), list(RIGHT)]
    assert parted(woven, ()) == [woven]


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(20, 780)), max_size=20), st.floats(10, 590))
def test_parting_loses_no_line(places: list[tuple[float, float]], x: float) -> None:
    drawn = [line(f"quay {at}", left, top) for at, (left, top) in enumerate(places)]
    sides = parted(drawn, [Rect(x, 100, x, 600)])
    assert len(sides) <= 2
    assert sorted(each.text for side in sides for each in side) == sorted(each.text for each in drawn)

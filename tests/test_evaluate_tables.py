import pytest
from evaluation import table
from hypothesis import given
from hypothesis import strategies as st

from docparse.document import Cell, Table, Text
from docparse.evaluate.tables import number, numbers_right, teds


def test_the_same_table_is_1_and_an_empty_one_too() -> None:
    assert teds(table("a|b", "1|2"), table("a|b", "1|2")) == 1
    assert teds(Table(()), Table(())) == 1


def test_a_wrong_letter_costs_its_share_of_a_cell() -> None:
    # Two rows and four cells make six nodes; half of one cell's letters are wrong.
    assert teds(table("a|b", "1|2x"), table("a|b", "1|2y")) == pytest.approx(1 - 0.5 / 6)
    assert teds(table("a|b", "1|2x"), table("a|b", "1|2y"), structure=True) == 1


def test_a_missing_row_costs_the_row_and_its_cells() -> None:
    assert teds(table("a|b"), table("a|b", "1|2")) == pytest.approx(1 - 3 / 6)


def test_a_wrong_span_costs_a_node_in_structure_too() -> None:
    wide = Table(((Cell((Text("a"),), colspan=2),),))
    narrow = Table(((Cell((Text("a"),)),),))
    assert teds(wide, narrow) == teds(wide, narrow, structure=True) == 0.5


def test_header_cells_are_cells() -> None:
    head = Table(((Cell((Text("a"),), header=True),),))
    assert teds(head, table("a")) == 1


rows = st.lists(st.lists(st.sampled_from(["", "a", "b", "long"]), min_size=1, max_size=3), max_size=4)


@given(rows, rows)
def test_teds_is_symmetric_and_between_0_and_1(one: list[list[str]], other: list[list[str]]) -> None:
    left, right = (table(*map("|".join, side)) for side in (one, other))
    assert 0 <= teds(left, right) <= 1
    assert teds(left, right) == pytest.approx(teds(right, left))


def test_numbers_of_a_chart_are_right_within_5_per_cent_under_their_labels() -> None:
    truth = table("|2020|2021", "north|100|200", "south|3|4")
    assert numbers_right(truth, truth) == (4, 4)
    assert numbers_right(table("|2020|2021", "north|104|190", "south|3.3|4"), truth) == (3, 4)
    assert numbers_right(table("|2021|2020", "north|100|200"), truth) == (0, 4)
    assert numbers_right(None, truth) == (0, 4)


def test_a_chart_may_be_answered_with_rows_for_columns() -> None:
    truth = table("|2020|2021", "north|100|200")
    assert numbers_right(table("|north", "2020|100", "2021|200"), truth) == (2, 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", 1234.5),
        ("12 %", 12),
        ("$3", 3),
        ("\u22124", -4),
        ("1e3", 1000),
        ("12 May", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, value: float | None) -> None:
    assert number(text) == value

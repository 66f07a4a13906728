import pytest
from evaluation import table
from hypothesis import given
from hypothesis import strategies as st

from docparse.document import Cell, Math, Strong, Sup, Table, Text
from docparse.evaluate.parts import tabular
from docparse.evaluate.tables import html, number, numbers_right, shares, teds

FRAME = '<html><body><table border="1" ></table></body></html>'


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


def test_the_html_of_a_table_is_the_normal_form_of_omnidocbench() -> None:
    # What its own code makes of `<table class="a"><thead><tr><th colspan="2" style="b">1<sup>st</sup></th>
    # </tr></thead><tbody><tr><td rowspan="2"><p>two\u00a0 three</p></td><td>$x$</td></tr></tbody></table>`.
    head = Cell((Text("1"), Sup((Text("st"),))), header=True, colspan=2)
    row = (Cell((Strong((Text("two\u00a0 three"),)),), rowspan=2), Cell((Text("$x$"),)))
    assert html(Table(((head,), row))) == (
        '<html><body><table border="1" ><tr><td colspan="2">1st</td></tr>'
        '<tr><td rowspan="2">two three</td><td>$x$</td></tr></table></body></html>'
    )
    assert html(Table(((Cell((Math("x"),)),),))) == html(table("x"))


def test_the_edit_distance_of_tables_counts_letters_and_tags_over_all_tables_of_a_page() -> None:
    short, long = table("ab"), table("cd|ef", "gh|ij")
    truth = [tabular(short, 0), tabular(long, 1)]
    wrong = tabular(table("aX"), 0)
    sizes = [len(html(each)) for each in (short, long)]
    assert sizes[0] == len(FRAME) + len("<tr><td>ab</td></tr>")
    found = shares(truth, [(truth[0], wrong), (truth[1], truth[1])])
    assert found["table_edit"].amount == pytest.approx(1 / sum(sizes))
    unfound = shares(truth, [(truth[0], truth[0])])
    assert unfound["table_edit"].amount == pytest.approx(sizes[1] / sum(sizes))
    assert shares(truth, [])["table_edit"].amount == 1
    assert shares([], []) == {}


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

from lines import line

from docparse.engines.light import leads


def test_labels_with_values_far_to_their_right_are_two_columns() -> None:
    rows = [
        line("Subtotal          19.30"),
        line("of which VAT       3.22", y=112),
        line("Cash              20.00", y=124),
    ]
    grid = leads.grid(rows)
    assert grid is not None
    assert [(cell.row, cell.column, cell.header) for cell in grid.cells] == [
        (row, column, False) for row in range(3) for column in range(2)
    ]


def test_two_rows_are_too_few() -> None:
    assert leads.grid([line("Subtotal          19.30"), line("Cash              20.00", y=112)]) is None


def test_a_line_without_a_value_is_no_row() -> None:
    rows = [line("Subtotal     19.30"), line("Cash         20.00", y=112), line("Thank you", y=124)]
    assert leads.grid(rows) is None


def test_values_that_do_not_line_up_make_no_column() -> None:
    rows = [line("a      one"), line("b            of them", y=112), line("c                   is", y=124)]
    assert leads.grid(rows) is None


def test_prose_in_two_columns_is_no_table() -> None:
    prose = "one of the boats in the harbour          lies on its side in the mud"
    assert leads.grid([line(prose, y=100 + 12 * row) for row in range(4)]) is None

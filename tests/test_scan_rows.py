from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from lines import cell, line

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, Line
from docparse.engines.light.scan.rows import settled

AREA = Rect(72, 100, 372, 160)


def grid(rows: int = 3, columns: int = 3) -> Grid:
    return Grid(AREA, tuple(cell(row, column) for row, column in product(range(rows), range(columns))))


def at(row: int, column: int, text: str, *, right: float = 0.0, down: float = 0.0) -> Line:
    return line(text, x=77 + 100 * column + right, y=112 + 20 * row + down, size=8)


def shape(found: Grid) -> tuple[int, int]:
    return max(c.row for c in found.cells) + 1, max(c.column for c in found.cells) + 1


CORNERS = [at(row, column, "7") for row, column in product((0, 2), (0, 2))]


def test_rows_and_columns_without_words_are_left_out() -> None:
    found = settled(grid(), CORNERS, ())
    assert shape(found) == (2, 2)
    assert [(c.row, c.column) for c in found.cells] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_cell_spans_less_when_a_row_that_it_spans_is_left_out() -> None:
    tall = Grid(AREA, (cell(0, 0, 3, 1), *(cell(row, column) for row in range(3) for column in (1, 2))))
    found = settled(
        tall, [at(1, 0, "all"), *(at(row, column, "7") for row in (0, 2) for column in (1, 2))], ()
    )
    assert [c.rowspan for c in found.cells if c.column == 0] == [2]


def test_rows_and_columns_that_are_ruled_may_be_empty() -> None:
    across = [Rect(72, y, 372, y + 1) for y in (100, 120, 140, 160)]
    down = [Rect(x, 100, x + 1, 160) for x in (172, 272)]
    assert shape(settled(grid(), CORNERS, across)) == (3, 2)
    assert shape(settled(grid(), CORNERS, down)) == (2, 3)


def test_a_row_with_two_lines_of_figures_in_each_column_becomes_two() -> None:
    words = [at(0, column, "Head") for column in range(3)]
    words += [at(1, column, f"{n}.5", down=9 * n) for n in range(2) for column in range(3)]
    found = settled(grid(2), words, ())
    assert shape(found) == (3, 3)
    tops = [c.rect.y0 for c in found.cells if c.column == 0]
    assert tops == sorted(tops)


def test_a_row_with_two_lines_of_words_stays_one() -> None:
    words = [at(0, column, "Head") for column in range(3)]
    words += [at(1, 0, "Old", down=9 * n) for n in range(2)] + [at(1, column, "4") for column in (1, 2)]
    assert shape(settled(grid(2), words, ())) == (2, 3)


LABELLED = [
    at(0, 0, "Test for a"),
    at(0, 1, "4"),
    at(0, 2, "5"),
    at(2, 0, "Rest"),
    at(2, 1, "6"),
    at(2, 2, "7"),
]


def test_the_second_line_of_a_label_belongs_to_the_row_above() -> None:
    found = settled(grid(), [*LABELLED, at(1, 0, "trend", right=8)], ())
    assert shape(found) == (2, 3)
    first = next(c for c in found.cells if (c.row, c.column) == (0, 0))
    assert (first.rect.y0, first.rect.y1) == (100, 140)


def test_a_label_of_its_own_keeps_its_row() -> None:
    assert shape(settled(grid(), [*LABELLED, at(1, 0, "trend")], ())) == (3, 3)
    assert shape(settled(grid(), [*LABELLED, at(1, 0, "Trend", right=8)], ())) == (3, 3)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.integers(0, 2), st.sampled_from(["7", "word", "a b"]), st.floats(0, 9)
        ),
        min_size=1,
        max_size=15,
    )
)
def test_every_place_of_the_grid_is_taken_once(placed: list[tuple[int, int, str, float]]) -> None:
    words = [at(row, column, text, down=down) for row, column, text, down in placed]
    found = settled(grid(), words, ())
    taken = [
        (c.row + y, c.column + x) for c in found.cells for y in range(c.rowspan) for x in range(c.colspan)
    ]
    rows, columns = shape(found)
    assert sorted(taken) == sorted(product(range(rows), range(columns)))


def test_amounts_with_words_of_their_own_beside_them_are_rows_of_a_bill() -> None:
    words = [at(0, 0, "Item"), at(0, 1, "Total")]
    words += [at(1, 0, "Net"), at(1, 1, "21.30"), at(1, 0, "Rounding", down=9), at(1, 1, "-0.01", down=9)]
    assert shape(settled(grid(2, 2), words, ())) == (3, 2)


def test_what_has_no_amount_of_its_own_stays_with_the_row_above() -> None:
    words = [at(0, 0, "Item"), at(0, 1, "Total"), at(1, 0, "Tea"), at(1, 1, "1.50"), at(1, 0, "iced", down=9)]
    words += [at(1, 0, "Soup", down=18), at(1, 1, "9.90", down=18)]
    tall = [replace(c, rect=c.rect._replace(y1=160)) if c.row else c for c in grid(2, 2).cells]
    found = settled(Grid(AREA, tuple(tall)), words, ())
    assert shape(found) == (3, 2)
    (last,) = (c for c in found.cells if (c.row, c.column) == (2, 0))
    assert words[4].rect.y1 <= last.rect.y0 <= words[5].rect.y0


def test_a_label_of_one_line_keeps_its_two_amounts() -> None:
    words = [at(0, 0, "Item"), at(0, 1, "Total"), at(1, 0, "Range"), at(1, 1, "21.30")]
    words.append(at(1, 1, "22.40", down=9))
    assert shape(settled(grid(2, 2), words, ())) == (2, 2)


def label(text: str, y: float) -> Line:
    return line(text, x=77, y=y, size=8)


def second_row(last_line: float) -> Rect:
    """The place of a row whose cell, as it was seen, begins with the last line of the label above."""
    words = [label("Roast pork", 112), label("and rice", last_line), label("Green tea", 141)]
    figures = [line(text, x=277, y=y, size=8) for text, y in (("7.00", 112), ("2.30", 141))]
    pair = Grid(AREA, tuple(cell(row, column) for row, column in product(range(2), range(3))))
    return settled(pair, [*words, *figures], ()).cells[-1].rect


def test_the_last_line_of_a_label_stays_with_it_where_it_is_nearer_to_it() -> None:
    assert second_row(last_line=123).y0 > 123


def test_a_line_halfway_between_labels_stays_in_the_row_that_was_seen() -> None:
    assert second_row(last_line=127).y0 == 120


def test_a_row_in_which_no_cell_begins_is_none() -> None:
    spanning = Grid(AREA, (*(cell(0, column) for column in range(3)), cell(1, 0, 2, 3)))
    found = settled(spanning, [*(at(0, column, "Head") for column in range(3)), at(1, 0, "all of it")], ())
    assert shape(found) == (2, 3)
    assert [c.rowspan for c in found.cells if c.row == 1] == [1]

from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from lines import cell, line

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.scan.fitting import fitted

AREA = Rect(72, 100, 372, 160)
SQUARE = tuple(cell(row, column) for row, column in product(range(3), range(3)))


def at(row: int, column: int, text: str, shift: float = 0.0) -> Line:
    return line(text, x=77 + 100 * column + shift, y=114 + 20 * row)


def shifted(cells: tuple[GridCell, ...], x: float, y: float) -> tuple[GridCell, ...]:
    moves = ((cell, cell.rect) for cell in cells)
    return tuple(
        replace(cell, rect=Rect(rect.x0 + x, rect.y0 + y, rect.x1 + x, rect.y1 + y)) for cell, rect in moves
    )


def around(grid: Grid, piece: Line) -> tuple[int, int]:
    """Row and column of the cell in which a piece stands."""
    (found,) = (cell for cell in grid.cells if cell.rect.holds(piece.rect))
    return found.row, found.column


def test_cells_seen_beside_their_words_are_moved_to_them() -> None:
    words = {place: at(*place, f"word{sum(place)}") for place in product(range(3), range(3))}
    grid = fitted(shifted(SQUARE, 10, 6), list(words.values()), (), AREA)
    assert all(around(grid, piece) == place for place, piece in words.items())


def test_a_cell_over_two_columns_does_not_move_their_border() -> None:
    cells = (cell(0, 0, 1, 2), cell(0, 2), *(c for c in SQUARE if c.row))
    words = [at(row, column, "12") for row, column in product((1, 2), range(3))]
    heading = line("Heading of both", x=90, y=114)
    grid = fitted(cells, [heading, *words], (), AREA)
    assert around(grid, heading) == (0, 0)
    assert {around(grid, word) for word in words} == set(product((1, 2), range(3)))


def test_borders_are_where_as_many_rules_are_drawn() -> None:
    rules = [Rect(x, 100, x + 1, 160) for x in (72, 150, 260, 371)]
    rules += [Rect(72, y, 372, y + 1) for y in (100, 125, 141, 159)]
    grid = fitted(SQUARE, [at(0, 0, "a"), at(2, 2, "b")], rules, AREA)
    assert {cell.rect.x0 for cell in grid.cells} == {72, 150.5, 260.5}
    assert {cell.rect.y0 for cell in grid.cells} == {100, 125.5, 141.5}


def test_words_close_to_each_other_are_parted_where_two_columns_meet() -> None:
    words = [at(row, column, "123456789012345678") for row, column in product((0, 2), range(3))]
    close = line("Mill Quay", x=150, y=134)
    grid = fitted(SQUARE, [*words, close], (), AREA)
    (cut,) = (rule for rule in grid.rules if rule.meets(close.rect))
    assert close.runs[0].rect.x1 <= cut.x0 <= close.runs[1].rect.x0


@given(
    st.lists(st.tuples(st.floats(60, 380), st.floats(95, 170), st.text("ab1 .", min_size=1)), max_size=12),
    st.tuples(st.floats(-40, 40), st.floats(-15, 15)),
)
def test_the_grid_closes_wherever_words_and_cells_stand(
    placed: list[tuple[float, float, str]], shift: tuple[float, float]
) -> None:
    words = [line(text, x=x, y=y) for x, y, text in placed if text.strip()]
    grid = fitted(shifted(SQUARE, *shift), words, (), AREA)
    assert [(c.row, c.column) for c in grid.cells] == [(c.row, c.column) for c in SQUARE]
    for row in range(3):
        inside = [c.rect for c in grid.cells if c.row == row]
        assert [rect.x1 for rect in inside] == [*(rect.x0 for rect in inside[1:]), AREA.x1]
        assert all(rect.x0 <= rect.x1 and rect.y0 <= rect.y1 for rect in inside)

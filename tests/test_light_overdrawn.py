from lines import line

from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.grids import from_whitespace
from docparse.engines.light.layer import Grid, Line
from docparse.engines.light.overdrawn import confined

WHERE = (77, 300, 360, 420)


def entries(top: float, count: int) -> list[Line]:
    """Rows of a table without rules: goods, how many, their price, the sum."""
    heads = ("Goods", "Count", "Price", "Sum")
    rows = [heads, *((f"Lamp {n}", str(n), f"{n}.50", f"{n * n}.25") for n in range(3, 3 + count))]
    return [
        line(text, x=x, y=top + 24 * place)
        for place, row in enumerate(rows)
        for x, text in zip(WHERE, row, strict=True)
    ]


def found(*parts: list[Line]) -> tuple[Grid, list[Line]]:
    """A grid of all lines, as if they were one table."""
    lines = [line for part in parts for line in part]
    grid = from_whitespace(lines)
    assert grid is not None
    return grid, lines


def addresses(top: float) -> list[Line]:
    left, right = ("Anna Berg", "Hafen 3", "Kiel", "Norden"), ("Otto Tal", "Am Weg 8", "Bern", "Berge")
    return [
        line(text, x=x, y=top + 13 * n)
        for x, side in ((77, left), (170, right))
        for n, text in enumerate(side)
    ]


def test_addresses_above_a_table_are_none_of_its_rows() -> None:
    body = entries(200, 8)
    made = confined(*found(addresses(100), body))
    assert made.rect == hull(line.rect for line in body)
    assert {cell.column for cell in made.cells} == {0, 1, 2, 3}


def test_a_table_with_nothing_above_is_left_as_it_is() -> None:
    grid, lines = found(entries(200, 8))
    assert confined(grid, lines) is grid


def test_a_head_of_several_rows_is_the_tables_own() -> None:
    over = [line("Of this year's", x=290, y=160), line("and of the last", x=290, y=172)]
    grid, lines = found(over, entries(200, 8))
    assert confined(grid, lines) is grid


def test_rows_in_the_same_columns_are_the_tables_own_whatever_parts_them() -> None:
    grid, lines = found(entries(60, 5), entries(260, 8))
    assert confined(grid, lines) is grid


def test_what_is_ruled_is_believed() -> None:
    grid, lines = found(addresses(100), entries(200, 8))
    ruled = Grid(grid.rect, grid.cells, (Rect(200, 100, 200.5, 400),))
    assert confined(ruled, lines) is ruled

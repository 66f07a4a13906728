from lines import line

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.scan.heads import Drawn, below, edged, fused, headed, lengthened

AREA = Rect(0, 0, 400, 120)
FILL = Rect(0, 0, 400, 40)


def cell(row: int, column: int, rowspan: int = 1, colspan: int = 1) -> GridCell:
    place = Rect(100 * column, 20 * row, 100 * (column + colspan), 20 * (row + rowspan))
    return GridCell(place, row, column, rowspan, colspan)


def label(text: str, x: float, row: int) -> Line:
    return line(text, x=x, y=20 * row + 14)


LABELS = [label("Season", 5, 1), label("Nights", 185, 0), label("Hours", 305, 0)]
LOWER = [label("clear", 140, 1), label("foggy", 240, 1)]
FIGURES = [label(str(7 * row + at), 10 + 100 * at, row) for row in (2, 3, 4, 5) for at in range(4)]
BODY = [cell(row, column) for row in (2, 3, 4, 5) for column in range(4)]


def test_labels_in_one_wide_cell_on_a_fill_are_put_over_their_columns() -> None:
    seen = Grid(AREA, (cell(0, 0, colspan=4), *(cell(1, column) for column in range(4)), *BODY))
    found = headed(seen, [*LABELS, *LOWER, *FIGURES], [FILL])
    header = {(c.row, c.column, c.rowspan, c.colspan) for c in found.cells if c.header}
    assert header == {(0, 0, 2, 1), (0, 1, 1, 2), (0, 3, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1)}


def test_a_table_without_a_fill_stays_as_it_was_seen() -> None:
    seen = Grid(AREA, (cell(0, 0, colspan=4), *BODY))
    assert headed(seen, [*LABELS, *FIGURES], []) == seen


def test_labels_side_by_side_in_one_cell_count_against_a_grid() -> None:
    wide = Grid(AREA, (cell(0, 0, colspan=4), *BODY))
    single = Grid(AREA, (*(cell(0, column) for column in range(4)), *BODY))
    lines = [label("Nights", 110, 0), label("Hours", 310, 0), *FIGURES]
    assert fused(wide, lines) > fused(single, lines) == 0


def test_the_edge_of_a_fill_is_a_rule_and_rules_that_end_at_it_run_through_it() -> None:
    upright = Rect(99, 41, 100, 120)
    drawn = Drawn((upright,), (FILL,))
    assert any(rule.width == 400 and abs(rule.centre[1] - 40) < 1 for rule in edged(drawn, AREA))
    assert Rect(99, 0, 100, 120) in lengthened(drawn, AREA)


def test_prose_above_the_fill_of_a_header_is_no_part_of_the_table() -> None:
    prose = line("The lamp burned on every night of the year, and the harbour kept a list.", x=0, y=10)
    fill = Rect(0, 40, 400, 60)
    rows = [line("Winter", x=5, y=54), line("Spring", x=5, y=74)]
    whole = Rect(0, 0, 400, 80)
    assert below(whole, [prose, *rows], [fill]).y0 == 40
    assert below(whole, rows, [fill]) == whole

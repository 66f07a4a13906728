from lines import cell, line

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, Line
from docparse.engines.light.scan.crossed import uncrossed

AREA = Rect(72, 100, 372, 160)
HIGH = Grid(
    AREA, (cell(0, 0, 2), cell(0, 1), cell(0, 2), cell(1, 1), cell(1, 2), *(cell(2, x) for x in range(3)))
)
TEXTS = [
    line(text, x=77 + 100 * x, y=114 + 20 * y) for y in range(3) for x, text in enumerate(("Port", "7", "9"))
]


def spans(rules: list[Rect], texts: list[Line]) -> dict[tuple[int, int], int]:
    return {(one.row, one.column): one.rowspan for one in uncrossed(HIGH, texts, rules).cells}


def test_a_cell_over_two_rows_is_two_where_a_rule_across_the_table_parts_them() -> None:
    found = spans([Rect(72, 119, 372, 120)], TEXTS)
    assert found[0, 0] == found[1, 0] == 1


def test_a_rule_under_other_columns_alone_leaves_it() -> None:
    assert spans([Rect(172, 119, 372, 120)], TEXTS) == spans([], TEXTS)


def test_the_rule_at_the_foot_of_a_table_leaves_it() -> None:
    above = [text for text in TEXTS if text.baseline < 120]
    assert spans([Rect(72, 125, 372, 126)], above) == spans([], above)


def test_a_rule_that_strikes_through_its_words_leaves_it() -> None:
    label = line("Port", x=77, y=122)
    assert spans([Rect(72, 119, 372, 120)], [label, *TEXTS[1:3], *TEXTS[4:]]) == spans([], [label])

from lines import line

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Line
from docparse.engines.light.scan.sections import sections

TABLE = Rect(70, 90, 470, 260)


def rows(*texts: tuple[str, ...], y: float) -> list[Line]:
    return [
        line(text, x=75 + 130 * x, y=y + 15 * row)
        for row, cells in enumerate(texts)
        for x, text in enumerate(cells)
        if text
    ]


def across(*places: float) -> list[Rect]:
    return [Rect(70, y, 470, y + 0.5) for y in places]


BEEF = rows(("", "Cases", "Controls"), ("Low", "60", "59"), ("High", "15", "14"), y=105)
MUTTON = rows(("", "Cases", "Controls"), ("Low", "31", "41"), ("High", "10", "9"), y=165)
RULES = across(93, 109, 152, 169, 215)


def test_a_rule_that_another_header_follows_may_part_two_tables() -> None:
    above, below = sections(TABLE, [*BEEF, *MUTTON], RULES)
    assert all(above.contains(piece.rect) for piece in BEEF)
    assert all(below.contains(piece.rect) for piece in MUTTON)


def test_totals_under_a_rule_are_no_other_table() -> None:
    totals = rows(("All", "75", "73"), ("Mean", "37", "36"), y=165)
    assert sections(TABLE, [*BEEF, *totals], across(93, 109, 152, 155, 200)) == []


def test_a_title_between_rules_is_no_header_of_another_table() -> None:
    panel = rows(("Panel B",), ("Low", "31", "41"), ("High", "10", "9"), y=165)
    assert sections(TABLE, [*BEEF, *panel], RULES) == []


def test_double_rules_under_a_header_part_nothing() -> None:
    assert sections(TABLE, BEEF, across(93, 109, 111, 152)) == []

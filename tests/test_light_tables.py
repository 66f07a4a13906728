from dataclasses import replace

from lines import cell, layer, line

from docparse.document import Break, Cell, Table, Text, plain
from docparse.engines.light.geometry import Rect
from docparse.engines.light.grids import from_whitespace
from docparse.engines.light.layer import Grid, Line
from docparse.engines.light.tables import better, fit, is_sound, table

AREA = Rect(72, 100, 372, 160)


def grid(*cells: tuple[int, ...]) -> Grid:
    return Grid(AREA, tuple(cell(*place) for place in cells))


def at(row: int, column: int, text: str) -> Line:
    return line(text, x=77 + 100 * column, y=114 + 20 * row)


def rows(made: Table) -> list[list[str]]:
    return [[plain(cell.inlines) for cell in row] for row in made.rows]


def test_cells_hold_the_words_that_stand_in_them() -> None:
    square = grid((0, 0), (0, 1), (1, 0), (1, 1))
    made = table(
        square, [at(0, 0, "Port"), at(0, 1, "Depth"), at(1, 0, "Old Quay"), at(1, 1, "4.5")], layer()
    )
    assert rows(made) == [["Port", "Depth"], ["Old Quay", "4.5"]]
    assert [cell.header for row in made.rows for cell in row] == [True, True, False, False]


def test_cells_that_span_rows_and_columns_keep_their_spans() -> None:
    made = table(
        grid((0, 0, 1, 2), (1, 0), (1, 1)), [at(0, 0, "Both"), at(1, 0, "a"), at(1, 1, "b")], layer()
    )
    assert made.rows[0] == (Cell((Text("Both"),), header=True, colspan=2),)


def test_text_outside_every_cell_goes_to_the_nearest_one() -> None:
    square = grid((0, 0), (0, 1), (1, 0), (1, 1))
    made = table(
        square,
        [at(0, 0, "a"), at(0, 1, "b"), at(1, 0, "c"), at(1, 1, "d"), line("below", x=180, y=158)],
        layer(),
    )
    assert rows(made)[1] == ["c", "d below"] or rows(made)[1] == ["c", "d\nbelow"]


def test_a_cell_keeps_a_break_that_it_needs() -> None:
    square = grid((0, 0), (0, 1), (1, 0), (1, 1))
    first, second = line("12 May", x=77, y=108), line("2026", x=77, y=118)
    made = table(square, [first, second, at(0, 1, "b"), at(1, 0, "c"), at(1, 1, "d")], layer())
    assert made.rows[0][0].inlines == (Text("12 May"), Break(), Text("2026"))


def test_words_on_both_sides_of_a_rule_are_of_two_cells() -> None:
    close = Line((*line("ALPHABETICAL_", x=102, y=114).runs, *line("42", x=170, y=114).runs))
    pair = grid((0, 0), (0, 1))
    assert rows(table(pair, [close], layer())) == [["ALPHABETICAL_42"]]
    rule = Rect(168.5, 90, 169, 170)
    assert rows(table(replace(pair, rules=(rule,)), [close], layer())) == [["ALPHABETICAL_", "42"]]


def test_one_row_one_column_or_empty_cells_are_no_table() -> None:
    assert not is_sound(grid((0, 0), (0, 1)), [at(0, 0, "a"), at(0, 1, "b")])
    assert not is_sound(grid((0, 0), (1, 0)), [at(0, 0, "a"), at(1, 0, "b")])
    square = grid((0, 0), (0, 1), (1, 0), (1, 1))
    assert not is_sound(square, [at(0, 0, "a")])
    assert is_sound(square, [at(0, 0, "a"), at(0, 1, "b")])


LEDGER = [
    line("Port            Ships    Tons", y=100),
    line("Old Quay           12     450", y=112),
    line("North Basin         9     300", y=124),
    line("Mill                1      20", y=136),
]


def test_columns_are_found_in_the_white_between_words() -> None:
    found = from_whitespace(LEDGER)
    assert found is not None
    assert rows(table(found, LEDGER, layer())) == [
        ["Port", "Ships", "Tons"],
        ["Old Quay", "12", "450"],
        ["North Basin", "9", "300"],
        ["Mill", "1", "20"],
    ]


def test_prose_has_no_columns() -> None:
    assert from_whitespace([line("a line of words that run on", y=100 + 12 * n) for n in range(4)]) is None


def test_a_grid_that_crowds_figures_gives_way_to_the_white_between_them() -> None:
    crowded = Grid(Rect(72, 90, 250, 140), (cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1)))
    assert fit(crowded, LEDGER) <= 0.5
    assert better(crowded, LEDGER) == from_whitespace(LEDGER)
    neat = from_whitespace(LEDGER)
    assert neat is not None
    assert better(neat, LEDGER) is neat


HEAD = [line("Port", x=77, y=114), line("Cargo", x=177, y=114), line("Tons", x=277, y=114)]
BODY = replace(cell(1, 0, 3, 3), rowspan=1)
UNDIVIDED = Grid(Rect(72, 100, 372, 220), (cell(0, 0), cell(0, 1), cell(0, 2), BODY))
ENTRIES = [
    line("Old Quay            Timber              450", x=77, y=134),
    line("and planks", x=177, y=146),
    line("North Basin         Salt                300", x=77, y=158),
    line("Mill                Grain                20", x=77, y=170),
]


def test_a_body_ruled_as_one_cell_is_parted_by_the_columns_of_its_header() -> None:
    made = table(UNDIVIDED, [*HEAD, *ENTRIES], layer())
    assert rows(made) == [
        ["Port", "Cargo", "Tons"],
        ["Old Quay", "Timber and planks", "450"],
        ["North Basin", "Salt", "300"],
        ["Mill", "Grain", "20"],
    ]
    assert [[cell.header for cell in row] for row in made.rows] == [[True] * 3, *[[False] * 3] * 3]


def test_rows_below_a_parted_one_follow_it() -> None:
    last = [replace(cell(4, column), row=2) for column in range(3)]
    entries = [ENTRIES[0], *ENTRIES[2:], line("All                 Goods               770", x=77, y=194)]
    made = table(replace(UNDIVIDED, cells=(*UNDIVIDED.cells, *last)), [*HEAD, *entries], layer())
    assert [row[0] for row in rows(made)] == ["Port", "Old Quay", "North Basin", "Mill", "All"]
    assert rows(made)[-1] == ["All", "Goods", "770"]


def test_figures_and_first_columns_begin_rows_of_their_own() -> None:
    entries = [*ENTRIES[2:], line("Weir                Ore                   5", x=77, y=182)]
    more = [line("Outer ports", x=77, y=194), line("12", x=287, y=206)]
    made = table(UNDIVIDED, [*HEAD, *entries, *more], layer())
    assert rows(made)[-2:] == [["Outer ports", "", ""], ["", "", "12"]]


def test_prose_under_a_ruled_header_stays_one_cell() -> None:
    prose = [line("a note on all of the ports that runs on over every column", x=77, y=y) for y in (134, 146)]
    wide = table(UNDIVIDED, [*HEAD, *prose, *ENTRIES[:1]], layer())
    assert [cell.colspan for cell in wide.rows[1]] == [3]
    few = table(UNDIVIDED, [*HEAD, *ENTRIES[:3]], layer())
    assert [cell.colspan for cell in few.rows[1]] == [3]


def test_a_first_row_of_figures_among_figures_is_no_header() -> None:
    rows = ("2     Pot     5.60", "1     Bun     3.95", "3     Tea     2.25")
    assert not any(cell.header for row in _by_white(rows).rows for cell in row)


def test_a_first_row_of_words_or_years_is_a_header() -> None:
    for head in ("No    What    Sum", "No    2019    2020"):
        first, *others = _by_white((head, "2     4.20    5.60", "1     9.90    3.95")).rows
        assert all(cell.header for cell in first)
        assert not any(cell.header for row in others for cell in row)


def _by_white(texts: tuple[str, ...]) -> Table:
    lines = [line(text, y=100 + 14 * index) for index, text in enumerate(texts)]
    grid = from_whitespace(lines)
    assert grid is not None
    return table(grid, lines, layer(*lines))


def test_dots_that_lead_from_a_label_to_its_figures_are_no_part_of_it() -> None:
    square = grid((0, 0), (0, 1), (1, 0), (1, 1))
    lines = [at(0, 0, "Ships"), at(0, 1, "..."), at(1, 0, "Boats etc.. . . ."), at(1, 1, "7 or so...")]
    made = table(square, lines, layer())
    assert rows(made) == [["Ships", "..."], ["Boats etc", "7 or so..."]]


def test_a_table_ruled_to_be_filled_in_is_sound_and_a_row_of_boxes_without_rules_is_not() -> None:
    cells = tuple(cell(row, column) for row in range(4) for column in range(3))
    rules = tuple(Rect(72 + 100 * n, 100, 72.5 + 100 * n, 180) for n in range(4))
    names = [line(name, x=77 + 100 * n, y=114) for n, name in enumerate(("Name", "Length", "Port"))]
    grid = Grid(Rect(72, 100, 372, 180), cells, rules)
    assert is_sound(grid, names)
    assert not is_sound(grid, names[:2])
    assert not is_sound(replace(grid, rules=()), names)


def test_a_table_in_hebrew_is_read_from_its_right() -> None:
    square = grid((0, 0), (0, 1), (1, 0, 1, 2))
    made = table(square, [at(0, 0, "7,413"), at(0, 1, "שלום"), at(1, 1, "עולם")], layer())
    assert rows(made) == [["שלום", "7,413"], ["עולם"]]
    assert made.rows[1][0].colspan == 2

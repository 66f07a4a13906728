from lines import cell, line

from docparse.engines.light.geometry import Rect
from docparse.engines.light.grids import Filling
from docparse.engines.light.heads import spread
from docparse.engines.light.layer import Grid, GridCell

PAGE = Rect(0, 0, 600, 800)


def _header(*rows: str) -> Filling:
    """Rows of labels parted by bars, each at the left of its cell, as a header above one row of figures."""
    texts: Filling = {}
    for row, labels in enumerate(rows):
        for column, label in enumerate(map(str.strip, labels.split("|"))):
            place = _cell(row, column, header=row < len(rows) - 1)
            texts[place] = [line(label, place.rect.x0 + 4, place.rect.y1 - 6)] if label else []
    return texts


def _cell(row: int, column: int, *, header: bool) -> GridCell:
    made = cell(row, column)
    return GridCell(made.rect, row, column, header=header)


def _spread(texts: Filling) -> dict[str, tuple[int, int, int, int]]:
    """Row, column, rowspan and colspan of each label."""
    found = spread(Grid(PAGE, tuple(texts)), texts)[1].items()
    held = [(cell, lines[0].text) for cell, lines in found if lines]
    return {text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell, text in held}


def test_a_label_spreads_over_the_columns_that_have_labels_below_it() -> None:
    found = _spread(_header("Region|2023| |2024| ", " |Boats|Men|Boats |Men ", "North|1|2|3|4"))
    assert found["2023"] == (0, 1, 1, 2)
    assert found["2024"] == (0, 3, 1, 2)
    assert found["Region"] == (0, 0, 2, 1)
    assert found["North"] == (2, 0, 1, 1)


def test_a_label_in_the_middle_takes_the_cells_on_both_sides() -> None:
    texts = _header("Kind| | | ", " |a|b|c", "x|1|2|3")
    above = next(place for place in texts if (place.row, place.column) == (0, 2))
    texts[above] = [line("Score", above.rect.centre[0] - 12, above.rect.y1 - 6)]
    assert _spread(texts)["Score"] == (0, 1, 1, 3)


def test_a_label_stands_in_the_middle_of_labels_that_stand_to_one_side_of_their_columns() -> None:
    texts = _header("Kind| | | ", " |1st|2nd|3rd", "x|1|2|3")
    lower = {place.column: place for place in texts if place.row == 1}
    for column in (1, 2, 3):
        texts[lower[column]] = [line("May", lower[column].rect.x1 - 20, lower[column].rect.y1 - 6)]
    above = next(place for place in texts if (place.row, place.column) == (0, 2))
    texts[above] = [line("Year Ended", above.rect.x1 - 37, above.rect.y1 - 6)]
    assert _spread(texts)["Year Ended"] == (0, 1, 1, 3)


def test_a_label_at_the_foot_of_its_column_takes_the_room_above_it() -> None:
    assert _spread(_header(" |Catch| ", "Boat|cod|ling", "Ann|1|2"))["Boat"] == (0, 0, 2, 1)


def test_a_row_of_the_header_without_text_is_left_out() -> None:
    found = _spread(_header("Boat|cod", " | ", "Ann|1"))
    assert found == {"Boat": (0, 0, 1, 1), "cod": (0, 1, 1, 1), "Ann": (1, 0, 1, 1), "1": (1, 1, 1, 1)}


def test_empty_cells_of_a_header_of_one_row_stay() -> None:
    texts = _header("Boat| |cod", "Ann|1|2")
    assert spread(Grid(PAGE, tuple(texts)), texts)[1] == texts


def test_a_row_of_figures_is_no_header_whatever_is_said_of_it() -> None:
    found = _spread(_header(" |Share| ", " |Male|Female", "1995|15.1|15.7", "2000|10.6|9.1"))
    assert found["1995"] == (2, 0, 1, 1)


def test_a_row_that_says_no_more_than_what_a_wide_label_has_below_it_is_of_the_header() -> None:
    label, wide = _cell(0, 0, header=True), cell(0, 1, colspan=2)
    texts: Filling = {
        label: [line("Lamp", label.rect.x0 + 4, label.rect.y1 - 6)],
        wide: [line("Reach", wide.rect.x0 + 80, wide.rect.y1 - 6)],
    }
    for row, labels in enumerate((("", "Day", "Night"), ("Oil", "4.2", "11.0")), start=1):
        for column, text in enumerate(labels):
            place = _cell(row, column, header=False)
            texts[place] = [line(text, place.rect.x0 + 4, place.rect.y1 - 6)] if text else []
    found = spread(Grid(PAGE, tuple(texts)), texts)[1]
    assert {cell.row for cell in found if cell.header} == {0, 1}
    assert _spread(texts)["Lamp"] == (0, 0, 2, 1)

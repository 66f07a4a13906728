import cv2
import numpy as np

from docparse.engines.light.layer import GridCell
from docparse.engines.light.scan import structure
from docparse.engines.light.scan.seen import Pixels

BLACK = (0, 0, 0)


def picture(rows: int, columns: int, *, headed: bool = False) -> Pixels:
    """A ruled table of numbers; `headed` has its first row in one cell."""
    image = np.full((40 * rows + 21, 120 * columns + 21, 3), 255, np.uint8)
    for row in range(rows + 1):
        cv2.line(image, (10, 10 + 40 * row), (10 + 120 * columns, 10 + 40 * row), BLACK, 1)
    for column in range(columns + 1):
        top = 50 if headed and 0 < column < columns else 10
        cv2.line(image, (10 + 120 * column, top), (10 + 120 * column, 10 + 40 * rows), BLACK, 1)
    for row in range(rows):
        for column in range(1 if headed and row == 0 else columns):
            place = (
                (10 + 60 * columns - 40, 38) if headed and row == 0 else (40 + 120 * column, 38 + 40 * row)
            )
            text = "Depths" if headed and row == 0 else f"{17 * row + 5 * column}.{column}"
            cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.6, BLACK, 1, cv2.LINE_AA)
    return image


def places(cells: tuple[GridCell, ...]) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in cells]


def test_the_cells_of_a_drawn_table_are_seen_in_rows_and_columns() -> None:
    cells = structure.cells(picture(4, 3))
    assert places(cells) == [(row, column, 1, 1) for row in range(4) for column in range(3)]


def test_each_cell_is_seen_near_where_it_is_drawn() -> None:
    for cell in structure.cells(picture(4, 3)):
        x, y = cell.rect.centre
        assert abs(x - (70 + 120 * cell.column)) < 60
        assert abs(y - (30 + 40 * cell.row)) < 20


def test_a_heading_over_all_columns_spans_them() -> None:
    cells = structure.cells(picture(5, 3, headed=True))
    assert places(cells)[:2] == [(0, 0, 1, 3), (1, 0, 1, 1)]


def test_a_table_that_the_model_comes_to_no_end_of_has_no_cells() -> None:
    assert structure.cells(picture(60, 12)) == ()


def test_white_paper_of_any_shape_is_no_error() -> None:
    for shape in ((1, 1, 3), (2, 900, 3), (900, 2, 3), (60, 60, 3)):
        cells = structure.cells(np.full(shape, 255, np.uint8))
        assert len({(cell.row, cell.column) for cell in cells}) == len(cells)


def test_cells_step_aside_for_a_cell_from_above() -> None:
    tags = ["", "<thead>", "<tr>", "<td", ' rowspan="2"', ">", "</td>", "<td></td>", "</tr>", "</thead>"]
    tags += ["<tr>", "<td></td>", "</tr>"]
    cells = tuple(structure.placed(tags, np.zeros((len(tags), 8), np.float32)))
    assert places(cells) == [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]
    assert [cell.header for cell in cells] == [True, True, False]

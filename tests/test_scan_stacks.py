import cv2
import numpy as np

from docparse.engines.light.scan.seen import Corners, Pixels
from docparse.engines.light.scan.stacks import parted

_PITCH = 30  # pixels from a line to the next


def test_figures_of_a_column_found_as_one_are_parted_as_the_rows_beside_them() -> None:
    image, rows = _table("12", "34", "56")
    stack = _box(200, 5, 230, 5 + 3 * _PITCH)
    found = parted(image, [*rows, stack])
    assert [corners.mean(axis=0)[1] // _PITCH for corners in found[len(rows) :]] == [0, 1, 2]


def test_a_stack_without_rows_beside_it_is_left_as_it_is() -> None:
    image, _ = _table("12", "34", "56")
    elsewhere = _box(10, 300, 150, 328)
    stack = _box(200, 5, 230, 5 + 3 * _PITCH)
    assert parted(image, [elsewhere, stack])[1] is stack


def test_a_large_letter_beside_small_lines_is_no_stack() -> None:
    image, rows = _table()
    cv2.putText(image, "E", (195, 88), cv2.FONT_HERSHEY_SIMPLEX, 3, (0, 0, 0), 6)
    initial = _box(190, 5, 250, 5 + 3 * _PITCH)
    assert parted(image, [*rows, initial])[-1] is initial


def test_the_end_of_a_figure_of_the_next_row_makes_no_line_of_its_own() -> None:
    image, rows = _table("12", "34", "56")
    stack = _box(200, 5, 230, 2 * _PITCH + 13)
    assert len(parted(image, [*rows, stack])) == len(rows) + 2


def _table(*figures: str) -> tuple[Pixels, list[Corners]]:
    """Three rows with labels on their left, and figures beside them."""
    image = np.full((400, 300, 3), 255, np.uint8)
    for row, text in enumerate(figures):
        cv2.putText(image, text, (200, (row + 1) * _PITCH - 4), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0, 0, 0), 2)
    return image, [_box(10, 6 + row * _PITCH, 150, (row + 1) * _PITCH + 2) for row in range(3)]


def _box(x0: float, y0: float, x1: float, y1: float) -> Corners:
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)

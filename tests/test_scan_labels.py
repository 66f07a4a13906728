from itertools import pairwise

from lines import cell, line

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.scan.labels import titled


def grid(edges: list[float]) -> Grid:
    cells = tuple(
        GridCell(Rect(72 + 150 * x, top, 222 + 150 * x, end), row, x)
        for row, (top, end) in enumerate(pairwise(edges))
        for x in range(2)
    )
    return Grid(Rect(72, edges[0], 372, edges[-1]), cells)


def entry(label: str, figure: str, y: float, indent: float = 0.0) -> list[Line]:
    figures = [line(figure, x=240, y=y)] if figure else []
    return [line(label, x=75 + indent, y=y), *figures]


def rows(found: Grid) -> int:
    return 1 + max(one.row for one in found.cells)


HEADER = entry("Port", "Ships", 90)
ENTRIES = [*entry("Lisbon", "7", 145, 10), *entry("Porto", "9", 165, 10)]


def test_a_title_in_one_cell_with_the_first_label_below_it_is_a_row_of_its_own() -> None:
    lines = [*entry("Ships by port", "", 110), *entry("Faro", "3", 125, 10), *ENTRIES]
    found = titled(grid([80, 100, 130, 150, 170]), [*HEADER, *lines])
    assert rows(found) == 5
    assert found.cells[4].rect.holds(lines[1].rect)


def test_a_title_below_a_label_that_hangs_is_a_row_of_its_own() -> None:
    lines = [
        *entry("Ships of all the", "3", 105),
        *entry("ports", "", 116, 10),
        *entry("Since 1900", "", 127),
    ]
    assert rows(titled(grid([80, 96, 130, 150, 170]), [*HEADER, *lines, *ENTRIES])) == 5


def test_a_label_of_two_lines_stays_one() -> None:
    wrapped = [*entry("Ships of all", "", 110), *entry("ports", "3", 125, 10)]
    assert rows(titled(grid([80, 100, 130, 150, 170]), [*HEADER, *wrapped, *ENTRIES])) == 4
    flush = [*entry("Ships of the", "", 110), *entry("Azores", "3", 125)]
    assert rows(titled(grid([80, 100, 130, 150, 170]), [*HEADER, *flush, *ENTRIES])) == 4


def test_rows_that_a_cell_spans_are_left() -> None:
    spanned = Grid(Rect(72, 100, 372, 160), (cell(0, 0, 3), *(cell(row, 1) for row in range(3))))
    assert titled(spanned, entry("Ships", "3", 110)) == spanned


def test_the_first_row_is_left_with_what_stands_above_it() -> None:
    caption = [*entry("Ships by port", "", 110), *entry("Faro", "3", 125, 10)]
    assert rows(titled(grid([100, 130, 150, 170]), [*caption, *ENTRIES])) == 3

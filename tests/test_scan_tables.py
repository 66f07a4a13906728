from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from lines import layer, line
from PIL import Image
from test_scan_structure import picture

from docparse.document import plain
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, GridCell, Layer, Layout, Line, Mark
from docparse.engines.light.scan import lines as scan_lines
from docparse.engines.light.scan import tables
from docparse.engines.light.scan.ocr import detect, read
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.tables import better, is_sound, table

CROPS = Path(__file__).parents[1].parent / "shared" / "corpus" / "pubtabnet_examples"
AREA = Rect(0, 0, 381, 181)  # of picture(4, 3), in points of a pixel


def written(rows: int = 4, columns: int = 3) -> list[Line]:
    """What stands in `picture`."""
    return [
        line(f"{17 * row + 5 * column}.{column}", x=40 + 120 * column, y=38 + 40 * row, size=20)
        for row in range(rows)
        for column in range(columns)
    ]


def texts(grid: Grid, lines: list[Line], on: Layer) -> list[list[str]]:
    return [[plain(cell.inlines) for cell in row] for row in table(grid, lines, on).rows]


NUMBERS = [[f"{17 * row + 5 * column}.{column}" for column in range(3)] for row in range(4)]


def test_a_table_is_the_cells_of_its_picture_with_the_words_of_the_page() -> None:
    found = tables.grid(picture(4, 3), AREA, written(), tables.Drawn())
    assert found is not None
    assert texts(found, written(), layer()) == NUMBERS


def test_a_picture_without_words_is_no_table() -> None:
    assert tables.grid(picture(4, 3), AREA, (), tables.Drawn()) is None


def test_a_rival_that_fits_clearly_better_is_taken() -> None:
    blank = np.full((181, 381, 3), 255, np.uint8)
    cells = tuple(
        GridCell(Rect(10 + 120 * x, 10 + 40 * y, 130 + 120 * x, 50 + 40 * y), y, x)
        for y in range(4)
        for x in range(3)
    )
    found = tables.grid(blank, AREA, written(), tables.Drawn(), [Grid(AREA, cells)])
    assert found is not None
    assert texts(found, written(), layer()) == NUMBERS


def test_of_rivals_that_fit_alike_the_one_that_keeps_to_the_rules_is_taken() -> None:
    drawn = [Rect(0, 45 * y, 381, 45 * y + 1) for y in range(5)]
    words = [line("keeper", x=40 + 120 * x, y=30 + 45 * y, size=14) for y in range(4) for x in range(3)]

    def grid(rows: int) -> Grid:
        high = 180 / rows
        return Grid(
            AREA,
            tuple(
                GridCell(Rect(127 * x, high * y, 127 * x + 127, high * y + high), y, x)
                for y in range(rows)
                for x in range(3)
            ),
        )

    found = tables.grid(
        np.full((181, 381, 3), 255, np.uint8), AREA, words, tables.Drawn(drawn), [grid(2), grid(4)]
    )
    assert found is not None
    assert len({cell.row for cell in found.cells}) == 4


def test_a_settled_grid_stands_though_most_of_it_is_empty() -> None:
    cells = tuple(
        GridCell(Rect(100 * x, 20 * y, 100 * x + 100, 20 * y + 20), y, x) for y in range(9) for x in range(3)
    )
    lines = [line("Port", x=5, y=14), line("Tons", x=105, y=14), line("Mill", x=5, y=34)]
    sparse = Grid(Rect(0, 0, 300, 180), cells)
    assert not is_sound(sparse, lines)
    settled = Grid(sparse.rect, cells, settled=True)
    assert is_sound(settled, lines)
    assert better(settled, lines) is settled


def page(*, scale: float = 0.5) -> tuple[Pixels, Layer]:
    """`picture` in the middle of a page, of which a pixel takes `scale` points."""
    image = np.full((800, 600, 3), 255, np.uint8)
    image[300:481, 100:481] = picture(4, 3)
    lines = tuple(
        line(text, x=(140 + 120 * x) * scale, y=(338 + 40 * y) * scale, size=16 * scale)
        for y, row in enumerate(NUMBERS)
        for x, text in enumerate(row)
    )
    heading = line("A heading above it", x=50, y=60)
    return image, Layer(300, 400, (heading, *lines))


def test_a_region_that_the_layout_names_is_read_where_it_stands() -> None:
    image, on = page()
    named = Mark("table", Rect(60, 155, 230, 235))
    found = tables.read(image, 0.5, on, Layout((named,)))
    (grid,) = found.grids
    assert texts(grid, list(on.lines[1:]), on) == NUMBERS
    assert found.marks == (named,)


def test_what_a_table_finder_says_of_the_same_place_is_replaced() -> None:
    image, on = page()
    halves = [Rect(50 + 95 * x, 150 + 45 * y, 145 + 95 * x, 195 + 45 * y) for y in (0, 1) for x in (0, 1)]
    wrong = Grid(
        Rect(50, 150, 240, 240),
        tuple(GridCell(half, place // 2, place % 2) for place, half in enumerate(halves)),
    )
    elsewhere = Grid(Rect(0, 300, 100, 390), wrong.cells)
    found = tables.read(
        image, 0.5, on, Layout((Mark("heading", Rect(50, 50, 200, 62)),), (wrong,), (elsewhere, wrong))
    )
    assert wrong not in (*found.grids, *found.lined)
    assert found.lined == (elsewhere,)


def test_a_table_reaches_as_far_as_its_frame() -> None:
    image, on = page()
    rules = [Rect(50, 155 + 20 * y, 240, 156 + 20 * y) for y in range(5)]
    sides = [Rect(x, 155, x + 1, 236) for x in (50, 239)]
    framed = replace(on, drawings=(*rules, *sides))
    (grid,) = tables.read(image, 0.5, framed, Layout((Mark("table", Rect(60, 155, 230, 205)),))).grids
    assert texts(grid, list(on.lines[1:]), on) == NUMBERS


def test_tables_one_below_the_other_that_are_named_as_one_are_as_many_as_their_frames() -> None:
    image = np.full((800, 600, 3), 255, np.uint8)
    image[100:281, 100:481] = image[340:521, 100:481] = picture(4, 3)
    lines = [
        line(text, x=70 + 60 * x, y=top + 19 + 20 * y, size=8)
        for top in (50, 170)
        for y, row in enumerate(NUMBERS)
        for x, text in enumerate(row)
    ]
    title = line("Approval history", x=50, y=160, size=8)
    drawings = [Rect(50, top + 22.5 * y, 240, top + 22.5 * y + 1) for top in (50, 170) for y in range(5)]
    drawings += [Rect(x, top, x + 1, top + 91) for top in (50, 170) for x in (50, 239)]
    on = Layer(300, 400, (*lines, title), drawings=tuple(drawings))
    found = tables.read(image, 0.5, on, Layout((Mark("table", Rect(50, 50, 240, 260)),)))
    assert len(found.grids) == 2
    assert found.marks == ()
    assert not any(grid.rect.holds(title.rect) for grid in found.grids)


def test_lines_of_notepaper_are_no_table_though_the_layout_names_one() -> None:
    image = np.full((400, 600, 3), 255, np.uint8)
    words = ["what", "the", "keeper", "of", "the", "harbour", "wrote", "down", "in", "that", "year"]
    notes = [line(" ".join(words[y : y + 4]), x=40 + 9 * y, y=36 + 40 * y, size=20) for y in range(8)]
    above = [GridCell(Rect(20, 10 + 40 * row, 580, 50 + 40 * row), row, 0, colspan=2) for row in range(7)]
    last = [GridCell(Rect(x, 290, x + 280, 330), 7, at) for at, x in enumerate((20, 300))]
    paper = Grid(Rect(20, 10, 580, 330), (*above, *last))
    rules = tuple(Rect(20, 10 + 40 * row, 580, 11 + 40 * row) for row in range(9))
    on = Layer(600, 400, tuple(notes), drawings=rules)
    assert is_sound(paper, notes)
    found = tables.read(image, 1.0, on, Layout((Mark("table", paper.rect),), (paper,), (paper,)))
    assert found == Layout()


def test_a_page_without_tables_keeps_its_layout() -> None:
    image, on = page()
    layout = Layout((Mark("heading", Rect(50, 50, 200, 62)),))
    assert tables.read(image, 0.5, on, layout) == layout


def test_an_image_cut_round_a_table_is_one() -> None:
    on = Layer(381, 181, tuple(written()))
    found = tables.read(picture(4, 3), 1.0, on, Layout())
    assert [mark.kind for mark in found.marks] == ["table"]
    assert texts(found.grids[0], written(), on) == NUMBERS


def test_a_table_with_a_page_around_it_is_not_the_whole_image() -> None:
    image, on = page()
    assert tables.read(image, 0.5, on, Layout()) == Layout()


def test_prose_to_the_edges_of_an_image_is_no_table() -> None:
    image = np.full((300, 600, 3), 255, np.uint8)
    prose = "the keeper of the harbour wrote down what came in"
    for row in range(12):
        cv2.putText(
            image, prose, (4, 20 + 24 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 1, cv2.LINE_AA
        )
    lines = tuple(line(prose, x=4, y=20 + 24 * row, size=23) for row in range(12))
    assert tables.read(image, 1.0, Layer(600, 300, lines), Layout()) == Layout()


@pytest.mark.skipif(not CROPS.is_dir(), reason="the corpus is not beside the repository")
def test_a_small_crop_from_a_paper_is_read_cell_by_cell() -> None:
    image = np.asarray(Image.open(CROPS / "PMC4776821_005_00.png").convert("RGB"), np.uint8)
    image = np.asarray(cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    places = scan_lines.places(read(image, detect(image)))
    scale = scan_lines.BODY / scan_lines.body_size(places)
    lines = tuple(scan_lines.line(place, scale) for place in places)
    on = Layer(image.shape[1] * scale, image.shape[0] * scale, lines)
    (grid,) = tables.read(image, scale, on, Layout()).grids
    read_rows = texts(grid, list(lines), on)
    assert read_rows[0] == ["Prior Experience", "One", "Two", "Three or More", "Total"]
    assert [row[1:] for row in read_rows[1:]] == [
        ["5", "6", "2", "13"],
        ["4", "8", "5", "17"],
        ["3", "1", "2", "6"],
        ["12", "15", "9", "36"],
    ]

import numpy as np

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan.desk import sheet_area
from docparse.engines.light.scan.seen import Pixels

TEXT = [Rect(150, 100 + 20 * row, 350, 112 + 20 * row) for row in range(10)]


def page(paper: int, around: int) -> Pixels:
    image = np.full((600, 500, 3), around, np.uint8)
    image[60:360, 110:390] = paper
    for x0, y0, x1, y1 in TEXT:
        image[int(y0) + 3 : int(y1) - 3, int(x0) : int(x1) : 2] = 20
    return image


def test_the_desk_around_a_sheet_is_cut_away() -> None:
    area = sheet_area(page(paper=240, around=90), TEXT)
    assert area.x0 > 50
    assert area.y1 < 400
    assert all(area.contains(line) for line in TEXT)


def test_bare_paper_far_round_the_text_is_cut_away() -> None:
    area = sheet_area(page(paper=250, around=250), TEXT)
    assert area.x0 > 50
    assert area.y1 < 400


def test_a_picture_below_the_text_keeps_the_whole_page() -> None:
    image = page(paper=250, around=250)
    image[420:560, 120:380] = 60
    assert sheet_area(image, TEXT) == Rect(0, 0, 500, 600)


def test_a_page_without_text_is_whole() -> None:
    assert sheet_area(page(paper=240, around=90), []) == Rect(0, 0, 500, 600)

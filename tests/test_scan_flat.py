import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from docparse.document import Size
from docparse.engines.light.scan.fields import Field, Group, fitted
from docparse.engines.light.scan.flat import Flat, flattened
from docparse.engines.light.scan.seen import Corners, Pixels, Points

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"
SCALE = 2.0  # pixels a point
TEXT = "Level lines stay level when the paper that holds them is bent or seen from aside"
Warp = Callable[[NDArray[np.float64]], NDArray[np.float64]]


# Pages with known lines, bent in known ways


def typeset(columns: int = 1, lines: int = 36) -> tuple[Pixels, list[Points]]:
    """A page image, and the outline of each of its lines, densely."""
    page = pymupdf.open().new_page(width=500, height=700)
    words = TEXT.split()
    width = 420 / columns - 10
    for column in range(columns):
        for row in range(lines):
            text = " ".join(words[(row * 5 + column + at) % len(words)] for at in range(40))
            while pymupdf.get_text_length(text, fontsize=9) > width:
                text = text.rsplit(" ", 1)[0]
            page.insert_text((40 + column * (width + 20), 50 + row * 17), text, fontsize=9)
    content: Any = page.get_text("dict")
    boxes = [line["bbox"] for block in content["blocks"] for line in block["lines"]]
    shown = page.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE))
    pixels = np.frombuffer(shown.samples, np.uint8).reshape(shown.height, shown.width, 3).copy()
    return pixels, [outline(*(SCALE * side for side in box)) for box in boxes]


def outline(x0: float, y0: float, x1: float, y1: float) -> Points:
    """Along the top from the left, then along the bottom from the left."""
    x = np.linspace(x0, x1, 21)
    return np.concatenate([np.stack([x, np.full(21, y)], axis=-1) for y in (y0, y1)]).astype(np.float32)


def bent(pixels: Pixels, warp: Warp, back: Warp) -> Pixels:
    height, width = pixels.shape[:2]
    grid = np.stack(np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5), axis=-1)
    source = (back(grid) - 0.5).astype(np.float32)
    shown = cv2.remap(pixels, source[..., 0], source[..., 1], cv2.INTER_LINEAR, borderValue=(255,) * 3)
    assert np.abs(back(warp(grid)) - grid).max() < 0.01
    return np.asarray(shown, np.uint8)


def quad(points: Points) -> Corners:
    """The smallest rectangle about points, turned as they run, from the start of its top edge."""
    corners = cv2.boxPoints(cv2.minAreaRect(points)).astype(np.float32)
    first = np.argmin((corners - points[0]) @ (1.0, 3.0))
    corners = np.roll(corners, -int(first), axis=0)
    ahead = (corners[1] - corners[0]) @ (points[20] - points[0])
    return corners if ahead > abs((corners[3] - corners[0]) @ (points[20] - points[0])) else turned(corners)


def turned(corners: Corners) -> Corners:
    return corners[[0, 3, 2, 1]]


def skewed(degrees: float) -> tuple[Warp, Warp]:
    matrix = cv2.getRotationMatrix2D((500, 700), -degrees, 1)
    return projective(np.vstack([matrix, [0, 0, 1]]))


def projective(matrix: NDArray[np.float64]) -> tuple[Warp, Warp]:
    def by(matrix: NDArray[np.float64]) -> Warp:
        def warp(points: NDArray[np.float64]) -> NDArray[np.float64]:
            moved = np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1) @ matrix.T
            return moved[..., :2] / moved[..., 2:]

        return warp

    return by(matrix), by(np.linalg.inv(matrix).astype(np.float64))


def seen_from(*corners: tuple[float, float]) -> tuple[Warp, Warp]:
    start = np.array([[0, 0], [1000, 0], [1000, 1400], [0, 1400]], np.float32)
    return projective(cv2.getPerspectiveTransform(start, np.array(corners, np.float32)).astype(np.float64))


def arched(rise: float) -> tuple[Warp, Warp]:
    def moved(points: NDArray[np.float64], way: float) -> NDArray[np.float64]:
        x, y = points[..., 0], points[..., 1]
        return np.stack([x, y + way * rise * np.sin(math.pi * x / 1000)], axis=-1)

    return lambda points: moved(points, 1), lambda points: moved(points, -1)


def unlevel(outlines: list[Points], map_: Callable[[Points], Points]) -> float:
    """How far the middles of lines stray from their height, in pixels: of nine in ten lines, at most this."""
    strayed: list[float] = []
    for points in outlines:
        flat = map_(points)
        middles = (flat[:21] + flat[21:]) / 2
        strayed.append(float(np.ptp(middles[:, 1])))
    return float(np.percentile(strayed, 90))


def unplumb(outlines: list[Points], map_: Callable[[Points], Points]) -> float:
    """How far the lines' starts stray from one x, in pixels."""
    return float(np.ptp([float(map_(points)[0, 0]) for points in outlines]))


def flat_of(warps: tuple[Warp, Warp], columns: int = 1) -> tuple[Flat, Pixels, list[Points]]:
    pixels, outlines = typeset(columns)
    photo = bent(pixels, *warps)
    moved = [warps[0](points.astype(np.float64)).astype(np.float32) for points in outlines]
    return flattened(photo, [quad(points) for points in moved]), photo, moved


# What comes of them


def test_a_level_page_is_left_alone() -> None:
    pixels, outlines = typeset(2)
    flat = flattened(pixels, [quad(points) for points in outlines])
    assert flat.is_level
    assert flat.size == Size(1000, 1400)
    assert flat.image(pixels) is pixels
    assert flat.to_flat(outlines[0]) is outlines[0]
    assert flat.to_page(outlines[0]) is outlines[0]


def test_a_page_without_text_is_left_alone() -> None:
    blank = np.full((300, 200, 3), 255, np.uint8)
    assert flattened(blank, []).is_level


def test_a_single_short_word_does_not_turn_a_page() -> None:
    blank = np.full((300, 400, 3), 255, np.uint8)
    word = np.array([[50, 50], [130, 51], [130, 76], [50, 75]], np.float32)
    assert flattened(blank, [word]).is_level


@pytest.mark.parametrize("degrees", [-9.0, -1.2, 0.6, 4.0])
def test_a_skewed_page_is_turned_level(degrees: float) -> None:
    flat, _, outlines = flat_of(skewed(degrees))
    assert flat.skew == pytest.approx(degrees, abs=0.05)
    assert unlevel(outlines, flat.to_flat) < 1


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_page_seen_from_aside_gets_level_lines_and_plumb_edges(columns: int) -> None:
    warps = seen_from((60, 40), (960, 150), (900, 1300), (120, 1380))
    flat, _, outlines = flat_of(warps, columns)
    assert unlevel(outlines, lambda points: points) > 15
    assert unlevel(outlines, flat.to_flat) < 1
    firsts = outlines[:36]
    assert unplumb(firsts, lambda points: points) > 40
    assert unplumb(firsts, flat.to_flat) < 4


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_lines_that_arch_over_a_book_page_become_level(columns: int) -> None:
    flat, _, outlines = flat_of(arched(15), columns)
    assert unlevel(outlines, lambda points: points) > 8
    assert unlevel(outlines, flat.to_flat) < 1.5


def test_lines_that_arch_by_more_than_their_height_come_much_nearer_to_level() -> None:
    flat, _, outlines = flat_of(arched(30))
    assert unlevel(outlines, lambda points: points) > 20
    assert unlevel(outlines, flat.to_flat) < 6


def test_the_image_shows_each_point_where_it_is_said_to_lie() -> None:
    flat, photo, _ = flat_of(seen_from((60, 40), (960, 150), (900, 1300), (120, 1380)))
    height, width = flat.image(photo).shape[:2]
    assert (width, height) == flat.size
    for spot in ([300, 400], [700, 420], [512, 1001], [333, 1200]):
        marked = np.zeros_like(photo)
        cv2.circle(marked, spot, 6, (255, 255, 255), -1)
        shown = flat.image(marked)[..., 0].astype(float)
        y, x = (np.arange(side) + 0.5 for side in shown.shape)
        found = np.array([shown.sum(axis=0) @ x, shown.sum(axis=1) @ y]) / shown.sum()
        wanted = flat.to_flat(np.array([spot], np.float32) + 0.5)[0]
        assert np.abs(found - wanted).max() < 0.5


def test_all_of_the_page_image_is_on_the_flat_page() -> None:
    flat, _, _ = flat_of(skewed(7))
    frame = np.array([[0, 0], [1000, 0], [1000, 1400], [0, 1400], [500, 0], [0, 700]], np.float32)
    moved = flat.to_flat(frame)
    assert moved.min() >= -0.01
    assert (moved <= np.array(flat.size) + 0.01).all()


def test_lines_that_stray_at_random_are_not_taken_for_a_bend() -> None:
    random = np.random.default_rng(5)
    blank = np.full((1400, 1000, 3), 255, np.uint8)
    lines: list[Corners] = []
    for at in range(40):
        x, y, angle = 100 + 300 * (at % 2), 60 + 30 * at, random.normal(0, 0.004)
        along, through = np.array([math.cos(angle), math.sin(angle)]), np.array([0, 20])
        corners = [(0, 0), (280, 0), (280, 1), (0, 1)]
        lines.append(np.array([[x, y] + along * a + through * b for a, b in corners], np.float32))
    assert flattened(blank, lines).is_level


def test_some_text_up_the_margin_changes_nothing() -> None:
    pixels, outlines = typeset()
    upright = np.array([[12, 1200], [12, 900], [30, 900], [30, 1200]], np.float32)
    assert flattened(pixels, [*(quad(points) for points in outlines), upright]).is_level


# Laws

shares = st.lists(st.floats(-0.06, 0.06), min_size=6, max_size=6)


def field(values: list[float], width: int, height: int) -> Field:
    terms = ((1, 0), (1, 1), (2, 0), (1, 2), (2, 1), (3, 0))
    return Field(np.array([50.0, 40.0]), np.array([width - 30.0, height - 60.0]), terms, np.array(values))


@given(st.floats(-12, 12), shares, shares, st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_points_come_back_to_where_they_were(
    skew: float, down: list[float], right: list[float], place: list[float]
) -> None:
    flat = Flat(Size(900, 1300), skew, field(down, 900, 1300), field(right, 1300, 900))
    points = np.array([place], np.float32) * np.array([900, 1300], np.float32)
    assert np.abs(flat.to_page(flat.to_flat(points)) - points).max() < 1
    assert np.abs(flat.to_flat(flat.to_page(points)) - points).max() < 1


@given(st.floats(-0.03, 0.03), st.floats(-0.03, 0.03))
def test_a_field_undoes_the_slopes_it_was_made_for(tilt: float, change: float) -> None:
    x = np.linspace(100, 900, 7)
    groups = [Group(np.stack([x, y + x * (tilt + change * y / 1000)], -1), 1, 12) for y in range(0, 1000, 40)]
    found = fitted(groups)
    left = [np.ptp(group.points[:, 1] + (found(group.points) if found else 0)) for group in groups]
    assert max(left) < 8 or max(left) <= max(np.ptp(group.points[:, 1]) for group in groups) * 0.2


# Photographs


@pytest.mark.parametrize(
    "name", ["hi_magazine_0_indoor_light_top_bend-in.JPEG", "es_book_0_indoor_light_top_bend-in.jpg"]
)
def test_lines_on_a_photographed_sheet_come_nearer_to_level(name: str) -> None:
    photo = CORPUS / "mdpbench_demo" / "MDPBench_demo" / name
    if not photo.is_file():
        pytest.skip("the corpus is not beside the checkout")
    pytest.importorskip("rapidocr", reason="finding lines needs rapidocr")
    from docparse.engines.light.scan.ocr import detect

    pixels = np.asarray(cv2.imread(str(photo), cv2.IMREAD_COLOR_RGB), np.uint8)
    lines = detect(pixels)
    flat = flattened(pixels, lines)
    again = detect(flat.image(pixels))
    assert tilt(again) < 0.6 * tilt(lines)


def tilt(lines: tuple[Corners, ...]) -> float:
    """Of lines of some length, in degrees, on average."""
    edges = [(line[1] - line[0]) for line in lines if np.ptp(line[:, 0]) > 4 * np.ptp(line[:, 1])]
    return float(np.mean([abs(math.degrees(math.atan2(y, x))) for x, y in edges]))

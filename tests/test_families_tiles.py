# pyright: standard
# transformers has no types worth knowing.

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from docparse.document import Size
from docparse.families.tiles import CEILING, Grid, budget, cut, grid_of
from docparse.settings import DEFAULT_MAX_PIXELS

SIDES = st.integers(1, 5000)
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def noise(size: Size, seed: int = 0) -> Image.Image:
    draw = np.random.default_rng(seed)
    return Image.fromarray(draw.integers(0, 256, (size.height, size.width, 3), dtype=np.uint8))


def possible(most: int) -> list[Grid]:
    return [Grid(x, y) for x in range(1, most + 1) for y in range(1, most + 1) if x * y <= most]


# --- the grid


@given(SIDES, SIDES, st.integers(1, CEILING))
def test_no_grid_is_closer_in_shape_than_the_one_taken(width: int, height: int, most: int) -> None:
    taken = grid_of(Size(width, height), 448, most)
    shape = Fraction(width, height)
    distance = abs(shape - Fraction(taken.columns, taken.rows))
    nearest = min(abs(shape - Fraction(grid.columns, grid.rows)) for grid in possible(most))
    assert taken.tiles <= most
    assert float(distance - nearest) < 1e-12


@given(SIDES, SIDES, st.integers(1, CEILING))
def test_of_equally_close_grids_the_largest_that_is_more_than_half_filled_is_taken(
    width: int, height: int, most: int
) -> None:
    taken = grid_of(Size(width, height), 448, most)
    alike = [g for g in possible(most) if g.columns * taken.rows == g.rows * taken.columns]
    smallest = min(alike, key=lambda grid: grid.tiles)
    filled = [g for g in alike if width * height > g.tiles * 448**2 / 2]
    assert taken == max([smallest, *filled], key=lambda grid: grid.tiles)


@pytest.mark.parametrize(
    ("size", "most", "grid"),
    [
        (Size(448, 448), 12, Grid(1, 1)),
        (
            Size(634, 633),
            12,
            Grid(1, 1),
        ),  # nearer to 1 x 1 than to any other shape, and half of 2 x 2 is more
        (Size(633, 633), 12, Grid(1, 1)),  # half of four tiles is 633.6 squared
        (Size(634, 634), 12, Grid(2, 2)),
        (Size(950, 950), 12, Grid(2, 2)),
        (Size(951, 951), 12, Grid(3, 3)),
        (Size(951, 951), 8, Grid(2, 2)),
        (Size(300, 200), 2, Grid(1, 1)),  # midway between 1 x 1 and 2 x 1, and too small for two
        (Size(900, 600), 2, Grid(2, 1)),
        (Size(1652, 2352), 12, Grid(2, 3)),  # A4 at 200 dpi
        (Size(1652, 2352), 18, Grid(2, 3)),
        (Size(1652, 2352), 24, Grid(4, 6)),
        (Size(1700, 2200), 24, Grid(3, 4)),  # US Letter at 200 dpi
        (Size(1, 5000), 24, Grid(1, 24)),
    ],
)
def test_known_pages_have_known_grids(size: Size, most: int, grid: Grid) -> None:
    assert grid_of(size, 448, most) == grid


@pytest.mark.parametrize("most", range(1, 41))
def test_no_shape_lies_midway_between_grids_of_the_same_number_of_tiles(most: int) -> None:
    """So the order in which grids of one number are tried, which the authors leave open, never tells."""
    shapes: dict[Fraction, set[int]] = {}
    for grid in possible(most):
        shapes.setdefault(Fraction(grid.columns, grid.rows), set()).add(grid.tiles)
    for near, next_one in pairwise(sorted(shapes)):
        assert not shapes[near] & shapes[next_one]


# --- how many


def test_a_page_has_as_many_tiles_as_its_pixels_allow_up_to_the_ceiling() -> None:
    assert budget(DEFAULT_MAX_PIXELS, 448) == CEILING
    assert budget(6 * 448**2, 448) == 6
    assert budget(6 * 448**2 - 1, 448) == 5
    assert budget(0, 448) == 1


@given(st.integers(0, 10**8), st.integers(1, 40))
def test_several_images_share_what_one_may_have_and_each_has_at_least_one(pixels: int, images: int) -> None:
    each = budget(pixels, 448, images)
    assert each == max(1, budget(pixels, 448) // images)
    assert 1 <= each <= CEILING


# --- the pixels


def test_tiles_stand_in_reading_order_and_the_whole_page_comes_last() -> None:
    page = Image.new("RGB", (84, 56))
    levels = [20, 60, 100, 140, 180, 220]
    for n, level in enumerate(levels):
        page.paste((level,) * 3, (n % 3 * 28, n // 3 * 28, n % 3 * 28 + 28, n // 3 * 28 + 28))
    tiles = cut(page, Grid(3, 2), 28)
    assert tiles.shape == (7, 3, 28, 28)
    assert tiles.dtype == np.float32
    expected = (np.array(levels)[:, None] / 255 - MEAN) / DEVIATION
    middles = tiles[:6, :, 14, 14]
    np.testing.assert_allclose(middles, expected, rtol=1e-5)
    assert tiles[6, 0, 3, 3] < tiles[6, 0, 3, 25] < tiles[6, 0, 25, 3] < tiles[6, 0, 25, 25]


def test_a_single_tile_is_the_whole_page_already() -> None:
    assert cut(noise(Size(50, 40)), Grid(1, 1), 28).shape == (1, 3, 28, 28)


@pytest.mark.parametrize("mode", ["L", "1", "RGBA", "CMYK", "P"])
def test_an_image_of_any_mode_is_seen_in_colour(mode: str) -> None:
    assert cut(noise(Size(60, 40)).convert(mode), Grid(2, 1), 28).shape == (3, 3, 28, 28)


# --- against transformers


def test_grids_are_those_of_transformers_at_any_size() -> None:
    pytest.importorskip("transformers", reason="the reference is in the `vl` extra")
    from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import get_optimal_tiled_canvas

    draw = np.random.default_rng(3)
    sizes = draw.integers(1, 4000, (20_000, 2)).tolist()
    sizes += [(x * k, y * k) for x in range(1, 13) for y in range(1, 13) for k in (1, 90, 317, 448, 1000)]
    for n, (width, height) in enumerate(sizes):
        most = n % CEILING + 1
        reference = get_optimal_tiled_canvas.__wrapped__((height, width), (448, 448), 1, most)
        assert grid_of(Size(width, height), 448, most) == reference


@pytest.mark.parametrize("seed", range(10))
def test_pixels_are_those_of_transformers_bit_for_bit(seed: int) -> None:
    pytest.importorskip("transformers", reason="the reference is in the `vl` extra")
    from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import GotOcr2ImageProcessorPil

    side = 448 if seed == 0 else 28
    processor = GotOcr2ImageProcessorPil(
        size={"height": side, "width": side}, image_mean=MEAN, image_std=DEVIATION, crop_to_patches=True
    )
    draw = np.random.default_rng(seed)
    for number in range(2 if seed == 0 else 40):
        size = Size(*draw.integers(1, 40 * side**0.5, 2).tolist())
        most = int(draw.integers(2, CEILING + 1))
        image = noise(size, number)
        options: dict[str, Any] = {"max_patches": most, "return_tensors": "np"}
        reference = processor.preprocess(image, **options)["pixel_values"]
        given_tiles = cut(image, grid_of(size, side, most), side)
        assert given_tiles.shape == reference.shape
        assert np.array_equal(given_tiles, reference)

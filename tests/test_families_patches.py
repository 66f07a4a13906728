"""Preparation at parity with transformers' own, which need not be installed for it."""
# pyright: standard
# transformers' image processors have no types worth knowing.

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from docparse.document import Size
from docparse.families.patches import Cut, fit, patches

pytest.importorskip("torch", reason="needs the `vl` extra")
reference = pytest.importorskip(
    "transformers.models.qwen2_vl.image_processing_pil_qwen2_vl", reason="needs the `vl` extra"
)

CLIP = Cut(14, 2, 2, mean=(0.48145466, 0.4578275, 0.40821073), deviation=(0.26862954, 0.26130258, 0.27577711))
HALF = Cut(16, 2, 2, mean=(0.5, 0.5, 0.5), deviation=(0.5, 0.5, 0.5))
FEWEST = {14: 56 * 56, 16: 256 * 256}

SIDES = st.integers(1, 5000)


def processor(cut: Cut, max_pixels: int) -> Any:
    return reference.Qwen2VLImageProcessorPil(
        patch_size=cut.side,
        merge_size=cut.merge,
        temporal_patch_size=cut.frames,
        image_mean=list(cut.mean),
        image_std=list(cut.deviation),
        size={"shortest_edge": FEWEST[cut.side], "longest_edge": max_pixels},
    )


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return Image.fromarray(pixels)


def assert_alike(image: Image.Image, cut: Cut, max_pixels: int) -> None:
    theirs = processor(cut, max_pixels)(images=image)
    size = fit(Size(*image.size), cut.factor, FEWEST[cut.side], max_pixels)
    ours = patches(image, size, cut)
    assert [1, size.height // cut.side, size.width // cut.side] == theirs["image_grid_thw"][0].tolist()
    assert ours.dtype == np.float32
    np.testing.assert_array_equal(ours, theirs["pixel_values"])


@pytest.mark.parametrize("cut", [CLIP, HALF])
def test_patches_equal_the_reference_bit_for_bit_on_three_hundred_random_sizes(cut: Cut) -> None:
    sizes = random.Random(4)
    for seed in range(300):
        width, height = sizes.randint(1, 320), sizes.randint(1, 320)
        if max(width, height) <= 200 * min(width, height):
            assert_alike(noise(width, height, seed), cut, sizes.choice([70_000, 100_000, 12_845_056]))


@pytest.mark.parametrize("cut", [CLIP, HALF])
@pytest.mark.parametrize(
    ("width", "height"),
    [(1654, 2339), (3307, 4677), (1, 1), (1, 200), (4000, 20), (27, 5400), (28, 28), (13, 15), (1652, 2352)],
)
def test_patches_equal_the_reference_on_pages_and_on_what_is_hardly_one(
    cut: Cut, width: int, height: int
) -> None:
    assert_alike(noise(width, height), cut, 1_500_000)


@pytest.mark.parametrize("mode", ["L", "1", "RGBA", "P", "CMYK", "LA"])
def test_images_of_any_mode_are_taken_as_the_reference_takes_them(mode: str) -> None:
    assert_alike(noise(90, 61).convert(mode), CLIP, 12_845_056)


@given(
    SIDES, SIDES, st.sampled_from([28, 32]), st.sampled_from([100, 3136, 65536]), st.integers(1, 10_000_000)
)
def test_sizes_equal_the_reference_and_are_refused_where_it_refuses(
    width: int, height: int, factor: int, fewest: int, most: int
) -> None:
    try:
        theirs = reference.smart_resize(height, width, factor, fewest, most)
    except ValueError:
        with pytest.raises(ValueError, match=f"{width} by {height} pixels is too slim"):
            fit(Size(width, height), factor, fewest, most)
    else:
        assert fit(Size(width, height), factor, fewest, most) == theirs[::-1]


@given(st.integers(1, 120), st.integers(1, 120))
def test_a_page_whose_sides_are_multiples_keeps_its_size(rows: int, columns: int) -> None:
    size = Size(columns * 28, rows * 28)
    assert fit(size, 28, 1, 120 * 120 * 28 * 28) == size


def test_patches_that_are_merged_follow_one_another() -> None:
    image = Image.new("RGB", (56, 28))
    image.paste((255, 255, 255), (28, 0, 56, 28))
    rows = patches(image, Size(56, 28), CLIP)
    black, white = rows[:4], rows[4:]
    assert np.ptp(black[:, :196]) == np.ptp(white[:, :196]) == 0
    assert black[0, 0] < white[0, 0]

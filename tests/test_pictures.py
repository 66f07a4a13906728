import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, features

from docparse.document import Box, Size
from docparse.errors import SourceError
from docparse.source import PageRef
from docparse.source.pictures import Pictures
from docparse.source.reader import Reader


def test_an_image_is_a_page_at_its_own_pixels_without_points(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.new("RGB", (40, 30), "red").save(path)
    with closing(Reader()) as reader:
        read = reader.load(PageRef(str(path), "", 0))
        assert (read.size, read.size_pt, read.words) == (Size(40, 30), None, ())
        assert read.render().getpixel((0, 0)) == (255, 0, 0)


def test_exif_turns_an_image_upright(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 30)).save(path, exif=exif)
    with closing(Pictures(str(path), "photo.jpg")) as pictures:
        assert pictures.size(0) == Size(30, 40)
        assert pictures.image(0).size == (30, 40)


def test_every_frame_of_a_tiff_is_a_page_and_the_first_of_a_gif(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (10 + n, 10), (n, 0, 0)) for n in range(3)]
    frames[0].save(tmp_path / "pages.tif", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    with closing(Pictures(str(tmp_path / "pages.tif"), "pages.tif")) as pages:
        assert [pages.size(index).width for index in range(len(pages))] == [10, 11, 12]
    with closing(Pictures(str(tmp_path / "moving.gif"), "moving.gif")) as pages:
        assert len(pages) == 1


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    with closing(Pictures(str(tmp_path / "clear.png"), "clear.png")) as pictures:
        assert pictures.image(0).getpixel((1, 1)) == (255, 255, 255)


def test_a_part_of_an_image_can_be_cut_out(tmp_path: Path) -> None:
    path = tmp_path / "page.bmp"
    Image.new("RGB", (40, 30), "blue").save(path)
    with closing(Reader()) as reader:
        assert reader.crop(PageRef(str(path), "", 0), Box(0, 0, 10, 5)).startswith(b"\x89PNG")


def test_an_image_with_too_many_pixels_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    Image.new("1", (400, 400)).save(path)
    with pytest.raises(SourceError, match=r"huge\.png.*400 x 400 pixels") as refused:
        Pictures(str(path), "huge.png", 1000)
    assert "--max-page-pixels" in refused.value.hint


def test_a_frame_with_too_many_pixels_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    Image.new("L", (400, 400)).save(path, save_all=True, append_images=[Image.new("L", (10, 10))])
    with closing(Pictures(str(path), "pages.tif", 1000)) as pictures:
        with pytest.raises(ValueError, match="400 x 400 pixels"):
            pictures.image(0)
        assert pictures.image(1).size == (10, 10)


def shown(image: Image.Image, path: Path, **options: Any) -> Image.Image:
    """As a page, after a way through a file."""
    image.save(path, **options)
    with closing(Pictures(str(path), path.name)) as pictures:
        page = pictures.image(0)
        assert pictures.size(0) == Size(*page.size)
        assert not pictures.damage(0)
    assert page.mode == "RGB"
    return page


def marked() -> Image.Image:
    """White, with its top left corner black."""
    image = Image.new("RGB", (60, 40), "white")
    image.paste("black", (0, 0, 20, 10))
    return image


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright_once(tmp_path: Path, suffix: str, orientation: int) -> None:
    if not features.check("avif") and suffix == "avif":
        pytest.skip("this Pillow has no AVIF")
    stored = marked()
    for turn in {
        2: (Image.Transpose.FLIP_LEFT_RIGHT,),
        3: (Image.Transpose.ROTATE_180,),
        4: (Image.Transpose.FLIP_TOP_BOTTOM,),
        5: (Image.Transpose.TRANSPOSE,),
        6: (Image.Transpose.ROTATE_90,),
        7: (Image.Transpose.TRANSVERSE,),
        8: (Image.Transpose.ROTATE_270,),
    }.get(orientation, ()):
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    page = shown(stored, tmp_path / f"page.{suffix}", exif=exif)
    assert page.size == (60, 40)
    assert sum(page.getpixel((5, 5))) < 200  # type: ignore[arg-type]  # of RGB, three numbers
    assert all(sum(page.getpixel(corner)) > 600 for corner in ((55, 5), (5, 35), (55, 35)))  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_grey_of_16_bits_keeps_its_shades(tmp_path: Path, suffix: str) -> None:
    ramp = Image.frombytes("I;16", (256, 1), b"".join(struct.pack("<H", 257 * n) for n in range(256)))
    page = shown(ramp, tmp_path / f"grey.{suffix}")
    assert [page.getpixel((n, 0)) for n in range(256)] == [(n, n, n) for n in range(256)]


@pytest.mark.parametrize(
    ("mode", "darkest", "brightest"), [("I", 0, 65535), ("I", -32768, 32767), ("F", 0.0, 1.0), ("F", 0, 255)]
)
def test_grey_of_any_depth_runs_from_black_to_white(
    tmp_path: Path, mode: str, darkest: float, brightest: float
) -> None:
    deep = Image.new(mode, (2, 1), darkest)
    deep.putpixel((1, 0), brightest)
    page = shown(deep, tmp_path / "deep.tif")
    assert [page.getpixel((x, 0)) for x in (0, 1)] == [(0, 0, 0), (255, 255, 255)]


def test_big_endian_grey_is_read(tmp_path: Path) -> None:
    deep = Image.frombytes("I;16B", (2, 1), b"\x00\x00\xff\xff")
    page = shown(deep, tmp_path / "deep.tif")
    assert [page.getpixel((x, 0)) for x in (0, 1)] == [(0, 0, 0), (255, 255, 255)]


@pytest.mark.parametrize("suffix", ["jpg", "tif"])  # Pillow writes JPEGs as Adobe does, inverted
def test_ink_is_dark_and_paper_white_in_cmyk(tmp_path: Path, suffix: str) -> None:
    ink = Image.new("CMYK", (32, 16), (0, 0, 0, 0))
    ink.paste((0, 0, 0, 255), (0, 0, 16, 16))
    page = shown(ink, tmp_path / f"ink.{suffix}")
    assert max(page.getpixel((3, 3))) < 30  # type: ignore[arg-type,type-var]  # of RGB, three numbers
    assert min(page.getpixel((28, 3))) > 225  # type: ignore[arg-type,type-var]  # as above


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "YCbCr", "LAB"])
def test_every_mode_comes_out_white_where_it_is_white(tmp_path: Path, mode: str) -> None:
    suffix = {"LA": "png", "P": "gif"}.get(mode, "tif")
    white = (
        Image.new("LAB", (8, 8), (255, 128, 128))
        if mode == "LAB"
        else Image.new("RGB", (8, 8), "white").convert(mode)
    )
    assert min(shown(white, tmp_path / f"white.{suffix}").getpixel((4, 4))) > 250  # type: ignore[arg-type,type-var]  # as above


def test_a_transparent_colour_of_a_palette_is_white(tmp_path: Path) -> None:
    flat = Image.new("P", (8, 8), 0)
    flat.putpalette([0, 0, 0, 255, 0, 0])
    flat.putpixel((1, 1), 1)
    page = shown(flat, tmp_path / "palette.png", transparency=0)
    assert page.getpixel((4, 4)) == (255, 255, 255)
    assert page.getpixel((1, 1)) == (255, 0, 0)


@pytest.mark.parametrize("suffix", ["png", "webp", "gif"])
def test_of_what_moves_the_first_frame_is_the_page(tmp_path: Path, suffix: str) -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    path = tmp_path / f"moving.{suffix}"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100)
    with closing(Pictures(str(path), path.name)) as pictures:
        assert len(pictures) == 1
        red, _, blue = pictures.image(0).getpixel((8, 8))  # type: ignore[misc]  # of RGB, three numbers
    assert red > 200
    assert blue < 50


def test_a_smaller_copy_within_a_tiff_is_no_page(tmp_path: Path) -> None:
    page, copy = Image.new("L", (80, 80)), Image.new("L", (8, 8))
    copy.encoderinfo = {"tiffinfo": {254: 1}}  # type: ignore[attr-defined]  # how Pillow takes tags of one frame
    page.save(tmp_path / "pyramid.tif", save_all=True, append_images=[copy])
    with closing(Pictures(str(tmp_path / "pyramid.tif"), "pyramid.tif")) as pictures:
        assert len(pictures) == 1


def test_a_break_in_the_middle_of_a_file_is_damage_too(tmp_path: Path) -> None:
    path = tmp_path / "hole.png"
    Image.effect_noise((200, 200), 50).save(path)
    content = bytearray(path.read_bytes())
    content[20_000:20_100] = bytes(100)
    path.write_bytes(content)
    with closing(Pictures(str(path), path.name)) as pictures:
        assert pictures.image(0).size == (200, 200)
        assert pictures.damage(0)


def test_of_a_file_that_was_cut_off_the_rest_is_shown_and_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    Image.effect_noise((200, 200), 50).save(path)
    path.write_bytes(path.read_bytes()[:20_000])
    with closing(Reader()) as reader:
        ref = PageRef(str(path), "", 0)
        assert reader.load(ref).render().size == (200, 200)
        assert "truncated" in reader.damage(ref)


@pytest.mark.parametrize("content", [b"MM\x00*\x00\x00\x00\x08\x00\x01", b"BM" + bytes(40), b"GIF89a"])
def test_a_broken_image_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="cannot open `broken`: it is broken"):
        Pictures(str(path), "broken")

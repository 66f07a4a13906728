from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

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


def test_an_image_too_large_to_open_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.png"
    Image.new("1", (400, 400)).save(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(SourceError, match=r"huge\.png"):
        Pictures(str(path), "huge.png")

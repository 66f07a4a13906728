from pathlib import Path

import paper
import pytest
from PIL import Image, ImageOps

from docparse.document import Box, Size, SizePt
from docparse.errors import SourceError
from docparse.source import OutlineEntry, PageRef
from docparse.source.mupdf import pymupdf
from docparse.source.reader import Reader, drawn_size


def test_a_survey_tells_title_outline_attachments_and_sizes(tmp_path: Path) -> None:
    made = paper.document((595, 842), (595, 842))
    for page in made:
        paper.write(page, 72, 80, "Harbour Report", 20)
        paper.fill(page, (72, 100, 500, 700), paper.LOREM * 4)
    made.set_metadata({"title": "Harbours\n"})
    made.set_toc([[1, "Start", 1], [2, "More", 2]])
    made.embfile_add("ships.csv", b"a,b")
    survey = Reader().survey(paper.saved(made, tmp_path))
    assert survey.page_count == 2
    assert survey.title == "Harbours"
    assert survey.outline == (OutlineEntry(1, "Start", 1), OutlineEntry(2, "More", 2))
    assert survey.attachments == ("ships.csv",)
    assert survey.body_size == 11.0
    assert survey.heading_sizes == (20.0,)


def test_a_drawn_page_has_sides_that_are_multiples_of_28() -> None:
    assert drawn_size(SizePt(595, 842), 200) == Size(1652, 2352)


def test_an_enormous_page_is_drawn_at_less_resolution() -> None:
    size = drawn_size(SizePt(14400, 14400), 200)
    assert size.width * size.height < 90_000_000


def test_a_page_that_is_one_scan_keeps_its_own_pixels(tmp_path: Path) -> None:
    made = paper.document((300, 400))
    made[0].insert_image(made[0].rect, stream=paper.png(630, 840))
    page = Reader().page(PageRef(paper.saved(made, tmp_path), "", 0))
    assert page.size == Size(630, 840)


def test_a_turned_scan_is_as_wide_as_it_is_seen(tmp_path: Path) -> None:
    made = paper.document((300, 400))
    made[0].insert_image(made[0].rect, stream=paper.png(630, 840))
    made[0].set_rotation(90)
    page = Reader().page(PageRef(paper.saved(made, tmp_path), "", 0))
    assert page.size == Size(840, 630)
    assert page.size_pt == SizePt(400, 300)


def test_a_page_with_text_over_a_picture_is_drawn(tmp_path: Path) -> None:
    made = paper.document((300, 400))
    made[0].insert_image(made[0].rect, stream=paper.png(630, 840))
    paper.write(made[0], 20, 40, "printed over it")
    page = Reader().page(PageRef(paper.saved(made, tmp_path), "", 0))
    assert page.size == drawn_size(SizePt(300, 400), 200)


def test_words_stand_where_the_image_shows_them(tmp_path: Path) -> None:
    made = paper.document((300, 400))
    paper.write(made[0], 50, 100, "Word", 20)
    made[0].set_rotation(90)
    read = Reader().load(PageRef(paper.saved(made, tmp_path), "", 0))
    (word,) = read.words
    image = ImageOps.invert(read.render().convert("L"))
    inked = image.getbbox()
    assert image.size == read.size
    assert inked is not None
    assert word.text == "Word"
    assert word.box.x1 <= inked[0] + 2
    assert word.box.x2 >= inked[2] - 2
    assert abs((word.box.y1 + word.box.y2) - (inked[1] + inked[3])) < 30


def test_a_crop_is_that_part_of_the_page_image(tmp_path: Path) -> None:
    made = paper.document((300, 400))
    made[0].draw_rect((100, 100, 200, 200), color=None, fill=(1, 0, 0))
    reader = Reader()
    ref = PageRef(paper.saved(made, tmp_path), "", 0)
    cut = pymupdf.Pixmap(reader.crop(ref, Box(300, 300, 500, 400)))
    assert (cut.width, cut.height) == (200, 100)
    assert cut.pixel(100, 50) == (255, 0, 0)


def test_an_encrypted_document_asks_for_its_password(tmp_path: Path) -> None:
    path = paper.saved(paper.document(), tmp_path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="sesame")
    with pytest.raises(SourceError, match="it is encrypted") as missing:
        Reader().survey(path, "secret.pdf")
    assert "`secret.pdf`" in missing.value.message
    assert "--password" in missing.value.hint
    with pytest.raises(SourceError, match="the password is wrong"):
        Reader("open").survey(path)
    assert Reader("sesame").survey(path).page_count == 1


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"PK\x03\x04....word/document.xml", "a Microsoft Word document"),
        (b"%PDF-1.7\nnothing follows", "it is broken|it has no pages"),
        (b"\x89PNG\r\n\x1a\n\x00\x00broken", "it is broken"),
    ],
)
def test_what_cannot_be_opened_is_a_source_error(tmp_path: Path, content: bytes, cause: str) -> None:
    path = tmp_path / "input"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=cause):
        Reader().survey(str(path))


def test_a_missing_file_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        Reader().survey(str(tmp_path / "none.pdf"))


def test_one_document_after_another_can_be_read(tmp_path: Path) -> None:
    made = paper.document((100, 100), (100, 100))
    first = paper.saved(made, tmp_path)
    Image.new("RGB", (30, 20)).save(tmp_path / "second.png")
    reader = Reader()
    assert reader.survey(first).page_count == 2
    assert reader.survey(str(tmp_path / "second.png")).page_count == 1
    assert reader.survey(first).page_count == 2
    reader.close()

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.source.kinds import describe, kind

SIGNATURES = {
    "pdf": b"%PDF-1.7\n",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "tiff": b"II*\x00\x08\x00\x00\x00",
    "webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "bmp": b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36\x00",
    "gif": b"GIF89a\x01\x00",
    "avif": b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf",
}


@pytest.mark.parametrize(("name", "head"), SIGNATURES.items())
def test_a_kind_is_known_by_its_first_bytes(name: str, head: bytes) -> None:
    assert kind(head) == name


def test_a_pdf_may_begin_with_junk_but_not_with_too_much() -> None:
    assert kind(b"\x00junk\r\n" * 100 + b"%PDF-1.4") == "pdf"
    assert kind(b"x" * 1024 + b"%PDF-1.4") is None


def test_text_that_begins_like_a_bitmap_is_none() -> None:
    assert kind(b"BMW builds cars in Munich") is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"PK\x03\x04....[Content_Types].xml....word/document.xml", "a Microsoft Word document"),
        (b"PK\x03\x04....mimetypeapplication/epub+zip", "an EPUB book"),
        (b"PK\x03\x04....holiday.txt", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Microsoft Office document"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "an HTML page"),
        (b"<?xml version='1.0'?><svg>", "an SVG drawing"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "a HEIF image"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", "a video"),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "a JPEG 2000 image"),
        (b"\xff\x4f\xff\x51\x00\x2f", "a JPEG 2000 image"),
        (b"AT&TFORM\x00\x00", "a DjVu document"),
        (b"dear reader,\n", "plain text"),
        (b"\x00\x01\x02\x03", "of no known kind"),
        (b"", "empty"),
    ],
)
def test_what_is_not_read_is_named(head: bytes, name: str) -> None:
    assert kind(head) is None
    assert describe(head).name == name


def test_text_cut_within_a_character_is_still_text() -> None:
    assert describe("schön".encode()[:4]).name == "plain text"


@pytest.mark.parametrize(
    ("head", "cure"),
    [
        (
            b"PK\x03\x04....[Content_Types].xml....word/document.xml",
            "soffice --headless --convert-to pdf FILE",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "soffice --headless --convert-to pdf FILE"),
        (b"AT&TFORM", "ddjvu -format=pdf"),
        (b"%!PS-Adobe-3.0", "ps2pdf FILE"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "convert it to PNG"),
        (b"<svg>", "rsvg-convert"),
        (b"PK\x03\x04....holiday.txt", "unpack it first"),
        (b"dear reader,\n", "docparse reads PDF"),
    ],
)
def test_what_is_not_read_has_a_cure(head: bytes, cure: str) -> None:
    assert cure in describe(head).cure


@given(
    st.binary(max_size=64), st.sampled_from([b"", b"\x00\x00\x00\x18ftyp", b"PK\x03\x04", b"<?xml", b"BM"])
)
def test_any_bytes_are_of_a_kind_or_described(head: bytes, start: bytes) -> None:
    assert kind(start + head) is not None or describe(start + head).name

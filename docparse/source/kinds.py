"""What a file is, by its first bytes. Light enough for the parent process."""

from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["pdf", "png", "jpeg", "tiff", "webp", "bmp", "gif"]

HEAD = 1024  # the bytes that settle the question; a PDF may begin with that much junk

_IMAGES: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),  # BigTIFF
    (b"MM\x00+", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Microsoft Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"%!Adobe", "a PostScript file"),
    (b"AT&TFORM", "a DjVu document"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image"),
    (b"\xff\x0a", "a JPEG XL image"),
    (b"8BPS", "a Photoshop image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_OFFICE: tuple[tuple[bytes, str], ...] = (
    (b"word/", "a Microsoft Word document"),
    (b"xl/", "a Microsoft Excel workbook"),
    (b"ppt/", "a Microsoft PowerPoint presentation"),
    (b"[Content_Types].xml", "a Microsoft Office document"),
    (b"mimetypeapplication/epub+zip", "an EPUB book"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
)


def kind(head: bytes) -> Kind | None:
    """The kind that docparse reads, or None. `head` is the first KiB of the file, or more."""
    for magic, name in _IMAGES:
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "bmp"
    return "pdf" if b"%PDF-" in head[:HEAD] else None


def describe(head: bytes) -> str:
    """What a file that docparse does not read seems to be, for a message: `an EPUB book`."""
    for magic, name in _OTHERS:
        if head.startswith(magic):
            return name
    if head.startswith(b"PK\x03\x04"):
        return next((name for part, name in _OFFICE if part in head), "a ZIP archive")
    if head[4:8] == b"ftyp":
        return "a HEIF image" if head[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "a video"
    return _described_text(head)


def _described_text(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if start.startswith(b"<svg") or (start.startswith(b"<?xml") and b"<svg" in start):
        return "an SVG drawing"
    if start.startswith(b"<?xml"):
        return "an XML file"
    if not head:
        return "empty"
    return "of no known kind" if b"\x00" in head or not _is_text(head) else "plain text"


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3  # a character cut in two by the end of `head`
    return True

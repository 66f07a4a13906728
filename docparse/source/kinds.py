"""What a file is, by its first bytes. Light enough for the parent process."""

from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["pdf", "png", "jpeg", "tiff", "webp", "bmp", "gif", "avif"]

HEAD = 1024  # the bytes that settle the question; a PDF may begin with that much junk
SUFFIXES = frozenset((".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".avif"))
READ = "docparse reads PDF, PNG, JPEG, TIFF, WebP, BMP, GIF and AVIF"

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


class Foreign(NamedTuple):
    """A kind that docparse does not read, for a message (`an EPUB book`), and what would help."""

    name: str
    cure: str = READ


_OFFICE_CURE = "convert it to PDF, e.g. `soffice --headless --convert-to pdf FILE`"
_IMAGE_CURE = "convert it to PNG, e.g. `magick FILE page.png`"
_PRINT_CURE = "print it to PDF, from a browser or a reader"
_POSTSCRIPT = Foreign("a PostScript file", "convert it to PDF, e.g. `ps2pdf FILE`")
_OFFICE = Foreign("a Microsoft Office document", _OFFICE_CURE)
_JPEG_2000 = Foreign("a JPEG 2000 image", _IMAGE_CURE)
_HEIF = Foreign("a HEIF image", _IMAGE_CURE)
_SVG = Foreign("an SVG drawing", "convert it to PDF, e.g. `rsvg-convert -f pdf FILE -o page.pdf`")
_UNPACK = "unpack it first"

_OTHERS: tuple[tuple[bytes, Foreign], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Foreign("an older Microsoft Office document", _OFFICE_CURE)),
    (b"{\\rtf", Foreign("an RTF document", _OFFICE_CURE)),
    (b"%!PS", _POSTSCRIPT),
    (b"%!Adobe", _POSTSCRIPT),
    (b"\xc5\xd0\xd3\xc6", _POSTSCRIPT),
    (b"AT&TFORM", Foreign("a DjVu document", "convert it to PDF, e.g. `ddjvu -format=pdf FILE page.pdf`")),
    (b"\x00\x00\x00\x0cjP  ", _JPEG_2000),
    (b"\xff\x4f\xff\x51", _JPEG_2000),
    (b"\xff\x0a", Foreign("a JPEG XL image", _IMAGE_CURE)),
    (b"\x00\x00\x00\x0cJXL ", Foreign("a JPEG XL image", _IMAGE_CURE)),
    (b"8BPS", Foreign("a Photoshop image", _IMAGE_CURE)),
    (b"\x1f\x8b", Foreign("a gzip archive", _UNPACK)),
    (b"BZh", Foreign("a bzip2 archive", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", Foreign("a 7z archive", _UNPACK)),
    (b"Rar!\x1a\x07", Foreign("a RAR archive", _UNPACK)),
    (b"\xfd7zXZ\x00", Foreign("an xz archive", _UNPACK)),
    (b"\x7fELF", Foreign("a program")),
    (b"MZ", Foreign("a program")),
    (b"SQLite format 3\x00", Foreign("an SQLite database")),
)
_ZIPPED: tuple[tuple[bytes, Foreign], ...] = (
    (b"word/", Foreign("a Microsoft Word document", _OFFICE_CURE)),
    (b"xl/", Foreign("a Microsoft Excel workbook", _OFFICE_CURE)),
    (b"ppt/", Foreign("a Microsoft PowerPoint presentation", _OFFICE_CURE)),
    (b"[Content_Types].xml", _OFFICE),
    (b"mimetypeapplication/epub+zip", Foreign("an EPUB book", _PRINT_CURE)),
    (b"mimetypeapplication/vnd.oasis.opendocument", Foreign("an OpenDocument file", _OFFICE_CURE)),
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
    if _brands(head) & {b"avif", b"avis"}:
        return "avif"
    return "pdf" if b"%PDF-" in head[:HEAD] else None


def describe(head: bytes) -> Foreign:
    """What a file that docparse does not read seems to be."""
    for magic, foreign in _OTHERS:
        if head.startswith(magic):
            return foreign
    if head.startswith(b"PK\x03\x04"):
        zipped = (foreign for part, foreign in _ZIPPED if part in head)
        return next(zipped, Foreign("a ZIP archive", _UNPACK))
    if brands := _brands(head):
        return _HEIF if brands & {b"heic", b"heix", b"hevc", b"mif1", b"msf1"} else Foreign("a video")
    return _described_text(head)


def _brands(head: bytes) -> frozenset[bytes]:
    """What an ISO media file says it is; empty for other files."""
    if head[4:8] != b"ftyp":
        return frozenset()
    box = head[8 : max(12, min(int.from_bytes(head[:4], "big"), 256))]
    return frozenset(box[at : at + 4] for at in range(0, len(box), 4) if at != 4)  # at 4 stands a version


def _described_text(head: bytes) -> Foreign:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return Foreign("an HTML page", _PRINT_CURE)
    if start.startswith(b"<svg") or (start.startswith(b"<?xml") and b"<svg" in start):
        return _SVG
    if start.startswith(b"<?xml"):
        return Foreign("an XML file")
    if not head:
        return Foreign("empty")
    return Foreign("of no known kind" if b"\x00" in head or not _is_text(head) else "plain text")


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3  # a character cut in two by the end of `head`
    return True

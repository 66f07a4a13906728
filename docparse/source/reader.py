# pyright: standard
"""Opens documents, in a worker process: what is known of them early, their pages as words and pixels."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docparse.document import Box, Size, SizePt, clip
from docparse.errors import SourceError, reason
from docparse.settings import DEFAULT_DPI, DEFAULT_MAX_PAGE_PIXELS, resolution
from docparse.source import Mark, OutlineEntry, PageRef, Survey, Word, kinds, marks, passwords, survey
from docparse.source.limits import is_starved
from docparse.source.mupdf import FAILURES, pymupdf
from docparse.source.page import PageInput
from docparse.source.pictures import Pictures

if TYPE_CHECKING:
    from PIL.Image import Image

_SIDE = 28  # drawn pages have sides that are multiples of this
_SCAN_COVER = 0.9  # of the page's area, from which one image is the page
_KEPT = 16  # looks at pages, of which fonts and pictures are kept
_PASSWORD_HINT = "pass --password, or set DOCPARSE_PASSWORD"  # noqa: S105 - the name of an option


@dataclass(frozen=True, slots=True)
class LivePage:
    """A page of the open document. `pdf` is pymupdf's, None for an image; it dies with the next document."""

    ref: PageRef
    size: Size
    size_pt: SizePt | None
    pdf: Any  # pymupdf has no types

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels of the page image for a point, across and down."""
        if self.size_pt is None:
            return 1.0, 1.0
        return self.size.width / self.size_pt.width, self.size.height / self.size_pt.height

    @property
    def is_recognised(self) -> bool:
        """Whether most of the text is not to be seen, as OCR leaves it on a scan."""
        if self.pdf is None:
            return False
        signs = [(len(span["chars"]), _is_visible(span)) for span in self.pdf.get_texttrace()]
        return 2 * sum(count for count, visible in signs if visible) < sum(count for count, _ in signs)


class Reader:
    """Holds at most one open document. For worker processes: what it opens may crash the process."""

    def __init__(
        self, password: str = "", dpi: int = DEFAULT_DPI, most_pixels: int = DEFAULT_MAX_PAGE_PIXELS
    ) -> None:
        self._password = password
        self._dpi = dpi
        self._most_pixels = most_pixels
        self._path = ""
        self._open: Any = None  # a pymupdf.Document or Pictures
        self._survey: Survey | None = None  # of the open document
        self._looks = 0

    @property
    def dpi(self) -> int:
        """Of the images of drawn pages."""
        return self._dpi

    @property
    def resolution(self) -> str:
        return resolution(self._dpi, self._most_pixels)

    def survey(self, path: str, name: str = "") -> Survey:
        """What is known before any page is read; `name` is the one to use in messages."""
        document = self._document(path, name or path)
        if self._survey is None:
            self._survey = Survey(len(document)) if isinstance(document, Pictures) else _survey(document)
        if not self._survey.page_count:
            raise SourceError(f"cannot open `{name or path}`: it has no pages")
        return self._survey

    def load(self, ref: PageRef) -> PageInput:
        """Raises one of `mupdf.FAILURES` where no sense can be made of the page."""
        page = self.page(ref)
        words = () if page.pdf is None else tuple(_words(page))
        return PageInput(ref, page.size, page.size_pt, words, lambda: self.draw(self.page(ref)))

    def page(self, ref: PageRef) -> LivePage:
        document = self._document(ref.source, ref.source)
        if ref.index >= len(document):  # MuPDF counts anew when it repairs
            raise ValueError("the document has no such page")
        self._forget()
        if isinstance(document, Pictures):
            return LivePage(ref, document.size(ref.index), None, None)
        pdf = document[ref.index]
        size_pt = SizePt(pdf.rect.width, pdf.rect.height)
        return LivePage(ref, self._size(pdf, size_pt), size_pt, pdf)

    def draw(self, page: LivePage) -> "Image":
        """The page image."""
        if page.pdf is None:
            return self._open.image(page.ref.index)
        from PIL import Image

        pixmap = _pixmap(page, Box(0, 0, *page.size))
        size = pixmap.width, pixmap.height
        return Image.frombuffer("RGB", size, pixmap.samples_mv, "raw", "RGB", 0, 1)

    def crop(self, ref: PageRef, box: Box) -> bytes:
        """A part of the page image, as PNG."""
        page = self.page(ref)
        if page.pdf is not None:
            return _pixmap(page, box).tobytes("png")
        part = self.draw(page).crop((box.x1, box.y1, box.x2, box.y2))
        png = BytesIO()
        part.save(png, "PNG")
        return png.getvalue()

    def show(self, ref: PageRef, width: int) -> bytes:
        """The page image for a screen, as WebP."""
        return marks.small(self.draw(self.page(ref)), width)

    def mark(self, ref: PageRef, boxes: tuple[Mark, ...]) -> bytes:
        """The page image with boxes drawn on, as PNG."""
        return marks.marked(self.draw(self.page(ref)), boxes)

    def damage(self, ref: PageRef) -> str:
        """What was wrong with a page of which only a part could be drawn; empty for others."""
        is_open = isinstance(self._open, Pictures) and self._path == ref.source
        damage = self._open.damage(ref.index) if is_open else ""
        return damage and f"a part of the image file is damaged: {damage}"

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open, self._path, self._survey = None, "", None

    def _forget(self) -> None:
        """Let MuPDF drop the pictures and fonts of earlier pages, which it would keep up to 256 MB of."""
        self._looks += 1
        if self._looks % _KEPT == 0:
            pymupdf.TOOLS.store_shrink(100)

    def _document(self, path: str, name: str) -> Any:
        if self._open is None or path != self._path:
            self.close()
            self._open = _open(path, name, self._password, self._most_pixels)
            self._path = path
        return self._open

    def _size(self, pdf: Any, size_pt: SizePt) -> Size:
        return _scan_size(pdf, size_pt, self._most_pixels) or drawn_size(
            size_pt, self._dpi, self._most_pixels
        )


def drawn_size(size_pt: SizePt, dpi: int, most_pixels: int = DEFAULT_MAX_PAGE_PIXELS) -> Size:
    """Of the image of a drawn page; each side a multiple of 28, less resolution for enormous pages."""
    scale = dpi / 72
    excess = size_pt.width * size_pt.height * scale * scale / most_pixels
    scale /= max(1.0, excess) ** 0.5
    longest = most_pixels // _SIDE**2  # of a page that is a thread
    width, height = (min(max(1, round(side * scale / _SIDE)), longest) * _SIDE for side in size_pt)
    return Size(width, height)


def _scan_size(pdf: Any, size_pt: SizePt, most_pixels: int) -> Size | None:
    """The pixels of the one image that is the whole page, turned as the page is; None for other pages."""
    images = pdf.get_image_info()
    if len(images) != 1:
        return None
    image, bounds = images[0], pymupdf.Rect(images[0]["bbox"]) * pdf.rotation_matrix & pdf.rect
    if abs(bounds) < _SCAN_COVER * size_pt.width * size_pt.height or _has_visible_text(pdf):
        return None
    a, b = image["transform"][:2]
    turned = (abs(b) > abs(a)) != (pdf.rotation % 180 == 90)
    width, height = (image["height"], image["width"]) if turned else (image["width"], image["height"])
    alike = 0.95 < (width / height) / (bounds.width / bounds.height) < 1.05
    size = Size(round(width * size_pt.width / bounds.width), round(height * size_pt.height / bounds.height))
    return size if alike and min(size) >= _SIDE and size.width * size.height <= most_pixels else None


def _has_visible_text(pdf: Any) -> bool:
    return any(map(_is_visible, pdf.get_texttrace()))


def _is_visible(span: Any) -> bool:
    return span["type"] != 3 and span["opacity"] > 0


def _open(path: str, name: str, password: str, most_pixels: int) -> Any:
    with _source_errors(name):
        with open(path, "rb") as file:
            head = file.read(2 * kinds.HEAD)
        match kinds.kind(head):
            case "pdf":
                return _open_pdf(path, name, password)
            case None:
                raise SourceError(f"cannot open `{name}`: it is {kinds.describe(head).name}")
            case _:
                return Pictures(path, name, most_pixels)


def _open_pdf(path: str, name: str, password: str) -> Any:
    document = _pdf(path)
    if document.needs_pass and not any(map(document.authenticate, passwords.spellings(password))):
        cause = "the password is wrong" if password else "it is encrypted"
        raise SourceError(f"cannot open `{name}`: {cause}", hint=_PASSWORD_HINT)
    return document


def _pdf(path: str) -> Any:
    """MuPDF finds no file whose name is not UTF-8, but any by the number under which it is open."""
    try:
        path.encode()
    except UnicodeEncodeError:
        with open(path, "rb") as file:
            return pymupdf.open(f"/dev/fd/{file.fileno()}", filetype="pdf")
    return pymupdf.open(path, filetype="pdf")


@contextmanager
def _source_errors(name: str) -> Iterator[None]:
    try:
        with _memory_errors():
            yield
    except OSError as error:
        raise SourceError(f"cannot open `{name}`: {reason(error)}") from error
    except FAILURES as error:
        raise SourceError(f"cannot open `{name}`: it is broken") from error


def _pixmap(page: LivePage, box: Box) -> Any:
    across, down = page.scale
    with _memory_errors():
        return page.pdf.get_pixmap(
            matrix=pymupdf.Matrix(across, down),
            clip=pymupdf.Rect(box.x1 / across, box.y1 / down, box.x2 / across, box.y2 / down),
            colorspace=pymupdf.csRGB,
            alpha=False,
        )


@contextmanager
def _memory_errors() -> Iterator[None]:
    """Want of memory as MemoryError, so that it is not taken for a fault of the page."""
    try:
        yield
    except FAILURES as error:
        if is_starved(error):
            raise MemoryError(str(error)) from error
        raise


def _words(page: LivePage) -> Iterator[Word]:
    across, down = page.scale
    for x1, y1, x2, y2, text, *_ in page.pdf.get_text("words", flags=pymupdf.TEXT_MEDIABOX_CLIP):
        box = _seen(page.pdf, (x1, y1, x2, y2), page.size, across, down)
        if box is not None:
            yield Word(text, box)


def _seen(pdf: Any, corners: tuple[float, ...], size: Size, across: float, down: float) -> Box | None:
    seen = pymupdf.Rect(corners) * pdf.rotation_matrix
    return clip(seen.x0 * across, seen.y0 * down, seen.x1 * across, seen.y1 * down, size)


def _survey(document: Any) -> Survey:
    pages = [_sightings(document, index) for index in survey.sample(len(document))]
    lines = [line for page in pages for line in page]
    body = survey.body_size(lines)
    return Survey(
        page_count=len(document),
        title=_title(document),
        outline=_outline(document),
        attachments=_attachments(document),
        body_size=body,
        heading_sizes=survey.heading_sizes(lines, body),
        margins=survey.margins(pages, body),
    )


def _sightings(document: Any, index: int) -> list[survey.Sighting]:
    """The lines of a page; none for a page that MuPDF cannot make sense of: reading it will say so."""
    try:
        pdf = document[index]
        height, turn = pdf.rect.height, pdf.rotation_matrix
        blocks = pdf.get_text("dict", flags=pymupdf.TEXT_MEDIABOX_CLIP)["blocks"]
    except FAILURES:
        return []
    lines = [line for block in blocks for line in block.get("lines", ()) if _is_text(line)]
    ways = Counter(_way(line) for line in lines)
    along = [
        line for line in lines if _way(line) == ways.most_common(1)[0][0]
    ]  # stamps up the margin tell nothing
    return [_sighting(line, pymupdf.Rect(line["bbox"]) * turn, height) for line in along]


def _is_text(line: dict[str, Any]) -> bool:
    return any(span["text"].strip() for span in line["spans"])


def _way(line: dict[str, Any]) -> tuple[int, int]:
    return round(line["dir"][0]), round(line["dir"][1])


def _sighting(line: dict[str, Any], seen: Any, height: float) -> survey.Sighting:
    largest = max(line["spans"], key=lambda span: len(span["text"].strip()))
    text = "".join(span["text"] for span in line["spans"]).strip()
    return survey.Sighting(text, largest["size"], seen.y0 / height, seen.y1 / height)


def _title(document: Any) -> str:
    return _clean((document.metadata or {}).get("title") or "")


def _clean(text: str) -> str:
    """Without control characters, which writers of PDF leave at the end of strings; blanks collapsed."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _outline(document: Any) -> tuple[OutlineEntry, ...]:
    try:
        entries = document.get_toc(simple=True)
    except FAILURES:  # a broken outline costs only itself
        return ()
    return tuple(OutlineEntry(level, _clean(title), max(0, page)) for level, title, page in entries)


def _attachments(document: Any) -> tuple[str, ...]:
    try:
        return tuple(document.embfile_names())
    except FAILURES:  # a broken name tree costs only itself
        return ()

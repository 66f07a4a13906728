"""The light engine: reads the text layer of PDF pages on a CPU, by geometry and a small layout model."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

from docparse.document import Problem
from docparse.engines import Reading
from docparse.engines.light.layer import Layer, Layout
from docparse.engines.light.page import read_blocks
from docparse.engines.light.simple import is_simple
from docparse.qwenvl import write
from docparse.source import PageRef, Survey

if TYPE_CHECKING:
    from docparse.source.reader import LivePage, Reader

_VERSION = 2  # of what this engine answers; raise it with every change that shows
_FEW = 40  # characters that a stamp on a scanned page may have


class LightEngine:
    """Reads one page at a time; for worker processes, like the reader it holds."""

    def __init__(self, reader: "Reader") -> None:
        self._reader = reader
        self.fingerprint = f"light:{_VERSION}:pymupdf-{version('pymupdf')}:{reader.dpi}dpi"

    def read(self, pages: Iterator[PageRef]) -> Iterator[Reading]:
        from docparse.source.mupdf import FAILURES  # pymupdf is not loaded before there is a page to read

        for ref in pages:
            survey = self._reader.survey(ref.source)
            try:
                page = self._reader.page(ref)
                yield _reading(page, survey)
            except FAILURES as error:
                problem = Problem("render-failed", f"the page is broken: {error}")
                yield Reading(ref, "", None, None, problems=(problem,))


def _reading(page: "LivePage", survey: Survey) -> Reading:
    attached = tuple(_attached(survey)) if page.ref.index == 0 else ()
    if page.pdf is None:
        return Reading(page.ref, write((), page.size), page.size, None, problems=(*attached, _unreadable()))
    layer, layout = _look(page)
    blocks, notes = read_blocks(layer, layout, survey)
    problems = (*attached, *notes, *_missing(layer))
    return Reading(page.ref, write(blocks, page.size), page.size, page.size_pt, problems=problems)


def _look(page: "LivePage") -> tuple[Layer, Layout]:
    from docparse.engines.light.pdf import UprightPage  # as above

    upright = UprightPage(page)
    layer = upright.layer()
    return layer, Layout() if is_simple(layer) else upright.layout()


def _missing(layer: Layer) -> Iterator[Problem]:
    """What a page has that this engine cannot read, or that it has nothing."""
    letters = sum(len(line.text) for line in layer.lines)
    if not letters and not layer.pictures and not layer.drawings:
        yield Problem("blank", "the page is empty")
    elif not letters or (letters < _FEW and any(layer.rect.shared(rect) > 0.7 for rect in layer.pictures)):
        yield _unreadable(drawn=not layer.pictures)


def _unreadable(*, drawn: bool = False) -> Problem:
    """Shapes may be letters drawn as curves, so a page of nothing else is no empty one."""
    what = "the page has drawn shapes and no text" if drawn else "the page is a picture without a text layer"
    return Problem("unreadable", f"{what}, and this version has no OCR")


def _attached(survey: Survey) -> Iterator[Problem]:
    if survey.attachments:
        names = ", ".join(f"`{name}`" for name in survey.attachments)
        yield Problem("attachment", f"files are attached to the document and are not read: {names}")

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
    from docparse.engines.light.scan import Scan
    from docparse.engines.light.scan.seen import Pixels
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
                yield self._reading(self._reader.page(ref), survey)
            except FAILURES as error:
                problem = Problem("render-failed", f"the page is broken: {error}")
                yield Reading(ref, "", None, None, problems=(problem,))

    def _reading(self, page: "LivePage", survey: Survey) -> Reading:
        attached = tuple(_attached(survey)) if page.ref.index == 0 else ()
        layer, layout, survey, problems = self._look(page, survey)
        blocks, notes = read_blocks(layer, layout, survey)
        html = write(blocks, page.size)
        return Reading(page.ref, html, page.size, page.size_pt, problems=(*attached, *problems, *notes))

    def _look(self, page: "LivePage", survey: Survey) -> "Scan":
        from docparse.engines.light.scan import Scan, scan  # as above, and for OCR all the more

        if page.pdf is not None:
            from docparse.engines.light.pdf import UprightPage

            upright = UprightPage(page)
            layer = upright.layer()
            if not _is_unwritten(layer):
                return Scan(layer, Layout() if is_simple(layer) else upright.layout(), survey)
        return scan(self._image(page), survey)

    def _image(self, page: "LivePage") -> "Pixels":
        import numpy as np

        return np.asarray(self._reader.load(page.ref).render())


def _is_unwritten(layer: Layer) -> bool:
    """Whether a page has no text layer that is more than a stamp on a picture.

    Shapes may be letters drawn as curves, so a page of nothing else may have text too.
    """
    letters = sum(len(line.text) for line in layer.lines)
    return not letters or (letters < _FEW and any(layer.rect.shared(rect) > 0.7 for rect in layer.pictures))


def _attached(survey: Survey) -> Iterator[Problem]:
    if survey.attachments:
        names = ", ".join(f"`{name}`" for name in survey.attachments)
        yield Problem("attachment", f"files are attached to the document and are not read: {names}")

"""The light engine: reads pages on a CPU, by their text layer or by OCR, geometry and small models."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

from docparse.document import Box, Figure, Problem
from docparse.engines import Reading
from docparse.engines.light.characters import unknown_share
from docparse.engines.light.layer import Found, Layer, Layout
from docparse.engines.light.simple import is_simple
from docparse.engines.light.vertical import read_blocks
from docparse.qwenvl import write
from docparse.source import PageRef, Survey
from docparse.source.limits import is_starved

if TYPE_CHECKING:
    from docparse.engines.light.scan.seen import Pixels
    from docparse.source.reader import LivePage, Reader

_VERSION = 3  # of what this engine answers; raise it with every change that shows
_UNKNOWN = 0.2  # of its characters, from which a text layer is not to be trusted
_COVER = 0.7  # of a page, from which a picture is the page
_FEW = 40  # characters that a stamp on a scanned page may have


class LightEngine:
    """Reads one page at a time; for worker processes, like the reader it holds."""

    def __init__(self, reader: "Reader") -> None:
        self._reader = reader
        self.fingerprint = f"light:{_VERSION}:pymupdf-{version('pymupdf')}:{reader.resolution}"

    def read(self, pages: Iterator[PageRef]) -> Iterator[Reading]:
        from docparse.source.mupdf import FAILURES  # pymupdf is not loaded before there is a page to read

        for ref in pages:
            survey = self._reader.survey(ref.source)
            try:
                yield self._reading(self._reader.page(ref), survey)
            except FAILURES as error:
                if is_starved(error):
                    raise
                problem = Problem("render-failed", f"the page is broken: {error}")
                yield Reading(ref, "", None, None, problems=(problem,))

    def _reading(self, page: "LivePage", survey: Survey) -> Reading:
        attached = tuple(_attached(survey)) if page.ref.index == 0 else ()
        found = self._found(page, survey)
        blocks, notes = read_blocks(found.layer, found.layout, found.survey)
        if not blocks and found.is_picture:
            blocks = (Figure("image", (), Box(0, 0, *page.size)),)
        problems = (*attached, *found.problems, *notes)
        return Reading(page.ref, write(blocks, page.size), page.size, page.size_pt, problems=problems)

    def _found(self, page: "LivePage", survey: Survey) -> Found:
        """From the text layer, or by OCR where that has nothing to tell."""
        if page.pdf is None:
            return self._scanned(page, survey)
        from docparse.engines.light.pdf import UprightPage  # as above

        upright = UprightPage(page)
        layer = upright.layer()
        if _is_unwritten(layer):
            return self._scanned(page, survey)
        if doubt := self._doubt(page, layer):
            found = self._scanned(page, survey)
            return found._replace(problems=(*found.problems, Problem("layer-distrusted", doubt)))
        return Found(layer, Layout() if is_simple(layer) else upright.layout(), survey)

    def _doubt(self, page: "LivePage", layer: Layer) -> str:
        """Why a text layer is not to be trusted; "" where it is."""
        if unknown_share("".join(line.text for line in layer.lines)) > _UNKNOWN:
            return "the text layer has no characters for much of the text, so the page was read by OCR"
        if not _is_covered(layer):
            return ""
        from docparse.engines.light.scan.agreement import agrees  # as below

        if agrees(layer, self._image(page)):
            return ""
        return "the text layer differs from the picture of the page, so the page was read by OCR"

    def _scanned(self, page: "LivePage", survey: Survey) -> Found:
        from docparse.engines.light.scan import scan  # as above, and for OCR all the more

        return scan(self._image(page), survey)

    def _image(self, page: "LivePage") -> "Pixels":
        import numpy as np

        return np.asarray(self._reader.load(page.ref).render())


def _is_unwritten(layer: Layer) -> bool:
    """Whether a page has no text layer that is more than a stamp on a picture.

    Shapes may be letters drawn as curves, so a page of nothing else may have text too.
    """
    letters = sum(len(line.text) for line in layer.lines)
    return not letters or (letters < _FEW and _is_covered(layer))


def _is_covered(layer: Layer) -> bool:
    """Whether one picture is nearly the whole page."""
    return any(layer.rect.shared(rect) > _COVER for rect in layer.pictures)


def _attached(survey: Survey) -> Iterator[Problem]:
    if survey.attachments:
        names = ", ".join(f"`{name}`" for name in survey.attachments)
        yield Problem("attachment", f"files are attached to the document and are not read: {names}")

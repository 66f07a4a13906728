"""The light engine: reads pages on a CPU, by their text layer or by OCR, geometry and small models."""

import os
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

from docparse.document import Box, Figure, Problem
from docparse.engines import Reading
from docparse.engines.light import figures, trust
from docparse.engines.light.geometry import clusters
from docparse.engines.light.layer import Found, Layer, Layout
from docparse.engines.light.simple import needs_model
from docparse.engines.light.vertical import read_blocks
from docparse.qwenvl import write
from docparse.source import PageRef, Survey
from docparse.source.limits import is_starved

if TYPE_CHECKING:
    from docparse.engines.light.scan.languages import Told
    from docparse.engines.light.scan.seen import Pixels
    from docparse.source.reader import LivePage, Reader

# onnxruntime would write a number for this machine into the user's home when it is imported, to report by.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

_VERSION = 6  # of what this engine answers; raise it with every change that shows
_RECOGNISED = 0.97  # of the letters of lines, below which what OCR has left on a scan is worth reading anew
_PRINTED = 0.9  # the same of letters that are printed on a picture
_UNLIKE = 0.6  # of those of a line that is set in type, below which its letters are misnamed
_COVER = 0.7  # of a page, from which a picture is the page
_FEW = 40  # characters that a stamp on a scanned page may have
_MISREAD = "the text layer differs from the picture of the page, so the page was read by OCR"
_PARTIAL = "the text layer lacks much of what the page shows, so the page was read by OCR"
_MISNAMED = "the text layer does not say which letters it shows, so those lines were read by OCR"


class LightEngine:
    """Reads one page at a time; for worker processes, like the reader it holds.

    `told` are the languages of page images, where they are known.
    """

    def __init__(self, reader: "Reader", told: "Told | None" = None) -> None:
        self._reader = reader
        self._told = told
        self._drawn: tuple[PageRef, Pixels] | None = None  # the page that is being read, if it was drawn
        languages = f":{told.names}" if told else ""
        self.fingerprint = f"light:{_VERSION}:pymupdf-{version('pymupdf')}:{reader.resolution}{languages}"

    def read(self, pages: Iterator[PageRef]) -> Iterator[Reading]:
        from docparse.source.mupdf import FAILURES  # pymupdf is not loaded before there is a page to read

        for ref in pages:
            survey = self._reader.survey(ref.source)
            self._drawn = None
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
        if found.insets:
            from docparse.engines.light.scan.insets import read_with  # as below

            blocks, notes = read_with(found, self._image(page), self._told)
        else:
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
        if _is_covered(layer) and self._is_misread(page, layer):
            return self._scanned(page, survey, _MISREAD)
        layer, problems = self._mended(page, layer)
        found = Found(layer, Layout(), survey, problems)
        if areas := figures.writable(layer):
            from docparse.engines.light.scan.insets import insets  # as above

            inset = insets(areas, layer, self._image(page))
            if inset is None:
                return self._scanned(page, survey, _PARTIAL)
            found = found._replace(insets=inset)
        return found._replace(layout=upright.layout()) if needs_model(layer, survey) else found

    def _is_misread(self, page: "LivePage", layer: Layer) -> bool:
        """Whether the words over a page image are not those that it shows."""
        from docparse.engines.light.scan.agreement import likeness  # as below

        alike = likeness(layer.lines, layer, self._image(page), self._told)
        return alike is not None and alike < (_RECOGNISED if page.is_recognised else _PRINTED)

    def _mended(self, page: "LivePage", layer: Layer) -> tuple[Layer, tuple[Problem, ...]]:
        """The layer, and where its lines name letters wrongly what a reader sees in place of them."""
        wrong = trust.unknown(layer)
        if doubted := trust.improbable(layer):
            from docparse.engines.light.scan.agreement import likeness  # as below

            alike = likeness(doubted, layer, self._image(page), self._told)
            if trust.is_hopeless(doubted) if alike is None else alike < _UNLIKE:
                wrong = [*wrong, *doubted]
        if not wrong:
            return layer, ()
        from docparse.engines.light.scan.again import corrected  # as below

        mended, problems = corrected(layer, trust.spread(wrong, layer), self._image(page), self._told)
        return mended, (*problems, _distrusted(_MISNAMED))

    def _scanned(self, page: "LivePage", survey: Survey, why: str = "") -> Found:
        from docparse.engines.light.scan import scan  # as above, and for OCR all the more

        found = scan(self._image(page), survey, self._told)
        return found._replace(problems=(*found.problems, _distrusted(why))) if why else found

    def _image(self, page: "LivePage") -> "Pixels":
        import numpy as np

        if self._drawn is None or self._drawn[0] != page.ref:
            self._drawn = page.ref, np.asarray(self._reader.draw(page))
        return self._drawn[1]


def _is_unwritten(layer: Layer) -> bool:
    """Whether a page has no text layer that is more than a stamp on a picture.

    Shapes may be letters drawn as curves, so a page of nothing else may have text too.
    """
    letters = sum(len(line.text) for line in layer.lines)
    return not letters or (letters < _FEW and _is_covered(layer))


def _is_covered(layer: Layer) -> bool:
    """Whether a picture is nearly the whole page; scanners write some in strips."""
    return any(layer.rect.shared(rect) > _COVER for rect in clusters(layer.pictures, 2.0))


def _distrusted(why: str) -> Problem:
    return Problem("layer-distrusted", why)


def _attached(survey: Survey) -> Iterator[Problem]:
    if survey.attachments:
        names = ", ".join(f"`{name}`" for name in survey.attachments)
        yield Problem("attachment", f"files are attached to the document and are not read: {names}")

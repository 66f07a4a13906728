# pyright: standard
"""What the words of a page are, and how far they are to be believed, whoever reads the page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from docparse.document import Box, Verdict, Word
from docparse.engines.light import trust
from docparse.engines.light.layer import Line
from docparse.engines.light.pdf import UprightPage
from docparse.engines.light.scan.agreement import likeness
from docparse.engines.light.scan.scanner import scan
from docparse.engines.light.scan.unheld import ink
from docparse.source import PageRef, Survey
from docparse.witness import Ink, Perusal, Testimony

if TYPE_CHECKING:
    from docparse.engines.light.scan.seen import Pixels
    from docparse.source.reader import LivePage, Reader

_WRONG = 0.1  # of its characters, from which a text layer is not to be believed
_UNLIKE = 0.6  # of what its lines say, below which it is not what the page shows


def testify(reader: "Reader", ref: PageRef) -> Testimony:
    """By the text layer alone, which costs no look at the page."""
    words = reader.load(ref).words
    page = reader.page(ref)
    if not words:
        return Testimony((), "absent")
    return Testimony(words, "recognised" if page.is_recognised else _verdict(page))


def verify(reader: "Reader", ref: PageRef) -> Verdict:
    """Of a text layer that seems sound and contradicts an answer: some of its lines are read off the page.

    Where nobody can read them the layer is doubted, for nothing is held against an answer without proof.
    """
    page = reader.page(ref)
    layer = UprightPage(page).layer()
    alike = likeness(layer.lines, layer, _image(reader, page))
    return "sound" if alike is not None and alike >= _UNLIKE else "doubted"


def read(reader: "Reader", ref: PageRef) -> Testimony:
    """By OCR, where there is no text layer to believe."""
    layer = scan(_image(reader, reader.page(ref)), Survey(1)).layer
    lines = (*layer.lines, *(line for column in layer.columns for line in column))
    placed = ((run.text, layer.locate(run.rect)) for line in lines for run in line.runs)
    return Testimony(tuple(Word(text, box) for text, box in placed if box is not None), "read")


def peruse(reader: "Reader", ref: PageRef) -> Perusal:
    """By the text layer where it makes sense, and else by OCR."""
    heard = testify(reader, ref)
    if heard.verdict not in ("sound", "recognised"):
        heard = read(reader, ref)
    page = reader.load(ref)
    return Perusal(heard.words, page.size, page.size_pt)


def inked(reader: "Reader", ref: PageRef, boxes: Sequence[Box | None]) -> Ink:
    """What of a page's ink the boxes hold."""
    return ink(_image(reader, reader.page(ref)), boxes)


def _verdict(page: "LivePage") -> Verdict:
    layer = UprightPage(page).layer()
    wrong = trust.spread([*trust.unknown(layer), *trust.improbable(layer)], layer)
    return "doubted" if _signs(wrong) > _WRONG * _signs(layer.lines) else "sound"


def _signs(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _image(reader: "Reader", page: "LivePage") -> "Pixels":
    return np.asarray(reader.draw(page))

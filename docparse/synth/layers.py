# pyright: standard
"""PDFs whose text layer is not to be trusted, or that have none."""

import re
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, Final

from docparse.source import Word
from docparse.source.mupdf import pymupdf

_DPI: Final = 200
_FACE: Final = "helv"


def scanned(images: Iterable[bytes], sizes: Iterable[tuple[int, int]]) -> bytes:
    """Each page one JPEG, as scanners write them."""
    document = pymupdf.open()
    for image, (width, height) in zip(images, sizes, strict=True):
        page = document.new_page(width=width * 72 / _DPI, height=height * 72 / _DPI)
        page.insert_image(page.rect, stream=image)
    return _saved(document)


def recognised(pdf: bytes, words: Sequence[Sequence[Word]], rng: Random) -> bytes:
    """Scanned pages with invisible text over them, one word in twelve of it misread."""
    document = pymupdf.open(stream=pdf)
    for page, found in zip(document, words, strict=True):
        for word in found:
            text = _misread(word.text, rng) if rng.random() < 1 / 12 else word.text
            _hide(page, Word(text, word.box))
    return _saved(document)


def _hide(page: Any, word: Word) -> None:
    """Type that nobody sees, as wide and no higher than the word."""
    x1, _, x2, y2 = (side * 72 / _DPI for side in (word.box.x1, word.box.y1, word.box.x2, word.box.y2))
    size = min((x2 - x1) / pymupdf.get_text_length(word.text, _FACE, 1), word.box.height * 72 / _DPI)
    page.insert_text((x1, y2 - 0.22 * size), word.text, fontsize=size, fontname=_FACE, render_mode=3)


def _misread(text: str, rng: Random) -> str:
    confusions = (("rn", "m"), ("l", "1"), ("o", "0"), ("e", "c"), ("i", "l"), ("h", "b"))
    seen, taken_for = rng.choice(confusions)
    return text.replace(seen, taken_for)


def mute(pdf: bytes) -> bytes:
    """The same pages, with no word about which letters their glyphs are."""
    document = pymupdf.open(stream=pdf)
    for xref in _fonts(document):
        document.xref_set_key(xref, "ToUnicode", "null")
    return _saved(document)


def garbled(pdf: bytes, rng: Random) -> bytes:
    """The same pages, with the letters of each font mixed up in the text layer."""
    document = pymupdf.open(stream=pdf)
    for xref in _fonts(document):
        kind, value = document.xref_get_key(xref, "ToUnicode")
        if kind == "xref":
            target = int(value.split()[0])
            document.update_stream(target, _shuffled(document.xref_stream(target), rng))
    return _saved(document)


_PAIR: Final = re.compile(rb"(<[0-9A-Fa-f]+>\s+)<([0-9A-Fa-f]+)>")


def _shuffled(cmap: bytes, rng: Random) -> bytes:
    """A map of characters with its right sides in another order."""
    head, mark, body = cmap.partition(b"endcodespacerange")
    meant = [pair[1] for pair in _PAIR.findall(body)]
    rng.shuffle(meant)
    left = iter(meant)
    return head + mark + _PAIR.sub(lambda pair: pair[1] + b"<" + next(left) + b">", body)


def _fonts(document: Any) -> list[int]:
    """The composite fonts of all pages, which hold the map to Unicode."""
    return sorted({font[0] for page in document for font in page.get_fonts()})


def _saved(document: Any) -> bytes:
    pdf = document.tobytes(garbage=3, deflate=True, no_new_id=True)
    document.close()
    return pdf

# pyright: standard
"""The glyphs of a page as they are inked, each with the character that it shows."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from docparse.engines.light.characters import clean
from docparse.engines.light.formulas import encodings
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Glyph
from docparse.engines.light.spans import unechoed
from docparse.source.mupdf import pymupdf

_FLAGS = int(
    pymupdf.TEXT_MEDIABOX_CLIP
    | pymupdf.TEXT_COLLECT_STYLES
    | pymupdf.TEXT_PRESERVE_LIGATURES
    | pymupdf.TEXT_ACCURATE_BBOXES
)
_CODES = int(pymupdf.TEXT_USE_CID_FOR_UNKNOWN_UNICODE)
_Place: TypeAlias = tuple[str, int, int]


def glyphs(pdf: Any) -> tuple[Glyph, ...]:
    """All glyphs of a page but blanks and what does not run across."""
    found = list(_characters(pdf, _FLAGS))
    unknown = any(char["c"] == encodings.UNKNOWN for _, char in found)
    codes = _codes(pdf) if unknown else {}
    return tuple(_glyph(span, char, codes) for span, char in found if _is_shown(char["c"]))


def _codes(pdf: Any) -> dict[_Place, str]:
    """The first character at each place, by its code where its meaning is unknown."""
    codes: dict[_Place, str] = {}
    found = list(_characters(pdf, _FLAGS | _CODES))
    for span, char in sorted(found, key=lambda pair: pair[1]["c"] == " "):  # most of these are made up
        codes.setdefault(_place(span, char), char["c"])
    return codes


def _characters(pdf: Any, flags: int) -> Iterator[tuple[Any, Any]]:
    for block in pdf.get_text("rawdict", flags=flags)["blocks"]:
        for line in block.get("lines", ()):
            if line["dir"][0] > 0.9:
                for span in line["spans"]:
                    yield from ((span, char) for char in unechoed(span["chars"]))


def _is_shown(text: str) -> bool:
    return bool(clean(text).strip()) and not "\ufe00" <= text <= "\ufe0f"  # those choose among shapes


def _place(span: Any, char: Any) -> _Place:
    return span["font"], round(10 * char["origin"][0]), round(10 * char["origin"][1])


def _glyph(span: Any, char: Any, codes: dict[_Place, str]) -> Glyph:
    font, text = span["font"], encodings.named(char["c"])
    if text == encodings.UNKNOWN:
        text = encodings.read(font, ord(codes.get(_place(span, char), text)))
    elif encodings.holds_codes(font):
        text = encodings.read(font, ord(text))
    italic = bool(span["flags"] & pymupdf.TEXT_FONT_ITALIC) or encodings.is_italic(font)
    return Glyph(text, Rect(*char["bbox"]), span["size"], char["origin"][1], font, italic)

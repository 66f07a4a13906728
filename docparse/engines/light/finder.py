# pyright: standard
"""The table finder of PyMuPDF, asked several times of a page whose characters are listed once.

It lists them anew at each search, which takes longer than the search. What is listed it leaves as it is.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from docparse.source.mupdf import pymupdf

_FLIP = (
    1.0,
    0.0,
    0.0,
    -1.0,
    0.0,
)  # the way from a page's points to PDF's, which count upwards, but for its height
_HEAVY = 8  # of the flags of MuPDF: drawn bold


def tables(pdf: Any, **options: Any) -> list[Any]:
    _list_once()
    found = pdf.find_tables(refine=True, **options)
    return found.tables if found else []


@cache
def _list_once() -> None:
    """Put a list that is kept with its page in place of the finder's own; there is no option for it."""
    finder = pymupdf.table
    list_anew = finder.make_chars

    def listed(page: Any, clip: Any = None) -> Any:
        if clip or tuple(page.transformation_matrix)[:5] != _FLIP:
            return list_anew(page, clip=clip)
        if not hasattr(page, "_listed_characters"):
            page._listed_characters = characters(page)  # noqa: SLF001 - see above
        text, found = page._listed_characters  # noqa: SLF001 - see above
        finder.CHARS.extend(found)
        return text

    finder.make_chars = listed


def characters(page: Any) -> tuple[Any, list[dict[str, Any]]]:
    """What the finder lists of an upright page; it makes a rectangle of each, which takes thrice the time."""
    text = page.get_textpage(flags=pymupdf.table.FLAGS)
    blocks = page.get_text("rawdict", textpage=text)["blocks"]
    lines = [line for block in blocks for line in block["lines"]]
    return text, [listed for line in lines for listed in _listed(line, page)]


def _listed(line: Any, page: Any) -> Iterator[dict[str, Any]]:
    height, above = page.transformation_matrix.f, page.rect.height * page.number
    cosine, sine = (round(side, 4) for side in line["dir"])
    for span in sorted(line["spans"], key=_start):
        style = _style(span, page.number + 1, upright=sine == 0)
        for char in sorted(span["chars"], key=_start):
            (x0, top, x1, bottom), (x, y) = char["bbox"], char["origin"]
            yield style | {
                "text": char["c"],
                "x0": x0,
                "x1": x1,
                "y0": height - bottom,
                "y1": height - top,
                "top": top,
                "bottom": bottom,
                "doctop": top + above,
                "width": x1 - x0,
                "height": bottom - top,
                "adv": bottom - top if sine else x1 - x0,
                "size": bottom - top if sine else span["size"],
                "matrix": (cosine, -sine, sine, cosine, x, height - y),
            }


def _style(span: Any, number: int, *, upright: bool) -> dict[str, Any]:
    colour = pymupdf.sRGB_to_pdf(span["color"])
    return {
        "object_type": "char",
        "page_number": number,
        "fontname": span["font"],
        "bold": bool(span["flags"] & pymupdf.TEXT_FONT_BOLD or span["char_flags"] & _HEAVY),
        "upright": upright,
        "ncs": "DeviceRGB",
        "stroking_color": colour,
        "stroking_pattern": None,
        "non_stroking_color": colour,
        "non_stroking_pattern": None,
    }


def _start(part: Any) -> float:
    return part["bbox"][0]

# pyright: standard
"""The table finder of PyMuPDF, asked several times of a page whose characters are listed once.

It lists them anew at each search, which takes longer than the search. What it lists it leaves as it is.
"""

from functools import cache
from typing import Any

from docparse.source.mupdf import pymupdf


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
        kept = None if clip else getattr(page, "_listed_characters", None)
        if kept:
            finder.CHARS.extend(kept[1])
            return kept[0]
        text = list_anew(page, clip=clip)
        if not clip:
            page._listed_characters = text, list(finder.CHARS)  # noqa: SLF001 - see above
        return text

    finder.make_chars = listed

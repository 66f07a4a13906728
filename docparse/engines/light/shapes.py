"""Whether words are shaped as words are: small letters, capitals, figures and marks each in their places.

A layer that mixes up which glyph is which puts capitals, figures and marks in the midst of words. In real
text, names, part numbers and code included, one pair of neighbours in fifty is like that; in text whose
characters are mixed up one in three.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_ODD = re.compile(  # U capital, l small, x of an alphabet without either, c Chinese and the like, M accent,
    r"(?=lU|[lU][cdx]|[cdx][lU]|dx|xd|[djps]M|[lUx]p[lUx]|.s.)|^M"  # d figure, p j marks (j in words), s sign
)
_KINDS = {"Lu": "U", "Lt": "U", "Ll": "l", "L": "x", "M": "M", "N": "d", "Pd": "j", "Pc": "j"}
_CHINESE = "\u2e80"  # from which on words have no blanks between them
_MARKS = dict.fromkeys(',:;"“”()%', "p") | dict.fromkeys("./@'\u2019·", "j")


def misshapen(words: Iterable[str]) -> tuple[int, int]:
    """How many neighbours in some words do not go together, and of how many."""
    shapes = ["".join(map(_kind, word)) for word in words]
    return sum(len(_ODD.findall(shape)) for shape in shapes), sum(len(shape) - 1 for shape in shapes)


@cache
def _kind(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Lo" and sign >= _CHINESE:
        return "c"
    return _KINDS.get(category) or _KINDS.get(category[0]) or _MARKS.get(sign, "s")

"""Whether words are shaped as words are: small letters, capitals, figures and marks each in their places.

A layer that mixes up which glyph is which puts capitals, figures and marks in the midst of words. In real
text, names, part numbers and code included, one pair of neighbours in fifty is like that; in text whose
characters are mixed up one in three.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_ODD = re.compile(  # U capital, l small, x of an alphabet without either, M put on a letter, d figure
    r"(?=lU|[lU][dx]|[dx][lU]|[djps]M|[lUx]p[lUx]|.s.)|^M"  # p mark of text, j one within words, s other
)
_KINDS = {"Lu": "U", "Lt": "U", "Ll": "l", "L": "x", "M": "M", "N": "d", "Pd": "j", "Pc": "j"}
_MARKS = dict.fromkeys(',:;"“”()%', "p") | dict.fromkeys("./@'\u2019·", "j")


def misshapen(words: Iterable[str]) -> tuple[int, int]:
    """How many neighbours in some words do not go together, and of how many."""
    shapes = ["".join(map(_kind, word)) for word in words]
    return sum(len(_ODD.findall(shape)) for shape in shapes), sum(len(shape) - 1 for shape in shapes)


@cache
def _kind(sign: str) -> str:
    category = unicodedata.category(sign)
    return _KINDS.get(category) or _KINDS.get(category[0]) or _MARKS.get(sign, "s")

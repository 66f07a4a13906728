"""Which lines PP-OCR cannot have read well: it leaves out letters that it lacks, and is unsure of the rest.

Over pages in 24 scripts, lines of those that it lacks come back with fewer than one sign for the room of
two, or with a low score; lines that it knows have 1.3 signs (Chinese) to 3 (Latin) for a line's height.
"""

from collections.abc import Sequence

from docparse.engines.light.scan.scripts import GREEK, VIETNAMESE, Script
from docparse.engines.light.scan.seen import Seen, sides

_LOW = 0.75  # a score below which a line is doubted
_POOR = 0.65  # of noise, where lines around it are in another script
_FAIR = 0.9  # below which a line among foreign ones is
_SPARSE = 0.5  # signs for a line's height of its length
_THIN = 0.8  # the same, to be doubted
_WORD = 2.0  # heights that a line is long, from which its signs are worth counting
_PHRASE = 4.0
_SPECKS = 0.15  # of the length of all lines: fewer doubted ones are smudges, formulas, logos
_MANY = 3
MOSTLY = 0.6  # of the length of all lines: from which what is doubted of them cannot be text
_ACCENTED = 0.3  # of letters: Greek words stand in no formula
_HORNED = 0.015  # of letters: PP-OCR has two to ten in a hundred that are Vietnamese
_LETTERS = 12  # too few to tell by


def is_sparse(line: Seen) -> bool:
    """A line of some length from which next to nothing was read."""
    return length(line) >= _PHRASE and _density(line) < _SPARSE


def is_doubted(line: Seen) -> bool:
    return length(line) >= _WORD and (line.score < _LOW or _density(line) < _THIN)


def is_poor(line: Seen) -> bool:
    return line.score < _POOR


def is_fair(line: Seen) -> bool:
    """Nothing speaks against it even where lines around it are in another script."""
    return bool(line.words) and line.score >= _FAIR and (length(line) < _WORD or _density(line) >= _THIN)


def length(line: Seen) -> float:
    """In heights of the line."""
    width, height = sides(line.corners)
    return width / max(1.0, height)


def share(some: Sequence[Seen], lines: Sequence[Seen]) -> float:
    """Of the length of `lines`, that of `some`."""
    whole = sum(sides(line.corners)[0] for line in lines)
    return sum(sides(line.corners)[0] for line in some) / whole if whole else 0.0


def doubted(lines: Sequence[Seen]) -> list[int]:
    """The places of lines that may be misread, all over."""
    return [place for place, line in enumerate(lines) if is_doubted(line)]


def suspects(lines: Sequence[Seen]) -> list[int]:
    """The same, if they give reason to look for another script: a page may be merely hard to read."""
    places = doubted(lines)
    some = [lines[place] for place in places]
    return places if is_much(some, lines) or any(is_telling(line) for line in some) else []


def is_much(some: Sequence[Seen], lines: Sequence[Seen]) -> bool:
    """Too many of the lines for smudges, formulas, logos."""
    return len(some) >= _MANY and share(some, lines) >= _SPECKS


def is_telling(line: Seen) -> bool:
    """What no line gives that is merely hard to read."""
    return is_sparse(line) or (length(line) >= _PHRASE and _density(line) < _THIN and line.score < _POOR)


def hinted(lines: Sequence[Seen]) -> Script | None:
    """A script that PP-OCR reads in part, by the letters that it has of it."""
    text = "".join(line.text for line in lines)
    letters = sum(sign.isalpha() for sign in text)
    if letters < _LETTERS:
        return None
    if GREEK.share(text) >= _ACCENTED:
        return GREEK
    horned = sum(sign in "đĐ" for sign in text) + VIETNAMESE.count(text)
    return VIETNAMESE if VIETNAMESE.count(text) and horned >= max(_MANY, _HORNED * letters) else None


def _density(line: Seen) -> float:
    return sum(len(word.text) for word in line.words) / max(0.1, length(line))

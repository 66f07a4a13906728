"""A text among the words of a page: as it stands, else as it sounds, else with a few letters wrong."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Final, Literal, NamedTuple, TypeAlias

from docparse.document import Box, Word
from docparse.locate.lines import around

Likeness: TypeAlias = Literal["exact", "folded", "fuzzy", "pattern", "model"]

CUT: Final = 0.75  # of a text's letters that have to be right
_SHORTEST: Final = 4  # letters, below which a text is found as it is spelled or not at all
_HYPHENS: Final = "-\u00ad\u2010"
_SAME_LINE: Final = 0.5
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2}"
)  # no blank between these


class Hit(NamedTuple):
    """Where a text stands: a box for each line of it, and how like it is to what was sought."""

    text: str
    boxes: tuple[Box, ...]
    likeness: Likeness
    score: float = 1.0


class _Written(NamedTuple):
    """Words as one string, and where in it each of them begins."""

    text: str
    starts: list[int]

    def words(self, start: int, end: int) -> range:
        return range(bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1))


def find(query: str, words: Sequence[Word]) -> list[Hit]:
    """Every place where the letters of `query` stand, whatever their case, accents, ligatures and hyphens."""
    plain, folded = _written(words, fold=False), _written(words, fold=True)
    wanted = " ".join(query.split())
    exact = {_span(plain, at, at + len(wanted)) for at in _all(wanted, plain.text)}
    alike = fold(wanted)
    spans = {_span(folded, at, at + len(alike)) for at in _all(alike, folded.text)}
    return [_hit(words, span, "exact" if span in exact else "folded", 1.0) for span in sorted(exact | spans)]


def nearly(query: str, words: Sequence[Word]) -> list[Hit]:
    """The places that are most like `query`, of whose letters no more than a quarter may differ."""
    wanted, written = fold(query), _written(words, fold=True)
    allowed = int(len(wanted) * (1 - CUT))
    if len(wanted) < _SHORTEST or not allowed:
        return []
    found = [(edits, *span) for edits, *span in _alike(wanted, written.text, allowed)]
    least = min((edits for edits, _, _ in found), default=0)
    return [
        _hit(words, _span(written, start, end), "fuzzy", round(1 - edits / len(wanted), 3))
        for edits, start, end in found
        if edits == least
    ]


def match(pattern: re.Pattern[str], words: Sequence[Word]) -> list[Hit]:
    """Every place that a regular expression names, in words with one blank between them."""
    written = _written(words, fold=False)
    spans = (found.span() for found in pattern.finditer(written.text) if found[0].strip())
    return [_hit(words, _span(written, *span), "pattern", 1.0) for span in spans]


def fold(text: str) -> str:
    """The letters of a text without case, accents, ligatures and soft hyphens; blanks are one blank."""
    apart = unicodedata.normalize("NFKD", text.translate(_DASHES)).casefold()
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).split())


_DASHES: Final = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u2018\u2019", "'")
    | dict.fromkeys("\u201c\u201d", '"')
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff", "")
)


def _written(words: Sequence[Word], *, fold: bool) -> _Written:
    """Folded, a word that a line's end divides is one again."""
    pieces = [_piece(words, place, fold=fold) for place in range(len(words))]
    starts = [0, *accumulate(map(len, pieces))]
    return _Written("".join(pieces), starts[:-1])


def _piece(words: Sequence[Word], place: int, *, fold: bool) -> str:
    """A word and the blank behind it, where there is one."""
    text = words[place].text
    after = words[place + 1] if place + 1 < len(words) else None
    if fold and after and _is_divided(words[place], after):
        return _folded(text[:-1])
    blank = "" if after and _UNSPACED.fullmatch(text[-1:] + after.text[:1]) else " "
    return f"{_folded(text) if fold else text}{blank}"


def _is_divided(word: Word, after: Word) -> bool:
    """Whether a hyphen at a line's end parts what is one word."""
    is_below = after.box.y1 >= (word.box.y1 + word.box.y2) // 2
    return is_below and len(word.text) > 1 and word.text[-1] in _HYPHENS and after.text[:1].islower()


_folded = fold


def _all(wanted: str, text: str) -> Iterator[int]:
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _span(written: _Written, start: int, end: int) -> tuple[int, int]:
    found = written.words(start, end)
    return found.start, found.stop


def _hit(words: Sequence[Word], span: tuple[int, int], likeness: Likeness, score: float) -> Hit:
    own = words[slice(*span)]
    return Hit(" ".join(word.text for word in own), boxes_of(own), likeness, score)


def boxes_of(words: Sequence[Word]) -> tuple[Box, ...]:
    """A box for each line that the words, in their order, stand in."""
    line, numbers = 0, [0]
    for before, word in pairwise(words):
        shared = min(before.box.y2, word.box.y2) - max(before.box.y1, word.box.y1)
        same = shared >= _SAME_LINE * min(before.box.height, word.box.height) and word.box.x2 > before.box.x1
        line += not same
        numbers.append(line)
    placed = groupby(zip(numbers, words, strict=True), key=lambda each: each[0])
    return tuple(around([word for _, word in own]) for _, own in placed) if words else ()


def _alike(wanted: str, text: str, allowed: int) -> list[tuple[int, int, int]]:
    """Edits, start and end of what is like `wanted`: of those that overlap, the one with the fewest edits.

    One row of the table of edits for each letter of the text; a place may begin anywhere, at no cost.
    """
    edits, begun = list(range(len(wanted) + 1)), [0] * (len(wanted) + 1)
    found: list[tuple[int, int, int]] = []
    for at, sign in enumerate(text):
        corner, origin = edits[0], begun[0]
        begun[0] = at + 1
        for place, letter in enumerate(wanted, start=1):
            choices = (
                (corner + (sign != letter), origin),
                (edits[place] + 1, begun[place]),
                (edits[place - 1] + 1, begun[place - 1]),
            )
            corner, origin = edits[place], begun[place]
            edits[place], begun[place] = min(choices)
        if edits[-1] <= allowed:
            _keep(found, (edits[-1], begun[-1], at + 1))
    return found


def _keep(found: list[tuple[int, int, int]], place: tuple[int, int, int]) -> None:
    if found and place[1] < found[-1][2]:
        found[-1] = min(found[-1], place)
    else:
        found.append(place)

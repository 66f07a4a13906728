"""What can be wrong with an answer: one closed list of codes, each with its cause and what a reader does."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from docparse.document import Finding

# `{}` in a cause takes the detail of the place.
CODES: Final[dict[str, tuple[str, str]]] = {
    # the answer as a whole
    "fence": ("a code fence stands round the answer", "the fence is taken off"),
    "prose": ("talk round the answer: `{}`", "it is left out"),
    "not-html": ("the answer has no tag of QwenVL HTML", "its text is kept as paragraphs"),
    "truncated": ("the answer was cut off{}", "what stands before the cut is kept"),
    "repeating": ("the answer runs in circles: {}", "the first turn is kept, the others are left out"),
    "bad-characters": ("{} control characters or lone surrogates", "U+FFFD stands for each"),
    "too-many-tags": ("more than {} tags", "those after them are kept as text"),
    "too-deep": ("tags are nested more than {} deep", "deeper tags are left out, their text is kept"),
    "too-many-findings": ("{} more findings", "they are not listed"),
    # tags
    "unknown-tag": ("`{}` is no tag of QwenVL HTML", "it is kept as text"),
    "broken-tag": ("the attributes of `{}` cannot be read", "the tag is kept without them"),
    "unclosed": ("`<{}>` is not closed", "it ends where the next block or its parent ends"),
    "stray-close": ("`</{}>` closes nothing that is open", "it is left out"),
    "declaration": ("a declaration or instruction: `{}`", "it is left out"),
    "comment": ("a comment: `{}`", "it is left out"),
    "not-shown": ("`<{}>` holds nothing that a page shows", "it is left out"),
    "wrapper": ("`<{}>` is no block", "what it holds is read in its place"),
    "unknown-class": ("class `{}` names no kind of block", "what it holds is read in its place"),
    # text and structure
    "stray-text": ("text outside of any block: `{}`", "it becomes a paragraph"),
    "empty-block": ("`<{}>` holds nothing", "it is left out"),
    "stray-table-text": ("text between the cells of a table", "it becomes a block of its own after it"),
    "text-beside": ("text in the block that is no part of it: `{}`", "it becomes a block of its own"),
    "moved-out": ("`<{}>` cannot stand inside `<{}>`", "it becomes a block of its own after it"),
    "stray-item": ("`<li>` outside of a list", "a list is made of it"),
    "stray-cell": ("`<{}>` outside of a table", "a table is made of it"),
    "nested-table": ("a table within a line of text or a cell", "its text is kept without rows"),
    "span-clamped": ("{} reaches outside the table", "it is cut to the table"),
    "mathml": ("MathML in place of LaTeX", "its text is kept without structure"),
    "unsafe-link": ("a link to `{}`", "the text is kept, the link is not"),
    "bad-start": ("a list that starts at `{}`", "it starts at 1"),
    # boxes
    "box-unreadable": ("`{}` is no box", "the block has no box"),
    "box-form": ("the box is not four integers with single blanks: `{}`", "it is read all the same"),
    "box-polygon": ("a polygon in place of a box: `{}`", "its bounding box is taken"),
    "box-inverted": ("the corners of box `{}` are swapped", "they are sorted"),
    "box-outside": ("box `{}` reaches outside the page", "it is cut to the page"),
    "box-empty": ("box `{}` covers nothing of the page", "the block has no box"),
    "box-shared": ("one box for {} blocks", "none of them has it"),
    # what only `check` says
    "schema": ("{}", "it is read as far as it can be"),
    "kind-unknown-to-report": ("`{}` is no element of the report's format", "it is read all the same"),
    "missing-box": ("`<{}>` has no box", "the block has no box"),
    "box-differs": ("the image at `{}` reaches outside its block", "the block's box is taken"),
    "box-overlap": ("the block covers another one, at line {}", "both are kept"),
    "duplicate-block": ("the block says the same as the one at line {}", "both are kept"),
    "ragged-table": ("row {} is {} cells wide, the first is {}", "the row is kept as it is"),
    "looping-text": ("the same words over and over: `{}`", "they are kept"),
}

# The reading is as good with these as without.
HARMLESS: Final = frozenset(
    {"fence", "empty-block", "declaration", "comment", "not-shown", "missing-box", "schema"}
)

_MOST = 500  # a hostile answer shall not be answered with as many findings as it has tags
_QUOTE = 60


class Place(NamedTuple):
    """Where in an answer: `skip` characters after the start of piece `at`."""

    at: int
    skip: int = 0


class Fault(NamedTuple):
    place: Place
    code: str
    details: tuple[object, ...]  # a place among them is told by its line


class Notes:
    """Gathers the faults of one answer, and the text that they left out."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.dropped: list[str] = []
        self._unsaid = 0

    def add(self, code: str, at: int, *details: object, skip: int = 0) -> None:
        if len(self.faults) >= _MOST and code not in ("truncated", "repeating"):
            self._unsaid += 1
        else:
            self.faults.append(Fault(Place(at, skip), code, details))

    def drop(self, code: str, at: int, text: str, *details: object, skip: int = 0) -> None:
        """Leave `text` out of the blocks and say so; without details the text is quoted."""
        self.dropped.append(text)
        self.add(code, at, *(details or (quote(text),)), skip=skip)

    def located(self, html: str, pieces: list[str], base: int) -> tuple[Finding, ...]:
        """The faults as findings, in the order of the text. `pieces` make up `html` from `base` on."""
        if self._unsaid:
            self.faults.append(Fault(Place(0), "too-many-findings", (self._unsaid,)))
        if not self.faults:
            return ()
        starts = list(accumulate(map(len, pieces), initial=base))
        lines = _lines(html, {starts[at] + skip for at, skip in self._places()})
        spots = [(lines[starts[at] + skip], n) for n, ((at, skip), _, _) in enumerate(self.faults)]
        return tuple(
            finding(
                *spot,
                self.faults[n].code,
                *(
                    lines[starts[d.at] + d.skip][0] if isinstance(d, Place) else d
                    for d in self.faults[n].details
                ),
            )
            for spot, n in sorted(spots)
        )

    def _places(self) -> Iterator[Place]:
        for place, _, details in self.faults:
            yield place
            yield from (detail for detail in details if isinstance(detail, Place))


def finding(line: int, column: int, code: str, *details: object) -> Finding:
    cause, remedy = CODES[code]
    return Finding(line, column, code, cause.format(*details), remedy)


def quote(text: str) -> str:
    """Enough of a text to know it again, on one line."""
    line = " ".join(text[: 4 * _QUOTE].split())
    return line if len(line) <= _QUOTE and len(text) <= 4 * _QUOTE else line[: _QUOTE - 1] + "…"


def _lines(html: str, offsets: set[int]) -> dict[int, tuple[int, int]]:
    """Line and column of each offset, in one walk over the text."""
    spots: dict[int, tuple[int, int]] = {}
    line, start, done = 1, 0, 0
    for offset in sorted(offsets):
        if newlines := html.count("\n", done, offset):
            line += newlines
            start = html.rfind("\n", done, offset) + 1
        done = offset
        spots[offset] = line, offset - start + 1
    return spots

"""The values that travel from engine to output: boxes, inlines, blocks, pages, documents.

All are frozen. A block's text is a tuple of inlines in canonical form: blanks are collapsed to one
space, neighbouring texts are one, nothing is empty, no blank stands at either end.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias, get_args


class Size(NamedTuple):
    """Of a page image, in pixels."""

    width: int
    height: int


class SizePt(NamedTuple):
    """Of a PDF page as it is seen (after rotation and CropBox), in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """Page-image pixels, origin top left, half open: 0 <= x1 < x2 <= width, likewise y."""

    x1: int
    y1: int
    x2: int
    y2: int

    @property
    def width(self) -> int:
        return self.x2 - self.x1

    @property
    def height(self) -> int:
        return self.y2 - self.y1

    @property
    def area(self) -> int:
        return self.width * self.height


class Word(NamedTuple):
    """A word of the text layer and where it stands, in page-image pixels."""

    text: str
    box: Box


def clip(x1: float, y1: float, x2: float, y2: float, size: Size) -> Box | None:
    """The box that two corners span on a page of `size`, corners in any order; None if none is left."""
    left, right = sorted(min(max(round(x), 0), size.width) for x in (x1, x2))
    top, bottom = sorted(min(max(round(y), 0), size.height) for y in (y1, y2))
    return Box(left, top, right, bottom) if left < right and top < bottom else None


# --- inlines


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    inlines: "Inlines"


@dataclass(frozen=True, slots=True)
class Em:
    inlines: "Inlines"


@dataclass(frozen=True, slots=True)
class CodeSpan:
    text: str


@dataclass(frozen=True, slots=True)
class Sub:
    inlines: "Inlines"


@dataclass(frozen=True, slots=True)
class Sup:
    inlines: "Inlines"


@dataclass(frozen=True, slots=True)
class Link:
    """`href` is http, https, mailto, tel or a fragment: nothing that a page could run."""

    href: str
    inlines: "Inlines"


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the page has and the text needs (addresses, verse)."""


@dataclass(frozen=True, slots=True)
class Math:
    """LaTeX source within a line, without its delimiters."""

    latex: str


Inline: TypeAlias = Text | Strong | Em | CodeSpan | Sub | Sup | Link | Break | Math
Inlines: TypeAlias = tuple[Inline, ...]


# --- blocks


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # 1 to 6
    inlines: Inlines
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: Inlines
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list, with the lists nested under it."""

    inlines: Inlines
    lists: tuple["List", ...] = ()
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class List:
    items: tuple[Item, ...]
    ordered: bool = False
    start: int = 1
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    inlines: Inlines
    header: bool = False
    rowspan: int = 1
    colspan: int = 1


Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as the table of its data, or as its text where no table was read."""

    table: Table | None
    inlines: Inlines = ()
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """Display mathematics as LaTeX without delimiters; empty where only the region is known."""

    latex: str
    box: Box | None = None


FigureKind: TypeAlias = Literal["image", "caption", "ocr"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: bare (`image`, no inlines), described (`caption`), or with the text in it (`ocr`)."""

    kind: FigureKind = "image"
    inlines: Inlines = ()
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    language: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Music:
    abc: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Chemical:
    smiles: str
    box: Box | None = None
    canonical: str = ""  # the same molecule as RDKit writes it; empty where that could not be had


@dataclass(frozen=True, slots=True)
class Header:
    inlines: Inlines
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Footer:
    inlines: Inlines
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class PageNumber:
    inlines: Inlines
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    inlines: Inlines
    box: Box | None = None


CaptionOf: TypeAlias = Literal["figure", "table"]


@dataclass(frozen=True, slots=True)
class Caption:
    inlines: Inlines
    of: CaptionOf = "figure"
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Author:
    inlines: Inlines
    box: Box | None = None


Block: TypeAlias = (
    Heading
    | Paragraph
    | List
    | Table
    | Chart
    | Formula
    | Figure
    | Code
    | Music
    | Chemical
    | Header
    | Footer
    | PageNumber
    | Footnote
    | Caption
    | Author
)
Blocks: TypeAlias = tuple[Block, ...]


# --- what went wrong, and what is said about it

LostCode: TypeAlias = Literal["render-failed", "timeout", "crashed"]
IncompleteCode: TypeAlias = Literal["truncated", "repeating", "unreadable", "script-unread", "disagreement"]
NoteCode: TypeAlias = Literal[
    "formula-unread",
    "chart-unread",
    "layer-distrusted",
    "blank",
    "attachment",
    "markup-repaired",
    "figure-uncut",
    "unchecked",
    "formula-unsound",
    "chemical-unsound",
    "music-unsound",
    "chart-unsound",
    "table-unsound",
]
ProblemCode: TypeAlias = LostCode | IncompleteCode | NoteCode
Status: TypeAlias = Literal["ok", "partial", "failed"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a page lacks. Lost and incomplete pages change its status; notes do not."""

    code: ProblemCode
    message: str
    box: Box | None = None
    block: int | None = None  # which it is of: its place on the page, from 1


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in QwenVL HTML: where it stands (from 1), its cause, what a reader does about it."""

    line: int
    column: int
    code: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Join:
    """That a block only goes on with one before it: text or a table that a column or a page broke."""

    block: int  # its place among the blocks of its page, from 1
    page: int  # where the one before stands
    to: int  # the place of that one
    repeated: int = 0  # rows at its top that say a table's header again


Verdict: TypeAlias = Literal["sound", "recognised", "doubted", "absent", "read"]
DisputeKind: TypeAlias = Literal["missing", "invented", "substituted", "moved"]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Where an answer and the words that its page has of itself part."""

    kind: DisputeKind
    said: str  # by the answer
    heard: str  # from the page
    block: int | None = None  # its place among the blocks of its page, from 1; None: no block holds the words
    box: Box | None = None  # of the words, or of the block where there are none


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far an answer agrees with the words of its page: shares of characters, None where none compare."""

    layer: Verdict  # those words: left on a scan by OCR, senseless, none at all, or read by us
    share: float | None
    coverage: float | None  # how much of the words some block holds
    blocks: tuple[float | None, ...]
    disputes: tuple[Dispute, ...] = ()
    ink: float | None = None  # how much of the page's ink some block holds, where that was looked at


@dataclass(frozen=True, slots=True)
class Page:
    """`size` is None when the page could not be opened, `size_pt` when its source has no points."""

    number: int  # from 1, in the source
    size: Size | None
    size_pt: SizePt | None
    blocks: Blocks = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    joins: tuple[Join, ...] = ()
    broken: tuple[int, ...] = ()  # places of the blocks that the next page goes on with
    words: tuple[Word, ...] = ()  # of the text layer, where they were asked for
    agreement: Agreement | None = None  # with those words, where that was asked for

    @property
    def status(self) -> Status:
        codes = {problem.code for problem in self.problems}
        if codes & set(get_args(LostCode)):
            return "failed"
        return "partial" if codes & set(get_args(IncompleteCode)) else "ok"


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a document before its first page is read."""

    source: str  # as the user named it; "-" for standard input
    digest: str  # sha256 of the file
    page_count: int  # of the whole source, whatever pages were asked for
    engine: str
    model: str | None
    fingerprint: str
    settings: tuple[tuple[str, str | int | bool | None], ...]  # those that shape the answer
    title: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    about: About
    pages: tuple[Page, ...]

    @property
    def status(self) -> Status:
        return overall({page.status for page in self.pages})


def overall(states: AbstractSet[Status]) -> Status:
    """The status of a document whose pages have these."""
    if states == {"failed"}:
        return "failed"
    return "ok" if states <= {"ok"} else "partial"


def plain(inlines: Inlines) -> str:
    """The text alone: breaks become line ends, mathematics its source."""
    return "".join(_plain(inline) for inline in inlines)


def _plain(inline: Inline) -> str:
    match inline:
        case Text(text) | CodeSpan(text):
            return text
        case Math(latex):
            return latex
        case Break():
            return "\n"
        case Strong(inner) | Em(inner) | Sub(inner) | Sup(inner) | Link(_, inner):
            return plain(inner)

"""What a document is before it is set: blocks of the truth, each with the way it is to be set."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from docparse.document import Block, Footer, Footnote, Header, SizePt
from docparse.synth.words import Tongue

Ruling: TypeAlias = Literal["ruled", "half-ruled", "borderless"]
Corner: TypeAlias = Literal["header", "footer"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A block without its box, and the Typst expression that sets it.

    A piece that `flows` may go on in the next column or page; its expression calls `step` with the number of
    each of its steps, as `steps.py` counts them.
    """

    block: Block
    typst: str
    flows: bool = False
    sticky: bool = False  # stays with what comes after it


@dataclass(frozen=True, slots=True)
class Afloat:
    """Pieces at an edge of a column, or of the page over all columns: the text flows on round them."""

    pieces: tuple[Piece, ...]
    over: Literal["column", "page"]
    edge: Literal["top", "bottom"]


@dataclass(frozen=True, slots=True)
class Beside:
    """Pieces, and others to the right of them."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    widths: tuple[str, str]


Part: TypeAlias = Piece | Afloat | Beside


def members(part: Part) -> tuple[Piece, ...]:
    match part:
        case Piece():
            return (part,)
        case Afloat(pieces):
            return pieces
        case Beside(left, right):
            return (*left, *right)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole document."""

    kind: str
    tongue: Tongue
    family: str
    paper: SizePt
    body: tuple[Part, ...]
    title: tuple[Piece, ...] = ()  # over all columns
    notes: tuple[Footnote, ...] = ()  # in the order of their numbers
    header: Header | None = None
    footer: Footer | None = None
    number: Corner | None = None  # where the page number stands
    first_number: int = 1
    margin: float = 62.0  # points, as are all below
    columns: int = 1
    size: float = 10.0
    justify: bool = True
    gutter: float = 18.0
    rules: bool = False  # a line under the header
    heads: str = ""  # the family of headings, where it is another
    hyphenate: bool = False
    indent: float = 0.0

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for part in self.body for piece in members(part))

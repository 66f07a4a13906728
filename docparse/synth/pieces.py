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

    A piece that `flows` is a table that may go on over the page, its header rows again above it.
    """

    block: Block
    typst: str
    flows: bool = False
    sticky: bool = False  # stays with what comes after it


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole document."""

    kind: str
    tongue: Tongue
    family: str
    paper: SizePt
    body: tuple[Piece, ...]
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
    rules: bool = False  # a line under the header

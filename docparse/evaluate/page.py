"""A page that is known, an answer to it, and what was seen when the two were laid side by side."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from docparse.document import Blocks, Size, Status, Table
from docparse.evaluate.parts import Kind, Part, Region


class Share(NamedTuple):
    """Part of a mean over pages: the sum of what was seen, and how much it counts."""

    amount: float
    weight: float = 1


Shares: TypeAlias = dict[str, Share]


@dataclass(frozen=True, slots=True)
class Truth:
    """A page that is known."""

    name: str  # of its image, unique in its set; an answer bears it with another suffix
    parts: tuple[Part, ...]
    regions: tuple[Region, ...] = ()
    size: Size | None = None
    image: Path | None = None
    document: Path | None = None  # what a parser is given, if not the image
    number: int = 1  # of the page in that document
    language: str = ""  # as the set calls it, such as `english`; "" where it does not say
    fields: tuple[tuple[str, str], ...] = ()  # of a receipt
    lines: tuple[str, ...] = ()  # of a receipt, as they were written down


@dataclass(frozen=True, slots=True)
class Answer:
    """What a parser made of a page."""

    markdown: str
    blocks: Blocks = ()
    size: Size | None = None
    status: Status | None = None  # None where its format has no way to tell
    missing: bool = False  # there is no answer, or it cannot be read


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of truth beside what was answered for it; either may be empty."""

    kind: Kind
    truth: str
    answer: str
    tables: tuple[Table, Table] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """Shares by the name of their score, and what they were taken from."""

    truth: Truth
    answer: Answer
    shares: Shares
    rows: tuple[Row, ...]

    @property
    def badness(self) -> float:
        """0 is perfect: the mean of the edit distances, what is missing and what tables lack."""
        marks = {name: share.amount / share.weight for name, share in self.shares.items() if share.weight}
        known = [marks[name] for name in ("text", "formula", "cer", "missing") if name in marks]
        known += [1 - marks["teds"]] if "teds" in marks else []
        return sum(known) / len(known) if known else 0.0

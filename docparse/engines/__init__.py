"""What reads a page: the protocol, and the value that every engine answers with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from docparse.document import Problem, Size, SizePt
from docparse.settings import Settings
from docparse.source import PageRef, Word

End: TypeAlias = Literal["complete", "truncated", "repeating"]
Say: TypeAlias = (
    Callable[[str], None] | None
)  # takes what a person who waits may want to know; None: nobody waits


@dataclass(frozen=True, slots=True)
class Reading:
    """One page, read: QwenVL HTML with boxes in page-image pixels, how it ended, what went wrong.

    `html` is empty and `size` None for a page that was lost.
    """

    ref: PageRef
    html: str
    size: Size | None
    size_pt: SizePt | None
    end: End = "complete"
    words: tuple[Word, ...] = ()
    problems: tuple[Problem, ...] = ()


class Engine(Protocol):
    """Reads pages in any order, pulls one when it has room, answers each with exactly one Reading."""

    fingerprint: str  # changes whenever the same page could be answered otherwise

    def read(self, pages: Iterator[PageRef]) -> Iterator[Reading]: ...


@runtime_checkable
class Model(Engine, Protocol):
    """An engine that may come to a standstill, and is watched."""

    patience: float  # seconds without a pass, while it holds pages, after which it is given up

    @property
    def passes(self) -> int:
        """How many it has made so far."""
        ...


class Station(Protocol):
    """The brief of a process that reads pages; it travels pickled, and `serve()` there gives its engine."""

    def serve(self) -> Engine: ...


class Plan(Protocol):
    """How pages are read in processes of their own: settled in the parent, before any is started."""

    @property
    def slots(self) -> int:
        """Pages that a process has under way at a time."""
        ...

    def stations(self, settings: Settings) -> tuple[Station, ...]: ...

    def fingerprint(self, settings: Settings) -> str: ...

    def news(self, model: str) -> str:
        """What whoever watches waits for before the first page of `model`; nothing where that is no time."""
        ...

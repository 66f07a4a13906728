"""What became of each document: a line of JSON each beside the outputs, by which a run knows what is done.

Lines are only ever added, each in one stroke, and of those about one output the last counts. A line that was
cut off with its process is passed over.
"""

import errno
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias, get_args

from docparse.document import Page, Problem, Status, overall
from docparse.errors import DocparseError, Exit, SinkError, SourceError, reason
from docparse.settings import Settings
from docparse.source import inputs, ranges
from docparse.source.inputs import Input
from docparse.store import PASSING, program

NAME = inputs.MANIFEST

Fate: TypeAlias = Literal["ok", "partial", "failed", "refused"]
FATES: tuple[Fate, ...] = get_args(Fate)  # worst last

_KINDS = {kind.__name__: kind for kind in DocparseError.__subclasses__()}
# Settings that no output tells of.
_SHAPELESS = frozenset(
    (
        "password",
        "offline",
        "device",
        "ray",
        "jobs",
        "concurrency",
        "page_timeout",
        "max_memory",
        "strict",
        "store",
    )
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One document. `pages` have numbers and problems alone; there are none of one that has an `error`."""

    output: str  # the file that it was read for, as seen from the manifest; "" on stdout
    source: str
    digest: str = ""
    order: str = ""
    engine: str = ""
    model: str | None = None
    fingerprint: str = ""
    seconds: float = 0.0  # from its first page to its output
    outputs: dict[str, str] = field(
        default_factory=dict[str, str]
    )  # that file, those beside it: their sha256
    pages: tuple[Page, ...] = ()
    error: DocparseError | None = None

    @property
    def fate(self) -> Fate:
        return "refused" if self.error is not None else overall({page.status for page in self.pages})

    @property
    def may_pass(self) -> bool:
        """Whether it may end better if it is read again."""
        codes = {problem.code for page in self.pages for problem in page.problems}
        return self.error is not None or not codes.isdisjoint(PASSING)


@dataclass(slots=True)
class Tally:
    """The documents and pages of a run, counted."""

    documents: Counter[Fate] = field(default_factory=Counter[Fate])
    pages: Counter[Status] = field(default_factory=Counter[Status])
    noted: int = 0  # pages that have a problem
    refusal: Exit | None = None  # the first one's

    def add(self, entry: Entry) -> None:
        self.documents[entry.fate] += 1
        self.pages.update(page.status for page in entry.pages)
        self.noted += sum(bool(page.problems) for page in entry.pages)
        if entry.error is not None and self.refusal is None:
            self.refusal = entry.error.exit_code

    @property
    def written(self) -> int:
        return self.documents.total() - self.documents["refused"]

    def exit_code(self, *, strict: bool) -> Exit:
        if self.refusal is not None and not self.written:
            return self.refusal
        incomplete = self.refusal is not None or self.pages["partial"] or self.pages["failed"]
        return Exit.PARTIAL if incomplete or (strict and self.noted) else Exit.OK


class Manifest:
    """That of a folder, while a run writes there; other runs may write there too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = _opened(folder)
        self._places = _places(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def done(self, output: str, document: Input, order: str) -> Entry | None:
        """The entry of an output that need not be made again: nothing that shapes it is other than it was."""
        if output not in self._places:
            return None
        entry = _at(self._file, self._places[output])
        if entry is None or entry.may_pass or (entry.order, entry.source) != (order, document.source):
            return None
        as_it_was = all(_digest(self._folder / name) == digest for name, digest in entry.outputs.items())
        return entry if as_it_was and _digest(document.path) == entry.digest else None

    def add(self, entry: Entry) -> None:
        line = json.dumps(_told(entry), separators=(",", ":")).encode("ascii") + b"\n"
        if not os.fstat(self._file).st_nlink:  # the folder was removed, and is there again
            os.close(self._file)
            self._file = _opened(self._folder)
        try:
            written = os.write(self._file, line)
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        if written < len(line):
            raise _unwritable(self._folder, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    def named(self, paths: Iterable[Path]) -> dict[str, str]:
        """Files as an entry has them, with their digests."""
        return {Path(os.path.relpath(path, self._folder)).as_posix(): _digest(path) for path in paths}


def read(folder: Path) -> Iterator[Entry]:
    """What became of each document, in the order in which they came up; of several outputs the worst."""
    try:
        with (folder / NAME).open("rb") as file:
            entries = (_at(file.fileno(), place) for place in _worst(file.fileno()))
            yield from (entry for entry in entries if entry is not None)
    except OSError as error:
        raise SourceError(
            f"cannot open `{folder / NAME}`: {reason(error)}", hint="`docparse FILE... -o DIR/` writes one"
        ) from error


def order(settings: Settings, engine: str, model: str | None, fingerprint: str) -> str:
    """A digest of all that shapes an output but its document."""
    shapes = [(each.name, str(getattr(settings, each.name))) for each in fields(settings)]
    told = (program(), engine, model, fingerprint, *(each for each in shapes if each[0] not in _SHAPELESS))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _opened(folder: Path) -> int:
    """For reading and adding lines; one that was cut off is ended."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = os.open(folder / NAME, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            os.write(file, b"\n")
    except OSError as error:
        raise _unwritable(folder, error) from error
    return file


def _unwritable(folder: Path, error: OSError) -> SinkError:
    return SinkError(f"cannot write `{folder / NAME}`: {reason(error)}")


def _places(file: int) -> dict[str, tuple[int, int]]:
    """Where the last line of each output stands, and how long it is: the lines of a million take too much."""
    places: dict[str, tuple[int, int]] = {}
    with open(file, "rb", closefd=False) as lines:
        lines.seek(0)
        start = 0
        for line in lines:
            if (entry := _entry(line)) is not None:
                places[entry.output] = (start, len(line))
            start += len(line)
    return places


def _worst(file: int) -> list[tuple[int, int]]:
    """Where the line of each document stands; of several outputs, that which came out worst."""
    worst: dict[str, tuple[int, tuple[int, int]]] = {}
    for place in _places(file).values():
        if (entry := _at(file, place)) is not None:
            known = worst.get(entry.source, (-1, place))
            worst[entry.source] = max(known, (FATES.index(entry.fate), place))
    return [place for _, place in worst.values()]


def _at(file: int, place: tuple[int, int]) -> Entry | None:
    return _entry(os.pread(file, place[1], place[0]))


def _told(entry: Entry) -> dict[str, Any]:
    statuses = Counter(page.status for page in entry.pages)
    error = entry.error
    return {
        "output": entry.output,
        "source": entry.source,
        "status": entry.fate,
        "pages": {status: statuses[status] for status in ("ok", "partial", "failed")},
        "numbers": ranges.spell(page.number for page in entry.pages),
        "problems": [
            {"page": page.number, "code": problem.code, "message": problem.message}
            for page in entry.pages
            for problem in page.problems
        ],
        "error": error and {"kind": type(error).__name__, "message": error.message, "hint": error.hint},
        "engine": entry.engine,
        "model": entry.model,
        "seconds": round(entry.seconds, 3),
        "outputs": entry.outputs,
        "digest": entry.digest,
        "fingerprint": entry.fingerprint,
        "order": entry.order,
    }


_KEPT = ("output", "source", "digest", "order", "engine", "model", "fingerprint", "seconds", "outputs")


def _entry(line: bytes) -> Entry | None:
    """None for what is no entry: a line that was cut off, or another program's."""
    try:
        told = json.loads(line)
        error = told["error"]
        return Entry(
            **{name: told[name] for name in _KEPT},
            pages=tuple(_pages(told["numbers"], told["problems"])),
            error=error and _KINDS[error["kind"]](error["message"], hint=error["hint"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _pages(numbers: str, problems: list[dict[str, Any]]) -> Iterator[Page]:
    told = groupby(problems, key=lambda problem: problem["page"])
    of = {page: tuple(Problem(each["code"], each["message"]) for each in group) for page, group in told}
    return (Page(number, None, None, problems=of.get(number, ())) for number in ranges.spelt(numbers))


def _digest(path: Path) -> str:
    """Nothing for a file that is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""

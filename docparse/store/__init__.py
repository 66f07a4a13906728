"""Answers kept from run to run, in one SQLite file that several processes may share.

A store fails no run. A damaged file is set aside and begun anew; where one cannot be used (locked, read-only,
on a full disk) the run goes on without it. Either is said in one line. Each answer is written as it comes, so
a process that is killed loses none that it had.
"""

import hashlib
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, get_args

from docparse.document import LostCode, ProblemCode
from docparse.engines import Reading, Say
from docparse.errors import reason
from docparse.source import PageRef
from docparse.store import file, packing
from docparse.store.file import Census as Census

T = TypeVar("T")

# What another try may mend: a page that was lost, or one in a script for which nothing was installed.
PASSING: frozenset[ProblemCode] = frozenset((*get_args(LostCode), "script-unread"))
BOUND = 2_000_000_000  # bytes
_TRIMMED = 256  # answers written between two looks at the size
_HOUR = 3600  # seconds; that an answer was used is noted no more often


class Store:
    """Open from its making to its end, for all threads. Raises UsageError for a file that is no store."""

    def __init__(self, path: Path, say: Say = None, bound: int = BOUND) -> None:
        self._path = path
        self._say = say
        self._bound = bound
        self._written = 0
        self._lock = threading.Lock()
        self._file: sqlite3.Connection | None = None
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._close()

    def get(self, ref: PageRef, engine: str) -> Reading | None:
        """What the engine of that fingerprint answered before."""
        packed = self._try(partial(_found, key=_key(ref, engine)))
        return packing.unpack(packed, ref) if packed is not None else None

    def put(self, reading: Reading, engine: str) -> None:
        """Keep an answer, unless another try may bring a better one."""
        if any(problem.code in PASSING for problem in reading.problems):
            return
        row = (_key(reading.ref, engine), int(time.time()), packing.pack(reading))
        self._try(lambda kept: self._write(kept, row))

    def census(self) -> Census | None:
        """None if the file cannot be used."""
        return self._try(file.census)

    def _write(self, kept: sqlite3.Connection, row: tuple[bytes, int, bytes]) -> None:
        kept.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", row)
        if self._written % _TRIMMED == 0:
            file.trim(kept, self._bound)
        self._written += 1

    def _try(self, do: Callable[[sqlite3.Connection], T]) -> T | None:
        with self._lock:
            if self._file is None:
                return None
            try:
                return do(self._file)
            except sqlite3.DatabaseError as error:
                self._close()
                self._recover(error)
                return None

    def _begin(self) -> None:
        try:
            self._file = file.opened(self._path)
        except sqlite3.DatabaseError as error:
            self._recover(error)
        except OSError as error:
            self._tell(f"going on without the store `{self._path}`: {reason(error)}")

    def _recover(self, error: sqlite3.DatabaseError) -> None:
        """Begin anew if the file is no good, else go on without it. Called with the file closed."""
        try:
            if not file.is_useless(error):
                raise error
            aside = file.set_aside(self._path)
            self._file = file.opened(self._path)
        except (OSError, sqlite3.DatabaseError) as last:
            self._tell(f"going on without the store `{self._path}`: {reason(last)}")
        else:
            self._tell(f"began a new store: the old one, now `{aside}`, is of no use: {reason(error)}")

    def _tell(self, words: str) -> None:
        if self._say is not None:
            self._say(words)

    def _close(self) -> None:
        kept, self._file = self._file, None
        if kept is not None:
            with suppress(sqlite3.DatabaseError):  # what was written is there all the same
                kept.close()


def _found(kept: sqlite3.Connection, key: bytes) -> bytes | None:
    row = kept.execute(
        "SELECT CAST(reading AS BLOB), CAST(used AS INTEGER) FROM answer WHERE key = ?", (key,)
    ).fetchone()
    if row is None:
        return None
    packed, used = row
    if used < (now := int(time.time())) - _HOUR:
        kept.execute("UPDATE answer SET used = ? WHERE key = ?", (now, key))
    return packed


def _key(ref: PageRef, engine: str) -> bytes:
    told = (ref.digest, str(ref.index), engine, program())
    return hashlib.sha256("\0".join(told).encode()).digest()


@cache
def program() -> str:
    """A digest of all code of docparse, any line of which may shape an answer."""
    folder = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]

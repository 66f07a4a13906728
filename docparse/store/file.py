"""The SQLite file of a store: made, opened, set aside, counted, kept within bounds."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from docparse.errors import UsageError
from docparse.source import kinds

NAME = "answers.db"  # of a file that is docparse's own, whatever is in it

_FORMAT = 1  # of the file; one of another format is set aside
_OURS = int.from_bytes(b"docp")  # marks a database as a store
_PATIENCE = 10.0  # seconds to wait while another process writes
_DAMAGES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_TABLES = (
    "CREATE TABLE IF NOT EXISTS answer (key BLOB PRIMARY KEY, used INTEGER NOT NULL, reading BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS by_use ON answer (used)",
    f"PRAGMA application_id = {_OURS}",
    f"PRAGMA user_version = {_FORMAT}",
)
_HEAD = b"SQLite format 3\0"
_HINT = "name a file that is for the store alone"


class Census(NamedTuple):
    """What a store holds."""

    pages: int
    bytes: int
    oldest: int | None  # when what was used longest ago was used: seconds since 1970


class OtherFormatError(sqlite3.DatabaseError):
    """A store, but one that another release of docparse wrote."""


def opened(path: Path) -> sqlite3.Connection:
    """For its owner alone: what is in there are the user's documents.

    Raises UsageError for a file that is something else, OSError or sqlite3's errors if it cannot be used.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    _require_own(path)
    file = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        _prepare(file, path)
    except BaseException:
        file.close()
        raise
    return file


def inspected(path: Path) -> Census:
    """What a store holds, with all of its file looked at and nothing changed; raises as `opened` does."""
    _require_own(path)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", _PATIENCE, uri=True)) as file:
        _require_format(file, path)
        (verdict,) = file.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        return census(file)


def is_useless(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is to blame, and not what goes on around it."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return isinstance(error, OtherFormatError) or code & 0xFF in _DAMAGES


def set_aside(path: Path) -> Path:
    """Move the file out of the way, its log before it: one that stays would be played into the next file."""
    aside = path.with_name(f"{path.name}.old")
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):  # no log, or another process was quicker
            Path(f"{path}{suffix}").replace(f"{aside}{suffix}")
    return aside


def census(file: sqlite3.Connection) -> Census:
    pages, oldest = file.execute("SELECT count(*), min(used) FROM answer").fetchone()
    return Census(pages, _size(file), oldest)


def trim(file: sqlite3.Connection, bound: int) -> None:
    """Forget what was used longest ago, a tenth at a time, until the rest keeps within `bound` bytes."""
    while _size(file) > bound:
        gone = file.execute(
            "DELETE FROM answer WHERE key IN"
            " (SELECT key FROM answer ORDER BY used LIMIT 1 + (SELECT count(*) / 10 FROM answer))"
        )
        if not gone.rowcount:
            return


def _size(file: sqlite3.Connection) -> int:
    """Bytes in use: what was deleted is written over before the file grows."""
    row = file.execute(
        "SELECT (page_count - freelist_count) * page_size"
        " FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
    )
    return row.fetchone()[0]


def _require_own(path: Path) -> None:
    """A file that was named by mistake must not be moved out of the way."""
    with path.open("rb") as file:
        head = file.read(kinds.HEAD)
    if kinds.kind(head) is not None:
        raise UsageError(f"`{path}` is a document and no store", hint=_HINT)
    if head and path.name != NAME and not head.startswith(_HEAD):
        raise UsageError(f"`{path}` is no store", hint=_HINT)


def _prepare(file: sqlite3.Connection, path: Path) -> None:
    file.execute("PRAGMA trusted_schema = OFF")
    file.execute("BEGIN IMMEDIATE")  # of several processes that find no tables one makes them
    _require_format(file, path)
    for statement in _TABLES:
        file.execute(statement)
    file.execute("COMMIT")
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last answers, never the file


def _require_format(file: sqlite3.Connection, path: Path) -> None:
    (tables,) = file.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (mark,) = file.execute("PRAGMA application_id").fetchone()
    (version,) = file.execute("PRAGMA user_version").fetchone()
    if tables and mark != _OURS:
        raise UsageError(f"`{path}` belongs to another program", hint=_HINT)
    if tables and version != _FORMAT:
        raise OtherFormatError("another release of docparse wrote it")

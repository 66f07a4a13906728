"""Everything that ends a run early.

    DocparseError
    ├── UsageError    2  the request makes no sense
    ├── SourceError   4  an input cannot be opened
    ├── EngineError   5  an engine, a model or a device is missing or broken
    └── SinkError     7  an output cannot be written

A failed page is no error: it is data, in the page's problems, and the exit code PARTIAL.
"""

import re
from enum import IntEnum
from typing import ClassVar


class Exit(IntEnum):
    """The exit codes of the command; 1 is Python's own for a bug and never used."""

    OK = 0
    USAGE = 2
    PARTIAL = 3
    SOURCE = 4
    ENGINE = 5
    MARKUP = 6
    SINK = 7
    ABSENT = 8
    INTERRUPTED = 130


class DocparseError(Exception):
    """A run that cannot go on. `message` says what is wrong, `hint` what would help."""

    exit_code: ClassVar[Exit]

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint)  # both, so that the error survives the way out of a process
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.hint)

    def __str__(self) -> str:
        return self.message


class UsageError(DocparseError):
    exit_code = Exit.USAGE


class SourceError(DocparseError):
    exit_code = Exit.SOURCE


class EngineError(DocparseError):
    exit_code = Exit.ENGINE


class SinkError(DocparseError):
    exit_code = Exit.SINK


def install(extra: str) -> str:
    """The command that adds what `extra` brings."""
    return f"pip install '.[{extra}]' in the folder that docparse was installed from"


def reason(error: Exception) -> str:
    """What the exception of a library says, as the end of a message: one line, begun in lower case."""
    words = (error.strerror if isinstance(error, OSError) else None) or str(error).strip()
    said = re.sub(r"^\[Errno -?\d+\] ", "", (words or type(error).__name__).splitlines()[0])
    return said[:1].lower() + said[1:].rstrip(".")


def _rebuild(kind: type[DocparseError], message: str, hint: str) -> DocparseError:
    return kind(message, hint=hint)

"""Find what the user named: files, directories, standard input. Names, sizes and magic bytes only."""

import hashlib
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import copyfileobj

from docparse.errors import SourceError, UsageError, reason
from docparse.source import kinds

STDIN = "-"
MANIFEST = "manifest.jsonl"  # in a folder of outputs, whose figures are documents to the eye
_HEAD = 2048
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Input:
    """One document: how the user named it, where it can be opened, and the name its output takes."""

    source: str
    path: Path
    relative: PurePosixPath  # with its suffix

    def digest(self) -> str:
        """sha256 of the file; raises SourceError if it cannot be read."""
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise _unreadable(self.source, error) from error

    def check(self) -> None:
        """Raise SourceError unless the file is there and its magic bytes are of a kind we read."""
        if (url := _URL.match(self.source)) and not self.path.exists():
            raise _elsewhere(self.source, url["scheme"].lower())
        if self.path.is_dir():
            raise SourceError(f"there is no document in `{self.source}`", hint=kinds.READ)
        head = _head(self.path, self.source)
        if not head:
            raise SourceError(f"cannot open `{self.source}`: it is empty")
        if kinds.kind(head) is None:
            foreign = kinds.describe(head)
            raise SourceError(f"cannot open `{self.source}`: it is {foreign.name}", hint=foreign.cure)


@contextmanager
def find(names: Iterable[str]) -> Generator[tuple[Input, ...], None, None]:
    """The documents that `names` stand for, in order, each once; pipes are spooled meanwhile."""
    named = tuple(names)
    if named.count(STDIN) > 1:
        raise UsageError("standard input `-` can be read only once")
    if "" in named:  # of a variable that was never set, perhaps; to Path it is the folder that we are in
        raise UsageError("the name of an input is empty")
    with tempfile.TemporaryDirectory(prefix="docparse-") as spool:
        found = (document for name in named for document in _documents(name, Path(spool)))
        yield tuple({document.path: document for document in found}.values())


def outputs(documents: Iterable[Input], suffix: str) -> dict[Input, PurePosixPath]:
    """A relative output path for each document; the source suffix stays where names would collide."""
    documents = tuple(documents)
    short = Counter(_folded(document.relative.with_suffix("")) for document in documents)
    paths = {
        document: _renamed(
            document.relative, suffix, keep=short[_folded(document.relative.with_suffix(""))] > 1
        )
        for document in documents
    }
    taken = Counter(_folded(path) for path in paths.values())
    for document, path in paths.items():
        if taken[_folded(path)] > 1:
            raise UsageError(
                f"two inputs would be written to `{path}`, one of them `{document.source}`",
                hint="name the directory that holds both, so that their folders are kept apart",
            )
    return paths


def _folded(path: PurePosixPath) -> str:
    """Names that differ by case alone are one on some file systems."""
    return str(path).casefold()


def _renamed(relative: PurePosixPath, suffix: str, *, keep: bool) -> PurePosixPath:
    return relative.with_name((relative.name if keep else relative.stem) + suffix)


def _documents(name: str, spool: Path) -> Iterator[Input]:
    path = Path(name)
    if name == STDIN or path.is_fifo():
        yield Input(name, _spooled(name, spool), PurePosixPath("stdin" if name == STDIN else path.name))
    elif path.is_dir():
        found = tuple(_within(path))
        yield from found or (
            Input(name, path, PurePosixPath(path.name)),
        )  # refused, with its reason, in its turn
    else:
        yield Input(name, path, PurePosixPath(path.name))


def _within(folder: Path) -> Iterator[Input]:
    """Every document below a folder; hidden files and what runs wrote are passed over."""
    paths, made = list[Path](), set[str]()
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths += (Path(root, name) for name in sorted(names) if not name.startswith("."))
        if MANIFEST in names:
            made.update(os.path.normpath(Path(root, name)) for name in _made(Path(root, MANIFEST)))
    for path in paths:
        if str(path) not in made and _is_meant(path):
            yield Input(str(path), path, PurePosixPath(path.relative_to(folder).as_posix()))


def _is_meant(path: Path) -> bool:
    """By magic bytes, or by a name: what is called a document and is none is refused in its turn."""
    if path.suffix.lower() in kinds.SUFFIXES:
        return path.is_file() or not path.exists()  # a link that leads nowhere
    with suppress(SourceError):  # nobody's to read, and of another kind for all that is known
        return path.is_file() and kinds.kind(_head(path, str(path))) is not None
    return False


def _made(manifest: Path) -> Iterator[str]:
    """The files that runs wrote, as their manifest names them."""
    with suppress(OSError), manifest.open("rb") as lines:
        for line in lines:
            with suppress(ValueError, TypeError, KeyError, RecursionError):  # no line of ours
                yield from map(str, json.loads(line)["outputs"])


def _spooled(name: str, spool: Path) -> Path:
    """What can be read but once, as a file."""
    source = 0 if name == STDIN else name
    descriptor, path = tempfile.mkstemp(dir=spool)
    try:
        with open(descriptor, "wb") as file, open(source, "rb", closefd=source != 0) as pipe:
            copyfileobj(pipe, file)
    except OSError as error:
        raise _unreadable(name, error) from error
    return Path(path)


def _head(path: Path, source: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise _unreadable(source, error) from error


def _elsewhere(source: str, scheme: str) -> SourceError:
    hints = {
        "http": f"download it first: `curl -LO '{source}'`, or pipe it: `curl -L '{source}' | docparse -`",
        "file": "leave out `file://`",
    }
    hint = hints.get(scheme.removesuffix("s"), "copy it to this machine first")
    return SourceError(f"cannot open `{source}`: docparse reads files, not addresses", hint=hint)


def _unreadable(source: str, error: OSError) -> SourceError:
    return SourceError(f"cannot open `{source}`: {reason(error)}")

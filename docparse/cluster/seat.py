"""What stands on a machine of the cluster: a workshop for one page reader, asked from afar."""

import hashlib
import os
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from docparse.engines import Reading, choose
from docparse.errors import DocparseError, EngineError
from docparse.schedule import Lost
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.worker import Read
from docparse.workshop import Workshop

_KNOWN = 64  # documents, besides those that are being read, of which it is remembered where they lie


@dataclass(frozen=True, slots=True)
class Standing:
    """What a machine would read with."""

    engine: str
    model: str | None
    fingerprint: str
    width: int  # pages that a seat is handed at a time


def standing(settings: Settings) -> Standing | DocparseError:
    """Of the machine that this runs on; errors are handed over, for Ray would wrap them."""
    try:
        choice = choose.choose(settings)
        with Workshop(choice, settings, 1) as workshop:
            return Standing(choice.engine, choice.model, _fingerprint(choice, settings), workshop.width)
    except DocparseError as error:
        return error


def _fingerprint(choice: choose.Choice, settings: Settings) -> str:
    from docparse.source.reader import Reader

    if choice.plan is not None:
        return choice.plan.fingerprint(settings)
    engine = choose.build(choice, settings, Reader(settings.password, settings.dpi, settings.max_page_pixels))
    assert engine is not None  # without a plan it runs in workers
    return engine.fingerprint


class Seat:
    """The actor. Answers are values, errors too; several pages may be asked for at a time."""

    def __init__(self, settings: Settings, expected: Standing) -> None:
        self._settings = settings
        self._expected = expected
        self.workshop: Workshop | None = None
        self._shelf = Shelf(expected.width + _KNOWN)

    def begin(self) -> DocparseError | None:
        """Has to come first: says why this machine cannot read as the others do."""
        found = standing(self._settings)
        if isinstance(found, DocparseError):
            return found
        if found.fingerprint != self._expected.fingerprint:
            return EngineError(
                f"a machine of the cluster reads as `{found.fingerprint}`, another as "
                f"`{self._expected.fingerprint}`",
                hint="install the same release of docparse and of what it needs on all of them",
            )
        self.workshop = Workshop(choose.choose(self._settings), self._settings, 1)
        return None

    def read(self, ref: PageRef, content: bytes | None) -> Reading | DocparseError | Lost | None:
        """None where this machine has no such file: then its content has to be sent along.

        The reading names the file as it lies here.
        """
        assert self.workshop is not None
        path = self._shelf.place(ref, content)
        if path is None:
            return None
        try:
            return self.workshop.submit(Read(replace(ref, source=str(path)))).result()
        except (DocparseError, Lost) as error:
            return error


class Shelf:
    """Where documents lie on this machine: under their own path, or as copies of what was sent."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._places: OrderedDict[str, Path] = OrderedDict()
        self._folder: Path | None = None
        self._lock = threading.Lock()

    def place(self, ref: PageRef, content: bytes | None) -> Path | None:
        with self._lock:
            if ref.digest not in self._places:
                path = Path(ref.source) if content is None else self._copied(ref, content)
                if content is None and _digest(path) != ref.digest:
                    return None
                self._places[ref.digest] = path
            self._places.move_to_end(ref.digest)
            if len(self._places) > self._size:
                self._forget(self._places.popitem(last=False)[1])
            return self._places[ref.digest]

    def _copied(self, ref: PageRef, content: bytes) -> Path:
        if self._folder is None:
            self._folder = _passing_folder()
        path = self._folder / ref.digest / Path(ref.source).name
        path.parent.mkdir()
        path.write_bytes(content)
        return path

    def _forget(self, path: Path) -> None:
        if self._folder is not None and path.is_relative_to(self._folder):
            path.unlink()
            path.parent.rmdir()


def _passing_folder() -> Path:
    """A folder that is deleted when this process ends, however it does: Ray ends actors by a kill."""
    folder = tempfile.mkdtemp(prefix="docparse-")
    command = ["sh", "-c", 'cat > /dev/null; rm -rf -- "$1"', "sh", folder]
    ours, _ = os.pipe()  # the other end is never closed, so its input ends with us
    os.posix_spawn("/bin/sh", command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, ours, 0)], setpgroup=0)
    os.close(ours)
    return Path(folder)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""

"""Where outputs go: whole files or none, and figures cut out beside them."""

import fcntl
import os
import tempfile
from base64 import b64encode
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from types import TracebackType
from typing import Self, TextIO
from urllib.parse import quote

from docparse.document import Box, Page, Problem
from docparse.errors import DocparseError, SinkError, reason
from docparse.render import named, picture_box
from docparse.schedule import Lost
from docparse.source import PageRef
from docparse.worker import Cut
from docparse.workshop import Workshop

_STAGING = ".docparse-"  # how the names of files and folders begin that are not whole yet; locked meanwhile


@contextmanager
def whole(path: Path) -> Generator[TextIO, None, None]:
    """A file to write that appears under its name only when all of it was written.

    A link, a pipe or a device, such as `/dev/stderr`, keeps its place and is written as it comes.
    """
    try:
        is_plain = not path.is_symlink() and (path.is_file() or not path.exists())
        with _staged(path) if is_plain else path.open("w", encoding="utf-8", newline="\n") as file:
            yield file
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def _staged(path: Path) -> Generator[TextIO, None, None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=_STAGING, suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            _lock(descriptor)
            yield file
            file.flush()
            part.chmod(0o666 & ~_umask())
            part.replace(path)  # while it is locked: nobody takes it for what a dead run left
    finally:
        with suppress(OSError):  # the folder may be gone, and what is wrong was said
            part.unlink(missing_ok=True)


def has_room(folder: Path) -> bool:
    """Whether anything at all can be written there, in a folder that may have been removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(prefix=_STAGING, dir=folder) as file:
            file.write(bytes(4096))
    except OSError:
        return False
    return True


def clear(folders: Iterable[Path]) -> None:
    """Take away what runs that were killed left there unfinished."""
    for left in (path for folder in folders for path in folder.glob(f"{_STAGING}*")):
        with suppress(OSError):  # another run is at work on it, or has just given it its name
            descriptor = os.open(left, os.O_RDONLY)
            try:
                if _lock(descriptor):
                    rmtree(left) if left.is_dir() else left.unlink()
            finally:
                os.close(descriptor)


class Album:
    """The pictures of one document: cut out in a worker, stored in `folder` or embedded, linked by block.

    `folder` None embeds; links are relative to `base`. Stored pictures are staged beside the folder and
    take their names only at `publish`.
    """

    def __init__(self, workshop: Workshop, folder: Path | None, base: Path, prefix: str = "") -> None:
        self._workshop = workshop
        self._folder = folder
        self._base = base
        self._prefix = prefix
        self._stage: Path | None = None
        self._stack = ExitStack()
        self._links: dict[str, str] = {}  # of the page at hand

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def link(self, page: Page, block_id: str, box: Box) -> str:  # noqa: ARG002 - the protocol of render.Images
        return self._links.get(block_id, "")

    def illustrate(self, pages: Iterable[Page], refs: Iterable[PageRef]) -> Iterator[Page]:
        """The same pages, each with its pictures cut out; those that cannot be are noted."""
        for page, ref in zip(pages, refs, strict=True):
            self._links.clear()
            pictures = {placed.id: box for placed in named(page) if (box := picture_box(placed)) is not None}
            yield self._cut(page, ref, pictures) if pictures else page

    def publish(self) -> list[Path]:
        """Give the stored pictures their names, and tell them."""
        if self._stage is None or self._folder is None:
            return []
        folder = self._folder
        try:
            folder.mkdir(exist_ok=True)
            return [picture.replace(folder / picture.name) for picture in sorted(self._stage.iterdir())]
        except OSError as error:
            raise _unwritable(folder, error) from error

    def _cut(self, page: Page, ref: PageRef, pictures: dict[str, Box]) -> Page:
        try:
            images = self._workshop.submit(Cut(ref, tuple(pictures.values()))).result()
        except (DocparseError, Lost) as error:
            note = Problem("figure-uncut", f"{len(pictures)} pictures could not be cut out: {error}")
            return replace(page, problems=(*page.problems, note))
        self._links.update(
            {block: self._store(block, image) for block, image in zip(pictures, images, strict=True)}
        )
        return page

    def _store(self, block: str, image: bytes) -> str:
        if self._folder is None:
            return "data:image/png;base64," + b64encode(image).decode("ascii")
        path = self._folder / f"{self._prefix}{block}.png"
        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            (self._staged(self._folder.parent) / path.name).write_bytes(image)
        except OSError as error:
            raise _unwritable(path, error) from error
        return quote(os.fsencode(Path(os.path.relpath(path, self._base)).as_posix()))  # of any bytes

    def _staged(self, parent: Path) -> Path:
        """Where pictures wait; made with the first of them."""
        if self._stage is None:
            made = tempfile.TemporaryDirectory(prefix=_STAGING, dir=parent, ignore_cleanup_errors=True)
            self._stage = Path(self._stack.enter_context(made))
            descriptor = os.open(self._stage, os.O_RDONLY)
            self._stack.callback(os.close, descriptor)
            _lock(descriptor)
        return self._stage


def _lock(descriptor: int) -> bool:
    """Until it is closed, by its process or the death of that; false where another has it, or none can."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> SinkError:
    return SinkError(f"cannot write `{path}`: {reason(error)}")

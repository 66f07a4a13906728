"""Page images and words made in other processes: for engines that hold a device and open no document.

A Renderer asks a process for a page twice: what it is like, then its pixels, into a block of shared memory
that the Renderer made for them. The Renderer alone owns a block: its name is gone as soon as the pixels are
in it or the process is dead, its memory when the page is.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeAlias

from docparse.document import Problem, Size, SizePt
from docparse.errors import DocparseError, SourceError
from docparse.schedule import Lost, Pool
from docparse.settings import Settings
from docparse.source import PageRef, Word
from docparse.source.limits import Limits, is_starved
from docparse.source.page import LostPage, PageInput

if TYPE_CHECKING:
    from PIL.Image import Image

    from docparse.source.reader import Reader

Developed: TypeAlias = PageInput | LostPage


@dataclass(frozen=True, slots=True)
class Load:
    """Asks what a page is like."""

    ref: PageRef


@dataclass(frozen=True, slots=True)
class Draw:
    """Asks for the pixels of a page, in the shared memory of that name, and for what is wrong with them."""

    ref: PageRef
    block: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """Answers Load: a PageInput without its pixels."""

    size: Size
    size_pt: SizePt | None
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Darkroom:
    """The brief of a process that opens documents and draws their pages for another."""

    settings: Settings

    def serve(self) -> "Callable[[Load | Draw], Loaded | str]":
        from docparse.source.reader import Reader  # heavy, and only ever in a worker

        resource_tracker.register = _disown
        reader = Reader(self.settings.password, self.settings.dpi, self.settings.max_page_pixels)
        return partial(_developed, reader)


def _developed(reader: "Reader", task: Load | Draw) -> Loaded | str:
    from docparse.source.mupdf import FAILURES

    try:
        page = reader.load(task.ref)
        if isinstance(task, Load):
            return Loaded(page.size, page.size_pt, page.words)
        _expose(page.render(), task.block)
        return reader.damage(task.ref)
    except FAILURES as error:
        if is_starved(error):
            raise MemoryError(str(error)) from error
        raise SourceError(f"the page is broken: {error}") from error


def _disown(name: str, rtype: str) -> None:
    """In place of `register`: before Python 3.13 it takes whoever attaches to shared memory for its owner."""


def _expose(image: "Image", block: str) -> None:
    with closing(SharedMemory(block)) as memory:
        pixels = image.tobytes()
        assert memory.buf is not None  # it is none only once it is closed
        memory.buf[: len(pixels)] = pixels


class Renderer:
    """The processes, `most` of them, and what was asked of them. Pages that they handed over outlive them.

    Threads may share one: as many pages are drawn at a time as threads ask for, and there are processes.
    """

    def __init__(self, settings: Settings, most: int = 1) -> None:
        self._pool = Pool(Darkroom(settings), most, Limits(settings.page_timeout, settings.max_memory))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.__exit__(kind, error, trace)

    def load(self, ref: PageRef) -> Developed:
        """The page with its pixels at hand, or why it is lost."""
        try:
            loaded: Loaded = self._pool.submit(Load(ref)).result()
            return self._drawn(ref, loaded)
        except Lost as lost:
            return LostPage(ref, Problem(lost.code, lost.reason))
        except DocparseError as error:
            return LostPage(ref, Problem("render-failed", error.message))

    def _drawn(self, ref: PageRef, loaded: Loaded) -> PageInput:
        memory = SharedMemory(create=True, size=loaded.size.width * loaded.size.height * 3)
        try:
            damage: str = self._pool.submit(Draw(ref, memory.name)).result()
        finally:
            memory.unlink()  # whoever has attached keeps the memory; what it is called is nobody's business
        problems = (Problem("unreadable", damage),) if damage else ()
        draw = partial(_image, memory, loaded.size)
        return PageInput(ref, loaded.size, loaded.size_pt, loaded.words, draw, problems)


def blank(size: Size) -> "Image":
    """The image of a page that shows nothing."""
    from PIL import Image

    return Image.new("RGB", size, "white")


def png(image: "Image", size: Size) -> bytes:
    """An image as a file, at `size`. Packed quickly: tighter takes twice the time and saves a tenth."""
    from PIL.Image import Resampling

    file = BytesIO()
    image.convert("RGB").resize(size, Resampling.BICUBIC).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _image(memory: SharedMemory, size: Size) -> "Image":
    from PIL import Image

    assert memory.buf is not None  # it is none only once it is closed
    return Image.frombytes("RGB", size, bytes(memory.buf[: size.width * size.height * 3]))

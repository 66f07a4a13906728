"""The process beside the parent: opens documents and reads pages, one task at a time.

`python -m docparse.worker FD MEGABYTES` takes its Brief and then tasks from the pipe at FD, and answers
each in turn, with no more address space than that.
"""

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, TypeAlias

from docparse import soundness
from docparse.document import Blocks, Box, Problem, Verdict
from docparse.engines import Reading, choose
from docparse.errors import DocparseError
from docparse.schedule import Brief, Lost
from docparse.settings import Settings
from docparse.soundness import Examined
from docparse.source import Mark, PageRef, Survey, limits
from docparse.witness import Ink, Perusal, Testimony

if TYPE_CHECKING:
    from docparse.source.reader import Reader


@dataclass(frozen=True, slots=True)
class Look:
    """Asks what is known of a document before it is read."""

    path: str
    name: str  # as the user gave it, for messages


@dataclass(frozen=True, slots=True)
class Read:
    """Asks for the Reading of a page."""

    ref: PageRef


@dataclass(frozen=True, slots=True)
class Cut:
    """Asks for parts of a page image, as PNG."""

    ref: PageRef
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Show:
    """Asks for a page image for a screen, as WebP."""

    ref: PageRef
    width: int  # pixels, at most


@dataclass(frozen=True, slots=True)
class Draw:
    """Asks for a page image with boxes drawn on, as PNG."""

    ref: PageRef
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Hear:
    """Asks for the words of a page, as a witness of what is said of it."""

    ref: PageRef
    by_ocr: bool = False  # or by the text layer


@dataclass(frozen=True, slots=True)
class Prove:
    """Asks whether the page shows what its text layer says."""

    ref: PageRef


@dataclass(frozen=True, slots=True)
class Weigh:
    """Asks how much of a page's ink some boxes hold."""

    ref: PageRef
    boxes: tuple[Box | None, ...]


@dataclass(frozen=True, slots=True)
class Examine:
    """Asks whether formulas, molecules, music, charts and tables among blocks are sound."""

    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Peruse:
    """Asks for the words of a page, by its text layer or else by OCR, and for its size."""

    ref: PageRef


@dataclass(frozen=True, slots=True)
class Opened:
    """Answers Look: the survey, and the fingerprint of the engine if it is this worker that will read."""

    survey: Survey
    fingerprint: str


Task: TypeAlias = Look | Read | Cut | Show | Draw | Hear | Prove | Weigh | Examine | Peruse
Answer: TypeAlias = (
    Opened | Reading | tuple[bytes, ...] | bytes | Testimony | Verdict | Ink | Examined | Perusal
)


@dataclass(frozen=True, slots=True)
class Bench:
    """The brief of a worker that opens documents, and reads them too where no other process does."""

    choice: choose.Choice
    settings: Settings

    def serve(self) -> Callable[[Task], Answer]:
        from docparse.source.reader import Reader  # heavy, and only ever in a worker

        reader = Reader(self.settings.password, self.settings.dpi, self.settings.max_page_pixels)
        engine = choose.build(self.choice, self.settings, reader)

        def answer(task: Task) -> Answer:
            match task:
                case Look(path, name):
                    return Opened(reader.survey(path, name), engine.fingerprint if engine else "")
                case Read(ref):
                    assert engine is not None  # the workshop asks a station otherwise
                    reading = _marked(next(iter(engine.read(iter((ref,))))), reader.damage(ref))
                    return _worded(reading, reader) if self.settings.words else reading
                case Cut(ref, boxes):
                    return tuple(reader.crop(ref, box) for box in boxes)
                case Show(ref, width):
                    return reader.show(ref, width)
                case Draw(ref, marks):
                    return reader.mark(ref, marks)
                case Hear() | Prove() | Weigh() | Peruse():
                    return _witnessed(task, reader)
                case Examine(blocks):
                    return soundness.examine(blocks)

        return answer


def _worded(reading: Reading, reader: "Reader") -> Reading:
    """With the words of the text layer, as far as they can be had."""
    from docparse.source.mupdf import FAILURES

    if reading.words or reading.size is None:
        return reading
    with suppress(*FAILURES):
        return replace(reading, words=reader.load(reading.ref).words)
    return reading


def _witnessed(task: Hear | Prove | Weigh | Peruse, reader: "Reader") -> Testimony | Verdict | Ink | Perusal:
    from docparse.engines.light.scan import hearing  # heavy, and only where a second opinion is asked for

    match task:
        case Hear(ref, by_ocr):
            return hearing.read(reader, ref) if by_ocr else hearing.testify(reader, ref)
        case Prove(ref):
            return hearing.verify(reader, ref)
        case Weigh(ref, boxes):
            return hearing.inked(reader, ref, boxes)
        case Peruse(ref):
            return hearing.peruse(reader, ref)


def _marked(reading: Reading, damage: str) -> Reading:
    """With a problem for what the file itself lacks, which no engine can see."""
    if not damage:
        return reading
    problem = Problem("unreadable", damage)
    return replace(reading, problems=(*reading.problems, problem))


def main(descriptor: int, megabytes: int) -> None:
    limits.confine(megabytes)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    with Connection(descriptor) as pipe, suppress(EOFError, ConnectionError):  # the parent is done, or gone
        answer = _begun(pipe.recv())
        while True:
            pipe.send(_guarded(answer, pipe.recv()))


def _begun(brief: Brief) -> Callable[[Any], Any]:
    try:
        return brief.serve()
    except (ImportError, OSError, MemoryError) as error:
        if limits.is_starved(error):
            sys.exit(limits.STARVED)
        raise


def _guarded(answer: Callable[[Task], Answer], task: Task) -> Answer | DocparseError | Lost:
    try:
        return answer(task)
    except DocparseError as error:
        return error
    except Exception as error:  # noqa: BLE001 - the one broad net: a bug costs the page it met, and is named
        if limits.is_starved(
            error
        ):  # what is left may be too little for the next task; a new process has it all
            sys.exit(limits.STARVED)
        return Lost("crashed", f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

"""Documents asked for something in place of all that they say: their pages' words, or a model's answers."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from docparse.document import Problem
from docparse.engines import Reading
from docparse.errors import DocparseError, SourceError
from docparse.schedule import Lost
from docparse.settings import Settings
from docparse.source import PageRef, ranges
from docparse.source.inputs import Input
from docparse.witness import Perusal
from docparse.worker import Look, Opened, Peruse, Read
from docparse.workshop import Workshop

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A document, and how to ask its pages. `lost` takes pages that say nothing, and why."""

    input: Input
    refs: tuple[PageRef, ...]
    workshop: Workshop
    lost: list[tuple[int, Problem]] = field(default_factory=list[tuple[int, Problem]])

    def perusals(self) -> Iterator[tuple[PageRef, Perusal]]:
        """The words of every page that has any, in order."""
        return self._each(Peruse)

    def readings(self) -> Iterator[tuple[PageRef, Reading]]:
        """What a model answers, page by page; a page that it answers in part is told of in `lost` too."""
        reading: Reading
        for ref, reading in self._each(Read):
            problems = [each for each in reading.problems if each.code != "layer-distrusted"]
            if reading.end != "complete":
                problems.append(Problem("truncated", "the answer was cut off, or repeats itself"))
            self.lost.extend((ref.index + 1, problem) for problem in problems)
            if reading.size is not None:
                yield ref, reading

    def perusal(self, ref: PageRef) -> Perusal:
        """Of one page; raises Lost or DocparseError where it cannot be had."""
        return self.workshop.submit(Peruse(ref)).result()

    def _each(self, task: Callable[[PageRef], Peruse | Read]) -> Iterator[tuple[PageRef, Any]]:
        begun: deque[tuple[PageRef, Future[Any]]] = deque()
        refs = iter(self.refs)
        begun.extend((ref, self.workshop.submit(task(ref))) for ref in islice(refs, self.workshop.width))
        while begun:
            ref, future = begun.popleft()
            begun.extend((ref, self.workshop.submit(task(ref))) for ref in islice(refs, 1))
            try:
                yield ref, future.result()
            except Lost as lost:
                self.lost.append((ref.index + 1, Problem(lost.code, lost.reason)))
            except SourceError as error:
                self.lost.append((ref.index + 1, Problem("render-failed", error.message)))


def ask(found: Input, settings: Settings, workshop: Workshop) -> Asked:
    """Open a document; raises SourceError where that cannot be done, UsageError where it lacks the pages."""
    found.check()
    digest = found.digest()
    try:
        opened: Opened = workshop.submit(Look(str(found.path), found.source)).result()
    except Lost as lost:
        raise SourceError(f"cannot open `{found.source}`: {lost.reason}") from lost
    indices = ranges.select(settings.pages, opened.survey.page_count)
    return Asked(found, tuple(PageRef(str(found.path), digest, index) for index in indices), workshop)


def words_of(asked: Asked, ref: PageRef) -> Perusal | None:
    """The words of a page; None where it cannot be read, which is no loss to what was answered of it."""
    try:
        return asked.perusal(ref)
    except (Lost, DocparseError):
        return None

"""The whole flow: inputs, the workers that survey and read them, and pages in order.

find -> survey -> read (in workers, or long ago) -> parse the answer -> assemble the document -> pages
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypeVar

from docparse import cluster, crosscheck, qwenvl, soundcheck
from docparse.document import About, Page, Problem, ProblemCode
from docparse.engines import Reading, Say, choose
from docparse.engines.choose import Choice
from docparse.errors import DocparseError, SourceError
from docparse.schedule import Lost
from docparse.settings import Settings
from docparse.source import PageRef, Survey, limits, ranges
from docparse.source.inputs import Input
from docparse.store import Store
from docparse.structure import assemble
from docparse.witness import Testimony
from docparse.worker import Look, Opened, Read
from docparse.workshop import Workshop

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opening:
    """A document about to be read: consume `pages` before going on to the next."""

    input: Input
    about: About
    refs: tuple[PageRef, ...]
    survey: Survey
    pages: Iterator[Page] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that cannot be opened, or of which no page was asked for."""

    input: Input
    error: DocparseError


def workshop(settings: Settings, say: Say = None) -> Workshop:
    """The processes for these settings; raises if no engine can do what they ask.

    `say` is told of an engine that nobody chose, and of a download.
    """
    limits.check(settings.max_memory)
    choice = choose.choose(settings, say) if settings.ray is None else cluster.choose(settings)
    path = settings.store if choice.engine != "replay" else None  # whose answers are saved as it is
    store = Store(Path(path), say) if path is not None else None
    return Workshop(choice, settings, workers(settings), store)


def workers(settings: Settings) -> int:
    return settings.jobs or _processors()


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS does not say which of them are ours
        return os.cpu_count() or 1


def read(inputs: Iterable[Input], settings: Settings, workshop: Workshop) -> Iterator[Opening | Refusal]:
    """Every input in order; pages further on, of later documents too, are read ahead meanwhile."""
    ranges.check(settings.pages)
    asked = _ahead((_ask(found, workshop) for found in inputs), workers(settings) + 1)
    steps = _ahead(_steps(asked, settings, workshop), 2 * workshop.width)
    for step in steps:
        match step:
            case Opening():
                pages = _pages(islice(steps, len(step.refs)), settings, workshop)
                yield replace(step, pages=assemble(pages, step.survey, settings.merge))
            case Refusal():
                yield step
            case _Asked():  # of a document that was given up half-way
                step.reading.cancel()
                if step.heard is not None:
                    step.heard.cancel()


def page_of(ref: PageRef, reading: Reading) -> Page:
    """The page that an answer tells of, with everything wrong with either."""
    parsed = qwenvl.parse(reading.html, reading.size)
    problems = (*reading.problems, *_ends(reading, parsed), *_mended(parsed))
    if not (parsed.blocks or problems):
        problems = (Problem("blank", "the answer shows nothing"),)
    return Page(
        ref.index + 1,
        reading.size,
        reading.size_pt,
        parsed.blocks,
        problems,
        parsed.findings,
        words=reading.words,
    )


_ENDS: dict[str, tuple[ProblemCode, str]] = {
    "truncated": ("truncated", "the answer was cut off before its end"),
    "repeating": ("repeating", "the answer repeats itself; the repeats are left out"),
}


def _ends(reading: Reading, parsed: qwenvl.Parsed) -> Iterator[Problem]:
    seen = {reading.end, *(finding.code for finding in parsed.findings)}
    said = {problem.code for problem in reading.problems}
    return (Problem(*_ENDS[end]) for end in _ENDS if end in seen - said)


def _mended(parsed: qwenvl.Parsed) -> Iterator[Problem]:
    """What every model does, such as a code fence round its answer, is no fault worth a note."""
    if count := sum(finding.code not in qwenvl.HARMLESS for finding in parsed.findings):
        yield Problem("markup-repaired", f"{count} fault{'s' * (count > 1)} of the answer mended or left out")


class _Asked(NamedTuple):
    ref: PageRef
    reading: "Future[Reading]"
    heard: "Future[Testimony] | None"


Step: TypeAlias = Opening | Refusal | _Asked


def _ahead(steps: Iterator[T], count: int) -> Iterator[T]:
    """The same steps, with the next `count` of them already begun."""
    begun: deque[T] = deque()
    for step in steps:
        begun.append(step)
        if len(begun) > count:
            yield begun.popleft()
    yield from begun


def _ask(found: Input, workshop: Workshop) -> "tuple[Input, str, Future[Opened]] | Refusal":
    try:
        found.check()
        return found, found.digest(), workshop.submit(Look(str(found.path), found.source))
    except SourceError as error:
        return Refusal(found, error)


def _steps(
    asked: "Iterator[tuple[Input, str, Future[Opened]] | Refusal]", settings: Settings, workshop: Workshop
) -> Iterator[Step]:
    """What is to come, flat and in order: a document's opening, then each of its pages."""
    for document in asked:
        if isinstance(document, Refusal):
            yield document
            continue
        found, digest, opened = document
        try:
            opening = _opening(found, digest, opened.result(), settings, workshop.choice)
        except DocparseError as error:
            yield Refusal(found, error)
        except Lost as lost:
            yield Refusal(found, SourceError(f"cannot open `{found.source}`: {lost.reason}"))
        else:
            yield opening
            engine = opening.about.fingerprint + " with words" * settings.words
            for ref in opening.refs:
                yield _Asked(ref, _reading(ref, engine, workshop), crosscheck.ask(ref, settings, workshop))


def _reading(ref: PageRef, engine: str, workshop: Workshop) -> "Future[Reading]":
    """From the store or, where that has none, from the engine and on its way into the store."""
    if (store := workshop.store) is None:
        return workshop.submit(Read(ref))
    if (known := store.get(ref, engine)) is None:
        asked = workshop.submit(Read(ref))
        asked.add_done_callback(partial(_keep, store, engine))
        return asked
    reading: Future[Reading] = Future()
    reading.set_result(known)
    return reading


def _keep(store: Store, engine: str, asked: "Future[Reading]") -> None:
    if not asked.cancelled() and asked.exception() is None:
        store.put(asked.result(), engine)


def _opening(found: Input, digest: str, opened: Opened, settings: Settings, choice: Choice) -> Opening:
    count = opened.survey.page_count
    about = About(
        source=found.source,
        digest=digest,
        page_count=count,
        engine=choice.engine,
        model=choice.model,
        fingerprint=choice.plan.fingerprint(settings) if choice.plan else opened.fingerprint,
        settings=(("dpi", settings.dpi), ("pages", settings.pages), ("task", settings.task)),
        title=opened.survey.title,
    )
    refs = (PageRef(str(found.path), digest, index) for index in ranges.select(settings.pages, count))
    return Opening(found, about, tuple(refs), opened.survey, iter(()))


def _pages(asked: Iterator[Step], settings: Settings, workshop: Workshop) -> Iterator[Page]:
    for step in asked:
        assert isinstance(step, _Asked)
        page = _page(step)
        if step.heard is not None:
            page = crosscheck.crosschecked(page, step.ref, step.heard, settings, workshop)
        yield soundcheck.checked(page, workshop)


def _page(asked: _Asked) -> Page:
    try:
        return page_of(asked.ref, asked.reading.result())
    except Lost as lost:
        problem = Problem(lost.code, lost.reason)
    except SourceError as error:
        problem = Problem("render-failed", error.message)
    return Page(asked.ref.index + 1, None, None, problems=(problem,))

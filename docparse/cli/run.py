"""One run of `docparse FILE...`: every document read, written, talked about, counted."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from docparse import pipeline, report
from docparse.cli import stdout
from docparse.cli.progress import Meter
from docparse.cli.talk import Voice, complain, complaint, one_line
from docparse.document import About, Page
from docparse.engines import Say
from docparse.engines.choose import Choice
from docparse.errors import DocparseError, EngineError, Exit, UsageError
from docparse.pipeline import Opening, Refusal
from docparse.render import RENDERERS, Images, NoImages, citations, markdown
from docparse.settings import Format, Settings
from docparse.sink import Album, whole
from docparse.source import inputs
from docparse.source.inputs import STDIN, Input
from docparse.workshop import Workshop

SUFFIXES: dict[Format, str] = {
    "md": ".md",
    "json": ".json",
    "jsonl": ".jsonl",
    "html": ".html",
    "text": ".txt",
    "chunks": ".chunks.jsonl",
}


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for, besides how pages are to be read."""

    files: tuple[str, ...]
    settings: Settings
    output: str | None
    report: Path | None
    loudness: int
    progress: bool


@dataclass(slots=True)
class Tally:
    """What became of the run so far, page blocks left out."""

    written: list[tuple[About, tuple[Page, ...]]]
    refused: list[tuple[str, DocparseError]]

    def exit_code(self, *, strict: bool) -> Exit:
        if self.refused and not self.written:
            return self.refused[0][1].exit_code
        pages = [page for _, pages in self.written for page in pages]
        incomplete = any(page.status != "ok" or (strict and page.problems) for page in pages)
        return Exit.PARTIAL if self.refused or incomplete else Exit.OK


def run(order: Order) -> int:
    """Do it all and return the exit code; raises DocparseError where nothing can be done."""
    tally = Tally([], [])
    with ExitStack() as stack:
        found = stack.enter_context(inputs.find(order.files))
        paths = plan(found, order)
        say = teller(order.loudness)
        workshop = stack.enter_context(pipeline.workshop(order.settings, say))
        tell_of_loading(workshop.choice, say)
        data = stack.enter_context(stdout.claimed())
        meter = stack.enter_context(
            Meter(shown=order.progress and not (data.isatty() and None in paths.values()))
        )
        voice = Voice(order.loudness, meter.print)
        desk = _Desk(order.settings, workshop, data, voice, meter, tally)
        try:
            for work in pipeline.read(found, order.settings, workshop):
                desk.handle(work, paths[work.input])
        except KeyboardInterrupt:
            complain(f"interrupted: {len(tally.written)} of {len(found)} documents were finished")
            return Exit.INTERRUPTED
    if order.report is not None:
        with whole(order.report) as file:
            file.write(report.junit(tally.written, tally.refused))
    return tally.exit_code(strict=order.settings.strict)


def teller(loudness: int) -> Say:
    """For news from before there is a progress bar."""
    if loudness < 0:
        return None
    return lambda words: print(one_line(words), file=sys.stderr, flush=True)


def tell_of_loading(choice: Choice, say: Say) -> None:
    """Whoever watches waits a minute for a large model before the first page."""
    if choice.plan is not None and say is not None and sys.stderr.isatty():
        size = choice.plan.checkpoint.size
        weight = f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{size / 1e6:.1f} MB"
        on = ", ".join(device for group in choice.plan.groups for device in group)
        say(f"loading {choice.model} ({weight}) on {on}")


def plan(found: Sequence[Input], order: Order) -> dict[Input, Path | None]:
    """Where each document goes; None is standard output."""
    if order.settings.words and order.settings.to not in {"md", "json", "jsonl"}:
        raise UsageError(f"--map is of Markdown and JSON; --to {order.settings.to} has boxes of its own")
    if order.settings.words and order.settings.to == "md" and order.output in (None, STDIN):
        raise UsageError("--map needs a file to stand beside", hint="pass -o FILE")
    if order.output in (None, STDIN):
        if len(found) > 1 and order.settings.to != "jsonl":
            raise UsageError(
                f"{len(found)} documents cannot share standard output as {order.settings.to}",
                hint="pass -o DIR/, or --to jsonl for one line a page",
            )
        return dict.fromkeys(found)
    output = Path(order.output)
    if order.output.endswith("/") or output.is_dir():
        names = inputs.outputs(found, SUFFIXES[order.settings.to])
        return {document: output / name for document, name in names.items()}
    if len(found) > 1:
        raise UsageError(
            f"{len(found)} documents cannot share the file `{output}`", hint=f"pass -o {output}/"
        )
    return dict.fromkeys(found, output)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where documents are handled one after the other."""

    settings: Settings
    workshop: Workshop
    data: TextIO
    voice: Voice
    meter: Meter
    tally: Tally

    def handle(self, work: Opening | Refusal, path: Path | None) -> None:
        try:
            if isinstance(work, Refusal):
                raise work.error
            self.meter.expect(len(work.refs))
            self._write(work, path)
        except DocparseError as error:
            if not self._is_said(error):
                self.meter.print(complaint(error.message, error.hint))
            self.tally.refused.append((work.input.source, error))

    def _is_said(self, error: DocparseError) -> bool:
        """A model that does not load fails every document in the same words."""
        said = (str(other) for _, other in self.tally.refused if isinstance(other, EngineError))
        return isinstance(error, EngineError) and str(error) in said

    def _write(self, opening: Opening, path: Path | None) -> None:
        seen: list[Page] = []
        with ExitStack() as stack:
            album = self._album(opening.input, path)
            pages = opening.pages
            if album is not None:
                pages = stack.enter_context(album).illustrate(pages, opening.refs)
            file = self.data if path is None else stack.enter_context(whole(path))
            watched = self._watched(pages, opening, seen)
            pieces = self._pieces(watched, opening.about, album or NoImages(), path, stack)
            for piece in pieces:
                file.write(piece)
                if path is None:
                    file.flush()  # a page at a time, for whoever reads the pipe
            if album is not None:
                album.publish()
        self.tally.written.append((opening.about, tuple(seen)))

    def _pieces(
        self, pages: Iterator[Page], about: About, images: Images, path: Path | None, stack: ExitStack
    ) -> Iterator[str]:
        if not self.settings.words or self.settings.to != "md":
            return RENDERERS[self.settings.to](pages, about, self.settings, images)
        assert path is not None  # `plan` saw to it
        notes = stack.enter_context(whole(path.with_name(f"{path.name}.map.jsonl")))
        return citations.noted(markdown.passages(pages, self.settings, images), notes)

    def _watched(self, pages: Iterator[Page], opening: Opening, seen: list[Page]) -> Iterator[Page]:
        for page in pages:
            yield page
            seen.append(replace(page, blocks=(), findings=(), joins=(), words=()))
            self.meter.advance()
            for problem in page.problems:
                tell = self.voice.note if page.status == "ok" else self.voice.warn
                tell(f"`{opening.about.source}` page {page.number}: {problem.code}: {problem.message}")

    def _album(self, document: Input, path: Path | None) -> Album | None:
        """Where this document's pictures go, if anywhere."""
        images = self.settings.images or ("none" if path is None else "")
        if images == "none" or self.settings.to in {"text", "chunks"}:
            return None
        if images == "embed":
            return Album(self.workshop, None, Path())
        base = Path() if path is None else path.parent
        if images:
            prefix = "-".join(document.relative.with_suffix("").parts) + "-"
            return Album(self.workshop, Path(images), base, prefix)
        assert path is not None  # without a path, "none" stood in for no choice
        return Album(self.workshop, path.with_name(f"{path.stem}_images"), base)

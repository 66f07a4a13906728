"""Where documents are handled one after the other: written, talked about, written down."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from docparse.cli.ledger import Ledger
from docparse.cli.progress import Meter
from docparse.cli.talk import Voice, complaint
from docparse.document import About, Page
from docparse.errors import DocparseError, EngineError, SinkError
from docparse.manifest import Entry
from docparse.pipeline import Opening, Refusal
from docparse.render import RENDERERS, Images, NoImages, citations, markdown
from docparse.settings import Settings
from docparse.sink import Album, has_room, whole
from docparse.source.inputs import Input
from docparse.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Desk:
    settings: Settings
    workshop: Workshop
    data: TextIO
    voice: Voice
    meter: Meter
    ledger: Ledger
    order: str
    _said: set[str] = field(default_factory=set[str])

    def handle(self, work: Opening | Refusal, path: Path | None) -> None:
        """Raises SinkError where nothing more can be written; any other error costs the document alone."""
        try:
            pages = 0 if isinstance(work, Refusal) else len(work.refs)
            self.meter.expect(pages, self.ledger.due)
            if isinstance(work, Refusal):
                raise work.error
            entry = self._written(work, path)
        except DocparseError as error:
            if isinstance(error, SinkError) and path is not None and not has_room(path.parent):
                raise
            self._complain(error)
            entry = Entry(self.ledger.output(work.input), work.input.source, error=error)
        self.ledger.add(entry)

    def _complain(self, error: DocparseError) -> None:
        """A model that does not load fails every document in the same words, which are said once."""
        if not (isinstance(error, EngineError) and str(error) in self._said):
            self.meter.print(complaint(error.message, error.hint))
        self._said.add(str(error))

    def _written(self, opening: Opening, path: Path | None) -> Entry:
        start, about, seen = time.monotonic(), opening.about, list[Page]()
        made = self._write(opening, path, seen)
        return Entry(
            self.ledger.output(opening.input),
            about.source,
            about.digest,
            self.order,
            about.engine,
            about.model,
            about.fingerprint,
            time.monotonic() - start,
            self.ledger.named(made),
            tuple(seen),
        )

    def _write(self, opening: Opening, path: Path | None, seen: list[Page]) -> list[Path]:
        """The files that were made; the pages are noted in `seen`."""
        with ExitStack() as stack:
            album = self._album(opening.input, path)
            pages = opening.pages
            if album is not None:
                pages = stack.enter_context(album).illustrate(pages, opening.refs)
            file = self.data if path is None else stack.enter_context(whole(path))
            watched = self._watched(pages, opening, seen)
            for piece in self._pieces(watched, opening.about, album or NoImages(), path, stack):
                file.write(piece)
                if path is None:
                    file.flush()  # a page at a time, for whoever reads the pipe
            pictures = album.publish() if album is not None else []
        beside = [path, _map(path)] if path is not None and self._is_mapped() else [path]
        return [*filter(None, beside), *pictures]

    def _pieces(
        self, pages: Iterator[Page], about: About, images: Images, path: Path | None, stack: ExitStack
    ) -> Iterator[str]:
        if not self._is_mapped():
            return RENDERERS[self.settings.to](pages, about, self.settings, images)
        assert path is not None  # `plan` saw to it
        notes = stack.enter_context(whole(_map(path)))
        return citations.noted(markdown.passages(pages, self.settings, images), notes)

    def _is_mapped(self) -> bool:
        return self.settings.words and self.settings.to == "md"

    def _watched(self, pages: Iterator[Page], opening: Opening, seen: list[Page]) -> Iterator[Page]:
        for page in pages:
            yield page
            seen.append(Page(page.number, None, None, problems=page.problems))
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


def _map(path: Path) -> Path:
    return path.with_name(f"{path.name}.map.jsonl")

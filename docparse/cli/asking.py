"""What `extract` and `locate` have in common: documents opened, pages drawn, what was lost told."""

import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from docparse import pipeline
from docparse.asking import Asked, ask
from docparse.cli import stdout
from docparse.cli.outputs import keep
from docparse.cli.run import tell_of_loading, teller
from docparse.cli.talk import Voice, complain
from docparse.document import Box, Page
from docparse.errors import SinkError, SourceError
from docparse.schedule import Lost
from docparse.settings import Settings
from docparse.source import Mark, PageRef, inputs
from docparse.worker import Draw
from docparse.workshop import Workshop

_COLOUR = "#c2410c"


@dataclass(frozen=True, slots=True)
class Session:
    """Documents to be asked. `failed` is what was wrong with them and their pages, as far as it counts."""

    found: Sequence[inputs.Input]
    settings: Settings
    workshop: Workshop
    data: TextIO
    voice: Voice
    failed: list[str] = field(default_factory=list[str])

    def asked(self) -> Iterator[Asked]:
        """Each document; of several, one that cannot be opened costs only itself."""
        for found in self.found:
            try:
                asked = ask(found, self.settings, self.workshop)
            except SourceError as error:
                if len(self.found) == 1:
                    raise
                complain(error.message, error.hint)
                self.failed.append(found.source)
                continue
            yield asked
            self._tell(asked)

    def _tell(self, asked: Asked) -> None:
        for number, problem in asked.lost:
            status = Page(number, None, None, problems=(problem,)).status
            tell = self.voice.note if status == "ok" else self.voice.warn
            tell(f"`{asked.input.source}` page {number}: {problem.code}: {problem.message}")
            self.failed.extend([problem.code] if status != "ok" else [])

    @property
    def is_light(self) -> bool:
        return self.workshop.choice.engine == "light"


@contextmanager
def session(files: Sequence[str], settings: Settings, *, quiet: bool) -> Generator[Session, None, None]:
    with ExitStack() as stack:
        found = stack.enter_context(inputs.find(files))
        say = teller(-1 if quiet else 0)
        workshop = stack.enter_context(pipeline.workshop(settings, say))
        tell_of_loading(workshop.choice, say)
        data = stack.enter_context(stdout.claimed())
        voice = Voice(-1 if quiet else 0, lambda words: print(words, file=sys.stderr, flush=True))
        yield Session(found, settings, workshop, data, voice)


def draw(path: Path, marks: dict[PageRef, list[Mark]], workshop: Workshop) -> None:
    """Page images with what was found on them: `path` itself, or where there are several `NAME-PAGE.png`."""
    for ref, own in marks.items():
        place = path if len(marks) == 1 else path.with_name(f"{path.stem}-{ref.index + 1}{path.suffix}")
        try:
            image: bytes = workshop.submit(Draw(ref, tuple(own))).result()
        except Lost as lost:
            raise SinkError(f"cannot draw page {ref.index + 1}: {lost.reason}") from lost
        keep(image, place)


def marks(boxes: Iterable[Box], label: str) -> list[Mark]:
    """The label stands at the first of them alone."""
    return [Mark(box, label if place == 0 else "", _COLOUR) for place, box in enumerate(boxes)]

"""What became of the documents of a run: counted, and written down as each is done."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from docparse import manifest
from docparse.cli.outputs import Outputs
from docparse.engines.choose import Choice
from docparse.manifest import Entry, Manifest, Tally
from docparse.report import Report
from docparse.settings import Settings
from docparse.sink import clear, whole
from docparse.source.inputs import Input


class Ledger:
    """Keeps the manifest where outputs go to a folder, and the report if one is asked for."""

    def __init__(self, outputs: Outputs, report: Path | None) -> None:
        self.tally = Tally()
        self.present = 0  # documents that there was nothing to do for
        self._outputs = outputs
        self._path = report
        self._stack = ExitStack()
        self._report = self._stack.enter_context(Report()) if report is not None else None
        self._manifest: Manifest | None = None
        if outputs.folder is not None:
            self._manifest = self._stack.enter_context(Manifest(outputs.folder))
            clear({path.parent for path in outputs.paths.values() if path is not None})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def left(self, found: Iterable[Input], order: str) -> Iterator[Input]:
        """The documents that are not done already; those that are count as they ended then."""
        for document in found:
            known = self._manifest and self._manifest.done(self.output(document), document, order)
            if known is None:
                yield document
            else:
                self.present += 1
                self._count(known)

    @property
    def due(self) -> int:
        """How many documents there are to read."""
        return len(self._outputs.paths) - self.present

    def output(self, document: Input) -> str:
        """The name of a document's output in the manifest."""
        path, folder = self._outputs.paths[document], self._outputs.folder
        return path.relative_to(folder).as_posix() if path is not None and folder is not None else ""

    def named(self, paths: Iterable[Path]) -> dict[str, str]:
        """Files as the manifest has them; nothing where there is none."""
        return self._manifest.named(paths) if self._manifest is not None else {}

    def add(self, entry: Entry) -> None:
        if self._manifest is not None:
            self._manifest.add(entry)
        self._count(entry)

    def publish(self) -> None:
        """Write the report, now that all is told."""
        if self._report is not None and self._path is not None:
            with whole(self._path) as file:
                file.writelines(self._report.pieces())

    def _count(self, entry: Entry) -> None:
        self.tally.add(entry)
        if self._report is not None:
            self._report.add(entry)


def order(settings: Settings, choice: Choice) -> str:
    """Of all that shapes an output but its document, as far as it is known before the first is opened."""
    fingerprint = choice.plan.fingerprint(settings) if choice.plan is not None else ""
    return manifest.order(settings, choice.engine, choice.model, fingerprint)

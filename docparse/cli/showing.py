"""One run of `docparse view`: the document read, its pages drawn, the file written and named."""

from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from docparse import pipeline
from docparse.cli import stdout
from docparse.cli.outputs import keep, spare_sources
from docparse.cli.progress import Meter
from docparse.cli.run import tell_of_loading, teller
from docparse.document import Page, Status, overall
from docparse.errors import DocparseError, Exit, UsageError
from docparse.schedule import Lost
from docparse.settings import Settings
from docparse.sink import whole
from docparse.source import Mark, inputs
from docparse.view import Sheet, render
from docparse.view.blocks import COLOURS, kind
from docparse.worker import Draw, Show
from docparse.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Order:
    file: str
    output: str | None
    boxes: Path | None
    width: int
    settings: Settings
    quiet: bool


def show(order: Order) -> int:
    with ExitStack() as stack:
        found = stack.enter_context(inputs.find([order.file]))
        if len(found) != 1:
            raise UsageError(f"`{order.file}` holds {len(found)} documents", hint="view them one by one")
        say = teller(-1 if order.quiet else 0)
        workshop = stack.enter_context(pipeline.workshop(order.settings, say))
        tell_of_loading(workshop.choice, say)
        data = stack.enter_context(stdout.claimed())
        meter = stack.enter_context(Meter(shown=not order.quiet))
        work = next(pipeline.read(found, order.settings, workshop))
        if isinstance(work, pipeline.Refusal):
            raise work.error
        return _written(order, work, workshop, data, meter)


def _written(order: Order, opening: pipeline.Opening, workshop: Workshop, data: TextIO, meter: Meter) -> int:
    """Write the file, name it on stdout, and tell what the pages came to."""
    path = _path(order.output or "", opening.input.relative.with_suffix(".html").name)
    onto_stdout = order.output == inputs.STDIN
    spare_sources((opening.input,), path)
    meter.expect(len(opening.refs))
    statuses: set[Status] = set()
    with whole(path) if not onto_stdout else nullcontext(data) as file:
        for piece in render(_sheets(order, opening, workshop, statuses, meter), opening.about):
            file.write(piece)
    if not onto_stdout:
        print(path, file=data)
    return Exit.OK if overall(statuses) == "ok" else Exit.PARTIAL


def _path(output: str, name: str) -> Path:
    """As `docparse FILE -o` has it: a directory if it ends in a slash or is one."""
    path = Path(output or name)
    return path / name if output.endswith("/") or path.is_dir() else path


def _sheets(
    order: Order, opening: pipeline.Opening, workshop: Workshop, statuses: set[Status], meter: Meter
) -> Iterator[Sheet]:
    for page, ref in zip(opening.pages, opening.refs, strict=True):
        if order.boxes is not None and (image := _drawn(page, Draw(ref, tuple(_marks(page))), workshop)):
            keep(image, order.boxes / f"{opening.input.relative.stem}-{page.number}.png")
        yield Sheet(page, _drawn(page, Show(ref, order.width), workshop))
        statuses.add(page.status)
        meter.advance()


def _drawn(page: Page, task: Draw | Show, workshop: Workshop) -> bytes:
    """Nothing for a page that cannot be drawn, which its own problems say."""
    if page.size is None:
        return b""
    try:
        return workshop.submit(task).result()
    except (DocparseError, Lost):
        return b""


def _marks(page: Page) -> Iterator[Mark]:
    for place, block in enumerate(page.blocks, start=1):
        if block.box is not None:
            yield Mark(block.box, f"{place} {kind(block)}", COLOURS[kind(block)])

"""docparse: documents in, Markdown, JSON or HTML out.

document = docparse.parse("report.pdf")
for page in docparse.stream("report.pdf", pages="1-3"):
    print(page.number, page.status)
"""

from collections.abc import Generator
from contextlib import contextmanager
from os import PathLike
from typing import TYPE_CHECKING, TypedDict, Unpack

from docparse.document import Document, Page
from docparse.errors import DocparseError, EngineError, SinkError, SourceError, UsageError
from docparse.settings import Merge, Precision, SecondOpinion, Settings, Task

if TYPE_CHECKING:
    from docparse.pipeline import Opening

__version__ = "0.1.0"
__all__ = [
    "DocparseError",
    "Document",
    "EngineError",
    "Options",
    "Page",
    "SinkError",
    "SourceError",
    "UsageError",
    "parse",
    "stream",
]


class Options(TypedDict, total=False):
    """What `parse` and `stream` take besides the path; each means what the option of the command means."""

    pages: str
    password: str
    engine: str
    model: str | None
    server: str | None
    concurrency: int
    ray: str | None
    lang: str
    offline: bool
    device: tuple[str, ...]
    dtype: Precision
    grammar: bool
    draft: bool
    max_tokens: int
    task: Task
    merge: Merge
    dpi: int
    max_pixels: int
    jobs: int
    page_timeout: float
    max_memory: int
    max_page_pixels: int
    store: str | PathLike[str] | None
    second_opinion: SecondOpinion
    agreement: float | None


def parse(path: str | PathLike[str], **options: Unpack[Options]) -> Document:
    """Read a whole document. Raises DocparseError if it cannot be opened; lost pages are in their status."""
    with _opening(path, options) as opening:
        return Document(opening.about, tuple(opening.pages))


def stream(path: str | PathLike[str], **options: Unpack[Options]) -> Generator[Page, None, None]:
    """Yield each page as soon as it and all before it are read. Close the generator to stop the workers."""
    with _opening(path, options) as opening:
        yield from opening.pages


@contextmanager
def _opening(path: str | PathLike[str], options: Options) -> "Generator[Opening, None, None]":
    from docparse import pipeline  # brings lxml along, which `docparse --help` does without
    from docparse.source import inputs

    settings = Settings(**options)
    with inputs.find([str(path)]) as found, pipeline.workshop(settings) as workshop:
        if len(found) > 1:
            raise UsageError(f"`{path}` holds {len(found)} documents", hint="parse them one by one")
        for work in pipeline.read(found, settings, workshop):
            if isinstance(work, pipeline.Refusal):
                raise work.error
            yield work

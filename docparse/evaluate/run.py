"""docparse itself, run over the pages of a set."""

import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from docparse import pipeline
from docparse.document import Page
from docparse.engines import Say
from docparse.errors import SourceError
from docparse.evaluate.answers import MISSING, of_page
from docparse.evaluate.page import Answer, Truth
from docparse.evaluate.summary import Cost
from docparse.settings import Settings
from docparse.source import inputs


def answers(
    truths: Sequence[Truth], settings: Settings, say: Say = None
) -> tuple[tuple[Answer, ...], tuple[str, ...], Cost]:
    """An answer a page, in order, what is to be said of them, and what they cost."""
    documents = dict.fromkeys(_document(truth) for truth in truths)
    begun, spent = time.monotonic(), _cpu()
    read, remarks = pages(documents, settings, say)
    cost = Cost(_cpu() - spent, time.monotonic() - begun, _peak(), len(truths))
    found = [read.get((_document(truth).resolve(), truth.number)) for truth in truths]
    said = (*remarks, *failures(truths, found))
    return tuple(of_page(page) if page else MISSING for page in found), said, cost


def failures(truths: Sequence[Truth], found: Sequence[Page | None]) -> Iterator[str]:
    """Why pages of documents that could be opened have no answer."""
    for truth, page in zip(truths, found, strict=True):
        if page and page.status == "failed":
            yield f"`{truth.name}` failed: {page.problems[0].message}"


def _document(truth: Truth) -> Path:
    document = truth.document or truth.image
    if document is None:
        raise SourceError(
            f"there is no image of `{truth.name}` to read",
            hint="put the page images beside the annotations, or score answers with --pred",
        )
    return document


def pages(
    documents: Iterable[Path], settings: Settings, say: Say = None
) -> tuple[dict[tuple[Path, int], Page], tuple[str, ...]]:
    """Every page by the true path of its document and its number, and why documents could not be read."""
    read: dict[tuple[Path, int], Page] = {}
    remarks: list[str] = []
    with inputs.find(map(str, documents)) as found, pipeline.workshop(settings, say) as workshop:
        for work in pipeline.read(found, settings, workshop):
            if isinstance(work, pipeline.Refusal):
                remarks.append(work.error.message)
            else:
                path = work.input.path.resolve()
                read |= {(path, page.number): page for page in work.pages}
    return read, tuple(remarks)


def _cpu() -> float:
    """Seconds of this process and of all its children that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _peak() -> int:
    """Bytes that the largest child had in memory."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit

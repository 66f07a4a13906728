"""Pages laid out as olmOCR-bench wants them: its own harness does the scoring.

BENCH/pdfs/sub/a.pdf  ->  FOLDER/sub/a_pg1_repeat1.md, one file a page, an empty one where there is no text

The harness takes no answers at all where a document has none: one that cannot be read has an empty page.
"""

from collections import defaultdict
from pathlib import Path

from docparse.document import Page
from docparse.engines import Say
from docparse.errors import SourceError
from docparse.evaluate import run
from docparse.evaluate.answers import of_page
from docparse.settings import Settings
from docparse.sink import whole


def export(bench: Path, folder: Path, settings: Settings, say: Say = None) -> tuple[int, tuple[str, ...]]:
    """How many pages were written, and which documents could not be read."""
    pdfs = bench / "pdfs"
    documents = sorted(pdfs.rglob("*.pdf"))
    if not documents:
        raise SourceError(
            f"there is no PDF in `{pdfs}`",
            hint="olmOCR-bench is a folder with pdfs/ and .jsonl files of tests",
        )
    pages, remarks = run.pages(documents, settings, say)
    read: dict[Path, list[Page]] = defaultdict(list)
    for (path, _), page in pages.items():
        read[path].append(page)
    written = [
        _write(folder / document.relative_to(pdfs).with_suffix(""), page)
        for document in documents
        for page in read[document.resolve()] or [Page(1, None, None)]
    ]
    return len(written), remarks


def _write(stem: Path, page: Page) -> Path:
    path = stem.with_name(f"{stem.name}_pg{page.number}_repeat1.md")
    with whole(path) as file:
        file.write(of_page(page).markdown)
    return path

"""Pages laid out as olmOCR-bench wants them: its own harness does the scoring.

BENCH/pdfs/sub/a.pdf  ->  FOLDER/sub/a_pg1_repeat1.md, one file a page, an empty one where there is no text
"""

from pathlib import Path

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
    for (path, number), page in pages.items():
        inside = path.relative_to(pdfs.resolve()).with_suffix("")
        with whole(folder / inside.with_name(f"{inside.name}_pg{number}_repeat1.md")) as file:
            file.write(of_page(page).markdown)
    return len(pages), remarks

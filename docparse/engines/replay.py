"""Saved answers in place of a model: for tests, for demonstrations, and to render old answers anew."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from docparse.document import Problem
from docparse.engines import Reading
from docparse.source import PageRef

if TYPE_CHECKING:
    from docparse.source.reader import Reader


class ReplayEngine:
    """Answers page 3 of `report.pdf` with the text of `report-3.html` in its folder.

    The answers are QwenVL HTML with boxes in page-image pixels, read as they stand; those to questions are
    JSON, in `report-3.json`.
    """

    def __init__(self, reader: "Reader", folder: str, suffix: str = "html") -> None:
        self._reader = reader
        self._suffix = suffix
        self._folder = Path(folder)
        self.fingerprint = f"replay:{_digest(self._folder, suffix)}"

    def read(self, pages: Iterator[PageRef]) -> Iterator[Reading]:
        for ref in pages:
            page = self._reader.load(ref)
            path = self._folder / f"{Path(ref.source).stem}-{ref.index + 1}.{self._suffix}"
            if path.is_file():
                answer, problems = path.read_text(encoding="utf-8", errors="replace"), ()
            else:
                answer, problems = "", (Problem("unreadable", f"there is no saved answer `{path.name}`"),)
            yield Reading(ref, answer, page.size, page.size_pt, words=page.words, problems=problems)


def _digest(folder: Path, suffix: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob(f"*.{suffix}")):
        digest.update(os.fsencode(path.name) + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]

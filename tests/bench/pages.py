"""Reads every document of a folder with the light engine, and with pymupdf4llm where that is installed.

python tests/bench/pages.py FOLDER OUT

Writes OUT/docparse/NAME.md and OUT/pymupdf4llm/NAME.md for a scorer, and prints the processor seconds that a
page took each, warm: the first document is read twice and counted once.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from statistics import mean, median

from docparse import pipeline, render
from docparse.document import About
from docparse.settings import Settings
from docparse.source import PageRef, kinds
from docparse.structure import assemble


def docparse(path: Path) -> tuple[str, int]:
    """The Markdown, and the number of pages."""
    from docparse.engines.light import (
        LightEngine,
    )  # not where the peer reads: it wants PyMuPDF with its layout
    from docparse.source.reader import Reader

    reader = Reader()
    survey = reader.survey(str(path))
    count = survey.page_count
    refs = (PageRef(str(path), "", index) for index in range(count))
    read = (pipeline.page_of(reading.ref, reading) for reading in LightEngine(reader).read(refs))
    pages = list(assemble(read, survey, "all"))
    about = About(str(path), "", count, "light", None, "", ())
    return "".join(render.RENDERERS["md"](iter(pages), about, Settings(), render.NoImages())), count


def pymupdf4llm(path: Path) -> tuple[str, int]:
    import pymupdf
    import pymupdf4llm as peer

    opened = pymupdf.open(path)
    document = opened if opened.is_pdf else pymupdf.open("pdf", opened.convert_to_pdf())
    return str(peer.to_markdown(document, show_progress=False)), len(document)


def measured(read: Callable[[Path], tuple[str, int]], paths: list[Path], out: Path) -> list[float]:
    """Seconds of the processor for a page of each document."""
    out.mkdir(parents=True, exist_ok=True)
    read(paths[0])
    seconds = []
    for path in paths:
        start = time.process_time()
        text, pages = read(path)
        seconds.append((time.process_time() - start) / pages)
        (out / f"{path.stem}.md").write_text(text, encoding="utf-8")
    return seconds


def documents(folder: Path) -> list[Path]:
    def is_document(path: Path) -> bool:
        return path.is_file() and kinds.kind(path.read_bytes()[: 2 * kinds.HEAD]) is not None

    return sorted(path for path in folder.rglob("*") if is_document(path))


def told(name: str, seconds: Iterable[float]) -> None:
    spent = list(seconds)
    print(f"{name:12} n={len(spent)}  CPU s a page: mean {mean(spent):.2f}, median {median(spent):.2f}")


READERS = {"docparse": docparse, "pymupdf4llm": pymupdf4llm}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--reader", choices=READERS, help="only this one, in this process")
    asked = parser.parse_args()
    paths = documents(asked.folder)
    if not paths:
        print(f"there is no document in {asked.folder}")
        return 1
    if asked.reader:
        told(asked.reader, measured(READERS[asked.reader], paths, asked.out / asked.reader))
        return 0
    for reader in (name for name in READERS if find_spec(name)):
        command = [sys.executable, __file__, str(asked.folder), str(asked.out), "--reader", reader]
        subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

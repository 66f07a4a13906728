"""Prints how much memory the processes of a run hold early and late in a document of many pages.

python tests/bench/memory.py [PAGES] [--scans] [--jobs N]
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf

import docparse

_WORDS = (
    "The harbour lies at the mouth of a slow river and is dredged every spring since the mill was built. "
    "Boats of shallow draught reach the upper quay at any tide, and larger ones wait outside for the flood. "
)
_MOST_GROWTH = 1.10  # of what a process holds, from the first tenth of the pages to the end


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="?", type=int, default=1000)
    parser.add_argument("--scans", action="store_true", help="pages that are pictures, which are read by OCR")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    marks = sorted({max(1, asked.pages // share) for share in (10, 4, 2, 1)})
    seen: dict[int, list[int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = _made(Path(folder, "long.pdf"), asked.pages, scans=asked.scans)
        for page in docparse.stream(path, jobs=asked.jobs):
            if page.number in marks:
                seen[page.number] = [_held(process) for process in (os.getpid(), *_children())]
                print(f"page {page.number:5}: {_told(seen[page.number])}", flush=True)
    return _judged(seen, marks)


def _made(path: Path, count: int, *, scans: bool) -> Path:
    """Pages with a heading, text, a ruled table and a picture, no two alike."""
    document = pymupdf.open()
    for number in range(1, count + 1):
        page: Any = document.new_page()
        page.insert_text((72, 60), f"Chapter {number}", fontsize=18)
        page.insert_textbox((72, 80, 520, 400), f"{number}. {_WORDS * 8}", fontsize=10)
        for row in range(5):
            page.draw_line((72, 420 + 20 * row), (520, 420 + 20 * row))
            page.insert_text((80, 434 + 20 * row), f"row {row}   {number * row}")
        page.insert_image((72, 560, 272, 700), pixmap=_picture(number))
    _scanned(document).save(path) if scans else document.save(path)
    return path


def _scanned(document: Any) -> Any:
    made = pymupdf.open()
    for page in document:
        made.new_page().insert_image(page.rect, pixmap=page.get_pixmap(dpi=100, colorspace=pymupdf.csGRAY))
    return made


def _picture(number: int) -> Any:
    picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 400, 280))
    picture.clear_with(number % 256)
    return picture


def _children() -> Iterator[int]:
    for task in Path("/proc/self/task").iterdir():
        yield from map(int, (task / "children").read_text().split())


def _held(process: int) -> int:
    """Resident megabytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024


def _told(held: list[int]) -> str:
    return f"parent {held[0]} MB, workers {', '.join(f'{worker} MB' for worker in held[1:])}"


def _judged(seen: dict[int, list[int]], marks: list[int]) -> int:
    early, late = (sum(seen[mark]) for mark in (marks[0], marks[-1]))
    print(f"{late / early:.2f} of what was held after a tenth of the pages")
    return 0 if late <= _MOST_GROWTH * early else 1


if __name__ == "__main__":
    sys.exit(main())

"""Laws that hold for real documents too."""

import html
import re
from collections import Counter
from pathlib import Path

import pytest

from docparse import qwenvl
from docparse.engines import Reading
from docparse.engines.light import LightEngine
from docparse.source import PageRef
from docparse.source.mupdf import pymupdf
from docparse.source.reader import Reader

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"
FILES = (
    "docling_pdf/sources/multi_page.pdf",
    "docling_pdf/sources/amt_handbook_sample.pdf",
    "docling_parse/regression/font_02.pdf",
    "camelot_tables/row_span_1.pdf",
    "camelot_tables/good_energy.pdf",
    "icdar2013_tables/competition-dataset-eu/eu-004.pdf",
    "olmocr_bench_sample/pdfs/earnings.pdf",
    "pdfplumber/word365_structure.pdf",
    "pdfplumber/pr-138-example.pdf",
    "unstructured/pdf/multi-column-2p.pdf",
    "unstructured/pdf/korean-text-with-tables.pdf",
)


SCANS = CORPUS / "tesseract_test"


def letters(text: str) -> Counter[str]:
    """Plain letters, which no normalisation touches."""
    return Counter(re.findall(r"[A-Za-z\uac00-\ud7a3]", text))


def stored(path: Path) -> Path:
    if not path.is_file():
        pytest.skip(f"the corpus is not beside the checkout: {path.name} is missing")
    return path


def answer(path: Path) -> Reading:
    (reading,) = LightEngine(Reader()).read(iter((PageRef(str(path), "", 0),)))
    return reading


def text(reading: Reading) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", reading.html))


@pytest.fixture(params=FILES)
def document(request: pytest.FixtureRequest) -> Path:
    return stored(CORPUS / str(request.param))


def test_every_letter_of_a_real_page_is_answered_and_the_answer_is_sound(document: Path) -> None:
    reading = answer(document)
    with pymupdf.open(document) as opened:
        there = letters(opened[0].get_text(clip=opened[0].rect))
    missing = there - letters(text(reading))
    assert missing.total() <= 0.002 * there.total(), missing
    assert qwenvl.check(reading.html, reading.size) == ()


def test_the_letters_of_a_real_scan_are_those_that_a_person_read() -> None:
    there = letters(stored(SCANS / "8071_093.3B.txt").read_text(encoding="utf-8", errors="replace"))
    reading = answer(stored(SCANS / "8071_093.3B.tif"))
    read = letters(text(reading))
    assert (there - read).total() + (read - there).total() <= 0.015 * there.total()
    assert reading.problems == ()
    assert qwenvl.check(reading.html, reading.size) == ()


def test_a_scan_is_read_alike_whichever_way_it_lies() -> None:
    over, left = (answer(stored(SCANS / f"phototest-rotated-{way}.png")) for way in ("180", "L"))
    assert text(over) == text(left)
    assert len(text(over).split()) > 50
    assert (over.size, left.size) == ((640, 480), (480, 640))

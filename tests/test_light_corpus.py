"""Laws that hold for real documents too."""

import html
import re
from collections import Counter
from pathlib import Path

import pytest

from docparse import qwenvl
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


def letters(text: str) -> Counter[str]:
    """Plain letters, which no normalisation touches."""
    return Counter(re.findall(r"[A-Za-z\uac00-\ud7a3]", text))


@pytest.fixture(params=FILES)
def document(request: pytest.FixtureRequest) -> str:
    path = CORPUS / str(request.param)
    if not path.is_file():
        pytest.skip(f"the corpus is not beside the checkout: {path.name} is missing")
    return str(path)


def test_every_letter_of_a_real_page_is_answered_and_the_answer_is_sound(document: str) -> None:
    (reading,) = LightEngine(Reader()).read(iter((PageRef(document, "", 0),)))
    with pymupdf.open(document) as opened:
        there = letters(opened[0].get_text(clip=opened[0].rect))
    answered = letters(html.unescape(re.sub(r"<[^>]+>", " ", reading.html)))
    missing = there - answered
    assert missing.total() <= 0.002 * there.total(), missing
    assert qwenvl.check(reading.html, reading.size) == ()

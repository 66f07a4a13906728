"""What the words of a page are and how far they are believed, in this process; and its ink."""

from pathlib import Path

import pymupdf
import pytest
from command import make_pdf

from docparse.document import Box
from docparse.engines.light.scan import hearing
from docparse.engines.replay import ReplayEngine
from docparse.source import PageRef
from docparse.source.reader import Reader

LINES = (
    "The ferry leaves the harbour at seven\nand reaches the lighthouse by noon.\nNo dogs are allowed on deck."
)


@pytest.fixture
def text(tmp_path: Path) -> PageRef:
    return PageRef(str(make_pdf(tmp_path / "text.pdf", LINES)), "", 0)


@pytest.fixture
def scan(tmp_path: Path, text: PageRef) -> PageRef:
    """The same page as a picture of itself."""
    with pymupdf.open(text.source) as document, pymupdf.open() as scanned:
        image = document[0].get_pixmap(dpi=150).tobytes("png")
        page = scanned.new_page()
        page.insert_image(page.rect, stream=image)
        scanned.save(tmp_path / "scan.pdf")
    return PageRef(str(tmp_path / "scan.pdf"), "", 0)


def test_a_text_layer_that_makes_sense_is_sound_and_stands_the_proof(text: PageRef) -> None:
    reader = Reader()
    heard = hearing.testify(reader, text)
    assert heard.verdict == "sound"
    assert [word.text for word in heard.words] == LINES.split()
    assert hearing.verify(reader, text) == "sound"


def test_invisible_text_is_told(tmp_path: Path, scan: PageRef) -> None:
    with pymupdf.open(scan.source) as document:
        document[0].insert_text((72, 100), LINES, fontsize=11, render_mode=3)
        document.save(tmp_path / "read.pdf")
    assert hearing.testify(Reader(), PageRef(str(tmp_path / "read.pdf"), "", 0)).verdict == "recognised"


def test_a_page_without_a_layer_is_read(scan: PageRef) -> None:
    reader = Reader()
    assert hearing.testify(reader, scan).verdict == "absent"
    heard = hearing.read(reader, scan)
    assert heard.verdict == "read"
    assert {"ferry", "lighthouse", "deck."} <= {word.text for word in heard.words}


def test_ink_is_held_by_boxes_or_told(scan: PageRef) -> None:
    reader = Reader()
    width, height = reader.load(scan).size
    whole, nowhere = Box(0, 0, width, height), Box(10, height - 200, 300, height - 10)
    assert hearing.inked(reader, scan, (whole, None)) == (1.0, (), (False, False))
    share, regions, blank = hearing.inked(reader, scan, (nowhere,))
    assert share == 0
    assert regions
    assert blank == (True,)


def test_a_saved_answer_is_given_for_its_page(tmp_path: Path, text: PageRef) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "text-1.html").write_text("<p>The ferry</p>", encoding="utf-8")
    engine = ReplayEngine(Reader(), str(tmp_path / "saved"))
    there, absent = engine.read(iter([text, PageRef(text.source, "", 0)])), PageRef(text.source, "", 0)
    first = next(there)
    assert (first.html, first.problems) == ("<p>The ferry</p>", ())
    (tmp_path / "saved" / "text-1.html").unlink()
    [lacking] = engine.read(iter([absent]))
    assert [problem.code for problem in lacking.problems] == ["unreadable"]

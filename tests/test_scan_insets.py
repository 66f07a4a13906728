"""Text in the pictures of pages that have a text layer, and layers that lack what the page shows."""

from pathlib import Path
from typing import Any

import numpy as np
import paper
from PIL import Image

from docparse import qwenvl
from docparse.document import Blocks, Figure, Paragraph, Table, plain
from docparse.engines import Reading
from docparse.source.mupdf import pymupdf

SMALL = (320, 300)  # points: a page that is soon read
ROWS = (
    ("Port", "Depth", "Tide"),
    ("Old Quay", "4.5", "spring"),
    ("Basin", "6.0", "neap"),
    ("Mill", "2", "any"),
)


def blocks(reading: Reading) -> Blocks:
    return qwenvl.parse(reading.html, reading.size).blocks


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def shown(page: Any) -> bytes:
    return page.get_pixmap(dpi=150).tobytes("png")


def table() -> bytes:
    page = paper.document((440, 140))[0]
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            paper.write(page, 20 + 140 * column, 37 + 25 * row, cell)
    for row in range(5):
        page.draw_line((10, 20 + 25 * row), (430, 20 + 25 * row))
    for column in range(4):
        page.draw_line((10 + 140 * column, 20), (10 + 140 * column, 120))
    return shown(page)


def diagram() -> bytes:
    page = paper.document((400, 250))[0]
    for x, y, text in ((30, 30, "Arrival"), (230, 30, "Check depth"), (130, 160, "Enter port")):
        page.draw_rect((x, y, x + 140, y + 60), color=(0, 0, 0.6), fill=(0.8, 0.9, 1))
        paper.write(page, x + 20, y + 35, text, 13)
    page.draw_line((170, 60), (230, 60))
    return shown(page)


def photograph() -> bytes:
    rough = np.random.default_rng(3).normal(120, 40, (30, 40, 3)).clip(0, 255).astype(np.uint8)
    smooth = np.asarray(Image.fromarray(rough).resize((400, 300), Image.Resampling.BICUBIC))
    return pymupdf.Pixmap(pymupdf.csRGB, 400, 300, smooth.tobytes(), False).tobytes("png")


def between(picture: bytes, area: tuple[float, float, float, float]) -> Any:
    """A page of print with a picture in its middle."""
    made = paper.document()
    paper.fill(made[0], (72, 60, 523, 160), paper.LOREM)
    made[0].insert_image(area, stream=picture)
    paper.fill(made[0], (72, 600, 523, 700), "After it. " + paper.LOREM)
    return made


def test_a_table_that_is_pasted_as_a_picture_is_read_in_its_place(tmp_path: Path) -> None:
    reading = paper.read(paper.saved(between(table(), (72, 200, 512, 340)), tmp_path))
    before, found, after = blocks(reading)
    assert isinstance(found, Table)
    assert [tuple(plain(cell.inlines) for cell in row) for row in found.rows] == list(ROWS)
    assert found.box is not None
    assert 555 <= found.box.y1 < found.box.y2 <= 945  # the picture is at 200 to 340 points
    assert plain(before.inlines if isinstance(before, Paragraph) else ()) == paper.LOREM.strip()
    assert plain(after.inlines if isinstance(after, Paragraph) else ()).startswith("After it.")
    assert codes(reading) == []


def test_the_labels_of_a_figure_are_its_text(tmp_path: Path) -> None:
    reading = paper.read(paper.saved(between(diagram(), (92, 250, 492, 500)), tmp_path))
    (figure,) = [block for block in blocks(reading) if isinstance(block, Figure)]
    assert figure.kind == "ocr"
    assert set(plain(figure.inlines).split()) == {"Arrival", "Check", "depth", "Enter", "port"}


def test_a_line_that_is_a_picture_is_a_line_of_the_page(tmp_path: Path) -> None:
    page = paper.document((300, 20))[0]
    paper.write(page, 5, 14, "This line is a picture, 42.17 EUR")
    reading = paper.read(paper.saved(between(shown(page), (72, 300, 372, 320)), tmp_path))
    assert [plain(block.inlines) for block in blocks(reading) if isinstance(block, Paragraph)][1] == (
        "This line is a picture, 42.17 EUR"
    )


def test_a_photograph_stays_one(tmp_path: Path) -> None:
    reading = paper.read(paper.saved(between(photograph(), (92, 250, 492, 550)), tmp_path))
    (figure,) = [block for block in blocks(reading) if isinstance(block, Figure)]
    assert (figure.kind, figure.inlines) == ("image", ())


def scan(*rows: tuple[str, ...]) -> Any:
    """A small page that is a picture: two paragraphs, and rows of words below."""
    scanned = paper.document(SMALL)
    paragraphs(scanned[0])
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            paper.write(scanned[0], 30 + 90 * column, 220 + 20 * row, cell)
    made = paper.document(SMALL)
    made[0].insert_image(made[0].rect, stream=shown(scanned[0]))
    return made


def paragraphs(page: Any) -> None:
    for top in (30, 120):
        paper.fill(page, (24, top, 296, top + 80), paper.LOREM)


def test_stamps_on_a_scan_are_not_taken_for_all_of_its_text(tmp_path: Path) -> None:
    made = scan()
    paper.write(made[0], 24, 16, "Case 2:17-cv-00042 Document 118 Filed 03/04/19", 9)
    paper.write(made[0], 24, 290, "Exhibit B, confidential under the order of the court", 9)
    reading = paper.read(paper.saved(made, tmp_path))
    text = " ".join(plain(block.inlines) for block in blocks(reading) if isinstance(block, Paragraph))
    assert text.count("dredged every spring") == 2
    assert codes(reading) == ["layer-distrusted"]


def test_a_few_rows_that_the_layer_of_a_scan_lacks_do_not_have_the_page_read_twice(tmp_path: Path) -> None:
    made = scan(*ROWS[:2])
    paragraphs(made[0])
    reading = paper.read(paper.saved(made, tmp_path))
    assert reading.html.count("dredged every spring") == 2
    assert reading.html.count("Old Quay") == 1


def test_of_many_pictures_all_are_looked_at(tmp_path: Path) -> None:
    label = paper.document((80, 20))[0]
    paper.write(label, 5, 14, "Berth 42")
    made = paper.document(SMALL)
    paragraphs(made[0])
    for place in range(8):
        left, top = 30 + 130 * (place % 2), 210 + 22 * (place // 2)
        made[0].insert_image((left, top, left + 80, top + 20), stream=shown(label))
    reading = paper.read(paper.saved(made, tmp_path))
    assert reading.html.count("Berth 42") == 8

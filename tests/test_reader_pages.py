"""The pages that the reader is trained and tested on are what docparse draws, and say what they show."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from reader.pages import SIZES, Page, answer, paint, pdf, random_page, spell

from docparse import qwenvl
from docparse.document import Heading, Paragraph, Size, Table
from docparse.source import PageRef
from docparse.source.reader import Reader


def pages(count: int) -> list[Page]:
    return [random_page(f"pages {n}", SIZES[n % len(SIZES)]) for n in range(count)]


def test_a_page_is_painted_as_docparse_draws_its_pdf(tmp_path: Path) -> None:
    made = pages(24)
    path = tmp_path / "pages.pdf"
    path.write_bytes(pdf(made))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    reader = Reader()
    for index, page in enumerate(made):
        drawn = reader.load(PageRef(str(path), digest, index)).render()
        assert drawn.size == page.size
        difference = np.abs(np.asarray(drawn.convert("L")).astype(int) - paint(page))
        assert difference.mean() < 1  # rules of tables are a little grey at their ends


def test_text_alone_is_painted_to_the_pixel(tmp_path: Path) -> None:
    made = [random_page(f"text {n}", SIZES[n % len(SIZES)], tables=0) for n in range(12)]
    path = tmp_path / "pages.pdf"
    path.write_bytes(pdf(made))
    reader = Reader()
    for index, page in enumerate(made):
        drawn = reader.load(PageRef(str(path), "", index)).render()
        difference = np.abs(np.asarray(drawn.convert("L")).astype(int) - paint(page))
        assert (difference > 0).mean() < 0.001  # where two letters touch


@pytest.mark.parametrize("page", pages(12))
def test_an_answer_says_what_stands_on_the_page(page: Page) -> None:
    parsed = qwenvl.parse(answer(page), page.size)
    assert not parsed.findings
    kinds = {"h1": Heading, "h2": Heading, "p": Paragraph}
    for block, truth in zip(parsed.blocks, page.blocks, strict=True):
        assert isinstance(block, kinds.get(getattr(truth, "tag", ""), Table))
        assert block.box == truth.box


@pytest.mark.parametrize("page", pages(12))
def test_the_ink_of_a_line_lies_in_its_box(page: Page) -> None:
    canvas = paint(page)
    for line in page.lines:
        box = line.box
        assert canvas[box.y1 : box.y2, box.x1 : box.x2].min() < 100
        canvas[box.y1 : box.y2, max(0, box.x1 - 2) : box.x2 + 2] = 255
    for rule in page.rules:
        canvas[rule.y1 : rule.y2, rule.x1 : rule.x2] = 255
    assert (canvas < 128).sum() < 5  # the foot of a letter


def test_one_looks_at_a_letter_to_write_it() -> None:
    page = random_page("a look", Size(224, 224), tables=0)
    canvas = paint(page)
    looks = [piece for piece in spell(page) if len(piece.text) == 1 and piece.text.isalpha()]
    for piece in looks:
        x, y = piece.eye or (-1, -1)
        assert canvas[y - 9 : y + 9, x - 7 : x + 7].min() < 128, piece


def test_a_seed_makes_the_same_page_each_time() -> None:
    assert random_page("a seed", SIZES[1]) == random_page("a seed", SIZES[1])
    assert random_page("a seed", SIZES[1]) != random_page("another", SIZES[1])

"""The whole road, for real: PDF, raster, vision tower, decoder, QwenVL HTML, Markdown.

The reader reads pages that it has never seen; two smaller checkpoints, a Qwen2-VL and an InternVL, answer
pages that they know by heart. tests/reader/README.md says how they were made and how well they read.
"""
# pyright: standard
# torch and transformers have no types worth knowing.

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import command
import numpy as np
import pytest
from reader.pages import SIZES, Grid, Page, Passage, answer, pdf, random_page

import docparse
from docparse import qwenvl, render
from docparse.document import Box, Document
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.source.reader import Reader

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
transformers = pytest.importorskip("transformers", reason="needs the `vl` extra")

from reader import memorise, score  # noqa: E402 - after the guards

READER = Path(__file__).parent / "reader"
UNSEEN = score.unseen(12)
MOST_CHARACTER_ERROR = 0.07  # measured: 0.048 on these 12 pages, 0.016 on 300
LEAST_NEAR_BOXES = 0.95  # measured: 1.0, and 0.997
LEAST_IOU = 0.97  # measured: 1.0, and 0.999
STEP = 28


def moved(page: Page, down: int) -> Page:
    """The last passage further down."""
    *others, last = page.blocks
    assert isinstance(last, Passage)
    lines = tuple(replace(line, y=line.y + down) for line in last.lines)
    return replace(page, blocks=(*others, replace(last, lines=lines)))


def without(page: Page, place: int) -> Page:
    return replace(page, blocks=(*page.blocks[:place], *page.blocks[place + 1 :]))


PASSAGES = random_page("three 186", SIZES[0], tables=0)  # three of them, with room below
CHANGED = (moved(PASSAGES, STEP), without(PASSAGES, 1))
PAGES = (*UNSEEN, UNSEEN[1], UNSEEN[0], PASSAGES, *CHANGED, Page(SIZES[0]))


def parsed(folder: Path, pages: Sequence[Page], model: Path) -> Document:
    path = folder / "pages.pdf"
    path.write_bytes(pdf(pages))
    return docparse.parse(path, model=str(model), device=("cpu",), max_tokens=400, offline=True)


def written(document: Document) -> list[str]:
    return [qwenvl.write(page.blocks, page.size) for page in document.pages]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return parsed(tmp_path_factory.mktemp("reader"), PAGES, READER / "checkpoint")


@pytest.fixture(scope="module")
def answers(document: Document) -> list[str]:
    return written(document)


def test_pages_never_seen_are_read(answers: list[str]) -> None:
    found = score.score(UNSEEN, answers[: len(UNSEEN)])
    assert found.character_error <= MOST_CHARACTER_ERROR
    assert found.near_boxes >= LEAST_NEAR_BOXES
    assert found.mean_iou >= LEAST_IOU


def test_it_reads_through_docparse_as_through_generate(answers: list[str], tmp_path: Path) -> None:
    path = tmp_path / "pages.pdf"
    path.write_bytes(pdf(UNSEEN))
    reader = Reader()
    drawn = [reader.load(PageRef(str(path), "", index)).render() for index in range(len(UNSEEN))]
    pixels = {page: np.array(image.convert("L")) for page, image in zip(UNSEEN, drawn, strict=True)}
    model = transformers.Qwen2_5_VLForConditionalGeneration.from_pretrained(
        READER / "checkpoint", dtype=torch.float32
    )
    generated = score.read(model.eval(), UNSEEN, pixels.__getitem__)
    sizes = [page.size for page in UNSEEN]
    parsed = (qwenvl.parse(said, size).blocks for said, size in zip(generated, sizes, strict=True))
    for ours, theirs in zip(answers, map(qwenvl.write, parsed, sizes), strict=False):
        assert score.text(ours) == score.text(theirs)
        assert score.boxes(ours) == score.boxes(theirs)


def test_swapping_two_pages_swaps_what_is_read(answers: list[str]) -> None:
    swapped = answers[len(UNSEEN) : len(UNSEEN) + 2]
    assert swapped == [answers[1], answers[0]]
    assert answers[0] != answers[1]


def test_moving_a_line_moves_its_box(answers: list[str]) -> None:
    before, after = (score.boxes(said) for said in answers[len(UNSEEN) + 2 : len(UNSEEN) + 4])
    *others, last = before
    lower = Box(last.x1, last.y1 + STEP, last.x2, last.y2 + STEP)
    assert score.near(lower, after[-1], 2)
    assert all(score.near(one, other, 2) for one, other in zip(others, after[:-1], strict=True))


def test_what_is_taken_off_the_page_is_not_read(answers: list[str]) -> None:
    whole, less = answers[len(UNSEEN) + 2], answers[len(UNSEEN) + 4]
    first, gone, last = (" ".join(line.text for line in block.lines) for block in PASSAGES.blocks)
    assert all(part in score.text(whole) for part in (first, gone, last))
    assert score.text(less) == f"{first} {last}"


def test_a_blank_page_is_a_blank_document(document: Document) -> None:
    blank = document.pages[-1]
    assert blank.blocks == ()
    assert blank.status == "ok"


def test_what_is_read_comes_out_as_markdown(document: Document) -> None:
    page = document.pages[len(UNSEEN) + 2]
    pieces = render.RENDERERS["md"]([page], document.about, Settings(), render.NoImages())
    shown = "".join(pieces)
    for block in PASSAGES.blocks:
        assert " ".join(line.text for line in block.lines) in shown


def test_the_command_prints_what_it_reads(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf([PASSAGES]))
    run = command.docparse(path, "--model", READER / "checkpoint", "--device", "cpu", "--offline")
    assert run.returncode == 0
    for block in PASSAGES.blocks:
        assert " ".join(line.text for line in block.lines) in run.stdout


@pytest.mark.parametrize("kind", memorise.SIZES)
def test_pages_known_by_heart_come_back_with_their_boxes(kind: str, tmp_path: Path) -> None:
    pages = memorise.known(kind)
    document = parsed(tmp_path, pages, READER / kind)
    for page, said in zip(pages, written(document), strict=True):
        assert score.text(said) == score.text(answer(page))
        pairs = zip(score.boxes(answer(page)), score.boxes(said), strict=True)
        assert all(score.near(truth, box, 1) for truth, box in pairs)  # thousandths are coarser than pixels


def test_pages_known_by_heart_hold_all_kinds_of_blocks() -> None:
    for kind in memorise.SIZES:
        blocks = [block for page in memorise.known(kind) for block in page.blocks]
        assert any(isinstance(block, Grid) for block in blocks)
        assert {block.tag for block in blocks if isinstance(block, Passage)} == {"h1", "h2", "p"}

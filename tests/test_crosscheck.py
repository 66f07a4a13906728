"""Answers against the words of their pages, through the whole pipeline: saved answers play the model."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from command import docparse

from docparse import parse
from docparse.document import Page

TEXT = ["The ferry leaves the harbour at 7.30", "and reaches the lighthouse by noon.", "No dogs on deck."]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A page of three paragraphs."""
    path = tmp_path / "paper.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=420, height=297)
        for place, line in enumerate(TEXT):
            page.insert_text((42, 60 + 50 * place), line, fontsize=12)
        document.save(path)
    return path


def answered(folder: Path, *paragraphs: str) -> Path:
    """A folder with that answer to page 1 of `paper.pdf`."""
    saved = folder / "answers"
    saved.mkdir(exist_ok=True)
    boxes = [f"100 {120 + 139 * place} 900 {180 + 139 * place}" for place in range(len(paragraphs))]
    blocks = zip(boxes, paragraphs, strict=True)
    html = "".join(f'<p data-bbox="{box}">{text}</p>' for box, text in blocks)
    (saved / "paper-1.html").write_text(html, encoding="utf-8")
    return saved


@pytest.fixture
def read(paper: Path, tmp_path: Path) -> Callable[..., Page]:
    """What becomes of an answer."""

    def page(*paragraphs: str, **settings: Any) -> Page:
        saved = answered(tmp_path, *paragraphs)
        settings = {"second_opinion": "layer", **settings}
        (found,) = parse(paper, engine="replay", model=str(saved), jobs=1, **settings).pages
        return found

    return page


def test_an_answer_that_is_right_agrees(read: Callable[..., Page]) -> None:
    found = read(*TEXT, agreement=1.0)
    assert found.agreement is not None
    assert (found.agreement.layer, found.agreement.share, found.agreement.coverage) == ("sound", 1.0, 1.0)
    assert found.status == "ok"


def test_an_answer_that_errs_is_partial_below_the_level(read: Callable[..., Page]) -> None:
    wrong = [TEXT[0].replace("7.30", "7.80"), *TEXT[1:]]
    assert read(*wrong, agreement=0.8).status == "ok"
    found = read(*wrong, agreement=0.99)
    assert found.status == "partial"
    (problem,) = found.problems
    assert problem.code == "disagreement"
    assert "`7.80` where the page says `7.30`" in problem.message
    assert problem.box is not None


def test_text_that_is_left_out_is_told(read: Callable[..., Page]) -> None:
    found = read(*TEXT[:2], agreement=0.95)
    assert found.status == "partial"
    assert "`no dogs on deck` is missing" in found.problems[0].message


def test_nothing_is_compared_unless_asked(read: Callable[..., Page]) -> None:
    assert read(*TEXT, second_opinion="auto").agreement is None
    assert read(*TEXT, second_opinion="none", agreement=0.9).agreement is None


def test_a_layer_that_says_something_else_than_the_page_does_not_lower_an_answer(
    paper: Path, read: Callable[..., Page]
) -> None:
    lies = ["Quarterly figures of the northern mills", "were lower than in any year before.", "See table 4."]
    with pymupdf.open(paper) as document:
        image = document[0].get_pixmap(dpi=150).tobytes("png")
    with pymupdf.open() as document:
        page = document.new_page(width=420, height=297)
        for place, line in enumerate(lies):
            page.insert_text((42, 60 + 50 * place), line, fontsize=12)
        page.insert_image(page.rect, stream=image)  # over the text, so that nobody sees it
        document.save(paper)
    found = read(*TEXT, agreement=0.95)
    assert found.agreement is not None
    assert found.agreement.layer == "doubted"
    assert found.status == "ok"


def test_a_scan_is_held_against_ocr_and_ink(paper: Path, read: Callable[..., Page]) -> None:
    with pymupdf.open(paper) as document:
        image = document[0].get_pixmap(dpi=200).tobytes("png")
    with pymupdf.open() as document:
        page = document.new_page(width=420, height=297)
        page.insert_image(page.rect, stream=image)
        document.save(paper)
    right = read(*TEXT, second_opinion="ocr", agreement=0.95)
    assert right.agreement is not None
    assert (right.agreement.layer, right.agreement.share, right.status) == ("read", 1.0, "ok")
    wrong = read(TEXT[0], second_opinion="layer")
    assert wrong.agreement is not None
    assert wrong.agreement.layer == "absent"
    assert wrong.agreement.ink is not None
    assert wrong.agreement.ink < 0.6
    assert {one.kind for one in wrong.agreement.disputes} == {"missing"}
    ghost = read(*TEXT, "Nothing is printed here.", second_opinion="layer")
    assert ghost.agreement is not None
    assert [(one.kind, one.block) for one in ghost.agreement.disputes] == [("invented", 4)]


def test_the_command_says_it_in_json_and_by_its_exit_code(paper: Path, tmp_path: Path) -> None:
    saved = answered(tmp_path, TEXT[0].replace("7.30", "7.80"), *TEXT[1:])
    line = ["--engine", "replay", "--model", str(saved), "--to", "json"]
    asked = docparse(str(paper), *line, "--strict", ".99", "--second-opinion", "layer")
    assert asked.returncode == 3
    (page,) = json.loads(asked.stdout)["pages"]
    (dispute,) = page["agreement"]["disputes"]
    assert (dispute["kind"], dispute["said"], dispute["heard"]) == ("substituted", "7.80", "7.30")
    assert page["blocks"][0]["agreement"] < 1 == page["blocks"][1]["agreement"]
    assert docparse(str(paper), *line, "--strict=.5").returncode == 0
    assert docparse("--strict", str(paper), *line).returncode == 0


@pytest.mark.parametrize("level", ["98", "1.5"])
def test_a_level_above_one_is_refused(paper: Path, level: str) -> None:
    asked = docparse(str(paper), "--strict", level)
    assert asked.returncode == 2
    assert "invalid value for `--strict`" in asked.stderr

"""What is unsound in an answer is noted on its block, and the block keeps its picture beside its source."""

import json
from concurrent.futures import Future
from pathlib import Path
from typing import Any, cast

import jsonschema
import pymupdf
import pytest
from command import docparse
from lxml import html

from docparse import parse, resources, soundcheck, soundness
from docparse.document import Chemical, Formula, Page, Paragraph, Size, Text
from docparse.schedule import Lost
from docparse.soundness import molecules
from docparse.workshop import Workshop

BLOCKS = (
    '<div class="formula" data-bbox="100 100 500 200"><img/><div>$$\\frac{a}{b$$</div></div>',
    '<p data-bbox="100 250 500 300">where $\\alhpa$ is small, and $x^$ too</p>',
    '<table data-bbox="100 350 500 450"><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>',
    '<div class="music sheet" data-bbox="100 500 500 600"><img/><div>K:C\nabc|</div></div>',
    '<div class="chart" data-bbox="100 650 500 750"><img/><table><tr><td>1</td></tr></table></div>',
    '<div class="chemical formula" data-bbox="100 800 500 900"><img/><div>C1CC</div></div>',
    '<div class="chemical formula" data-bbox="600 800 900 900"><img/><div>C1=CC=CC=C1O</div></div>',
    '<div class="formula" data-bbox="600 100 900 200"><img/><div>$$a^2$$</div></div>',
)
CODES = [
    "formula-unsound",
    "formula-unsound",
    "table-unsound",
    "music-unsound",
    "chart-unsound",
    "chemical-unsound",
]
PICTURED = ["p1-b1", "p1-b3", "p1-b4", "p1-b5", "p1-b6"]


@pytest.fixture
def answered(tmp_path: Path) -> list[str]:
    """A page, and a folder with an answer to it, as arguments."""
    with pymupdf.open() as document:
        document.new_page(width=420, height=420).insert_text((42, 60), "A page")
        document.save(tmp_path / "paper.pdf")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "paper-1.html").write_text("\n".join(BLOCKS), encoding="utf-8")
    return [str(tmp_path / "paper.pdf"), "--engine", "replay", "--model", str(tmp_path / "answers")]


@pytest.fixture
def page(answered: list[str]) -> Page:
    paper, *_, model = answered
    (found,) = parse(paper, engine="replay", model=model, jobs=1).pages
    return found


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


needs_rdkit = pytest.mark.skipif(not molecules.is_available(), reason="RDKit is not installed")


@needs_rdkit
def test_each_block_has_its_note_and_the_page_stays_ok(page: Page) -> None:
    assert [(problem.code, problem.block) for problem in page.problems] == list(
        zip(CODES, range(1, 7), strict=True)
    )
    assert page.problems[1].message == "`\\alhpa`: there is no command `\\alhpa`, and 1 more"
    assert page.status == "ok"


@needs_rdkit
def test_molecules_come_in_canonical_form(page: Page) -> None:
    assert [block.canonical for block in page.blocks if isinstance(block, Chemical)] == ["", "Oc1ccccc1"]


@needs_rdkit
def test_every_format_shows_the_source_and_the_picture(answered: list[str], tmp_path: Path) -> None:
    pictures = [f"paper_images/{block}.png" for block in PICTURED]
    for form in ("json", "md", "html"):
        assert docparse(*answered, "--to", form, "-o", str(tmp_path / f"paper.{form}")).returncode == 0
        assert sorted(path.name for path in (tmp_path / "paper_images").iterdir()) == [
            Path(picture).name for picture in pictures
        ]

    value = read(tmp_path / "paper.json")
    jsonschema.validate(value, json.loads(resources.text("schemas", "document.json")))
    blocks = value["pages"][0]["blocks"]
    assert [block.get("image") for block in blocks if block.get("image")] == pictures
    assert [block.get("problems") for block in blocks[:6]] == [[code] for code in CODES]
    assert blocks[6]["canonical"] == "Oc1ccccc1"
    assert [problem["block"] for problem in value["pages"][0]["problems"]] == [
        f"p1-b{n}" for n in range(1, 7)
    ]

    markdown = (tmp_path / "paper.md").read_text(encoding="utf-8")
    assert [
        line.split("](")[1].rstrip(")") for line in markdown.splitlines() if line.startswith("![")
    ] == pictures
    assert "\\frac{a}{b" in markdown
    assert "```smiles\nC1CC\n```" in markdown

    written = html.fromstring((tmp_path / "paper.html").read_text(encoding="utf-8"))
    assert [image.get("src") for image in written.iter("img") if image.get("src")] == pictures
    assert docparse("check", str(tmp_path / "paper.html")).stdout.count("ragged-table") == 1


def test_the_viewer_says_it_beside_the_block(answered: list[str], tmp_path: Path) -> None:
    assert docparse("view", *answered, "-o", str(tmp_path / "look.html")).returncode == 0
    written = html.fromstring((tmp_path / "look.html").read_text(encoding="utf-8"))
    formula, text = written.get_element_by_id("p1-b1"), written.get_element_by_id("p1-b2")
    assert "formula-unsound `{` is not closed" in formula.text_content()
    assert len(formula.find_class("crop")) == 1
    assert "there is no command" in text.text_content()
    assert not text.find_class("crop")
    assert not written.get_element_by_id("p1-b8").find_class("crop")


def test_strict_counts_them(answered: list[str]) -> None:
    assert docparse(*answered).returncode == 0
    assert docparse(*answered, "--strict").returncode == 3


class Ruin:
    """Where every task is lost."""

    def submit(self, task: object) -> "Future[object]":  # noqa: ARG002 - as a workshop has it
        asked: Future[object] = Future()
        asked.set_exception(Lost("timeout", "it took longer than 60 seconds"))
        return asked


def test_a_check_that_takes_its_worker_along_costs_only_itself() -> None:
    page = Page(1, Size(100, 100), None, (Formula("x"), Paragraph((Text("a"),))))
    found = soundcheck.checked(page, cast("Workshop", Ruin()))
    assert found.blocks == page.blocks
    assert [problem.code for problem in found.problems] == ["unchecked"]
    assert "longer than 60 seconds" in found.problems[0].message


def test_what_could_not_be_checked_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(molecules, "is_available", lambda: False)
    (problem,) = soundness.examine((Chemical("CCO"),)).problems
    assert (problem.code, problem.block) == ("unchecked", 1)
    assert problem.message.startswith("SMILES not checked: RDKit is not installed")

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from command import answers, make_pdf
from PIL import Image

import docparse
from docparse import pipeline
from docparse.document import Heading, Page, Paragraph, Problem, Size, Text
from docparse.engines import Reading
from docparse.engines.choose import Choice
from docparse.pipeline import page_of
from docparse.settings import Settings
from docparse.source import PageRef, inputs
from docparse.source.inputs import Input
from docparse.store import Store
from docparse.worker import Look, Read, Task
from docparse.workshop import Workshop

REF = PageRef("a.pdf", "0", 0)
SIZE = Size(1000, 1000)


def codes(page: Page) -> list[str]:
    return [problem.code for problem in page.problems]


def test_an_answer_becomes_a_page() -> None:
    page = page_of(
        REF, Reading(REF, '<html><body><h1 data-bbox="1 2 3 4">Title</h1></body></html>', SIZE, None)
    )
    assert (page.number, page.status, page.problems) == (1, "ok", ())
    assert isinstance(page.blocks[0], Heading)


@pytest.mark.parametrize("html", ["", "<html><body>\n</body></html>"])
def test_an_answer_that_shows_nothing_is_noted(html: str) -> None:
    page = page_of(REF, Reading(REF, html, SIZE, None))
    assert (page.status, codes(page)) == ("ok", ["blank"])


def test_an_answer_that_stops_in_the_middle_keeps_its_good_part_and_is_marked() -> None:
    page = page_of(REF, Reading(REF, "<html><body><p>whole</p><p>ha", SIZE, None))
    assert page.status == "partial"
    assert "truncated" in codes(page)
    assert page.blocks[0] == Paragraph((Text("whole"),))


def test_an_end_that_the_engine_knows_of_is_told_once() -> None:
    reading = Reading(
        REF, "<p>ha", SIZE, None, "truncated", problems=(Problem("truncated", "at 4096 tokens"),)
    )
    assert codes(page_of(REF, reading)).count("truncated") == 1


def test_a_looping_answer_is_marked() -> None:
    loop = "<html><body><p>start</p>" + "<p>over and over</p>" * 60
    page = page_of(REF, Reading(REF, loop, SIZE, None))
    assert "repeating" in codes(page)
    assert len(page.blocks) < 10


def test_parse_and_stream_give_the_same_pages(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "One.", "Two.", "Three.")
    document = docparse.parse(path)
    assert document.status == "ok"
    assert document.about.page_count == 3
    assert tuple(docparse.stream(path, jobs=1)) == document.pages
    assert [page.number for page in docparse.stream(path, pages="-2--1")] == [2, 3]


def test_a_stream_can_be_left_early(tmp_path: Path) -> None:
    pages = docparse.stream(make_pdf(tmp_path / "a.pdf", *["word"] * 50))
    assert next(pages).number == 1
    pages.close()


def test_python_meets_the_same_errors_as_the_command(tmp_path: Path) -> None:
    with pytest.raises(docparse.SourceError, match="no such file"):
        docparse.parse(tmp_path / "none.pdf")
    with pytest.raises(docparse.EngineError, match="no engine `nope`"):
        docparse.parse(tmp_path, engine="nope")


def test_saved_answers_drive_the_whole_flow(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "x", "y")
    folder = answers(tmp_path / "saved", "a", "<h2>Saved</h2>", None)
    document = docparse.parse(path, engine="replay", model=str(folder))
    assert [page.status for page in document.pages] == ["ok", "partial"]
    assert document.about.fingerprint.startswith("replay:")


class Watched(Workshop):
    """Keeps what it is asked."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(Choice("light"), settings, 1)
        self.asked: list[tuple[object, Future[object]]] = []

    def submit(self, task: Task) -> "Future[Any]":
        answer = super().submit(task)
        self.asked.append((task, answer))
        return answer


def test_the_second_page_is_read_while_the_first_is_written(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", *(f"Page {n}." for n in range(1, 6)))
    settings = Settings(jobs=1)
    with inputs.find([str(path)]) as found, Watched(settings) as workshop:
        opening = next(pipeline.read(found, settings, workshop))
        assert isinstance(opening, pipeline.Opening)
        assert next(opening.pages).number == 1
        reads = [(task, answer) for task, answer in workshop.asked if isinstance(task, Read)]
        assert 1 < len(reads) < 6  # more than one, and not the whole document
        second = reads[1][1].result(timeout=300)  # although nobody asks for the page
        assert isinstance(second, Reading)
        assert "Page 2." in second.html


def test_of_many_inputs_few_are_opened_before_the_first_page(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "Words.")
    settings = Settings(jobs=1)
    pulled: list[int] = []

    def many() -> Iterator[Input]:
        for number in range(10_000):
            pulled.append(number)
            yield Input(f"{number}.pdf", path, PurePosixPath(f"{number}.pdf"))

    with Watched(settings) as workshop:
        opening = next(pipeline.read(many(), settings, workshop))
        assert isinstance(opening, pipeline.Opening)
        assert next(opening.pages).number == 1
        assert len(pulled) < 12
        assert sum(isinstance(task, Look) for task, _ in workshop.asked) < 12


def test_python_keeps_answers_where_it_is_told_and_nowhere_else(tmp_path: Path) -> None:
    path, store = make_pdf(tmp_path / "a.pdf", "One.", "Two."), tmp_path / "store" / "answers.db"
    document = docparse.parse(path, jobs=1)
    assert [each.name for each in tmp_path.iterdir()] == ["a.pdf"]
    assert (
        docparse.parse(path, jobs=1, store=store)
        == docparse.parse(path, jobs=1, store=str(store))
        == document
    )
    with Store(store) as kept:
        census = kept.census()
    assert census is not None
    assert census.pages == 2


def test_limits_reach_the_pages(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "Words.")
    (page,) = docparse.parse(path, max_page_pixels=28 * 28 * 100).pages
    assert page.size is not None
    assert page.size.width * page.size.height <= 28 * 28 * 121
    Image.new("L", (300, 300), 255).save(tmp_path / "a.png")
    with pytest.raises(docparse.SourceError, match="300 x 300 pixels"):
        docparse.parse(tmp_path / "a.png", max_page_pixels=10_000)
    with pytest.raises(docparse.UsageError, match="--max-memory 100"):
        docparse.parse(path, max_memory=100)

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import answers, docparse, make_pdf

from docparse import qwenvl
from docparse.document import Box, Heading, Paragraph, Size, Text

BLOCKS = (
    Heading(1, (Text("A quiet harbour"),), Box(10, 10, 400, 60)),
    Paragraph((Text("Nobody has opened the book since."),), Box(10, 80, 900, 120)),
)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """Two documents of a page each, with their truth."""
    folder = tmp_path / "set"
    for name in ("a", "b"):
        make_pdf(folder / f"{name}.pdf", "A quiet harbour")
        (folder / f"{name}-1.html").write_text(qwenvl.write(BLOCKS, Size(1652, 2352)), encoding="utf-8")
        (folder / f"{name}-1.png").write_bytes(PNG)
    return folder


def test_answers_are_scored_side_by_side(known: Path, tmp_path: Path) -> None:
    for name, text in (("good", "# A quiet harbour\n\nNobody has opened the book since."), ("bad", "")):
        for page in ("a-1", "b-1"):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / f"{page}.md").write_text(text, encoding="utf-8")
    run = docparse("eval", "--pred", tmp_path / "good", "--pred", tmp_path / "bad", "--gt", known)
    assert (run.returncode, run.stderr) == (0, "")
    lines = [line.split() for line in run.stdout.splitlines()]
    assert lines[0] == ["better", "good", "bad"]
    assert "text edit distance       low     0.000 [0.000 0.000]  1.000 [1.000 1.000]" in run.stdout
    assert lines[-1] == ["pages", "with", "an", "empty", "one", "0", "2"]


def test_docparse_reads_a_set_and_is_scored_with_its_cost(known: Path, tmp_path: Path) -> None:
    saved = [
        answers(tmp_path / "saved", name, qwenvl.write(BLOCKS, Size(1652, 2352))).as_posix()
        for name in ("a", "b")
    ]
    report = tmp_path / "out" / "report.html"
    command = ("eval", known, "--engine", "replay", "--model", saved[0], "--to", "json", "-o", report)
    run = docparse(*command)
    assert run.returncode == 0, run.stderr
    (parser,) = json.loads(run.stdout)["parsers"]
    assert parser["scores"]["text"]["value"] == 0
    assert parser["scores"]["box"]["value"] == parser["scores"]["kind"]["value"] == 1
    assert parser["cost"]["cpu_seconds"] > 0
    assert parser["cost"]["peak_bytes"] > 10_000_000
    assert [page["status"] for page in parser["by_page"]] == ["ok", "ok"]
    assert "A quiet harbour" in report.read_text(encoding="utf-8")


def test_parsers_in_folders_of_one_name_are_told_apart_by_their_paths(known: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "md").mkdir(parents=True)
        (tmp_path / name / "md" / "a-1.md").write_text("A quiet harbour", encoding="utf-8")
    run = docparse("eval", "--pred", "one/md", "--pred", "two/md", "--gt", known, cwd=tmp_path)
    assert run.stdout.splitlines()[0].split() == ["better", "one/md", "two/md"]


def test_pages_without_an_answer_are_counted_and_said(known: Path, tmp_path: Path) -> None:
    (tmp_path / "pred").mkdir()
    (tmp_path / "pred" / "a-1.md").write_text("A quiet harbour", encoding="utf-8")
    run = docparse("eval", "--pred", tmp_path / "pred", "--gt", known)
    assert run.returncode == 3
    assert run.stderr == "warning: pred: 1 of 2 pages have no answer, such as `b-1.png`\n"
    assert re.search(r"pages without an answer +1\n", run.stdout)


def test_a_document_that_cannot_be_opened_costs_only_its_pages(known: Path) -> None:
    (known / "b.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    run = docparse("eval", known, "--engine", "light", "--to", "json")
    assert run.returncode == 3
    (parser,) = json.loads(run.stdout)["parsers"]
    assert [page["missing"] for page in parser["by_page"]] == [False, True]
    assert "cannot open" in parser["remarks"][0]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name the pages to score once"),
        (("set", "--gt", "set"), 2, "name the pages to score once"),
        (("--gt", "set"), 2, "--gt is the truth for --pred"),
        (("nowhere",), 4, "cannot open `nowhere`"),
        (("--pred", "nowhere", "--gt", "set"), 4, "cannot open `nowhere`"),
        (("--pred", ".", "--gt", "set"), 4, "no answer in `.`"),
        (("--pred", "set/a.pdf", "--gt", "set"), 4, "cannot open `set/a.pdf`: it is a file, not a folder"),
        (("set", "--engine", "light", "--pred", "empty"), 4, "no answer in `empty`"),
        (("--pred", "set", "--gt", "set", "-o", "empty"), 7, "cannot write `empty`: it is a folder"),
        (("set", "--export", "olmocr-bench", "--pred", "set"), 2, "leave --pred and --gt out"),
        (("empty",), 4, "there is no truth in `empty`"),
    ],
)
def test_what_cannot_be_scored_is_one_clear_error(
    known: Path, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "empty").mkdir()
    run = docparse("eval", *words, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (code, "")
    assert run.stderr.startswith("error: ")
    assert said in run.stderr
    assert known.is_dir()


def test_the_truth_without_images_can_be_scored_but_not_read(tmp_path: Path) -> None:
    page = {"layout_dets": [], "page_info": {"image_path": "a.jpg"}}
    (tmp_path / "set.json").write_text(json.dumps([page]), encoding="utf-8")
    run = docparse("eval", tmp_path)
    assert run.returncode == 4
    assert "there is no image of `a.jpg` to read" in run.stderr


def test_what_eval_needs_is_loaded_by_eval_alone() -> None:
    code = "import sys, docparse.cli; print(*sorted({'apted', 'rapidfuzz', 'scipy'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "\n"

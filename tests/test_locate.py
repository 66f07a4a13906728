"""`docparse locate`: texts found on pages, and what models say that they found."""

import json
from pathlib import Path
from typing import Any

import pytest
from command import docparse, make_pdf
from jsonschema import Draft202012Validator
from PIL import Image

from docparse import resources

SAID = Path(__file__).parents[2] / "shared/corpus/qwenvl_html/other_modes"


def located(*words: str | Path, code: int = 0) -> list[dict[str, Any]]:
    run = docparse("locate", *words)
    assert run.returncode == code, run.stderr
    schema = json.loads(resources.text("schemas", "extraction.json"))
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    for line in lines:
        Draft202012Validator({**schema["$defs"]["sighting"], "$defs": schema["$defs"]}).validate(line)
    return lines


def test_a_text_is_found_on_every_page_that_says_it(tmp_path: Path) -> None:
    pdf = make_pdf(tmp_path / "a.pdf", "The harbour is quiet", "no word of it", "HARBOUR lights")
    found = located(pdf, "harbour", "--engine", "light", "--points", "--draw", tmp_path / "seen.png")
    assert [(line["page"], line["match"]) for line in found] == [(1, "exact"), (3, "folded")]
    x1, y1, x2, y2 = found[0]["box"]
    assert x1 < found[0]["point"][0] < x2
    assert y1 < found[0]["point"][1] < y2
    assert (tmp_path / "seen-1.png").is_file()
    assert (tmp_path / "seen-3.png").is_file()


def test_what_is_on_no_page_is_told_by_the_exit_code(tmp_path: Path) -> None:
    pdf = make_pdf(tmp_path / "a.pdf", "The harbour is quiet")
    assert located(pdf, "lighthouse keeper", "--engine", "light", code=8) == []
    assert docparse("locate", pdf, "(", "--regex").returncode == 2
    assert docparse("locate", pdf, " ").returncode == 2


def test_a_misspelled_text_and_a_pattern_are_found(tmp_path: Path) -> None:
    pdf = make_pdf(tmp_path / "a.pdf", "The harbour of 1904 is quiet")
    (near,) = located(pdf, "harbour of 1804", "--engine", "light")
    assert (near["text"], near["match"]) == ("harbour of 1904", "fuzzy")
    assert near["score"] == pytest.approx(1 - 1 / 15, abs=0.001)
    assert [each["text"] for each in located(pdf, r"\d{4}", "--regex", "--engine", "light")] == ["1904"]


def test_a_real_answer_is_replayed_as_boxes_of_the_page(tmp_path: Path) -> None:
    saved = SAID / "qwen25vl_blog_ocr_grounding1.json"
    if not saved.exists():
        pytest.skip("the corpus of real answers is not beside the repository")
    answer = json.loads(saved.read_text(encoding="utf-8"))["messages"][-1]["content"]
    Image.new("RGB", (560, 700), "white").save(tmp_path / "bill.png")
    (tmp_path / "bill-1.json").write_text(answer, encoding="utf-8")
    found = located(tmp_path / "bill.png", "all text", "--engine", "replay", "--model", tmp_path)
    assert len(found) == 14
    assert found[0]["text"] == "AuntieAnne's"
    assert found[0]["box"] == [108, 175, 496, 230]
    assert found[-1]["box"] == [471, 682, 529, 700]  # clipped to the page
    assert {line["match"] for line in found} == {"model"}

"""`docparse extract`: values by a schema, with their places, by labels and by models."""

import json
from pathlib import Path
from typing import Any

import checkpoints
import pymupdf
import pytest
from command import docparse, make_pdf
from jsonschema import Draft202012Validator
from model_server import Server, serve
from PIL import Image

from docparse import grounding, resources
from docparse.engines import plans
from docparse.engines.vl import VlEngine
from docparse.extract.answers import tree_of
from docparse.extract.found import fit
from docparse.extract.schema import read
from docparse.settings import Question, Settings
from docparse.source import PageRef

FIELDS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "number": {"type": ["string", "null"], "title": "Invoice number", "x-labels": ["Invoice No"]},
        "date": {"type": ["string", "null"], "format": "date", "title": "Date"},
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "item": {"type": ["string", "null"], "title": "Item"},
                    "amount": {"type": ["number", "null"], "title": "Amount"},
                },
                "required": ["item", "amount"],
            },
        },
        "total": {"type": "number", "title": "Total"},
    },
    "required": ["number", "date", "lines", "total"],
}
INVOICE = {
    (60, 60): "Invoice No: LX-204",
    (360, 60): "Date: 3 March 2026",
    (60, 120): "Item",
    (460, 120): "Amount",
    (60, 140): "Lamp oil, twelve",
    (460, 140): "1,120.00",
    (60, 156): "barrels",
    (60, 172): "Wicks",
    (460, 172): "14.50",
    (60, 200): "Total",
    (460, 200): "1,134.50",
}


def schema_in(folder: Path, schema: dict[str, Any] = FIELDS) -> Path:
    path = folder / "schema.json"
    path.write_text(json.dumps(schema), encoding="utf-8")
    return path


def printed(path: Path, *pages: dict[tuple[int, int], str]) -> Path:
    document = pymupdf.open()
    for texts in pages:
        page = document.new_page(width=595, height=420)
        for place, text in texts.items():
            page.insert_text(place, text, fontsize=10)
    document.save(path)
    document.close()
    return path


def extracted(*words: str | Path, code: int = 0) -> list[dict[str, Any]]:
    run = docparse("extract", *words, "--to", "jsonl")
    assert run.returncode == code, run.stderr
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    for told in lines:
        Draft202012Validator(json.loads(resources.text("schemas", "extraction.json"))).validate(told)
    return lines


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """An invoice, one that is not there, one that goes on, and one without its total."""
    folder = tmp_path_factory.mktemp("invoices")
    second = {**INVOICE, (60, 60): "Invoice No: OTHER", (60, 140): "Rope"}
    pdfs = [
        printed(folder / "a.pdf", INVOICE),
        folder / "none.pdf",
        printed(folder / "b.pdf", INVOICE, second),
        printed(folder / "c.pdf", {(60, 60): "Invoice No: LX-204"}),
    ]
    return extracted(*pdfs, "--schema", schema_in(folder), "--engine", "light", code=3)


def test_labels_and_heads_of_columns_tell_the_values(lines: list[dict[str, Any]]) -> None:
    told = lines[0]
    assert told["values"] == {
        "number": "LX-204",
        "date": "2026-03-03",
        "lines": [
            {"item": "Lamp oil, twelve barrels", "amount": 1120.0},
            {"item": "Wicks", "amount": 14.5},
        ],
        "total": 1134.5,
    }
    places = {place["path"]: place for place in told["places"]}
    assert places["/date"]["text"] == "3 March 2026"
    assert len(places["/lines/0/item"]["lines"]) == 2
    x1, y1, x2, y2 = places["/total"]["box_pt"]
    assert 455 < x1 < 465 < x2 < 520
    assert 185 < y1 < y2 < 206


def test_rows_go_on_over_pages_and_the_first_page_has_the_say(lines: list[dict[str, Any]]) -> None:
    told = lines[1]
    assert told["values"]["number"] == "LX-204"
    items = [row["item"] for row in told["values"]["lines"]]
    assert items == ["Lamp oil, twelve barrels", "Wicks", "Rope barrels", "Wicks"]
    assert {place["page"] for place in told["places"]} == {1, 2}


def test_what_is_required_and_not_there_is_told_and_not_made_up(lines: list[dict[str, Any]]) -> None:
    told = lines[2]
    assert told["values"] is None
    assert told["missing"] == ["/total"]
    assert [place["path"] for place in told["places"]] == ["/number"]


def test_the_page_is_drawn_with_what_was_found(tmp_path: Path) -> None:
    pdf, seen = printed(tmp_path / "a.pdf", INVOICE), tmp_path / "seen.png"
    run = docparse("extract", pdf, "--schema", schema_in(tmp_path), "--engine", "light", "--draw", seen)
    assert run.returncode == 0, run.stderr
    with Image.open(seen) as image:
        assert bytes((0xC2, 0x41, 0x0C)) * 8 in image.convert("RGB").tobytes()  # the line of a box
    assert json.loads(run.stdout)["values"]["total"] == 1134.5


def test_an_answer_of_a_model_is_fitted_to_the_schema_and_placed(tmp_path: Path) -> None:
    pdf = printed(tmp_path / "a.pdf", INVOICE)
    answer = {
        "number": "LX-204",
        "date": "3 March 2026",
        "lines": [{"item": "Wicks", "amount": {"value": "14.50", "bbox_2d": [1270, 450, 1360, 9999]}}],
        "total": "no number",
        "tax": 9,
    }
    (tmp_path / "a-1.json").write_text(f"```json\n{json.dumps(answer)}\n```", encoding="utf-8")
    schema = schema_in(tmp_path)
    (told,) = extracted(pdf, "--schema", schema, "--engine", "replay", "--model", tmp_path, code=3)
    assert told["values"] is None
    found = {place["path"]: place for place in told["places"]}
    assert found["/date"]["value"] == "2026-03-03"
    assert found["/date"]["text"] == "3 March 2026"
    assert found["/date"]["box_pt"][0] > 360
    assert found["/lines/0/amount"]["box"][:3] == [1270, 450, 1360]
    assert told["missing"] == ["/total"]


def test_random_weights_answer_by_the_schema(tmp_path: Path) -> None:
    """They fill answers with blanks until these are cut, more often than not; what is whole is valid."""
    pytest.importorskip("torch", reason="the extra `vl` is not installed")
    model = checkpoints.qwen2_5_vl(tmp_path / "model")
    schema = {
        "type": "object",
        "properties": {"kind": {"enum": ["bill", "note", None]}, "paid": {"type": ["boolean", "null"]}},
        "required": ["kind", "paid"],
    }
    asked = Question("extract", json.dumps(schema))
    settings = Settings(max_tokens=1500, max_pixels=56 * 56 * 4, dpi=72, question=asked)
    pdf = printed(tmp_path / "a.pdf", *({(60, 60): text} for text in ("a page", "two", "three")))
    engine = VlEngine(plans.plan(str(model), settings, None), ("cpu",), settings)
    readings = list(engine.read(PageRef(str(pdf), "a", index) for index in range(3)))
    answers = [json.loads(reading.html) for reading in readings if reading.end == "complete"]
    for answer in answers:
        Draft202012Validator(grounding.answer_schema(asked, "qwen2.5-vl")).validate(answer)
    for reading in readings:
        assert reading.size is not None
        tree = tree_of(read(asked.asked).shape, reading.html, 1, reading.size, tuple)
        Draft202012Validator(schema).validate(fit(read(asked.asked), tree).values)


def test_a_server_is_asked_by_the_schema(tmp_path: Path) -> None:
    pdf = printed(tmp_path / "a.pdf", INVOICE)
    total = json.dumps({"total": {"value": 1134.5, "bbox_2d": [10, 20, 30, 40]}, "lines": []})
    with serve(Server(say=lambda _, __: (total, "stop"))) as server:
        (told,) = extracted(pdf, "--schema", schema_in(tmp_path), "--server", server.url)
    assert told["values"]["total"] == 1134.5
    _, body = server.asked[-1]
    assert body["structured_outputs"]["json"]["properties"]["total"]["required"] == ["value", "bbox_2d"]
    assert '"number"' in body["messages"][-1]["content"][-1]["text"]


def test_no_document_is_written_over(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "Invoice 12")
    before = path.read_bytes()
    asked = docparse("extract", path, "--schema", "invoice", "-o", path)
    assert (asked.returncode, path.read_bytes()) == (2, before)

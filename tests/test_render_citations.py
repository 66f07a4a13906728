import io
import json
from pathlib import Path
from typing import Any

from command import docparse, make_pdf

from docparse.document import Box, Item, Join, List, Page, Paragraph, Size, Strong, Text, Word
from docparse.render import NoImages, citations, markdown
from docparse.settings import Settings

UPPER, LOWER = Box(10, 10, 500, 30), Box(10, 40, 500, 60)


def test_a_span_is_the_markdown_of_its_block() -> None:
    pages = page(1, Paragraph((Text("The lamp."),), UPPER), Paragraph((Text("Tides."),), LOWER))
    text, found = cited(pages)
    assert [text[span["start"] : span["end"]] for span in found] == ["The lamp.", "Tides."]
    assert [(span["block"], span["page"], span["box"]) for span in found] == [
        ("p1-b1", 1, [10, 10, 500, 30]),
        ("p1-b2", 1, [10, 40, 500, 60]),
    ]


def test_words_are_found_past_markup_and_what_the_layer_lacks() -> None:
    block = Paragraph((Text("The "), Strong((Text("lamp"),)), Text(", so far, burned.")), UPPER)
    words = (word("The", 10), word("lamp,", 50), word("burned.", 90), word("Elsewhere", 10, 700))
    text, (span,) = cited(page(1, block, words=words))
    assert [(text[start:end], x) for start, end, x, *_ in span["words"]] == [
        ("The", 10),
        ("lamp", 50),
        ("burned", 90),
    ]


def test_fragments_have_spans_of_their_own() -> None:
    first = page(
        1, Paragraph((Text("The lamp was an exam-"),), UPPER), Paragraph((Text("Note."),), LOWER), broken=(1,)
    )
    second = page(2, Paragraph((Text("ple to all."),), UPPER), joins=(Join(1, 1, 1),))
    text, found = cited(first, second)
    assert text == "The lamp was an example to all.\n\nNote.\n"
    assert [(span["page"], text[span["start"] : span["end"]]) for span in found] == [
        (1, "The lamp was an exam"),
        (2, "ple to all."),
        (1, "Note."),
    ]


def test_fragments_share_a_span_where_it_cannot_be_told_which_is_whose() -> None:
    entries = List((Item((Text("The lamp"),)),), box=UPPER)
    text, found = cited(
        page(1, entries, broken=(1,)), page(2, Paragraph((Text("1. burned"),), UPPER), joins=(Join(1, 1, 1),))
    )
    assert [text[span["start"] : span["end"]] for span in found] == ["- The lamp 1. burned"] * 2
    assert [span["page"] for span in found] == [1, 2]


def test_chinese_is_found_character_by_character() -> None:
    block = Paragraph((Text("灯台の光が海を照らす。"),), UPPER)
    text, (span,) = cited(page(1, block, words=(word("灯台の光が", 10), word("海を照らす。", 10))))
    assert [text[start:end] for start, end, *_ in span["words"]] == ["灯台の光が", "海を照らす"]


def test_a_sentence_is_followed_back_to_the_page(tmp_path: Path) -> None:
    make_pdf(tmp_path / "tea.pdf", "Green tea.", "Black tea is strong.")
    run = docparse("tea.pdf", "-o", "tea.md", "--map", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    text = (tmp_path / "tea.md").read_text()
    spans = [json.loads(line) for line in (tmp_path / "tea.md.map.jsonl").read_text().splitlines()]
    at = text.index("strong")
    (span,) = [span for span in spans if span["start"] <= at < span["end"]]
    (place,) = [place for start, end, *place in span["words"] if start <= at < end]
    assert span["page"] == 2
    assert span["box"][0] <= place[0] < place[2] <= span["box"][2] + 1


def test_json_says_where_the_words_of_its_text_stand(tmp_path: Path) -> None:
    make_pdf(tmp_path / "tea.pdf", "Black tea is strong.")
    assert "words" not in docparse("tea.pdf", "--to", "jsonl", cwd=tmp_path).stdout
    run = docparse("tea.pdf", "--to", "jsonl", "--map", cwd=tmp_path)
    (block,) = json.loads(run.stdout)["blocks"]
    assert [block["text"][start:end] for start, end, *_ in block["words"]] == ["Black", "tea", "is", "strong"]


def test_a_map_needs_markdown_and_a_file(tmp_path: Path) -> None:
    make_pdf(tmp_path / "tea.pdf", "Green tea.")
    for words in (("--map",), ("--map", "--to", "html", "-o", "out.html")):
        run = docparse("tea.pdf", *words, cwd=tmp_path)
        assert run.returncode == 2
        assert "--map" in run.stderr


def word(text: str, x: int, y: int = 12) -> Word:
    return Word(text, Box(x, y, x + 30, y + 15))


def page(
    number: int,
    *blocks: Paragraph | List,
    joins: tuple[Join, ...] = (),
    broken: tuple[int, ...] = (),
    words: tuple[Word, ...] = (),
) -> Page:
    return Page(number, Size(600, 800), None, blocks, joins=joins, broken=broken, words=words)


def cited(*pages: Page) -> tuple[str, list[dict[str, Any]]]:
    file = io.StringIO()
    text = "".join(citations.noted(markdown.passages(pages, Settings(), NoImages()), file))
    return text, [json.loads(line) for line in file.getvalue().splitlines()]

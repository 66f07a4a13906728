import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import BOX, CUT, rendered

from docparse.document import Block, Caption, Cell, Figure, Heading, Join, Page, Paragraph, Size, Table, Text
from docparse.errors import UsageError
from docparse.render.tokens import counter
from docparse.settings import Settings

SENTENCE = "The lamp burned on every night of the year. "


def chunks(*pages: Page, most: int = 512) -> list[dict[str, Any]]:
    settings = Settings(to="chunks", chunk_tokens=most)
    return [json.loads(line) for line in rendered(*pages, settings=settings).splitlines()]


def test_a_chunk_knows_its_headings_pages_and_boxes() -> None:
    one, two, three = chunks(
        page(1, heading(1, "Boats"), heading(2, "Hulls"), text("Oak.")),
        page(2, heading(2, "Sails"), text("Linen.")),
        page(3, heading(1, "Tides"), text("High.")),
    )
    assert [each["headings"] for each in (one, two, three)] == [
        ["Boats", "Hulls"],
        ["Boats", "Sails"],
        ["Tides"],
    ]
    assert one["text"] == "# Boats\n\n## Hulls\n\nOak."
    assert [each["pages"] for each in (one, two, three)] == [[1], [2], [3]]
    assert two["boxes"][1] == {"block": "p2-b2", "page": 2, "box": [100, 200, 300, 400], "box_pt": None}


def test_tables_and_figures_are_whole_and_with_their_captions() -> None:
    table = Table(tuple((Cell((Text(SENTENCE),)),) for _ in range(40)), BOX)
    caption = Caption((Text("Table 1"),), "table", BOX)
    figure = Figure("caption", (Text("A boat."),), BOX)
    below = Caption((Text("Figure 1"),), box=BOX)
    found = chunks(page(1, text("Before."), caption, table, figure, below, text("After.")), most=60)
    assert [each["kind"] for each in found] == ["text", "table", "figure", "text"]
    assert found[1]["text"].startswith("Table 1\n\n| ")
    assert found[1]["text"].count("\n|") == 41
    assert found[2]["text"] == "A boat.\n\nFigure 1"


def test_a_table_over_two_pages_is_one() -> None:
    def part(*words: str) -> Table:
        return Table(tuple((Cell((Text(word),)),) for word in words), BOX)

    joined = page(2, part("c"), text("After."), joins=(Join(1, 1, 1),))
    found = chunks(page(1, part("a", "b"), text("Note."), broken=(1,)), joined)
    assert found[0]["text"] == "| a |\n| --- |\n| b |\n| c |"
    assert found[0]["pages"] == [1, 2]


def test_long_text_is_divided_between_sentences_and_nothing_of_it_is_lost() -> None:
    found = chunks(page(1, text(SENTENCE * 40)), most=50)
    assert all(each["tokens"] <= 50 for each in found)
    assert all(each["text"].endswith(".") for each in found)
    assert " ".join(each["text"] for each in found) == (SENTENCE * 40).strip()


def test_chunks_of_a_page_that_is_not_whole_say_so() -> None:
    assert [each["status"] for each in chunks(CUT)] == ["partial"]


@given(st.lists(st.text("ab. 漢。", min_size=1).filter(str.strip), max_size=6), st.integers(16, 40))
def test_every_letter_is_in_one_chunk(texts: list[str], most: int) -> None:
    found = chunks(page(1, *map(text, (" ".join(each.split()) for each in texts))), most=most)
    letters = [c for each in found for c in each["text"] if c.isalpha()]
    assert letters == [c for each in texts for c in each if c.isalpha()]


def test_words_marks_and_chinese_characters_are_counted() -> None:
    assert counter("words")("The lamp, 灯台.") == 6


def test_a_tokenizer_that_is_not_there_or_none_is_said(tmp_path: Any) -> None:
    with pytest.raises(UsageError, match="no tokenizer"):
        counter(str(tmp_path / "none.json"))
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(UsageError, match="cannot read"):
        counter(str(tmp_path))


def heading(level: int, words: str) -> Heading:
    return Heading(level, (Text(words),), BOX)


def text(words: str) -> Paragraph:
    return Paragraph((Text(words.strip()),), BOX)


def page(number: int, *blocks: Block, joins: tuple[Join, ...] = (), broken: tuple[int, ...] = ()) -> Page:
    return Page(number, Size(600, 800), None, blocks, joins=joins, broken=broken)

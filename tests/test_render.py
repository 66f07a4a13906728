import json
from html.parser import HTMLParser
from typing import get_args

import pytest
from hypothesis import given, settings
from samples import ABOUT, PAGES, Everywhere, rendered
from shown import READER
from strategies import PAGE, pages

from docparse import qwenvl
from docparse.document import Blocks, Code, Figure, Page, SizePt, Text
from docparse.render import RENDERERS, NoImages, block_id
from docparse.settings import Format, Settings


def test_every_format_has_its_renderer() -> None:
    assert set(RENDERERS) == set(get_args(Format))


def test_a_block_is_named_by_page_and_position() -> None:
    assert block_id(3, 12) == "p3-b12"


@pytest.mark.parametrize("form", get_args(Format))
def test_every_output_ends_with_one_line_end(form: Format) -> None:
    output = rendered(*PAGES, settings=Settings(to=form), images=Everywhere())
    assert output.endswith("\n")
    assert not output.endswith("\n\n")


@settings(max_examples=40)
@given(pages())
def test_whatever_a_page_holds_every_format_has_it(blocks: Blocks) -> None:
    read = Page(1, PAGE, SizePt(500.0, 700.0), blocks)
    outputs = {
        form: "".join(RENDERERS[form]([read], ABOUT, Settings(to=form), NoImages())) for form in RENDERERS
    }
    assert [block["id"] for block in json.loads(outputs["json"])["pages"][0]["blocks"]] == [
        f"p1-b{place}" for place in range(1, len(blocks) + 1)
    ]
    assert json.loads(outputs["jsonl"])["blocks"] == json.loads(outputs["json"])["pages"][0]["blocks"]
    assert qwenvl.parse(outputs["html"], PAGE).blocks == blocks
    for block in blocks:
        if isinstance(block, Code):
            assert block.text.strip("\n") in outputs["text"]


class Tags(HTMLParser):
    """The tags of a page that a browser would build, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(f"@{name}" for name, _ in attrs)}


@settings(max_examples=100)
@given(pages())
def test_markdown_shown_in_a_browser_has_only_tags_that_were_meant(blocks: Blocks) -> None:
    output = "".join(RENDERERS["md"]([Page(1, PAGE, None, blocks)], ABOUT, Settings(), NoImages()))
    tags = Tags()
    tags.feed(READER.render(output))
    text = {
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "hr",
        "br",
        "a",
        "em",
        "strong",
        "code",
        "s",
        "sub",
        "sup",
    }
    blocks_of_text = {"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
    attributes = {"@href", "@class", "@start", "@rowspan", "@colspan"}
    assert tags.seen <= text | blocks_of_text | attributes


def test_a_figure_whose_text_is_markup_stays_text() -> None:
    figure = Figure("ocr", (Text("![](http://evil.example/x.png) <img src=x>"),))
    assert "<img" not in READER.render(rendered(Page(1, None, None, (figure,))))

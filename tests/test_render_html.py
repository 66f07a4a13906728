import re
from itertools import count

import pytest
from lxml import html as browser
from samples import ABOUT, BOX, CUT, EVERY_BLOCK, LOST, PAGES, Everywhere, page, rendered

from docparse import qwenvl
from docparse.document import About, Block, Figure, Formula, Page, Paragraph, Size, Text
from docparse.render import NoImages, html
from docparse.settings import Settings

HTML = Settings(to="html")


def test_a_document_is_its_pages_in_divisions() -> None:
    output = rendered(page(Paragraph((Text("a < b"),), BOX)), LOST, CUT, settings=HTML)
    assert output == (
        "<!DOCTYPE html>\n"
        '<html><head><meta charset="utf-8"><title>Tea &amp; &lt;biscuits&gt;</title></head>\n'
        "<body>\n"
        '<div class="page" data-page="1" data-size="600 800" data-status="ok">\n'
        '<p data-bbox="100 200 300 400">a &lt; b</p>\n'
        "</div>\n"
        '<div class="page" data-page="2" data-status="failed">\n'
        "<!-- page 2 failed: the worker - -> <script> died -->\n"
        "</div>\n"
        '<div class="page" data-page="3" data-size="600 800" data-status="partial">\n'
        "<p>Half a</p>\n"
        "<!-- page 3 incomplete: the answer was cut off -->\n"
        "</div>\n"
        "</body>\n</html>\n"
    )


def test_a_document_without_a_title_bears_the_name_of_its_source() -> None:
    about = About("<i>\udce9.pdf", "", 1, "light", None, "", ())
    output = "".join(html.render([], about, HTML, NoImages()))
    assert "<title>&lt;i&gt;\ufffd.pdf</title>" in output


def test_what_is_written_is_read_back() -> None:
    assert qwenvl.parse(rendered(page(*EVERY_BLOCK), settings=HTML), Size(600, 800)).blocks == EVERY_BLOCK


def test_headers_footers_and_page_numbers_are_dropped_on_demand() -> None:
    output = rendered(page(*EVERY_BLOCK), settings=Settings(to="html", headers="drop"))
    assert qwenvl.parse(output, Size(600, 800)).blocks == EVERY_BLOCK[1:-2]


def test_pictures_are_the_source_of_their_images() -> None:
    blocks: tuple[Block, ...] = (Figure("ocr", (Text("<img> x"),), BOX), Formula("", BOX), Formula("x", BOX))
    output = rendered(page(*blocks), settings=HTML, images=Everywhere())
    sources = [image.get("src") for image in browser.fromstring(output).iter("img")]
    assert sources == ["tea_images/p1-b1.png", "tea_images/p1-b2.png", None]
    assert qwenvl.parse(output, Size(600, 800)).blocks == blocks


def test_pages_are_written_as_they_arrive() -> None:
    arriving = (page(number=number) for number in count(1))
    pieces = html.render(arriving, ABOUT, HTML, NoImages())
    assert ['data-page="2"' in next(pieces) for _ in range(3)] == [False, False, True]


@pytest.mark.parametrize(
    "answer",
    [
        "<p>a</p><script>alert(1)</script>",
        "<p onclick='alert(1)' style='position:fixed'>a</p>",
        "<style>p { background: url(https://evil.example/x) }</style><p>a</p>",
        "<a href='javascript:alert(1)'>a</a> <a href=' java\nscript:alert(1)'>b</a>",
        "<p><a href='data:text/html,<script>alert(1)</script>'>a</a></p>",
        "<p><a href='vbscript:x'>a</a><a href='//evil.example'>b</a></p>",
        "<div class='image'><img src='https://evil.example/x.png' onerror='x()' data-bbox='1 1 9 9'></div>",
        "<iframe src='https://evil.example'></iframe><object data='x'></object><embed src='x'>",
        "<svg onload='alert(1)'><a xlink:href='javascript:alert(1)'><text>a</text></a></svg>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<form action='https://evil.example'><input autofocus onfocus='alert(1)'></form>",
        "<meta http-equiv='refresh' content='0;url=https://evil.example'><base href='https://evil.example'>",
        "<pre data-lang='x\" onclick=\"alert(1)'>&lt;/pre&gt;&lt;script&gt;</pre>",
        "<!-- --!> <script>alert(1)</script> --><p>a</p>",
        "<math><mtext><script>alert(1)</script></mtext></math>",
    ],
)
def test_nothing_of_an_answer_runs_or_calls_out(answer: str) -> None:
    parsed = qwenvl.parse(answer, Size(600, 800))
    read = Page(1, Size(600, 800), None, parsed.blocks, (), parsed.findings)
    tree = browser.fromstring(rendered(read, settings=HTML))
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "style", "iframe", "object", "embed", "svg", "form", "input", "base", "link"}
    body = tree.find("body")
    assert body is not None
    for element in body.iter():
        assert set(element.attrib) <= {
            "class",
            "data-bbox",
            "data-page",
            "data-size",
            "data-status",
            "data-lang",
            "href",
        }
    assert [href for href in tree.xpath("//@href") if not re.match("https?:|mailto:|tel:|#", href)] == []


def test_every_page_and_status_is_there() -> None:
    tree = browser.fromstring(rendered(*PAGES, settings=HTML))
    assert tree.xpath("//div[@class='page']/@data-status") == ["ok", "failed", "partial"]

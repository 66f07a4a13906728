"""The viewer's file: what it says, that it asks for nothing, and how it answers to a hand and a keyboard."""

import re
from collections.abc import Generator
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from browser import Tab, needs_chromium, tab
from command import docparse, make_pdf
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from samples import ABOUT, CUT, EVERY_BLOCK, LOST, page

from docparse.document import (
    Box,
    Chemical,
    Code,
    Figure,
    Finding,
    Formula,
    Heading,
    Join,
    Link,
    Math,
    Music,
    Page,
    Paragraph,
    Problem,
    Text,
)
from docparse.view import Sheet, render
from docparse.view.mathml import mathml

RAN = "document.title='ran'"
BAD = f'<script>{RAN}</script><img src=x onerror="{RAN}"><style>*{{display:none}}</style>'


def picture(width: int = 60, height: int = 80) -> bytes:
    content = BytesIO()
    Image.new("RGB", (width, height), "white").save(content, "WEBP")
    return content.getvalue()


def written(*pages: Page) -> str:
    return "".join(render((Sheet(each, picture() if each.size else b"") for each in pages), ABOUT))


# --- what it says


def test_every_block_is_there_with_its_box_and_its_text() -> None:
    text = written(page(*EVERY_BLOCK))
    assert len(re.findall(r'class="block ', text)) == len(EVERY_BLOCK)
    assert len(re.findall(r"<rect ", text)) == sum(block.box is not None for block in EVERY_BLOCK)
    for words in ("Teas of the world", "green", "CDE", "CCO", "brew(3)", "<math", "rising"):
        assert words in text


def test_what_pages_lack_is_said() -> None:
    text = written(LOST, CUT)
    assert 'class="sheet failed"' in text
    assert "this page could not be drawn" in text
    assert "<b>truncated</b> the answer was cut off" in text
    assert "line 1: the answer ends in a tag" in text
    assert text.count('<li><a href="#page-') == 2


def test_what_goes_on_points_to_what_it_goes_on_with() -> None:
    going = replace(page(Paragraph((Text("burned."),)), number=2), joins=(Join(1, 1, 1),))
    assert '<a class="seam" href="#p1-b1"' in written(page(Paragraph((Text("The lamp"),))), going)


# --- nothing in it runs or asks


_HOSTILE = page(
    Heading(1, (Text(BAD),), Box(10, 10, 300, 40)),
    Paragraph(
        (Text(BAD), Math(r"\href{javascript:document.title='ran'}{x}\text{" + BAD + "}")),
        Box(10, 50, 300, 80),
    ),
    Paragraph(
        (Link("https://example.org/\"onmouseover=\"document.title='ran'", (Text(BAD),)),),
        Box(10, 90, 300, 120),
    ),
    Code(BAD, "\"><script>document.title='ran'</script>", Box(10, 130, 300, 160)),
    Music(BAD, Box(10, 170, 300, 200)),
    Chemical(BAD, Box(10, 210, 300, 240)),
    Formula(r"\style{background:url(https://example.org)}{x}" + BAD, Box(10, 250, 300, 280)),
    Figure("ocr", (Text(BAD),), Box(10, 290, 300, 320)),
)
HOSTILE = replace(
    _HOSTILE,
    problems=(Problem("truncated", BAD, Box(1, 1, 5, 5)),),
    findings=(Finding(1, 1, "prose", BAD, BAD),),
)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_nothing_that_a_page_says_becomes_a_tag_or_an_attribute() -> None:
    title = replace(ABOUT, title=BAD, source=BAD, engine=BAD)
    reader = _Tags()
    reader.feed("".join(render([Sheet(HOSTILE, picture())], title)))
    tags = [tag for tag, _ in reader.seen]
    assert tags.count("script") == 1
    assert tags.count("style") == 1
    assert "img" not in tags
    for tag, attributes in reader.seen:
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        assert "javascript:" not in str(attributes.get("href"))
        assert tag == "a" or not str(attributes.get("href", "")).startswith("http")


@given(
    st.lists(st.sampled_from([*r"\{}_^&<>'\"$# abx12", r"\frac", r"\text", r"\href", r"\begin{matrix}", BAD]))
)
def test_mathematics_is_mathml_or_nothing(parts: list[str]) -> None:
    reader = _Tags()
    reader.feed(mathml("".join(parts), display=True))
    assert all(tag.startswith("m") or tag == "none" for tag, _ in reader.seen)
    assert all(name not in {"href", "style", "class", "id"} for _, names in reader.seen for name in names)


@pytest.mark.parametrize(
    "latex", [r"\frac{a}{b}", r"\begin{aligned} a &= b \\ c &= d \end{aligned}", r"x < y"]
)
def test_formulas_are_drawn(latex: str) -> None:
    drawn = mathml(latex, display=True)
    assert drawn.startswith("<math")
    assert "&amp;" not in drawn


@pytest.mark.parametrize("latex", [r"\left( a", "{" * 5000, "x" * 5000, ""])
def test_what_is_no_formula_stays_source(latex: str) -> None:
    assert not mathml(latex, display=True)


# --- as a user runs it


def test_a_document_becomes_one_file_that_is_named_on_stdout(tmp_path: Path) -> None:
    make_pdf(tmp_path / "tea.pdf", "Green tea.", "")
    run = docparse("view", "tea.pdf", "--boxes", "boxes", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (0, "tea.html\n"), run.stderr
    text = (tmp_path / "tea.html").read_text()
    assert "Green tea." in text
    assert "blank" in text
    assert sorted(path.name for path in (tmp_path / "boxes").iterdir()) == ["tea-1.png", "tea-2.png"]
    with Image.open(tmp_path / "boxes" / "tea-1.png") as drawn:
        assert len(drawn.convert("RGB").getcolors(1 << 20) or ()) > 10


def test_it_goes_to_stdout_when_asked_to_and_says_when_pages_are_lost(tmp_path: Path) -> None:
    make_pdf(tmp_path / "tea.pdf", "Green tea.")
    assert docparse("view", "tea.pdf", "-o", "-", cwd=tmp_path).stdout.startswith("<!DOCTYPE html>")
    assert docparse("view", "tea.pdf", "-o", "looks/", cwd=tmp_path).stdout == "looks/tea.html\n"
    (tmp_path / "looks" / "tea.html").unlink()
    (tmp_path / "looks").rmdir()
    assert docparse("view", "tea.pdf", "--boxes", "tea.pdf", cwd=tmp_path).returncode == 7
    assert docparse("view", "no.pdf", cwd=tmp_path).returncode == 4
    assert docparse("view", ".", "--pages", "9", cwd=tmp_path).returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tea.pdf"]


# --- in a browser


@pytest.fixture(scope="module")
def viewer(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Tab, Path], None, None]:
    path = tmp_path_factory.mktemp("view") / "look.html"
    words = (Paragraph((Text(f"Lamp number {n}."),), Box(10, 20 * n, 500, 20 * n + 15)) for n in range(1, 30))
    path.write_text(written(page(*words), replace(HOSTILE, number=2)))
    with tab() as opened:
        opened.open(path)
        yield opened, path


@needs_chromium
def test_a_box_and_its_text_light_up_together(viewer: tuple[Tab, Path]) -> None:
    opened, _ = viewer
    opened.hover('rect[data-to="p1-b3"]')
    assert opened.run("document.getElementById('p1-b3').classList.contains('near')")
    opened.hover("#p1-b5")
    assert opened.run("document.querySelector('rect[data-to=\"p1-b5\"]').classList.contains('near')")
    opened.click('rect[data-to="p1-b4"]')
    assert opened.run("location.hash") == "#p1-b4"
    assert opened.run("document.getElementById('p1-b4').classList.contains('held')")


@needs_chromium
def test_keys_step_through_blocks_and_search_finds_them(viewer: tuple[Tab, Path]) -> None:
    opened, _ = viewer
    opened.press("Escape")
    opened.click('rect[data-to="p1-b4"]')
    opened.press("j")
    assert opened.run("location.hash") == "#p1-b5"
    opened.press("o")
    assert opened.run("document.body.classList.contains('order')")
    opened.press("/")
    for letter in "number 17":
        opened.press(letter)
    opened.run("new Promise((done) => setTimeout(done, 300))")
    assert opened.run("document.getElementById('hits').value") == "1/1"
    assert opened.run("location.hash") == "#p1-b17"
    opened.press("Escape")
    assert opened.run("document.querySelectorAll('.held').length") == 0


@needs_chromium
def test_a_link_to_a_block_opens_there(viewer: tuple[Tab, Path]) -> None:
    opened, path = viewer
    opened.open(path, "#p1-b29")
    assert opened.run("document.getElementById('p1-b29').classList.contains('held')")
    opened.run("location.hash = '#p2-b3'")
    opened.run("new Promise((done) => setTimeout(done, 100))")
    assert opened.run("document.getElementById('p2-b3').classList.contains('held')")


@needs_chromium
def test_it_asks_for_nothing_says_nothing_and_runs_nothing_of_a_page(viewer: tuple[Tab, Path]) -> None:
    opened, path = viewer
    opened.open(path)
    opened.run("new Promise((done) => setTimeout(done, 300))")
    assert opened.run("document.title") == ABOUT.title
    assert opened.run("getComputedStyle(document.querySelector('#p2-b1')).display") != "none"
    assert not opened.said
    others = {address for address in opened.asked if not address.startswith(("data:", "about:"))}
    assert others == {path.as_uri()}

"""The grammar of answers: as wide as real ones are, and no wider than `parse` reads whole."""

from collections.abc import Iterator

import pytest
from answers import ABSENT, ANSWERS
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("llguidance", reason="the extra `vl` is not installed")
pytest.importorskip("torch", reason="the extra `vl` is not installed")

from strategies import blocks
from tongues import SPECIAL, in_bytes

from docparse import resources
from docparse.document import Block, Box, Code, Size
from docparse.qwenvl import check, parse, write
from docparse.qwenvl.grammar import grammar
from docparse.runtime.constrain import Grammars
from docparse.settings import Task

SIZE = Size(4000, 4000)
BOX = 'data-bbox="1 2 30 40"'
TOKENIZER = in_bytes(tags=())
END: int = TOKENIZER.get_vocab()[SPECIAL[0]]
GRAMMARS = Grammars(TOKENIZER, frozenset({END}), TOKENIZER.get_vocab_size())


def _taken(answer: str, size: Size = SIZE, task: Task = "parse") -> str:
    """As much of the answer as the grammar lets pass, and its end where it may end there."""
    constraint = GRAMMARS.begin(size, task)
    assert constraint is not None
    said = TOKENIZER.encode(answer, add_special_tokens=False).ids
    taken = constraint.accept([*said, END])
    return TOKENIZER.decode(said[:taken]) + "." * constraint.ended


def _accepts(answer: str, size: Size = SIZE, task: Task = "parse") -> bool:
    return _taken(answer, size, task) == answer + "."


REAL = {
    *("qwen25vl_72b_example6_api.html", "qwen25vl_blog_docparsing1.html", "qwen25vl_blog_docparsing2.html"),
    "qwen25vl_blog_docparsing4.html",
    *(f"eval_excerpt.jsonl:{n}" for n in range(9)),
}


@pytest.mark.skipif(not ANSWERS, reason=ABSENT)
def test_real_answers_in_the_format_are_accepted_whole() -> None:
    assert {name for name, answer in ANSWERS.items() if _accepts(answer)} == REAL


@pytest.mark.skipif(not ANSWERS, reason=ABSENT)
@pytest.mark.parametrize(
    ("name", "stop"),
    [
        ("qwen25vl_nb_67c2331_cell8_0.raw.txt", "```html\n<h"),  # cut; what was printed next is another one
        ("qwen25vl_blog_docparsing8.html", "head>"),  # a web page, of a screenshot
        ("qwen25vl_72b_example5_plainhtml_TRUNCATED_1024tok.txt", "将图片内容"),  # talk before the fence
        ("qwen25vl_nb_8a080cf_cell11_2.raw.txt", ">Qwen2.5 Technical"),  # the notebook took the boxes off
        ("dialect_evahan_polygon_bbox.html", "ext"),  # another class, with polygons
        ("chandra_simple.html", "data-label"),  # another dialect
    ],
)
def test_what_is_not_accepted_stops_at_its_reason(name: str, stop: str) -> None:
    answer = ANSWERS[name]
    taken = _taken(answer)
    assert stop in answer[max(0, len(taken) - 20) : len(taken) + 20]


REPORT = """<html><body>
<p data-bbox="1 2 3 4"> content </p>
<style>table{id} style</style><table data-bbox="1 2 3 4" class="table{id}"> <tr><td>content</td></tr>
</table>
<div class="chart" data-bbox="1 2 3 4"> <img data-bbox="1 2 3 4" /><table> <tr><td>content</td></tr>
</table></div>
<div class="formula" data-bbox="1 2 3 4"> <img data-bbox="1 2 3 4" /> <div> formula
content </div></div>
<div class="image caption" data-bbox="1 2 3 4"> <img data-bbox="1 2 3 4" /><p> image
caption </p></div>
<div class="image ocr" data-bbox="1 2 3 4"> <img data-bbox="1 2 3 4" /><p> image ocr
</p></div>
<div class="music sheet" format="abc notation" data-bbox="1 2 3 4"> <img data-bbox="1 2 3 4" /> <div> X:1
K:C
A>B c<d | d/2<e2 | </div></div>
<div class="chemical formula" format="smile" data-bbox="1 2 3 4"> <img data-bbox="1 2 3 4" />
<div> C#N </div></div>
</html></body>
"""


def test_the_format_of_the_report_is_accepted_whole() -> None:
    assert _taken(REPORT) == REPORT + "."


@pytest.mark.parametrize(
    "answer",
    [
        f"```html\n<html><body>\n<p {BOX}>x</p> \n </body></html>\n```",
        f'<!DOCTYPE html>\n<html lang="en">\n<body>\n<p {BOX}>x</p>\n</body>\n</html>',
        f"<p {BOX}>x</p> \n <p></p> \n <p {BOX}></p>",
        "<html><body></body></html>",
        '<body><address class="author"><p>A team</p></address></body>',
        f"<p {BOX}>$a<b$, $0<t \\le 1$, $x<y_1$, 3 < 4, a<-b, A&B &amp; &lt;p&gt; <a>http://x.org</a></p>",
        f'<p {BOX}><a href="https://x.org/?a=1&amp;b=2">x</a> <b>b<sup>2</sup></b><br/><code>x<y;</code></p>',
        f'<ul {BOX}>\n<li {BOX}>one<ol start="3"><li>two</li></ol></li>\n<li>three</li></ul>',
        f'<table {BOX}><thead><tr><th colspan="2" rowspan="3">x</th></tr></thead><tr></tr></table>',
        f'<div {BOX} class="formula machine_printed"><img {BOX}/><div>$$x$$</div>and so on</div>',
        f'<div class="image caption" {BOX}><img {BOX}/>\n  <p>seen</p>\n</div>',
        f'<div class="page-number" {BOX}>7</div><div class="table-caption" {BOX}>Table 1</div>',
        f'<pre data-lang="c++" {BOX}>if (a < b) x = "&lt;p&gt;";\n</pre>',
    ],
)  # fmt: skip
def test_what_real_answers_bring_is_accepted(answer: str) -> None:
    assert _taken(answer) == answer + "."
    assert not {finding.code for finding in check(answer, SIZE)} - {
        *("fence", "declaration", "empty-block", "missing-box", "schema", "text-beside", "box-differs"),
        *("ragged-table", "span-clamped", "duplicate-block", "box-overlap"),
    }


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ("Here it is:\n", ""),
        ("<p>x</p>", "<p>"),
        ('<p data-bbox="1,2,3,4">', '<p data-bbox="1'),
        ('<p data-bbox="[1, 2', '<p data-bbox="'),
        ('<p data-bbox="01 2', '<p data-bbox="0'),
        ('<p data-bbox="1 2 4001 4">', '<p data-bbox="1 2 400'),
        ('<p data-bbox="-1', '<p data-bbox="'),
        (f"<p {BOX}>one<p {BOX}>two</p>", f"<p {BOX}>one<"),
        (f"<p {BOX}>one<h2 {BOX}>two</h2>", f"<p {BOX}>one<"),
        (f"<p {BOX}>one</div>", f"<p {BOX}>one</"),
        (f"<p {BOX}>one</p>two", f"<p {BOX}>one</p>"),
        (f"<p {BOX}>a <x> b", f"<p {BOX}>a <x"),
        (f"<p {BOX}>a\x00b", f"<p {BOX}>a"),
        (f"<p {BOX}><script>", f"<p {BOX}><s"),
        (f'<p {BOX}><a href="javascript:', f'<p {BOX}><a href="'),
        (f"<table {BOX}><tr><td><table>", f"<table {BOX}><tr><td><t"),
        (f'<table {BOX}><tr><td colspan="0">', f'<table {BOX}><tr><td colspan="'),
        ('<html><body><div class="odd"', '<html><body><div class="'),
        ("<html><body></body>", "<html><body></body>"),
        ("```html\n<body></body>", "```html\n<body></body>"),
        ("<li>", "<"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_stopped_where_it_goes_wrong(answer: str, taken: str) -> None:
    assert _taken(answer) == taken


@given(st.integers(1, 20_000), st.integers(0, 99_999), st.booleans())
def test_boxes_count_up_to_the_sides_of_the_page(side: int, number: int, down: bool) -> None:
    size, box = (Size(5, side), f"0 {number} 0 0") if down else (Size(side, 5), f"0 0 {number} 0")
    assert _accepts(f'<p data-bbox="{box}">x</p>', size) == (number <= side)


@settings(max_examples=40)
@given(blocks().filter(lambda block: block.box is not None))
def test_what_docparse_writes_is_an_answer(block: Block) -> None:
    if not (isinstance(block, Code) and '"' in block.language):
        answer = write((block,), None)
        assert _taken(answer) == answer + "."


@pytest.mark.parametrize(
    "code",
    ["#include <stdio.h>", "List<String> a = b;", "vector<vector<int>> v; v << 3 <= 4", "<T, U>(x: T)"],
)
def test_what_looks_like_a_tag_in_code_is_code(code: str) -> None:
    answer = f'<pre data-lang="c" {BOX}>{code}</pre>'
    assert _taken(answer) == answer + "."
    assert parse(answer, SIZE).blocks == (Code(code, "c", Box(1, 2, 30, 40)),)


@pytest.mark.parametrize("tag", ["<p>", "<DIV>", "<table", "<td>x"])
def test_what_is_a_tag_is_none_in_code(tag: str) -> None:
    assert not _accepts(f"<pre {BOX}>{tag}</pre>")


def _examples() -> Iterator[tuple[Task, str]]:
    for path in sorted(resources.path("prompts").glob("*/*.txt")):
        _, found, example = path.read_text(encoding="utf-8").partition("<html>")
        if found and path.stem in ("parse", "caption"):
            yield path.stem, found + example.partition("</html>")[0] + "</html>"


@pytest.mark.parametrize(("task", "example"), [*_examples()])
def test_what_prompts_show_as_an_answer_is_one(task: Task, example: str) -> None:
    assert _taken(example, Size(1000, 1000), task) == example + "."


def test_a_model_that_is_asked_for_captions_writes_them() -> None:
    seen = f'<div class="image caption" {BOX}><img {BOX}/><p>A dog.</p></div>'
    assert _accepts(seen, task="caption")
    assert _accepts(seen)
    assert _taken(f'<div class="image" {BOX}></div>', task="caption") == '<div class="image'


def test_plain_text_has_no_grammar() -> None:
    assert grammar(SIZE, "ocr") is None

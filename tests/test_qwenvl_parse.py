"""Each variation that models bring, one by one."""

import pytest

from docparse.document import (
    Author,
    Blocks,
    Box,
    Break,
    Caption,
    Cell,
    Chart,
    Chemical,
    Code,
    CodeSpan,
    Em,
    Figure,
    Footer,
    Footnote,
    Formula,
    Header,
    Heading,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Music,
    PageNumber,
    Paragraph,
    Size,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from docparse.qwenvl import Parsed, parse

BOX = Box(1, 2, 30, 40)
AT = 'data-bbox="1 2 30 40"'
SIZE = Size(100, 100)


def text(words: str) -> Inlines:
    return (Text(words),)


def codes(parsed: Parsed) -> list[str]:
    return [finding.code for finding in parsed.findings]


def rows(*them: tuple[str, ...]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(Cell(text(cell) if cell else ()) for cell in row) for row in them)


@pytest.mark.parametrize(
    ("html", "block"),
    [
        (f"<h3 {AT}>a</h3>", Heading(3, text("a"), BOX)),
        (f"<p {AT}>a\n b</p>", Paragraph(text("a b"), BOX)),
        (f"<div {AT}>a</div>", Paragraph(text("a"), BOX)),
        (f'<div class="text" {AT}>a</div>', Paragraph(text("a"), BOX)),
        (f'<div data-label="Text" {AT}><p>a</p><hr/></div>', Paragraph(text("a"), BOX)),
        (f'<address class="author" {AT}><p>a</p></address>', Author(text("a"), BOX)),
        (f'<div class="author" {AT}>a</div>', Author(text("a"), BOX)),
        (f'<div class="header" {AT}>a</div>', Header(text("a"), BOX)),
        (f"<header {AT}>a</header>", Header(text("a"), BOX)),
        (f'<div data-label="Page-Footer" {AT}>a</div>', Footer(text("a"), BOX)),
        (f'<div class="page_number" {AT}>7</div>', PageNumber(text("7"), BOX)),
        (
            f'<div class="footnote" {AT}><p>a</p><p>b</p></div>',
            Footnote((Text("a"), Break(), Text("b")), BOX),
        ),
        (f'<div class="caption" {AT}>a</div>', Caption(text("a"), "figure", BOX)),
        (f'<div class="table caption" {AT}>a</div>', Caption(text("a"), "table", BOX)),
        (f'<div class="image" {AT}><img {AT}/></div>', Figure("image", (), BOX)),
        (f'<div class="image" {AT}></div>', Figure("image", (), BOX)),
        (f'<div class="image"><img {AT}/></div>', Figure("image", (), BOX)),
        (f'<img alt="a dog" {AT}>', Figure("caption", text("a dog"), BOX)),
        (f'<div class="image" {AT}><img/>a</div>', Figure("ocr", text("a"), BOX)),
        (f'<div class="image caption" {AT}><img/><p>a</p></div>', Figure("caption", text("a"), BOX)),
        (
            f'<div class="image ocr" {AT}><p>a</p><p>b</p></div>',
            Figure("ocr", (Text("a"), Break(), Text("b")), BOX),
        ),
        (f'<div class="formula" {AT}><img/><div>$$x^2$$</div></div>', Formula("x^2", BOX)),
        (f'<div class="formula.machine_printed" {AT}><div>\\[x^2\\]</div></div>', Formula("x^2", BOX)),
        (f'<div class="formula handwritten" {AT}>$x$</div>', Formula("x", BOX)),
        (f'<div class="formula" {AT}>x &lt; 2</div>', Formula("x < 2", BOX)),
        (f'<div class="formula" {AT}><img/></div>', Formula("", BOX)),
        (
            f'<div data-label="Equation-Block" {AT}><math display="block">x_1</math></div>',
            Formula("x_1", BOX),
        ),
        (f"<p {AT}>$$ x $$</p>", Formula("x", BOX)),
        (
            f'<div class="chart" {AT}><img/><table><tr><td>1</td></tr></table></div>',
            Chart(Table(rows(("1",))), (), BOX),
        ),
        (f'<div class="chart" {AT}><img/><p>bars</p></div>', Chart(None, text("bars"), BOX)),
        (
            f'<div data-label="Figure" {AT}><img alt="bars"/><table><tr><td>1</td></tr></table></div>',
            Chart(Table(rows(("1",))), text("bars"), BOX),
        ),
        (
            f'<div class="music sheet" format="abc notation" {AT}><img/><div>X:1\nK:C\nc d|</div></div>',
            Music("X:1\nK:C\nc d|", BOX),
        ),
        (
            f'<div class="chemical formula" format="smile" {AT}><img/><div>C#N</div></div>',
            Chemical("C#N", BOX),
        ),
        (f'<div class="chemistry" {AT}>CC=O</div>', Chemical("CC=O", BOX)),
        (f'<pre data-lang="py" {AT}>\n  a &lt; $b$\n</pre>', Code("  a < $b$\n", "py", BOX)),
        (f'<pre {AT}><code class="language-py">a</code></pre>', Code("a", "py", BOX)),
        (f'<div class="code" {AT}><pre><code>a</code></pre></div>', Code("a", "", BOX)),
        (f'<div class="table" {AT}><table><tr><td>a</td></tr></table></div>', Table(rows(("a",)), BOX)),
        (f"<table {AT}></table>", Table((), BOX)),
        (f'<ol start="3" {AT}><li>a</li></ol>', List((Item(text("a")),), ordered=True, start=3, box=BOX)),
    ],
)
def test_each_kind_is_read_in_each_of_its_forms(html: str, block: object) -> None:
    assert parse(f"<html><body>{html}</body></html>", SIZE) == Parsed((block,))  # type: ignore[arg-type] # any block


@pytest.mark.parametrize(
    ("html", "inlines"),
    [
        ("a <b>b </b>c", (Text("a "), Strong(text("b")), Text(" c"))),
        ("<i> a</i><br/><br>b<br/>", (Em(text("a")), Break(), Text("b"))),
        ("H<sub>2</sub>O<sup>+</sup>", (Text("H"), Sub(text("2")), Text("O"), Sup(text("+")))),
        ("<code>a $b$</code><tt>c</tt>", (CodeSpan("a $b$"), CodeSpan("c"))),
        ('<a href="https://a.b/?c=1&amp;d">e</a>', (Link("https://a.b/?c=1&d", text("e")),)),
        ("<a>https://a.b</a>", text("https://a.b")),
        ("<u>a</u><span>b</span><mark>c</mark>", text("abc")),
        (
            "a $x+1$, \\(y\\) and ${ }^{8}$.",
            (Text("a "), Math("x+1"), Text(", "), Math("y"), Text(" and "), Math("{ }^{8}"), Text(".")),
        ),
        ("it costs $5 and $7", text("it costs $5 and $7")),
        ("from $5/$7 or US$ 3", text("from $5/$7 or US$ 3")),
        ("\\$5 and $x\\$y$", (Text("$5 and "), Math("x\\$y"))),
        ("$c&gt;1$ &amp; &nbsp; AT&T &bogus; &#65;&#x42;", (Math("c>1"), Text(" & AT&T &bogus; AB"))),
        ("if a<b and c>d", text("if a<b and c>d")),
        ("x <math>a_1</math>", (Text("x "), Math("a_1"))),
    ],
)
def test_inlines_are_read_in_canonical_form(html: str, inlines: Inlines) -> None:
    assert parse(f"<p>{html}</p>", None).blocks == (Paragraph(inlines),)


@pytest.mark.parametrize(
    ("html", "blocks", "found"),
    [
        ("<p></p>", (), ["empty-block"]),
        ("<p>a</h1><p>b</p>", (Paragraph(text("a")), Paragraph(text("b"))), ["unclosed", "stray-close"]),
        ("<h2>a</h3>", (Heading(2, text("a")),), []),
        ("<p>a<p>b</p>", (Paragraph(text("a")), Paragraph(text("b"))), ["unclosed"]),
        ("<p>a</div></p>", (Paragraph(text("a")),), ["stray-close"]),
        ("<section><p>a</p></section>", (Paragraph(text("a")),), ["wrapper"]),
        ('<div class="odd"><p>a</p></div>', (Paragraph(text("a")),), ["unknown-class"]),
        ("<p>a</p>loose<p>b</p>", tuple(Paragraph(text(w)) for w in ("a", "loose", "b")), ["stray-text"]),
        ("<p>a <bad> b</p>", (Paragraph(text("a <bad> b")),), ["unknown-tag"]),
        ("<!-- a --><p>b</p>", (Paragraph(text("b")),), ["comment"]),
        ("<style>a</style><p>b</p>", (Paragraph(text("b")),), ["not-shown"]),
        ("<script>a<p>c</p></script><p>b</p>", (Paragraph(text("b")),), ["not-shown"]),
        ("<li>a</li><li>b</li>", (List((Item(text("a")), Item(text("b")))),), ["stray-item"]),
        ("<tr><td>a</td></tr>", (Table(rows(("a",))),), ["stray-cell"]),
        ('<p><a href="javascript:x()">a</a></p>', (Paragraph(text("a")),), ["unsafe-link"]),
        ('<ol start="many"><li>a</li></ol>', (List((Item(text("a")),), ordered=True),), ["bad-start"]),
        ("<p><math><mi>x</mi></math></p>", (Paragraph(text("x")),), ["mathml"]),
        ('<p data-bbox="1 2 30 40>a</p>', (Paragraph(text("a"), BOX),), ["broken-tag"]),
        ('<p>a<img data-bbox="1 2 30 40"/></p>', (Paragraph(text("a")), Figure(box=BOX)), ["moved-out"]),
        (
            '<div class="formula"><img/><div>$$x$$</div>where $y$ is</div>',
            (Formula("x"), Paragraph((Text("where "), Math("y"), Text(" is")))),
            ["text-beside"],
        ),
        ('<div class="header"><h1>a</h1></div>', (Heading(1, text("a")),), ["wrapper"]),
        ("<figure><img/><figcaption>a</figcaption></figure>", (Figure(), Caption(text("a"))), []),
        ("a\nb\n\n$$c$$", (Paragraph((Text("a"), Break(), Text("b"))), Formula("c")), ["not-html"]),
    ],
)
def test_what_is_mended_is_said(html: str, blocks: Blocks, found: list[str]) -> None:
    parsed = parse(html, None)
    assert parsed.blocks == blocks
    assert codes(parsed) == found


def test_a_fence_and_the_talk_around_it_are_taken_off() -> None:
    parsed = parse("Sure, here it is:\n```html\n<p>a</p>\n```\nAnything else?", None)
    assert parsed.blocks == (Paragraph(text("a")),)
    assert codes(parsed) == ["prose", "fence", "fence", "prose"]
    assert "".join(parsed.dropped) == "Sure, here it is:\n```html\n```\nAnything else?"


@pytest.mark.parametrize(
    ("html", "where"),
    [
        ("<html><body><p>a</p><p>b", "within `<p>`"),
        ("<html><body><p>a</p>", "between two blocks"),
        ('<p>a</p><p data-bbox="1 2', "within a tag"),
        ("<p>a</p><", "within a tag"),
        ("<table><tr><td>a", "within `<td>`"),
    ],
)
def test_a_cut_is_seen(html: str, where: str) -> None:
    (finding,) = parse(html, None).findings
    assert finding.code == "truncated"
    assert where in finding.cause


def test_a_finding_says_where_it_stands() -> None:
    parsed = parse("\n```html\n<body>\n  <p>a</p>\n  <p></p>\n</body>", None)
    assert [(finding.line, finding.column, finding.code) for finding in parsed.findings] == [
        (2, 1, "fence"),
        (5, 3, "empty-block"),
    ]


def test_an_unclosed_picture_does_not_swallow_the_blocks_after_it() -> None:
    parsed = parse(f'<div class="image" {AT}><img {AT}/><p {AT}>a</p><p {AT}>b</p>', SIZE)
    assert parsed.blocks == (Figure(box=BOX), Paragraph(text("a"), BOX), Paragraph(text("b"), BOX))


def test_an_unclosed_table_ends_where_the_next_block_begins() -> None:
    parsed = parse(f"<table><tr><td>a<h2 {AT}>b</h2></body></html>", SIZE)
    assert parsed.blocks == (Table(rows(("a",))), Heading(2, text("b"), BOX))


def test_lists_nest() -> None:
    html = "<ul><li>a<ol><li>b</li></ol></li><ul><li>c</li></ul><li>d</li></ul>"
    inner = List((Item(text("b")),), ordered=True)
    (block,) = parse(html, None).blocks
    assert block == List((Item(text("a"), (inner, List((Item(text("c")),)))), Item(text("d"))))


def test_pages_of_a_whole_document_have_their_own_sizes() -> None:
    page = '<div class="page" data-page="{}" data-size="{}"><p data-bbox="1 2 30 40">a</p></div>'
    parsed = parse(f"<body>{page.format(1, '100 100')}{page.format(2, '20 20')}</body>", None)
    assert [block.box for block in parsed.blocks] == [BOX, Box(1, 2, 20, 20)]
    assert codes(parsed) == ["box-outside"]


def test_the_size_that_a_body_states_is_used_where_none_is_given() -> None:
    html = '<html><body data-size="20 20"><p data-bbox="1 2 30 40">a</p></body></html>'
    assert parse(html, None).blocks[0].box == Box(1, 2, 20, 20)
    assert parse(html, SIZE).blocks[0].box == BOX


def test_deeper_tags_are_left_out_and_their_text_is_kept() -> None:
    parsed = parse("<div>" * 500 + "a" + "</div>" * 500 + "<p>b</p>", None)
    assert parsed.blocks == (Paragraph(text("a")), Paragraph(text("b")))
    assert codes(parsed)[0] == "too-deep"

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_strategies import formulas, headings, paragraphs, runs, texts, wild_formulas
from shown import READER, shown, squeezed

from docparse.document import (
    Break,
    CodeSpan,
    Em,
    Heading,
    Inlines,
    Link,
    Math,
    Paragraph,
    Strong,
    Sub,
    Sup,
    Text,
    plain,
)
from docparse.render import prose


@pytest.mark.parametrize(
    "text",
    [
        "snake_case and a__b in one word",
        "2 * 3 < 4 > 1, AT&T, R&D, 50 % of a & b",
        "see [12], [a] and (b)",
        "C:\\windows costs $5 and $7, about ~3 ~ 4",
        "#hashtag 3.14 1986 -5 +1 well-known +-= e.g. (a) i)",
        "Name: ______ and that! wow",
    ],
)
def test_readable_text_stays_as_it_is(text: str) -> None:
    assert prose.paragraph((Text(text),)) == text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a *b* c", r"a \*b\* c"),
        ("_a_ b", r"\_a\_ b"),
        ("a `b`", r"a \`b\`"),
        ("<b>x</b>", r"\<b>x\</b>"),
        ("<!-- x -->", r"\<!-- x -->"),
        ("&lt; &#65;", r"\&lt; \&#65;"),
        ("[a](b)", r"[a\](b)"),
        ("[a]: b", r"\[a]: b"),
        ("[^1]: b", r"\[^1]: b"),
        ("[x] done", r"\[x] done"),
        ("~~a~~", r"~~a\~\~"),
        ("a $x$", r"a \$x\$"),
        (r"\* \a \\", r"\\\* \a \\\\"),
        ("# a", r"\# a"),
        ("> a", r"\> a"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("* a", r"\* a"),
        ("1. a", r"1\. a"),
        ("12) a", r"12\) a"),
        ("---", r"\---"),
        ("===", r"\==="),
        ("***", r"\***"),
        ("~~~", r"\~~~"),
        ("___", r"\___"),
        ("| --- |", r"\| --- |"),
    ],
)
def test_markup_in_a_text_is_escaped(text: str, markdown: str) -> None:
    assert prose.paragraph((Text(text),)) == markdown
    assert shown(markdown) == [("p", text)]


def test_every_line_of_a_paragraph_is_kept_from_opening_a_block() -> None:
    inlines = (Text("# a"), Break(), Text("- b"), Break(), Text("a | b"), Break(), Text("--- | ---"))
    assert prose.paragraph(inlines) == "\\# a  \n\\- b  \na | b  \n\\--- | ---"


@pytest.mark.parametrize(
    ("inlines", "markdown"),
    [
        ((Strong((Text("a"),)),), "**a**"),
        ((Em((Text("a"),)), Text("b")), "*a*b"),
        ((Text("a "), Strong((Em((Text("b"),)),))), "a ***b***"),
        ((Strong((Text("a "),)), Text("b")), "<strong>a </strong>b"),
        ((Text("a"), Em((Text("(b)"),)), Text("c")), "a<em>(b)</em>c"),
        ((Strong((Text("a"),)), Em((Text("b"),))), "**a**<em>b</em>"),
        ((Strong((Text("a "), Em((Text("b"),)))),), "**a <em>b</em>**"),
        ((Text("H"), Sub((Text("2"),)), Text("O"), Sup((Text("a*b"),))), r"H<sub>2</sub>O<sup>a\*b</sup>"),
        ((CodeSpan("a`b"),), "``a`b``"),
        ((CodeSpan("`"),), "`` ` ``"),
        ((CodeSpan("a"), CodeSpan("<b>")), "`a`<code>&#60;b&#62;</code>"),
        ((Link("https://a.b/c d(e)", (Text("[x]"),)),), r"[\[x\]](https://a.b/c%20d%28e%29)"),
        ((Link("https://a.b/", (Text("https://a.b/"),)),), "<https://a.b/>"),
        ((Text("so!"), Link("#a", (Text("b"),))), r"so\![b](#a)"),
        ((Link("#a", (Text("b"), Link("#c", (Text("d"),)))),), "[bd](#a)"),
        ((Text("costs $5, "), Math("x<y")), r"costs \$5, $x<y$"),
        ((Math("a"), Math("b")), "$a b$"),
        ((Strong((Text("a **"), Break(), Text("b"))),), "**a **  \nb**"),
        ((Strong((Text("a**"), Break(), Text("b"))),), "**a\\*\\*  \nb**"),
        ((Text("Name: ____"), Break(), Text("Age: __")), "Name: ____  \nAge: __"),
    ],
)
def test_inlines_have_their_form(inlines: Inlines, markdown: str) -> None:
    assert prose.paragraph(inlines) == markdown


def test_a_heading_is_one_line_and_keeps_its_last_hashes() -> None:
    assert prose.heading((Text("C"), Break(), Text("and F #"))) == r"C and F \#"


def test_a_description_cannot_leave_its_brackets() -> None:
    assert prose.plain("a](b) ![c\n<i>") == r"a\](b) \!\[c \<i>"


@given(paragraphs())
def test_the_text_of_a_paragraph_comes_back(block: Paragraph) -> None:
    assert shown(prose.paragraph(block.inlines)) == [("p", squeezed(plain(block.inlines)))]


@given(headings())
def test_the_text_of_a_heading_comes_back(block: Heading) -> None:
    markdown = f"{'#' * block.level} {prose.heading(block.inlines)}"
    assert shown(markdown) == [(f"h{block.level}", squeezed(plain(block.inlines)))]


@given(texts(), formulas(), texts())
def test_a_formula_stands_in_its_line_literally(before: str, latex: str, after: str) -> None:
    assert f" ${latex}$ " in prose.paragraph((Text(f"{before} "), Math(latex), Text(f" {after}")))


@given(st.lists(st.one_of(wild_formulas().map(lambda math: (math,)), runs(1)), max_size=4))
def test_whatever_a_formula_holds_no_tag_and_no_link_comes_of_it(parts: list[Inlines]) -> None:
    inlines = tuple(inline for part in parts for inline in part)
    links = sum(isinstance(inline, Link) for inline in inlines)
    markdown = prose.paragraph(inlines)
    shown(markdown)
    assert markdown_links(markdown) <= links


def markdown_links(markdown: str) -> int:
    tokens = [child for token in READER.parse(markdown) for child in token.children or []]
    return sum(token.type == "link_open" for token in tokens)

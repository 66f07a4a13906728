"""Canonical inlines and blocks whose characters are picked to be mistaken for markup."""

from hypothesis import strategies as st

from docparse.document import (
    Break,
    Cell,
    CodeSpan,
    Em,
    Heading,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Paragraph,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)

_MARKUP = "\\`*_~<>&[]()!|#+-=.:$1a"
_TOKENS = (
    *_MARKUP,
    *(
        "**",
        "__",
        "~~",
        "```",
        "---",
        "===",
        "1.",
        "2)",
        "- ",
        "# ",
        "> ",
        "![",
        "](",
        "]: ",
        "| --- |",
        "&amp;",
        "&#35;",
    ),
    *(
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<script>",
        "<http://a>",
        "[ ] ",
        "$$",
        " ",
        " ",
        "é",
        "漢",
        "“",
        "€",
        "word",
    ),
)


def texts(min_size: int = 1) -> st.SearchStrategy[str]:
    """Text as blocks hold it: no blank at either end, none doubled."""
    tokens = st.lists(st.sampled_from(_TOKENS), min_size=min_size, max_size=12)
    return tokens.map(lambda parts: " ".join("".join(parts).split())).filter(bool)


def _spaced(draw_text: st.SearchStrategy[str]) -> st.SearchStrategy[Text]:
    """Within a line text may begin or end with a blank."""
    blanks = st.sampled_from(("", "", " "))
    return st.tuples(blanks, draw_text, blanks).map(lambda parts: Text("".join(parts)))


def _inline(depth: int) -> st.SearchStrategy[Inline]:
    leaves = st.one_of(_spaced(texts()), texts().map(CodeSpan), st.just(Break()))
    if depth == 0:
        return leaves
    inner = runs(depth - 1)
    hrefs = st.sampled_from(
        ("https://example.org/a_(b)?c=1&d", "#x y", "mailto:a@b.c", 'http://a/"><script>|`$&lt;')
    )
    return st.one_of(
        leaves,
        inner.map(Strong),
        inner.map(Em),
        inner.map(Sub),
        inner.map(Sup),
        st.builds(Link, hrefs, inner),
    )


def runs(depth: int = 2) -> st.SearchStrategy[Inlines]:
    """Any inlines, neighbouring texts joined, no blanks doubled, none at either end."""
    return st.lists(_inline(depth), min_size=1, max_size=4).map(_canonical).filter(bool)


def _canonical(inlines: list[Inline]) -> Inlines:
    joined: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and joined and isinstance(last := joined[-1], Text):
            joined[-1] = Text(" ".join((last.text + inline.text).split(" ")).replace("  ", " "))
        else:
            joined.append(inline)
    while joined and isinstance(joined[0], Break):
        joined.pop(0)
    while joined and isinstance(joined[-1], Break):
        joined.pop()
    for place, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if joined and isinstance(edge := joined[place], Text):
            joined[place] = Text(strip(edge.text))
    return tuple(inline for inline in joined if inline != Text(""))


def paragraphs() -> st.SearchStrategy[Paragraph]:
    return runs().map(Paragraph)


def headings() -> st.SearchStrategy[Heading]:
    return st.builds(Heading, st.integers(1, 6), runs())


def lists(depth: int = 2) -> st.SearchStrategy[List]:
    nested = st.lists(lists(depth - 1), max_size=2).map(tuple) if depth else st.just(())
    items = st.builds(Item, st.one_of(st.just(()), runs(1), runs(1)), nested)
    return st.builds(
        List,
        st.lists(items, min_size=1, max_size=3).map(tuple),
        st.booleans(),
        st.sampled_from((0, 1, 2, 9, 99)),
    )


def tables() -> st.SearchStrategy[Table]:
    """Without spans, of any width in each row."""
    cells = st.builds(Cell, st.one_of(st.just(()), runs(1)), st.booleans())
    rows = st.lists(cells, min_size=1, max_size=4).map(tuple)
    return st.lists(rows, min_size=1, max_size=4).map(lambda them: Table(tuple(them)))


def formulas() -> st.SearchStrategy[str]:
    """LaTeX with nothing in it that Markdown would take for a tag, a link or a block."""
    tokens = (
        "x",
        "_1",
        "^2",
        "\\frac{a}{b}",
        " + ",
        "\\alpha ",
        "{",
        "}",
        "\\\\",
        "*",
        "a_b",
        "|",
        "\\{",
        "&",
        "<",
        "1",
    )
    return (
        st.lists(st.sampled_from(tokens), min_size=1, max_size=8)
        .map(lambda parts: "".join(parts).strip())
        .filter(lambda latex: bool(latex) and not latex.endswith("\\"))
    )


def wild_formulas() -> st.SearchStrategy[Math]:
    """Any source at all."""
    return st.lists(st.sampled_from((*_TOKENS, "\n", "\n\n", "%", "\\$")), min_size=1, max_size=10).map(
        lambda parts: Math("".join(parts))
    )

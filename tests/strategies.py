"""Blocks as they leave `qwenvl.parse`, and answers as no model should give them."""

from hypothesis import strategies as st

from docparse.document import (
    Author,
    Block,
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
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Music,
    PageNumber,
    Paragraph,
    Row,
    Size,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from docparse.qwenvl import canonical
from docparse.qwenvl.scan import KNOWN

PAGE = Size(1000, 1400)

_WORDS = (
    "word",
    "a",
    "5",
    "7",
    "$5 and ",
    "$",
    "$$",
    "\\",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "\\$",
    "&",
    "&amp;",
    "&lt;",
    "&#36;",
    "<",
    ">",
    "<p>",
    "</p>",
    "<b>",
    "</div>",
    "<!--",
    "-->",
    "<br/>",
    '"',
    "'",
    "```",
    "```html",
    "{",
    "}",
    "^2",
    "_1",
    "漢字",
    "ﬁ",
    "🎉",
    "é",
    "|",
    "#",
    "*",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\ufffd",
    "\\frac{a}{b}",
)


def words(max_size: int = 6) -> st.SearchStrategy[str]:
    """Text whose characters are picked to be mistaken for markup."""
    return st.lists(st.sampled_from(_WORDS), max_size=max_size).map("".join)


def boxes(size: Size = PAGE) -> st.SearchStrategy[Box]:
    xs = st.lists(st.integers(0, size.width), min_size=2, max_size=2, unique=True).map(sorted)
    ys = st.lists(st.integers(0, size.height), min_size=2, max_size=2, unique=True).map(sorted)
    return st.builds(lambda x, y: Box(x[0], y[0], x[1], y[1]), xs, ys)


def maybe_boxes() -> st.SearchStrategy[Box | None]:
    return st.none() | boxes()


def _inline(depth: int) -> st.SearchStrategy[Inline]:
    leaves = st.one_of(words().map(Text), words().map(CodeSpan), words().map(Math), st.just(Break()))
    if depth == 0:
        return leaves
    inner = st.lists(_inline(depth - 1), max_size=3).map(tuple)
    hrefs = st.sampled_from(
        ("https://example.org/a?b=1&c=2", "#", "mailto:a@b.org", 'http://x/"<q>', "tel:+123")
    )
    return st.one_of(
        leaves,
        inner.map(Strong),
        inner.map(Em),
        inner.map(Sub),
        inner.map(Sup),
        st.builds(Link, hrefs, inner),
    )


@st.composite  # its repr is its name; that of the strategies in it has no end
def rough_inlines(draw: st.DrawFn) -> list[Inline]:
    return draw(st.lists(_inline(2), max_size=5))


def lines(*, empty: bool = False) -> st.SearchStrategy[Inlines]:
    """Canonical inlines, never or sometimes none."""
    them = rough_inlines().map(canonical)
    return them if empty else them.filter(bool)


def sources() -> st.SearchStrategy[str]:
    return words(10).map(str.strip)


def lists(depth: int = 2) -> st.SearchStrategy[List]:
    nested = st.lists(lists(depth - 1), max_size=2).map(tuple) if depth else st.just(())
    items = st.builds(Item, lines(empty=True), nested, maybe_boxes()).filter(
        lambda it: bool(it.inlines or it.lists)
    )
    entries = st.lists(items, min_size=1, max_size=3).map(tuple)
    numbered = st.builds(List, entries, st.just(value=True), st.integers(0, 999_999_999), maybe_boxes())
    return numbered | st.builds(List, entries, st.just(value=False), st.just(1), maybe_boxes())


def _fitting(rows: list[Row]) -> tuple[Row, ...]:
    """Spans that reach below the last row are cut: a table ends where its rows end."""
    return tuple(
        tuple(Cell(c.inlines, c.header, min(c.rowspan, len(rows) - n), c.colspan) for c in row)
        for n, row in enumerate(rows)
    )


def tables() -> st.SearchStrategy[Table]:
    cells = st.builds(Cell, lines(empty=True), st.booleans(), st.integers(1, 3), st.integers(1, 3))
    rows = st.lists(st.lists(cells, max_size=3).map(tuple), min_size=1, max_size=3)
    return st.builds(Table, rows.filter(any).map(_fitting), maybe_boxes())


def figures() -> st.SearchStrategy[Figure]:
    bare = st.builds(Figure, st.just("image"), st.just(()), maybe_boxes())
    return bare | st.builds(Figure, st.sampled_from(("caption", "ocr")), lines(), maybe_boxes())


def _known(block: Block) -> bool:
    """Whether anything is known of it: an empty region needs a box to be one."""
    return block.box is not None or block not in (Formula(""), Chart(None), Code(""), Music(""), Chemical(""))


def blocks() -> st.SearchStrategy[Block]:
    """Any block that `parse` can return."""
    box = maybe_boxes()
    codes = st.builds(Code, words(10), st.sampled_from(("", "python", "c++", 'a"b')), box)
    return st.one_of(
        st.builds(Heading, st.integers(1, 6), lines(), box),
        st.builds(Paragraph, lines(), box),
        lists(),
        tables(),
        st.builds(Chart, st.none() | tables(), lines(empty=True), box),
        st.builds(Formula, sources(), box),
        figures(),
        codes.filter(lambda code: code.language == "" or bool(code.text) or code.box is not None),
        st.builds(Music, sources(), box),
        st.builds(Chemical, sources(), box),
        st.builds(Header, lines(), box),
        st.builds(Footer, lines(), box),
        st.builds(PageNumber, lines(), box),
        st.builds(Footnote, lines(), box),
        st.builds(Caption, lines(), st.sampled_from(("figure", "table")), box),
        st.builds(Author, lines(), box),
    ).filter(_known)


def pages() -> st.SearchStrategy[Blocks]:
    return st.lists(blocks(), max_size=4).map(tuple)


_NAMES = ("p", "h1", "div", "ul", "li", "table", "tr", "td", "strong", "img", "pre", "foo", *sorted(KNOWN))
_ATTRIBUTES = (
    "",
    "",
    "",
    ' data-bbox="10 20 30 40"',
    ' data-bbox="30,40,10,20"',
    ' data-bbox="[[1,2],[3,4],[5,6]]"',
    ' data-bbox="9 9 9"',
    ' data-bbox="-5 0 9999 9"',
    ' data-bbox="1 2 3 4',
    ' class="image"',
    ' class="formula"',
    ' class="chart" data-bbox="1 1 9 9"',
    ' class="image caption"',
    ' class="header"',
    ' class="table"',
    ' class="odd"',
    ' class="caption"',
    ' class="code"',
    ' class="music sheet"',
    ' data-label="Text"',
    ' rowspan="3"',
    ' colspan="0"',
    ' href="javascript:x"',
    ' href="#"',
    ' alt="seen"',
    ' start="x"',
    " /",
    ' data-page="2" data-size="50 50"',
)


def tags() -> st.SearchStrategy[str]:
    opening = st.builds(
        lambda name, attributes: f"<{name}{attributes}>",
        st.sampled_from(_NAMES),
        st.sampled_from(_ATTRIBUTES),
    )
    return opening | st.sampled_from(_NAMES).map(lambda name: f"</{name}>")


def soups() -> st.SearchStrategy[str]:
    """Tags of every kind in no order, text among them."""
    odds = st.sampled_from(
        ("<", "<p", "</", "<!-- x -->", "<!doctype x>", "\x00", "\ud800", "```html\n", "\n```", "&#0;")
    )
    return st.lists(tags() | tags() | words(3) | odds, max_size=25).map("".join)

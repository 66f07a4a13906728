import re

import pytest
from hypothesis import given
from render_strategies import tables as some_tables
from samples import SPANNING_TABLE
from shown import shown, squeezed

from docparse.document import Break, Cell, CodeSpan, Em, Link, Math, Strong, Sub, Sup, Table, Text, plain
from docparse.render import tables
from docparse.settings import TablePolicy


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(tuple(Cell((Text(text),) if text else ()) for text in row) for row in rows))


def test_a_table_without_spans_is_a_pipe_table_headed_by_its_first_row() -> None:
    assert tables.markdown(table(("a", "b"), ("c",), ("", "d")), "html") == (
        "| a | b |\n| --- | --- |\n| c |  |\n|  | d |"
    )


def test_a_cell_holds_pipes_breaks_code_and_formulas() -> None:
    cells = (
        Cell((Text("a|b"), Break(), CodeSpan("c|d"))),
        Cell((CodeSpan(r"\|"), Math(r"|x| + \|y\| \\| z"))),
    )
    assert tables.markdown(Table((cells,)), "html").split("\n")[0] == (
        r"| a\|b<br>`c\|d` | <code>&#92;&#124;</code>$\|x\| + \Vert y\Vert  \\\| z$ |"
    )


@pytest.mark.parametrize(
    ("policy", "markdown"),
    [
        (
            "html",
            """\
<table>
<tr><th colspan="2">Teas</th></tr>
<tr><td rowspan="2">green</td><td>3 &lt; 4</td></tr>
<tr><td>4<br>$x&lt;y$</td></tr>
</table>""",
        ),
        ("repeat", "| Teas | Teas |\n| --- | --- |\n| green | 3 < 4 |\n| green | 4<br>$x<y$ |"),
        ("blank", "| Teas |  |\n| --- | --- |\n| green | 3 < 4 |\n|  | 4<br>$x<y$ |"),
    ],
)
def test_a_table_with_spans_follows_the_policy(policy: TablePolicy, markdown: str) -> None:
    assert tables.markdown(SPANNING_TABLE, policy) == markdown


def test_html_cells_hold_every_inline_and_no_tag_of_the_text() -> None:
    inlines = (
        Strong((Text("<script>"),)),
        Em((Text("a\n\nb"),)),
        CodeSpan("<i>"),
        Sub((Text("1"),)),
        Sup((Text("2"),)),
        Link('https://a.b/"onclick="x', (Text("&amp;"),)),
    )
    assert tables.markup(Table(((Cell(inlines),),))) == (
        "<table>\n<tr><td><strong>&lt;script&gt;</strong><em>a  b</em><code>&lt;i&gt;</code>"
        '<sub>1</sub><sup>2</sup><a href="https://a.b/%22onclick=%22x">&amp;amp;</a></td></tr>\n</table>'
    )


def test_a_span_past_the_last_row_ends_there() -> None:
    rows = tables.grid(Table(((Cell((Text("a"),), rowspan=9), Cell((Text("b"),), colspan=2)),)), repeat=True)
    assert [[plain(cell.inlines) for cell in row] for row in rows] == [["a", "b", "b"]]


@pytest.mark.parametrize("empty", [Table(()), Table(((), ()))])
def test_a_table_without_cells_leaves_nothing(empty: Table) -> None:
    assert not tables.markdown(empty, "html")


@given(some_tables())
def test_the_text_of_a_pipe_table_comes_back(block: Table) -> None:
    width = max(map(len, block.rows))
    paths = ["table/thead/tr/th", *(["table/tbody/tr/td"] * (len(block.rows) - 1))]
    expected = [
        (path, squeezed(plain(row[x].inlines)) if x < len(row) else "")
        for path, row in zip(paths, block.rows, strict=True)
        for x in range(width)
    ]
    assert shown(tables.markdown(block, "html")) == expected


@given(some_tables())
def test_an_html_table_has_a_line_for_each_row_and_ours_for_its_only_tags(block: Table) -> None:
    markup = tables.markup(block)
    assert markup.count("\n") == len(block.rows) + 1
    tags = set(re.findall(r"<[^>]*>", re.sub(r' href="[^"<>]*"', "", markup)))
    names = ("table", "tr", "td", "th", "strong", "em", "code", "sub", "sup", "a")
    assert tags <= {f"<{end}{name}>" for end in ("", "/") for name in names} | {"<br>"}
    assert [path for path, _ in shown(f"{markup}\n\nafter")] == ["html_block", "p"]

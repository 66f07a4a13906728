import pytest

from docparse.document import Caption, Cell, Paragraph, Row, Table, Text
from docparse.qwenvl import parse


def cell(words: str, *, header: bool = False, rowspan: int = 1, colspan: int = 1) -> Cell:
    return Cell((Text(words),) if words else (), header, rowspan, colspan)


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        ("<tr><th>a</th><td>b</td></tr>", ((cell("a", header=True), cell("b")),)),
        (
            "<thead><tr><td>a</td></tr></thead><tbody><tr><td>b</td></tr></tbody>",
            ((cell("a", header=True),), (cell("b"),)),
        ),
        ("<tr><td>a<td>b<tr><td>c", ((cell("a"), cell("b")), (cell("c"),))),
        ("<td>a</td><td>b</td>", ((cell("a"), cell("b")),)),
        ("<tr><td></td><td>&nbsp;</td></tr>", ((cell(""), cell("")),)),
        ("<tr></tr><tr><td>a</td></tr>", ((), (cell("a"),))),
        (
            '<tr><td rowspan="2">a</td><td colspan="3">b</td></tr><tr></tr>',
            ((cell("a", rowspan=2), cell("b", colspan=3)), ()),
        ),
    ],
)
def test_rows_are_read_however_they_are_marked(html: str, rows: tuple[Row, ...]) -> None:
    assert parse(f"<table>{html}</table>", None).blocks == (Table(rows),)


@pytest.mark.parametrize(
    ("spans", "read"),
    [
        ('rowspan="9"', (1, 1)),
        ('rowspan="0"', (1, 1)),
        ('colspan="0"', (1, 1)),
        ('colspan="-3"', (1, 1)),
        ('colspan="two"', (1, 1)),
        ('colspan="99999999999"', (1, 1_000)),
    ],
)
def test_a_span_that_no_table_has_is_cut(spans: str, read: tuple[int, int]) -> None:
    parsed = parse(f"<table><tr><td {spans}>a</td></tr></table>", None)
    (table,) = parsed.blocks
    assert isinstance(table, Table)
    assert (table.rows[0][0].rowspan, table.rows[0][0].colspan) == read
    assert {finding.code for finding in parsed.findings} == {"span-clamped"}


def test_all_spans_together_cover_no_more_than_a_table_can_hold() -> None:
    (table,) = parse(
        "<table>" + '<tr><td rowspan="1000" colspan="1000">a</td></tr>' * 2_000 + "</table>", None
    ).blocks
    assert isinstance(table, Table)
    assert sum(one.rowspan * one.colspan for row in table.rows for one in row) <= 252_000


def test_a_table_in_a_cell_becomes_its_text() -> None:
    parsed = parse("<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table>", None)
    (table,) = parsed.blocks
    assert isinstance(table, Table)
    assert [finding.code for finding in parsed.findings] == ["nested-table"]
    assert len(table.rows) == 1


def test_a_caption_stands_before_its_table() -> None:
    blocks = parse("<table><caption>c</caption><tr><td>a</td></tr></table>", None).blocks
    assert blocks == (Caption((Text("c"),), "table"), Table(((cell("a"),),)))


def test_text_between_cells_is_kept_after_the_table() -> None:
    parsed = parse("<table>x<tr>y<td>a</td></tr></table>", None)
    assert parsed.blocks == (Table(((cell("a"),),)), Paragraph((Text("xy"),)))
    assert [finding.code for finding in parsed.findings] == ["stray-table-text"]

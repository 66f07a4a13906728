import pytest

from docparse.document import Box, Paragraph, Size, Text
from docparse.qwenvl import check, repair, write
from docparse.qwenvl.findings import CODES

SIZE = Size(1000, 1000)
AT = 'data-bbox="10 20 300 400"'
LONG = "A sentence that is long enough to be noticed where it stands twice on a page."


def codes(html: str, profile: str = "qwenvl") -> list[str]:
    return [
        finding.code for finding in check(html, SIZE, profile="report" if profile == "report" else "qwenvl")
    ]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (f"<p {AT}>a</p>", []),
        ("<p>a</p>", ["missing-box"]),
        (f"<p {AT} style='x'>a</p>", ["schema"]),
        (f"<p {AT}><b>a</b></p>", ["schema"]),
        (f"<blockquote {AT}>a</blockquote>", ["wrapper"]),
        ('<p data-bbox="1 2 3">a</p>', ["box-unreadable"]),
        ('<p data-bbox="1,2,3,4">a</p>', ["box-form"]),
        ('<p data-bbox="1 2 3000 4">a</p>', ["box-outside"]),
        (f'<div class="image" {AT}><img data-bbox="10 20 301 400"/></div>', ["box-differs"]),
        (f'<div class="image" {AT}><img data-bbox="11 21 299 399"/></div>', []),
        (f'<p {AT}>a</p><p data-bbox="11 21 299 399">b</p>', ["box-overlap"]),
        (f'<p {AT}>a</p><p data-bbox="11 21 299 401">b</p>', []),
        (f'<p {AT}>{LONG}</p><p data-bbox="10 500 300 600">{LONG}</p>', ["duplicate-block"]),
        (f"<p {AT}>{'round and round we go, ' * 12}</p>", ["looping-text"]),
        (f"<table {AT}><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", ["ragged-table"]),
        (f'<table {AT}><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>', []),
        (f'<table {AT}><tr><td colspan="2">a</td></tr><tr><td>c</td><td>d</td></tr></table>', []),
        (f'<table {AT}><tr><td rowspan="2">a</td></tr><tr></tr><tr><td>b</td></tr></table>', []),
    ],
)
def test_each_fault_is_found_and_nothing_else(html: str, found: list[str]) -> None:
    assert codes(f"<html><body>\n{html}\n</body></html>\n") == found


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (f"<h1 {AT}>a</h1>", []),
        (f'<style>t</style><table {AT} class="t"><tr><td>a</td></tr></table>', []),
        (f'<div class="music sheet" format="abc notation" {AT}><img {AT}/><div>c</div></div>', []),
        (f'<div class="image" {AT}><img {AT}/></div>', ["kind-unknown-to-report"]),
        (f'<div class="header" {AT}>a</div>', ["kind-unknown-to-report"]),
        (f"<ul {AT}><li {AT}>a</li></ul>", ["kind-unknown-to-report", "kind-unknown-to-report"]),
        (f"<pre {AT}>a</pre>", ["kind-unknown-to-report"]),
    ],
)
def test_the_report_knows_fewer_kinds(html: str, found: list[str]) -> None:
    assert codes(f"<html><body>{html}</body></html>", "report") == found


def test_a_fault_stands_where_its_element_begins() -> None:
    html = f'<html><body>\n<p {AT}>a\nb</p>\n  <p {AT} id="x">c <i>d</i></p>\n</body></html>\n'
    found = [(finding.line, finding.column, finding.code) for finding in check(html, SIZE)]
    assert found == [(2, 1, "box-overlap"), (4, 3, "schema"), (4, 41, "schema")]


def test_a_block_that_is_covered_is_named_by_its_line() -> None:
    html = f'<html><body>\n<p {AT}>a</p>\n<p data-bbox="20 30 40 50">b</p>\n</body></html>\n'
    (finding,) = check(html, SIZE)
    assert finding.line == 2
    assert "line 3" in finding.cause


def test_what_was_written_with_boxes_is_clean() -> None:
    blocks = (Paragraph((Text("a"),), Box(1, 2, 3, 4)),)
    assert check(write(blocks, SIZE), None) == ()


def test_a_whole_document_may_have_a_head_and_remarks() -> None:
    page = f'<div class="page" data-page="1" data-size="500 500" data-status="ok">\n<p {AT}>a</p>\n</div>'
    head = "<!DOCTYPE html>\n<html><head><title>t</title></head>\n"
    html = f"{head}<body>\n{page}<!-- page 2 failed -->\n</body>\n</html>\n"
    assert check(html, None) == ()
    assert repair(html).count('data-page="1" data-size="500 500"') == 1


def test_a_repaired_document_keeps_its_pages_in_their_order() -> None:
    page = '<div class="page" data-page="{}">\n{}</div>'.format
    blocks = ("<p>a</p>\n", "", "<p>b</p>\n", "")
    html = "\n".join(("<html><body>", *map(page, (1, 2, 3, 4), blocks), "</body></html>\n"))
    assert repair(html) == html


def test_faults_of_one_page_are_no_faults_of_another() -> None:
    pages = "".join(
        f'<div class="page" data-page="{n}" data-size="500 500"><p {AT}>{LONG}</p></div>' for n in (1, 2)
    )
    assert codes(f"<html><body>{pages}</body></html>") == []


def test_many_thousand_elements_keep_their_lines() -> None:
    html = "<html><body>\n" + f"<p {AT}>a</p>\n" * 40_000 + f"<p {AT}><i>b</i></p>\n</body></html>\n"
    assert (40_002, 1 + len(f"<p {AT}>"), "schema") in {
        (finding.line, finding.column, finding.code) for finding in check(html, SIZE)
    }


def test_repaired_answers_are_clean() -> None:
    section = f"<section><h2 {AT}>c</h2><ul {AT}><li {AT}>c</ul></section>"
    html = f"```html\n<body><p {AT}>a <b>b</b></h2>{section}</body>\n```"
    assert codes(html)
    assert codes(repair(html)) == ["box-overlap"]


def test_every_code_has_a_cause_and_a_remedy() -> None:
    for code, (cause, remedy) in CODES.items():
        assert code == code.lower()
        assert cause
        assert remedy
        assert not remedy.endswith(".")

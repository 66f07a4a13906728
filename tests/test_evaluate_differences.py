import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from docparse.document import Cell, Table, Text
from docparse.evaluate.differences import grids, has_marks, marked


def read(html: str) -> str:
    return unescape(re.sub("</?(?:del|ins)>", "", html))


def table(*rows: str) -> Table:
    return Table(tuple(tuple(Cell((Text(text),)) for text in row.split("|")) for row in rows))


def test_differences_are_marked_by_word_and_digits() -> None:
    assert marked("paid 1923 in full", "paid 1928 full") == (
        "paid <del>1923 in</del> full",
        "paid <ins>1928</ins> full",
    )
    nothing = '<span class="none">nothing</span>'
    assert (marked("x", ""), marked("", "x")) == (("<del>x</del>", nothing), (nothing, "<ins>x</ins>"))


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_marked_texts_are_the_texts(one: str, other: str) -> None:
    for html, text in zip(marked(one, other), (one, other), strict=True):
        if text:
            assert read(html) == text


def test_blanks_alone_are_no_difference_and_signs_only_where_they_count() -> None:
    assert not any(map(has_marks, marked("one  two", "one two")))
    assert not any(map(has_marks, marked("one, two", "# one two.", signs=False)))
    assert marked("a-b", "a+b") == ("a<del>-</del>b", "a<ins>+</ins>b")


def test_vowel_signs_count_as_letters() -> None:
    assert all(map(has_marks, marked("\u0915\u093f", "\u0915\u0940", signs=False)))


def test_a_lost_row_marks_only_itself() -> None:
    truth, answer = grids(table("a|1", "b|2", "c|3"), table("a|1", "c|4"))
    assert re.findall("<td>(.*?)</td>", truth) == [
        "a",
        "1",
        "<del>b</del>",
        "<del>2</del>",
        "c",
        "<del>3</del>",
    ]
    assert re.findall("<td>(.*?)</td>", answer) == ["a", "1", "c", "<ins>4</ins>"]


def test_a_table_that_is_not_there_is_nothing() -> None:
    truth, answer = grids(Table(((Cell((Text("a<b"),), header=True, colspan=2),),)), Table(()))
    assert truth == '<table class="grid"><tr><th colspan="2"><del>a&lt;b</del></th></tr></table>'
    assert answer == '<span class="none">nothing</span>'


@given(st.lists(st.lists(st.text(max_size=4), min_size=1, max_size=3), max_size=4))
def test_a_table_beside_itself_has_no_marks(rows: list[list[str]]) -> None:
    same = Table(tuple(tuple(Cell((Text(text),)) for text in row) for row in rows))
    assert not rows or not any(map(has_marks, grids(same, same)))

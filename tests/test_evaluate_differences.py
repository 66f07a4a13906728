import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from docparse.evaluate.differences import marked


def read(html: str) -> str:
    return unescape(re.sub("</?(?:del|ins)>", "", html))


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

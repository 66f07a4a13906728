"""Markup is read as it comes, and its ways are known."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from docparse.runtime.draft_markup import TEXT, Markup, numbers, parts, place

ANSWER = '<html><body>\n<p data-bbox="1 2 3 4">a < b <em>c</em></p>\n<img data-bbox="5 6 7 8"/></body></html>'


def _read(markup: Markup, *pieces: str) -> list[tuple[str, str]]:
    return [part for piece in pieces for part in markup.read(piece)]


@given(st.lists(st.integers(0, len(ANSWER)), max_size=9))
def test_pieces_of_any_length_are_read_alike(cuts: list[int]) -> None:
    ends = [0, *sorted(cuts), len(ANSWER)]
    markup, whole = Markup(), Markup()
    pieces = _read(markup, *(ANSWER[one:other] for one, other in pairwise(ends)))
    assert "".join(text + tag for text, tag in pieces) == ANSWER
    _read(whole, ANSWER)
    assert (markup.recent, markup.open, markup.run, markup.tag) == (whole.recent, whole.open, "", "")
    marks = (
        *("\n", '<p data-bbox="#">', TEXT, "<em>", TEXT, "</em>", "</p>", "\n"),
        *('<img data-bbox="#"/>', "</body>", "</html>"),
    )
    assert markup.recent.endswith("".join(map(markup.sign, marks)))
    assert markup.last == "</html>"


def test_elements_are_open_until_they_are_closed() -> None:
    markup = Markup()
    _read(markup, '<div class="image" data-bbox="1 2 3 4"><img data-bbox="1 2 3 4"/><p>x<br>')
    assert markup.open == ["div", "p"]
    _read(markup, "</div></table>")
    assert markup.open == []


def test_what_followed_last_follows_next() -> None:
    markup = Markup()
    _read(markup, '<p data-bbox="1 2 3 4">x</p> \n <p data-bbox="1 2 3 4">x</p>')
    assert markup.following(markup.recent) == " \n "


def test_a_tag_that_is_begun_is_one_that_was_seen() -> None:
    markup = Markup()
    _read(markup, '<p data-bbox="1 2 3 4">x</p>\n<h')
    assert markup.begun(()) in {f'<h{n} data-bbox="#">' for n in range(1, 7)}
    assert markup.begun((None, '<h5 data-bbox="#">')) == '<h5 data-bbox="#">'
    _read(markup, ">x</p>\n", '<div class="odd"')
    assert markup.begun(()) == '<div class="odd" data-bbox="#">'


def test_numbers_and_places_are_read() -> None:
    assert numbers('<p data-bbox="12 3') == ["12", "3"]
    assert numbers("<p") == [""]
    assert place('<p data-bbox="1 2 3 4">') == (1, 2, 3, 4)
    assert place('<p data-bbox="1 2 3">') is None
    assert parts('<p data-bbox="#">') == ('<p data-bbox="', '">')

"""Texts found among words: as spelled, as they sound, nearly."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spelled import page

from docparse.document import Box, Word
from docparse.locate.lines import around, lines_of
from docparse.locate.search import CUT, find, fold, match, nearly


def test_a_text_is_found_as_it_stands_before_other_spellings() -> None:
    hits = find("Total due", page("Total due: 9", "total due and TOTAL DUE"))
    assert [(hit.text, hit.likeness) for hit in hits] == [
        ("Total due:", "exact"),
        ("total due", "folded"),
        ("TOTAL DUE", "folded"),
    ]


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("resume", "Résumé"),
        ("office", "o\ufb03ce"),
        ("Straße", "STRASSE"),
        ("co-operate", "co\u2010operate"),
        ("isn't", "isn\u2019t"),
        ("soft hyphen", "so\u00adft hyphen"),
        ("高山河流", "高 山 河流"),
    ],
)
def test_case_accents_ligatures_and_marks_do_not_hide_a_text(query: str, line: str) -> None:
    assert len(find(query, page(line))) == 1


def test_a_text_over_lines_has_a_box_for_each_of_them() -> None:
    words = page("the quiet har-", "bour lies", "north")
    (hit,) = find("harbour lies north", words)
    assert hit.boxes == (words[2].box, around(words[3:5]), words[5].box)


def test_a_hyphen_within_a_line_is_part_of_the_text() -> None:
    assert find("wellknown", page("a well- known one")) == []


def test_what_is_misspelled_is_found_where_it_is_most_alike() -> None:
    words = page("rounding adjustment", "sounding a adjutant", "something else entirely")
    (hit,) = nearly("roundlng adjustmnt", words)
    assert (hit.text, hit.likeness) == ("rounding adjustment", "fuzzy")
    assert hit.score == pytest.approx(1 - 2 / 18, abs=0.001)


def test_what_is_unlike_is_not_found() -> None:
    assert nearly("signature", page("the sign at the door")) == []
    assert nearly("abc", page("abd")) == []


def test_a_pattern_is_found_within_words_with_one_blank_between() -> None:
    hits = match(re.compile(r"No\. \d+"), page("Invoice No.     17 of No. x"))
    assert [hit.text for hit in hits] == ["No. 17"]
    assert match(re.compile(r"\s*"), page("a b")) == []


WORDS = st.lists(st.text("aäßçAB-. ", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=8)


@given(WORDS, st.data())
def test_any_words_of_a_line_are_found_there(texts: list[str], data: st.DataObject) -> None:
    words = page(" ".join(texts))
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    wanted = " ".join(word.text for word in words[start:end])
    boxes = [hit.boxes for hit in find(wanted, words)]
    hits = [one for one in boxes for box in one if box.x1 <= words[start].box.x1 < box.x2]
    assert hits


@given(st.text("abcdefgh ", min_size=8, max_size=24), st.integers(0, 200))
def test_a_text_with_one_letter_wrong_is_nearly_found(text: str, place: int) -> None:
    wanted = fold(text)
    if len(wanted) < 8:
        return
    at = place % len(wanted)
    if wanted[at] == " ":
        return
    hits = nearly(wanted[:at] + "x" + wanted[at + 1 :], page(text))
    assert hits
    assert all(hit.score >= CUT for hit in hits)


def test_slanting_lines_are_followed_word_by_word() -> None:
    words = [Word(f"w{n}", Box(n * 60, 100 + 6 * n, n * 60 + 50, 120 + 6 * n)) for n in range(12)]
    below = [Word(f"b{n}", Box(n * 60, 140 + 6 * n, n * 60 + 50, 160 + 6 * n)) for n in range(12)]
    assert [len(line.words) for line in lines_of([*below, *words])] == [12, 12]


def test_white_parts_a_line_into_runs() -> None:
    (line,) = lines_of(page("Total due          9.00"))
    assert [run.text for run in line.runs] == ["Total due", "9.00"]

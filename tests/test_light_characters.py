import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.characters import (
    accented,
    clean,
    is_leader,
    is_right_to_left,
    is_square,
    is_unspaced,
    letters,
    takes_blanks,
    unknown_share,
)


@pytest.mark.parametrize(
    ("layer", "read"),
    [
        ("o\ufb03ce", "office"),
        ("\uf0b7", "•"),
        ("e\u0301tude", "étude"),
        ("a\x00b\u200bc", "abc"),
        ("7\u206012", "712"),
        ("\x88", "•"),
        ("\ufee3\ufed4\ufe98\ufe8e\ufea1", "مفتاح"),
        ("it\x92s", "it’s"),
        ("x`y", "x`y"),
    ],
)
def test_characters_are_read_as_they_are_meant(layer: str, read: str) -> None:
    assert clean(layer) == read


@given(st.text())
def test_what_is_cleaned_is_composed_and_has_no_control_characters(text: str) -> None:
    read = clean(text)
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in read)


@given(st.text(alphabet=st.characters(min_codepoint=97, max_codepoint=122)))
def test_plain_letters_stay(text: str) -> None:
    assert clean(text) == text


def test_a_script_is_known_by_most_of_its_letters() -> None:
    assert is_right_to_left("لغة R")
    assert not is_right_to_left("the word لغة in English")
    assert not is_right_to_left("12.50")
    assert is_unspaced("图")
    assert not is_unspaced("한")


def test_the_unknown_share_counts_what_has_no_character() -> None:
    assert unknown_share("\ufffd\ufffd ab") == 0.5
    assert unknown_share("  ") == 0.0


def test_a_leader_ends_in_a_page_number() -> None:
    assert is_leader("Overview ........ 5")
    assert is_leader("Preface . . . . . . ix")
    assert not is_leader("and so on...")


def test_an_accent_and_its_letter_are_one_character_where_there_is_one() -> None:
    assert accented("\u02d8", "g") == "ğ"
    assert accented("\u00b4", "\u0131") == "í"
    assert accented("`", "q") == "`q"


def test_a_mark_over_a_letter_of_mathematics_stays_with_it() -> None:
    assert list(letters("𝑣\u0304 = 𝐱")) == [("v\u0304", "ITALIC"), (" = ", ""), ("x", "BOLD")]


@given(st.text(alphabet=st.characters(max_codepoint=0x2000)))
def test_other_characters_are_one_part_as_they_are(text: str) -> None:
    assert "".join(part for part, slant in letters(text) if not slant) == text


def test_blanks_follow_letters_of_alphabets_that_part_words() -> None:
    assert all(map(takes_blanks, "\u1eebἀ한अ\ufee3\ufb01"))
    assert not any(map(takes_blanks, "中あไ≤𝑥"))


def test_square_letters_are_those_of_east_asia() -> None:
    assert all(map(is_square, "中あ한"))
    assert not any(map(is_square, "aя5"))

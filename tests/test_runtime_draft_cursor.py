"""A cursor keeps its place in a text, whatever is written differently."""

import random

from hypothesis import given
from hypothesis import strategies as st

from docparse.runtime.draft_cursor import Cursor, stretch
from docparse.runtime.draft_layer import ITEM, ROW

TEXT = "The quick brown fox jumps over the lazy dog, and then it sleeps in the sun for a while."


def _after(*pieces: str, text: str = TEXT) -> str:
    cursor = Cursor(text)
    for piece in pieces:
        cursor.follow(piece)
    return cursor.text[cursor.at :]


def test_it_follows_what_is_the_same() -> None:
    assert _after("The ", "quick", " brown").startswith(" fox")


def test_letters_that_differ_are_passed_over() -> None:
    assert _after("The quick bnown fox").startswith(" jumps")


def test_what_is_left_out_or_put_in_is_found_again() -> None:
    assert _after("The quick", " fox jumps").startswith(" over")
    assert _after("The quick", " and very", " brown fox").startswith(" jumps")


def test_blanks_may_differ() -> None:
    assert _after(" The", "  quick").startswith(" brown")


def test_it_jumps_to_where_the_text_goes_on() -> None:
    assert _after("The quick", " sleeps in the sun").startswith(" for a while")


def test_words_may_be_broken_otherwise() -> None:
    assert _after("inflammation of", text="inflam mation of it") == " it"


def test_parts_are_told_apart() -> None:
    text = f"one{ITEM}two{ROW}three"
    assert stretch(text, 0) == ("", "one", 3)
    assert stretch(text, 3) == (ITEM, "two", 7)
    assert stretch(text, 7) == (ROW, "three", 13)
    assert stretch(text, 13) == ("", "", 13)


@given(st.lists(st.text("The quickbrown fx", max_size=9), max_size=9))
def test_nothing_that_is_written_leads_out_of_the_text(pieces: list[str]) -> None:
    assert TEXT.endswith(_after(*pieces))


def test_one_wrong_letter_in_thirty_costs_little() -> None:
    chance = random.Random(7)
    cursor, lost = Cursor(TEXT * 4), 0
    for at, letter in enumerate(TEXT * 4):
        cursor.follow(chance.choice("xyz") if chance.random() < 1 / 30 else letter)
        lost += cursor.at != at + 1
    assert lost < 12

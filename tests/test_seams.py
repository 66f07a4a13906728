import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.document import Em, Text, plain
from docparse.seams import goes_on, mended

LONG = "The lamp burned on every night of the year although nobody had asked it to, and the keeper wrote"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{LONG} it down", "in the book that lay beside the stair."),
        (f"{LONG} an exam-", "ple of it."),
        (f"{LONG} of", "Norwich and of other towns."),
        (f"{LONG} in Norwich,", "Ely and Lincoln."),
        (
            "湖のほとりに灯台が立っていて、夜になると静かに光を投げかけていたので、船は迷うことなく港に",
            "入ることができた。",
        ),
    ],
)
def test_text_in_mid_sentence_goes_on(before: str, after: str) -> None:
    assert goes_on(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{LONG} it down.", "in the book."),
        (f"{LONG} (see below).", "in the book."),
        (f"{LONG}:", "the first of them."),
        (f"{LONG} it down", "The next paragraph begins here."),
        (f"{LONG} at 4 MPa", "To avoid this, open the valve."),
        (f"{LONG} it down", "1 A footnote"),
        (f"{LONG} it down", "- an entry"),
        ("Invoice number", "due on receipt"),
        ("", "in the book."),
        (LONG, ""),
    ],
)
def test_what_ended_and_what_is_short_does_not(before: str, after: str) -> None:
    assert not goes_on(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{LONG} they jointly af-", "Algorithm 1 How lamps burn through the night"),
        (f"{LONG} and Neuro-", "101 boats were counted in the harbour."),
        (f"{LONG} are known to have the", "AFT10-1 AFT11-1 AFT12-1 AFT9-1 M 1 2 3 4"),
        (f"{LONG} which are sec-", "aThe numbers are those of the lanes of the figure."),
        ("%op <operator> <specifier> <precedence>", "declares the sign to be an operator."),
        (f"{LONG} it down", "time in seconds"),
    ],
)
def test_names_numbers_marks_and_code_do_not(before: str, after: str) -> None:
    assert not goes_on(before, after)


def test_only_small_letters_go_on_past_something_else() -> None:
    assert goes_on(f"{LONG} of", "Norwich and of other towns.")
    assert not goes_on(f"{LONG} of", "Norwich and of other towns.", past=True)
    assert goes_on(f"{LONG} it down", "in the book that lay beside the stair.", past=True)


def test_a_divided_word_is_whole_again() -> None:
    assert mended((Text("an exam-"),), (Text("ple of it"),)) == (Text("an example of it"),)


@pytest.mark.parametrize("before", ["a jack-of-all-", "from A-", "see 1990-"])
def test_a_hyphen_that_may_be_the_words_own_stays(before: str) -> None:
    assert plain(mended((Text(before),), (Text("off"),))).startswith(before)


def test_chinese_and_japanese_meet_without_a_blank_and_korean_with_one() -> None:
    assert mended((Text("灯台の"),), (Text("光"),)) == (Text("灯台の光"),)
    assert mended((Text("등대의"),), (Text("불빛"),)) == (Text("등대의 불빛"),)


def test_emphasis_keeps_to_its_own_words() -> None:
    assert mended((Em((Text("so"),)),), (Text("it"),)) == (Em((Text("so"),)), Text(" "), Text("it"))


@given(st.text("ab-. 漢한", min_size=1), st.text("ab-. 漢한", min_size=1))
def test_no_letter_is_lost_at_a_seam(before: str, after: str) -> None:
    letters = [c for c in before + after if c.isalpha()]
    assert [c for c in plain(mended((Text(before),), (Text(after),))) if c.isalpha()] == letters

"""Answers that run in circles, told from pages whose rows are alike."""
# pyright: standard
# tokenizers has no types worth knowing.

from functools import cache
from typing import Any

import pytest
from answers import ABSENT, ANSWERS

tokenizers = pytest.importorskip("tokenizers", reason="needs the `vl` extra")

from docparse.qwenvl import repeats  # noqa: E402 - after the guard
from docparse.runtime import ends  # noqa: E402

HEAD = '<html><body>\n<p data-bbox="10 20 300 40">Délivré à Łódź, le 3 mai</p>\n'
WORDS = "and then the same again, "
ROW = "<tr><td></td><td></td><td></td><td></td></tr>"
LINE = '<p data-bbox="10 60 300 80">the same line</p>\n'


@cache
def letters() -> Any:
    """A tokenizer whose tokens are bytes."""
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    vocab = {letter: n for n, letter in enumerate(alphabet)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=vocab, merges=[]))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    tokenizer.add_special_tokens(["<|im_end|>"])
    return tokenizer


def tokens(text: str) -> list[int]:
    return letters().encode(text).ids


def moved(times: int) -> str:
    """The same line over and over, each time further down the page."""
    return "".join(f'<p data-bbox="10 {20 * n} 300 {20 * n + 18}">the same line</p>\n' for n in range(times))


def kept(text: str) -> str | None:
    good = ends.circling(letters(), tokens(text))
    return None if good is None else ends.text(letters(), tokens(text)[:good])


def test_special_tokens_are_left_out_and_half_a_character_is_marked() -> None:
    assert ends.text(letters(), [*tokens("à"), *tokens("<|im_end|>"), tokens("é")[0]]) == "à\ufffd"


@pytest.mark.parametrize(
    ("once", "again"),
    [
        (WORDS, WORDS * 100),
        (LINE, LINE * 60),
        (moved(1), moved(400)),
        ("<table>" + ROW, "<table>" + ROW * 300),
    ],
    ids=["words", "a line at its place", "a line further down each time", "rows"],
)
def test_what_is_said_without_end_is_kept_once(once: str, again: str) -> None:
    """A circle has no beginning, so the last tag may be left open."""
    text = kept(HEAD + again)
    assert text is not None
    assert text == (HEAD + once)[: len(text)]
    assert len(HEAD + once) - len(text) <= len("</p>\n")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + WORDS * 30,
        HEAD + LINE * 20,
        HEAD + moved(60),
        HEAD + "<table>" + ROW * 120,
        HEAD + "<table>" + "<tr><td>0.00</td><td>0.00</td></tr>" * 150,
        HEAD + "<table>" + "".join(f"<tr><td>{n}</td><td>{n * n}</td></tr>" for n in range(2000)),
        HEAD + "<p>" + "." * 500,
    ],
    ids=["words", "a line", "labels", "a blank form", "a ledger of zeros", "a table", "leaders"],
)
def test_what_a_page_may_hold_is_no_circle(text: str) -> None:
    assert kept(text) is None


def test_an_answer_that_was_cut_off_needs_less_proof() -> None:
    text = HEAD + "<table>" + ROW * 5 + "<tr><td>"
    assert kept(text) is None
    good = ends.circled(letters(), tokens(text))
    assert good is not None
    assert ends.text(letters(), tokens(text)[:good]).startswith(HEAD + "<table>" + ROW[:8])


def test_at_least_one_token_is_good() -> None:
    text = "a" * 3000
    assert ends.circling(letters(), tokens(text)) == 1


@pytest.mark.skipif(not ANSWERS, reason=ABSENT)
def test_no_answer_of_the_corpus_is_given_up_while_it_is_written() -> None:
    for name, answer in ANSWERS.items():
        written = tokens(answer)
        assert all(ends.circling(letters(), written[:n]) is None for n in range(64, len(written), 64)), name


@pytest.mark.skipif(not ANSWERS, reason=ABSENT)
def test_answers_of_the_corpus_that_loop_count_as_cut_off_within_a_circle() -> None:
    looping = {name for name, answer in ANSWERS.items() if ends.circled(letters(), tokens(answer))}
    assert looping == {name for name, answer in ANSWERS.items() if repeats(answer) is not None}
    assert looping

"""The signs of a formula tell its LaTeX a little ahead, and where the text goes on behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.runtime.draft_formula import along, sign

SIGNS = "hence \u03b1\u2264x2 + \u22121 holds"


@pytest.mark.parametrize(
    ("formula", "next_one"),
    [
        ("$", "\\alpha"),
        ("$\\", "alpha"),
        ("$\\al", "pha"),
        ("$\\alpha \\leq ", "x"),
        ("$\\alpha \\leq x^{", "2"),
        ("$\\alpha \\leq x^{2} + ", "-"),
        ("$\\alpha \\leq x", ""),  # be it `^` or whatever
    ],
)
def test_the_next_sign_is_told(formula: str, next_one: str) -> None:
    assert sign(formula, SIGNS, len("hence ")) == next_one


def test_text_goes_on_behind_the_signs() -> None:
    at = along("$\\alpha \\leq x^{2} + -1$", SIGNS, len("hence "))
    assert SIGNS[at:].strip().endswith("holds")
    assert SIGNS[along("$y$", SIGNS, 0) :] == SIGNS


@given(st.text("$\\alph {}^x\u03b1", max_size=20), st.text("x\u03b1 2", max_size=20), st.integers(0, 20))
def test_any_formula_stays_within_its_text(formula: str, text: str, at: int) -> None:
    at = min(at, len(text))
    assert at <= along(formula, text, at) <= len(text)
    assert sign("$" + formula, text, at) is not None

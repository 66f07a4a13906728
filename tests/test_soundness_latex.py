"""What keeps a formula from being typeset is said, and nothing is said of one that can be."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.soundness import latex

FORMULAS = Path(__file__).parents[2] / "shared/corpus/im2latex_sample/formulas.lst"


@pytest.mark.parametrize(
    "source",
    [
        r"E = mc^2",
        r"x_a' + y_a'^2",
        r"{}_2^4 \mathrm{He} \sum\limits_{i=1}^n a_i^{2^k}",
        r"\left( \frac{a}{b} \middle| \left. c \right\} \right]",
        r"\begin{aligned} a &= b \\ &= c_{1} \end{aligned} \tag{2.1}",
        r"\begin{array}{c|c} 1 & 2 \\ \hline 3 & \text{a_b $x$} \end{array}",
        r"\cases{ x & $y$ \cr z & 1 } \label{eq:a_b_c}",
        r"\operatorname{rank} A = \Bigl\{ 0 \Bigr\} % and so on {",
        r"\frac12 + \frac\sqrt2{3} + \dfrac a b",
        r"\mathbb{R} \ni \varnothing \quad 50\,\% \cdot \{1, \dots, n\}",
        r"\xrightarrow[below]{above} \overset{!}{=} \underbrace{x}_{y} \sqrt[3]{2}",
        r"\begin{tabular}{l} 1$\sim$50 \\ a_b \end{tabular} \textcircled{1}",
        "变量 x = 5",
    ],
)
def test_sound_formulas_pass(source: str) -> None:
    assert latex.fault(source) is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (r"\frac{a}{b", "`{` is not closed"),
        (r"a}", "`}` closes nothing"),
        (r"\left( a", r"`\left` is not closed"),
        (r"{\left( a} \right)", r"`}` where `\left` is open"),
        (r"\left a \right)", r"`\left` before `a`, which is no bracket"),
        (r"\left( a \right", r"nothing follows `\right`"),
        (r"\begin{pmatrix} 1 \end{bmatrix}", r"`\end{bmatrix}` where `\begin{pmatrix}` is open"),
        (r"\begin{pmatrix} 1", r"`\begin{pmatrix}` is not closed"),
        (r"\begin{pmatricks} 1 \end{pmatricks}", "there is no environment `pmatricks`"),
        (r"\alhpa + 1", r"there is no command `\alhpa`"),
        (r"a & b", "`&` outside of any table"),
        (r"x^2^3", "two `^` on one base"),
        (r"x_{a}^{b}_{c}", "two `_` on one base"),
        (r"x^_2", "`^` right before `_`"),
        (r"{x^}", "nothing follows `^`"),
        (r"x_", "nothing follows `_`"),
        (r"a $ b", "a dollar stands in it"),
        (r"{\frac{1}} + 2", "a fraction, or the like, lacks a part"),
        (r"1 + \sqrt", "it cannot be converted to MathML"),
        ("% all of it", "there is nothing in it"),
        ("{" * 100 + "}" * 100, "it is nested too deep"),
    ],
)
def test_what_is_wrong_is_said(source: str, said: str) -> None:
    assert latex.fault(source) == said


@given(st.text(alphabet="\\{}[]()^_&$%'ab1 \n|", max_size=60))
def test_any_source_at_all_gets_an_answer(source: str) -> None:
    assert latex.fault(source) is None or latex.fault(source)


@pytest.mark.parametrize("bomb", ["{", r"\left(", r"\begin{array}", "^{", r"\sqrt", r"\frac", "x_a^b", r"\x"])
def test_bombs_burn_out(bomb: str) -> None:
    began = process_time()
    latex.fault(bomb * 20_000)
    assert process_time() - began < 30, "linear, it takes less than one"


def test_formulas_of_papers_pass() -> None:
    if not FORMULAS.is_file():
        pytest.skip("the corpus is not here")
    lines = FORMULAS.read_text(encoding="utf-8", errors="replace").splitlines()
    faults = [said for line in lines[:400] if line.strip() and (said := latex.fault(line))]
    undefined = [said for said in faults if said != "there is nothing in it"]  # those are commented out
    assert len(undefined) <= 2, undefined

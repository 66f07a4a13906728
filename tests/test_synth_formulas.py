"""Formulas: the LaTeX and the Typst of one tree."""

import re
from pathlib import Path
from random import Random

import pytest
from printed import NEEDS, press

from docparse.document import Formula, SizePt
from docparse.synth import formulas
from docparse.synth.fonts import SERIF
from docparse.synth.formulas import Fence, Fraction, Matrix, Root, Run, Script, Sign
from docparse.synth.pieces import Piece, Sheet
from docparse.synth.words import TONGUES

pytestmark = NEEDS

TREES = [formulas.relation(Random(seed), seed % 3) for seed in range(120)]
A, B, N = Sign("a", "a"), Sign(r"\beta", "beta"), Sign("2", "2")


@pytest.mark.parametrize(
    ("tree", "latex", "typst"),
    [
        (Run((A, B)), r"a \beta", "a beta"),
        (Fraction(A, B), r"\frac{a}{\beta}", "frac(a, beta)"),
        (Script(A, N, B), r"a_{2}^{\beta}", "a_(2)^(beta)"),
        (Root(Fence(A)), r"\sqrt{\left( a \right)}", "sqrt(lr(( a )))"),
        (Matrix(((A, B), (N, A))), r"\begin{pmatrix} a & \beta \\ 2 & a \end{pmatrix}", "mat(a, beta; 2, a)"),
    ],
)
def test_a_tree_is_written_in_both_languages(tree: formulas.Expression, latex: str, typst: str) -> None:
    assert (formulas.latex(tree), formulas.typst(tree)) == (latex, typst)


def test_every_formula_is_latex_that_another_program_reads() -> None:
    from matplotlib.mathtext import MathTextParser

    parser = MathTextParser("path")
    readable = [latex for latex in map(formulas.latex, TREES) if "matrix" not in latex]
    assert len(readable) > 60
    for latex in readable:
        parser.parse(f"${latex}$")


def test_every_formula_is_typst_that_can_be_set(tmp_path: Path) -> None:
    with_press, _ = press(tmp_path)
    pieces = tuple(
        Piece(Formula(formulas.latex(tree)), f"math.equation(block: true, $ {formulas.typst(tree)} $)")
        for tree in TREES
    )
    sheet = Sheet("formulas", TONGUES[0], SERIF, SizePt(595, 842), pieces)
    assert len(with_press.set(sheet).marks) == len(TREES)


def test_both_languages_have_the_same_numbers() -> None:
    for tree in TREES:
        assert re.findall(r"\d+", formulas.latex(tree)) == re.findall(r"\d+", formulas.typst(tree))

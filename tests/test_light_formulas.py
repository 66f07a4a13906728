"""Formulas of born-digital pages: set by Typst from expressions whose LaTeX is known, and by hand."""

import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from lines import layer, line

from docparse import qwenvl
from docparse.document import Formula, Math, Paragraph
from docparse.engines.light import LightEngine
from docparse.engines.light.formulas import encodings, latex, written
from docparse.engines.light.formulas.inline import Inked, set_maths
from docparse.engines.light.geometry import Rect
from docparse.engines.light.inked import glyphs
from docparse.engines.light.layer import Glyph, Layer, Line, Run
from docparse.source import PageRef
from docparse.source.mupdf import pymupdf
from docparse.source.reader import Reader
from docparse.synth import formulas as trees

typst = pytest.importorskip("typst", reason="formulas are set by Typst, of the extra `synth`")

_THIN = 1.6


def typeset(*formulas: str) -> list[tuple[tuple[Glyph, ...], list[Rect]]]:
    """The glyphs and rules of formulas in Typst's notation, a page each."""
    pages = "\n#pagebreak()\n".join(f"$ {formula} $" for formula in formulas)
    source = f"#set page(width: 1400pt, height: 300pt, margin: 10pt)\n{pages}"
    document = pymupdf.open(stream=typst.compile(source.encode()), filetype="pdf")
    return [(glyphs(page), _rules(page)) for page in document]


def _rules(page: object) -> list[Rect]:
    drawn = (Rect(*path["rect"]) for path in page.get_drawings())  # pyright: ignore[reportAttributeAccessIssue]
    return [rect for rect in drawn if rect.height < _THIN]


def bare(text: str | None) -> str:
    """LaTeX without what does not show: blanks, and whether brackets were told to grow."""
    return re.sub(r"\\left|\\right|\s", "", text or "")


@pytest.mark.parametrize("seed", range(3))
def test_expressions_come_back_as_the_latex_that_they_were_made_of(seed: int) -> None:
    rng = Random(seed)
    made = [trees.relation(rng, depth) for depth in (1, 1, 2, 2, 2, 3) for _ in range(4)]
    found = [bare(written(*page)) for page in typeset(*map(trees.typst, made))]
    wanted = [bare(trees.latex(expression)) for expression in made]
    assert sum(a == b for a, b in zip(found, wanted, strict=True)) >= len(made) - 1


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("hat(x) + macron(y) + arrow(v)", r"\hat{x} + \bar{y} + \vec{v}"),
        ("root(3, x + y) <= b", r"\sqrt[3]{x + y} \leq b"),
        ("x ≧ y", r"x \geqq y"),
        ("binom(n, k) = 1", r"\binom{n}{k} = 1"),
        ('cases(x "if" x > 0, 0 "else")', r"\begin{cases} x\text{if }x > 0 \\ 0\text{else} \end{cases}"),
        ("bb(R)^n -> cal(L)", r"\mathbb{R}^{n} \to \mathcal{L}"),
        ("lim_(n -> oo) a_n", r"\lim_{n \to \infty}a_{n}"),
        ("g'(x)", r"g^{\prime}(x)"),
        ("a &= b \\ &= c + d", r"\begin{aligned} a & = b \\ & = c + d \end{aligned}"),
        ("x_1, ..., x_n", r"x_{1},\ldots,x_{n}"),
        ("[1 med 1]", r"[1\ 1]"),
        ("psi_(x_i)^2", r"\psi_{x_{i}}^{2}"),
        ('mat(delim: "[", a, b; c, d)', r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}"),
        ("1 + 1/(2 + 1/(3 + 1/4))", r"1 + \frac{1}{2 + \frac{1}{3 + \frac{1}{4}}}"),
    ],
)  # fmt: skip
def test_notation_of_mathematics_is_latex(formula: str, expected: str) -> None:
    [page] = typeset(formula)
    assert bare(written(*page)) == bare(expected)


def test_a_sign_without_a_name_leaves_the_formula_unread() -> None:
    [(signs, rules)] = typeset("a + b")
    unknown = Glyph(encodings.UNKNOWN, signs[0].rect, 11.0, signs[0].baseline, "Strange")
    assert written([*signs, unknown], rules) is None


def test_codes_of_fonts_of_tex_are_the_characters_that_they_show() -> None:
    assert encodings.read("ABCDEF+CMEX10", 0x22) == "["
    assert encodings.read("CMEX10", 0x58) == "∑"
    assert encodings.read("Cmmi10", 0xB5) == "θ"
    assert encodings.read("Cmsy10", 0xA1) == "−"
    assert encodings.read("Helvetica", 0x41) == encodings.UNKNOWN


def test_a_number_at_the_right_is_the_tag_of_a_formula() -> None:
    area = Rect(0, 80, 400, 120)
    assert latex(area, [line("a + b        (3.1)")], layer()) == r"a + b \tag{3.1}"


def test_two_rows_that_were_read_off_an_image_are_left_unread() -> None:
    assert latex(Rect(0, 0, 400, 200), [line("a = b"), line("c = d", y=120)], layer()) is None


def test_what_fonts_call_mathematics_within_a_line_is_set_as_latex() -> None:
    page, text = prose("The value", ("x", "CMMI10"), ("=", "CMR10"), ("2", "CMR10"), "is small.")
    found = set_maths(text, page, Inked(page))
    assert [(run.text, run.maths) for run in found.runs] == [
        ("The", False), ("value", False), ("x = 2", True), ("is", False), ("small.", False),
    ]  # fmt: skip


def test_a_mark_of_a_list_in_a_font_of_mathematics_stays_as_it_is() -> None:
    page, text = prose(("•", "CMSY10"), "an entry of a list")
    assert set_maths(text, page, Inked(page)) == text


def test_figures_with_a_sign_of_mathematics_stay_as_they_are() -> None:
    page, text = prose("The TI", ("−", "CMSY10"), ("89", "CMBX10"), "is small.")
    assert set_maths(text, page, Inked(page)) == text
    page, text = prose("The value", ("−", "CMSY10"), ("x", "CMMI10"), "is small.")
    assert any(run.maths for run in set_maths(text, page, Inked(page)).runs)


def test_formulas_are_found_on_lines_of_their_own_and_within_text(tmp_path: Path) -> None:
    source = r"""#set page(width: 400pt, height: 300pt)
        Words go on before $x = 1/2 rho v^2$ and behind it for as far as a line goes on this page.
        $ y = sqrt(frac(a, b) t) quad quad quad (1) $
        Other words end it."""
    path = tmp_path / "page.pdf"
    path.write_bytes(typst.compile(source.encode()))
    (reading,) = LightEngine(Reader()).read(iter((PageRef(str(path), "", 0),)))
    first, shown, last = qwenvl.parse(reading.html, reading.size).blocks
    assert isinstance(first, Paragraph)
    assert Math(r"x = \frac{1}{2}\rho v^{2}") in first.inlines
    assert isinstance(shown, Formula)
    assert shown.latex == r"y = \sqrt{\frac{a}{b}t} \tag{1}"
    assert isinstance(last, Paragraph)


def test_letters_of_one_alphabet_side_by_side_are_set_by_one_command() -> None:
    [page] = typeset("frak(A B) = bold(C) D")
    assert written(*page) == r"\mathfrak{AB} = \mathbf{C}D"


def test_a_raised_sign_behind_a_name_stays_the_mark_that_it_is() -> None:
    page, text = prose("Ada Lovelace", ("β", "CMMI7"))
    *name, mark = text.runs
    raised = Line((*name, replace(mark, size=6.0, baseline=96.0)))
    assert set_maths(raised, page, Inked(page)) == raised


def prose(*parts: str | tuple[str, str]) -> tuple[Layer, Line]:
    """A line of text, some of it in other fonts, with the glyphs that belong to it."""
    runs: list[Run] = []
    x = 72.0
    for part in parts:
        text, font = (part, "Times") if isinstance(part, str) else part
        for run in line(text, x=x).runs:
            runs.append(replace(run, spaced=bool(runs), font=font))
        x = runs[-1].rect.x1 + 5
    made = tuple(
        Glyph(
            c,
            Rect(run.rect.x0 + 5 * i, 93, run.rect.x0 + 5 * i + 5, 100),
            10,
            100,
            run.font,
            run.font == "CMMI10",
        )
        for run in runs
        for i, c in enumerate(run.text)
    )
    return Layer(600, 800, (Line(tuple(runs)),), glyphs=lambda: made), Line(tuple(runs))

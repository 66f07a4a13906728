import pytest
from hypothesis import given
from render_strategies import formulas, wild_formulas
from shown import READER, shown

from docparse.document import Math
from docparse.render import latex


@given(formulas())
def test_a_display_formula_stands_between_its_dollars_literally(source: str) -> None:
    lines = latex.display(source).split("\n", 1)
    assert " ".join([lines[0], *lines[1:]]).replace("\n", " ") == f"$$ {source} $$"


def test_the_lines_of_a_formula_are_kept() -> None:
    source = "\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}"
    assert latex.display(source) == f"$$\n{source}\n$$"


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("a\n\n\nb", "$$\na\nb\n$$"),
        ("a $$ b", "$$\na $ $ b\n$$"),
        ("a\n- b\n==", "$$\na - b ==\n$$"),
        ("a % half\n+ b", "$$\na + b\n$$"),
        ("# a", "$$ # a\n$$"),
        ("<script>x", "$$\n< script>x\n$$"),
        ("f[x](y)", "$$\nf[x] (y)\n$$"),
    ],
)
def test_a_display_formula_cannot_break_out(source: str, markdown: str) -> None:
    assert latex.display(source) == markdown


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        (" a\n b ", "$a b$"),
        ("a % half\nb", "$a b$"),
        (r"a \text{ if $b$}", r"$a \text{ if \(b\)}$"),
        (r"\$ 5", r"$\$ 5$"),
        ("a\\", "$a\\ {}$"),
        ("x<y", "$x<y$"),
        ("x<y>z", "$x< y>z$"),
        ("<!--", "$< !--$"),
        ("`a`", "$\u2018a\u2018$"),
        (" \n ", ""),
    ],
)
def test_an_inline_formula_cannot_break_out(source: str, markdown: str) -> None:
    assert latex.inline(source) == markdown


@given(wild_formulas())
def test_a_display_formula_is_one_paragraph_without_tags_or_links(math: Math) -> None:
    markdown = latex.display(math.latex)
    assert [path for path, _ in shown(f"{markdown}\n\nafter\n")] == ["p", "p"]
    tokens = [child.type for token in READER.parse(markdown) for child in token.children or []]
    assert "html_inline" not in tokens
    assert "link_open" not in tokens

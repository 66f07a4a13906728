from dataclasses import replace

import pytest
from lines import line, paragraph

from docparse.engines.light.formulas import latex
from docparse.engines.light.layer import Line


def formula(*parts: tuple[str, int]) -> Line:
    """Parts side by side, each with how it is raised: 1, 0 or -1."""
    runs = []
    x = 72.0
    for text, script in parts:
        made = line(text, x=x, y=100 - 4 * script, size=10 if script == 0 else 6)
        runs += [replace(run, italic=True) for run in made.runs]
        x = made.rect.x1
    return Line(tuple(runs))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("E = mc", 0), ("2", 1)], "E = mc^{2}"),
        ([("x", 0), ("ij", -1), (" ≤ α", 0)], r"x_{ij}\leq \alpha"),
        ([("sin(θ) = 1", 0)], r"sin(\theta ) = 1"),
        ([("a + b (3.1)", 0)], r"a + b \tag{3.1}"),
        ([("𝑇≈432𝑑", 0), ("2", 1), ("(1 + 2𝑤), (5)", 0)], r"T\approx 432d^{2}(1 + 2w), \tag{5}"),
        ([("cos 𝜃 = 𝐱ℎ", 0)], r"\cos \theta = \mathbf{x}h"),
    ],
)
def test_one_row_of_known_characters_is_latex(parts: list[tuple[str, int]], expected: str) -> None:
    assert latex([formula(*parts)]) == expected


def test_a_function_set_upright_is_a_command_and_a_word_stays_upright() -> None:
    assert latex([line("max x if y")]) == r"\max x \mathrm{if} y"


def test_two_rows_or_unknown_characters_are_left_unread() -> None:
    assert latex(paragraph(["a", "b"])) is None
    assert latex([line("∑ a")]) is None
    assert latex([line("√𝑥")]) is None
    assert latex([line("\ufffd = 1")]) is None

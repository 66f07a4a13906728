import pytest

from docparse.evaluate import normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("# A **bold** word.", "A bold word"),
        (r"the angle $\alpha$", "the angle α"),
        (r"$\Lambda_{2}$", "Λ2"),
        (r"about \(\frac{1}{2}\)", "about 12"),
        ("[text](https://example.org)", "text"),
        ("a &amp; b<br>c", "a b c"),
        ("①", "1"),
        ("e\u0301", "\u00e9"),
        (r"where $a \leq b \in \mathbb{R}$", "where a ≤ b ∈ ℝ"),
        (r"the angle $x_i = \sin \theta_{0}$", "the angle x<sub>i</sub> = sin θ₀"),
        (r"$\Re z \to \ell$", "ℜz → l"),
        ("if $a<b$ and c>d", "if a b and c d"),
    ],
)
def test_what_no_score_should_see_is_gone(one: str, other: str) -> None:
    assert normal.text(one) == normal.text(other)


def test_case_and_underscores_count() -> None:
    assert normal.text("snake_Case") == "snake_Case"
    assert normal.text("a") != normal.text("A")


def test_a_word_after_a_backslash_that_is_no_command_stays() -> None:
    assert normal.text(r"C:\temporary\files") == "Ctemporaryfiles"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"$$ x^2 $$", "x^2"),
        (r"\[ \mathbf{X} + 1 \tag{3} \]", "{x}+1"),
        (r"\begin{equation} a = b . \end{equation}", "a=b"),
        (r"\left( a \quad b \right)", "(ab)"),
        (r"\int f\,dx", r"\intfdx"),
    ],
)
def test_dress_is_taken_off_formulas(one: str, other: str) -> None:
    assert normal.formula(one) == other


def test_commands_that_begin_like_dress_stay() -> None:
    assert normal.formula(r"\leftarrow \textit{x}") == r"\leftarrow{x}"


def test_of_a_formula_the_letters_and_digits_that_it_shows_are_text() -> None:
    assert normal.letters(r"\sum_{i=1}^{n} \frac{\alpha_{i}}{2} \leq \sqrt{x}") == "i1nαi2x"
    assert normal.letters(r"\begin{array}{ll} \cos x & y \end{array}") == "cosxy"


@pytest.mark.parametrize(
    ("letter", "script"),
    [
        ("a", "latin"),
        ("ж", "cyrillic"),
        ("中", "cjk"),
        ("あ", "japanese"),
        ("한", "hangul"),
        ("7", ""),
        ("-", ""),
    ],
)
def test_letters_know_their_script(letter: str, script: str) -> None:
    assert normal.script(letter) == script

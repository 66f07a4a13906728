import numpy as np
import pytest

from docparse.engines.light.scan import doubts
from docparse.engines.light.scan.scripts import GREEK, VIETNAMESE
from docparse.engines.light.scan.seen import Glimpse, Seen


def line(text: str, score: float, length: float = 12.0, height: float = 20.0) -> Seen:
    """`length` in heights."""
    words = text.split()
    glimpses = tuple(Glimpse(word, at / len(words), (at + 1) / len(words)) for at, word in enumerate(words))
    right = length * height
    corners = np.array([[0, 0], [right, 0], [right, height], [0, height]], np.float32)
    return Seen(corners, glimpses, score)


GOOD = line("The clerk files every letter", 0.99)
CHINESE = line("今天天气很好我们去公园散步", 0.99, length=13)
# What PP-OCR makes of lines in other scripts.
KOREAN = line("", 0.0)
RUSSIAN = line(".", 0.97)
THAI = line("cνιala:uTusssu ula:sUāciu", 0.65)


@pytest.mark.parametrize("seen", [KOREAN, RUSSIAN, THAI])
def test_what_is_left_of_lines_in_other_scripts_is_doubted(seen: Seen) -> None:
    assert doubts.is_doubted(seen)
    assert not doubts.is_fair(seen)


@pytest.mark.parametrize("seen", [GOOD, CHINESE])
def test_lines_that_are_read_well_are_not(seen: Seen) -> None:
    assert not doubts.is_doubted(seen)
    assert doubts.is_fair(seen)


def test_one_empty_line_on_a_good_page_is_suspect() -> None:
    assert doubts.suspects([GOOD] * 30 + [KOREAN]) == [30]


def test_a_few_lines_hard_to_read_on_a_good_page_are_not() -> None:
    smudges = [line("f(x) = Ill|", 0.55, length=5)] * 2
    assert doubts.suspects([GOOD] * 30 + smudges) == []


def test_many_lines_hard_to_read_are() -> None:
    assert doubts.suspects([THAI] * 5 + [GOOD]) == [0, 1, 2, 3, 4]


def test_short_lines_tell_nothing() -> None:
    assert doubts.suspects([line("", 0.0, length=1.5)] * 9) == []


def test_a_page_without_lines_gives_no_doubts() -> None:
    assert doubts.suspects([]) == []
    assert doubts.hinted([]) is None
    assert doubts.share([], []) == 0.0


def test_greek_without_its_accents_is_taken_for_greek_and_formulas_are_not() -> None:
    assert doubts.hinted([line("'Oλοι οι áνθρωποι γεννιονται ελεθεροι", 0.84)]) is GREEK
    formulas = [line("f(α) = sin α + β where α stands for the angle", 0.9), GOOD]
    assert doubts.hinted(formulas) is None


def test_vietnamese_without_half_its_letters_is_taken_for_vietnamese() -> None:
    assert doubts.hinted([line("Tt c mi ngưi sinh ra đu đưc t do và bình", 0.98)]) is VIETNAMESE
    assert doubts.hinted([line("Sva ljudska bića rađaju se slobodna i jednaka, vođa, đak", 0.98)]) is None

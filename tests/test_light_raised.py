import pytest

from docparse.engines.light.raised import raised, widths

USUAL = widths([("serif", c, 0.465) for c in "0123456789"] + [("serif", "n", 0.53), ("serif", "1", 0.307)])
ALONE = widths([("serif", "n", 0.53)])
NARROW = 0.307


def ems(text: str, mark: str) -> list[float]:
    start = text.index(mark)
    return [NARROW if start <= index < start + len(mark) else 0.465 for index in range(len(text))]


@pytest.mark.parametrize(
    ("word", "mark", "place"),
    [("switch.1", "1", (7, 8)), ("blasts12,", "12", (6, 8)), ("1She", "1", (0, 1)), ("2025.3", "3", (5, 6))],
)
def test_a_mark_narrower_than_its_figure_elsewhere_is_raised(
    word: str, mark: str, place: tuple[int, int]
) -> None:
    assert raised(word, ems(word, mark), "serif", USUAL) == place


@pytest.mark.parametrize(("word", "mark"), [("switch.1", "1"), ("1She", "1")])
def test_a_mark_that_the_page_has_once_is_known_by_the_letters(word: str, mark: str) -> None:
    assert raised(word, ems(word, mark), "serif", ALONE) is not None


@pytest.mark.parametrize("word", ["switch.1", "365", "1st", "v2.1", "B2B"])
def test_figures_of_their_usual_width_are_not(word: str) -> None:
    assert raised(word, [0.465] * len(word), "serif", USUAL) is None


@pytest.mark.parametrize("word", ["1st", "Fig.1", "2.1", "11"])
def test_a_font_whose_ordinary_figures_are_narrow_raises_none(word: str) -> None:
    usual = widths([("geometric", "n", 0.62), ("geometric", "1", 0.355)])
    assert raised(word, [0.355] * len(word), "geometric", usual) is None


def test_another_font_tells_nothing() -> None:
    assert raised("switch.1", ems("switch.1", "1"), "sans", USUAL) is None

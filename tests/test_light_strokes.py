from dataclasses import replace

import pytest
from lines import line

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Line
from docparse.engines.light.strokes import told

NAME = line("max iterations")  # the white is 5 points wide, from x 87 to 92


def rule(x0: float, x1: float, y: float = 100.4) -> Rect:
    return Rect(x0, y, x1, y)


def test_a_short_rule_on_the_baseline_between_two_words_is_an_underscore() -> None:
    lines, drawings = told([NAME], [rule(88, 91), Rect(0, 0, 50, 50)])
    assert [made.text for made in lines] == ["max_iterations"]
    assert drawings == (Rect(0, 0, 50, 50),)


def test_rules_above_under_or_away_from_the_white_stay_rules() -> None:
    for other in (rule(88, 91, 97), rule(88, 91, 104), rule(74, 78), rule(72, 130), rule(87.5, 88.5)):
        assert told([NAME], [other]) == ((NAME,), (other,))


@pytest.mark.parametrize(
    "font", ["XYDASH10", "XYATIP-Medium", "LINE10", "TeXMUSIX24-Regular", "Emmentaler-20"]
)
def test_glyphs_that_draw_lines_and_notes_are_drawings_and_no_text(font: str) -> None:
    drawn = Line(tuple(replace(run, font=font) for run in line("B B |", y=200).runs))
    lines, drawings = told([NAME, drawn], [])
    assert lines == (NAME,)
    assert drawings == tuple(run.rect for run in drawn.runs)


@pytest.mark.parametrize("font", ["LinePrinter", "Lineal-Bold", "Maestrow", "XYZSans"])
def test_text_in_other_fonts_is_text(font: str) -> None:
    written = Line(tuple(replace(run, font=font) for run in line("B B |", y=200).runs))
    assert told([written], []) == ((written,), ())

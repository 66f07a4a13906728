"""The text layer of small PDFs made here, as lines of runs."""

from itertools import pairwise
from pathlib import Path

import paper
import pytest

from docparse.engines.light.spans import is_monospaced, lines, unechoed
from docparse.source.mupdf import pymupdf

REPORT = Path(__file__).parents[1] / "examples" / "report.pdf"


def test_an_accent_printed_over_a_letter_is_put_on_it() -> None:
    made = paper.document()
    wide, accent = (pymupdf.get_text_length(text, fontname="helv", fontsize=11) for text in ("Caf", "\u00b4"))
    paper.write(made[0], 72, 100, "Caf")
    paper.write(made[0], 72 + wide + 1, 100, "\u00b4")
    paper.write(made[0], 72 + wide + accent * 0.2, 100, "es")
    assert [line.text for line in lines(made[0], [])] == ["Caf\u00e9s"]


@pytest.mark.parametrize("font", ["helv", "cour"])
def test_a_spacing_accent_beside_a_letter_stays(font: str) -> None:
    made = paper.document()
    paper.write(made[0], 72, 100, "`now` and 5\u00b4e", font=font)
    assert [line.text for line in lines(made[0], [])] == ["`now` and 5\u00b4e"]


def test_a_mark_that_is_a_narrow_figure_is_a_run_of_its_own() -> None:
    with pymupdf.open(REPORT) as report:
        runs = [run for line in lines(report[0], []) for run in line.runs]
    calls = [(before.text, mark.text) for before, mark in pairwise(runs) if mark.size < 7]
    assert ("switch.", "1") in calls
    assert ("blasts.", "2") in calls
    assert any(run.text == "365" for run in runs)


def test_white_behind_letters_that_mupdf_does_not_know_is_a_blank() -> None:
    made = paper.document()
    for x, word in ((72, "한국"), (72 + 24, "단어")):
        made[0].insert_text((x, 100), word, fontname="korea", fontsize=10)
    assert [line.text for line in lines(made[0], [])] == ["한국 단어"]


def test_letters_that_stand_close_are_one_word() -> None:
    made = paper.document()
    for x, word in ((72, "한국"), (72 + 20, "단어")):
        made[0].insert_text((x, 100), word, fontname="korea", fontsize=10)
    assert [line.text for line in lines(made[0], [])] == ["한국단어"]


def test_a_letter_of_mathematics_that_one_glyph_stands_for_twice_is_said_once() -> None:
    shown = {"c": "\U0001d707", "bbox": (72, 90, 77, 100)}
    echo = {"c": "\U0001d707", "bbox": (77, 90, 77, 100)}
    assert list(unechoed([shown, echo])) == [shown]
    assert len(list(unechoed([shown, shown]))) == 2
    assert len(list(unechoed([{**shown, "c": "f"}, {**echo, "c": "f"}]))) == 2


@pytest.mark.parametrize(
    "font", ["CMTT10", "cstt10", "SFTT1000", "LMMono10-Regular", "t1xtt", "Courier-Bold"]
)
def test_fonts_are_monospaced_by_their_names(font: str) -> None:
    assert is_monospaced(font)


@pytest.mark.parametrize("font", ["CMR10", "Gannett", "Scott-Regular", "Attic", "Cottage"])
def test_other_names_with_the_same_letters_are_not(font: str) -> None:
    assert not is_monospaced(font)


class Leftward:
    """A page of MuPDF with one span, in which the last word of a line that runs leftwards meets a number."""

    rect = pymupdf.Rect(0, 0, 600, 800)

    def get_text(self, *_: object, **__: object) -> dict[str, object]:
        places = [("ה", 88.0), ("ם", 82.0), *((c, 300.0 + 6 * n) for n, c in enumerate("1871"))]
        chars = [
            {"c": c, "bbox": (x, 90.0, x + 6, 102.0), "origin": (x, 100.0)}
            for c, x in (("ש", 340.0), (" ", 334.0), *places)
        ]
        span = {"size": 12.0, "font": "Hebrew", "flags": 0, "chars": chars}
        return {"blocks": [{"lines": [{"dir": (1.0, 0.0), "spans": [span]}]}]}


def test_words_of_a_line_that_runs_leftwards_are_apart_where_they_stand_apart() -> None:
    assert [line.text for line in lines(Leftward(), [])] == ["ש 1871 הם"]

import cv2
import numpy as np
import pytest
from lines import layer, line, paragraph

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Layer, Line, Mark, Run
from docparse.engines.light.scan import notes
from docparse.engines.light.scan.seen import Pixels

PROSE = paragraph(["words that fill the column from edge to edge"] * 20, y=80)
RULE = Rect(72, 600, 172, 601)


def foot(*texts: str, x: float = 72) -> tuple[Line, ...]:
    return paragraph([*texts], x=x, y=615, size=9)


def rects(on: Layer) -> list[Rect]:
    return [mark.rect for mark in notes.marks(on)]


def test_notes_stand_under_a_short_rule_each_from_its_mark() -> None:
    first, more, second = foot("1 She has been spoken to", "by the keeper.", "2 She was not impressed.")
    found = notes.marks(layer(*PROSE, first, more, second, drawings=(RULE,)))
    assert [mark.kind for mark in found] == ["footnote", "footnote"]
    assert found[0].rect.contains(more.rect)
    assert found[1].rect == second.rect


def test_a_note_whose_mark_was_misread_is_told_by_the_next() -> None:
    first, second = foot("'She has been spoken to", "²She was not impressed.")
    second = notes.called(second, np.full((900, 700, 3), 255, np.uint8), 1.0)
    assert rects(layer(*PROSE, first, second, drawings=(RULE,))) == [first.rect, second.rect]


def test_a_signature_under_its_rule_is_no_note() -> None:
    assert rects(layer(*PROSE, *foot("The keeper", "12 March"), drawings=(RULE,))) == []


def test_what_is_numbered_under_no_rule_is_no_note() -> None:
    assert rects(layer(*PROSE, *foot("1 She has been spoken to"))) == []


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(Rect(72, 600, 500, 601), id="as wide as the text"),
        pytest.param(Rect(72, 200, 172, 201), id="high on the page"),
        pytest.param(Rect(72, 311, 172, 312), id="under a word"),
    ],
)
def test_other_rules_have_no_notes_under_them(rule: Rect) -> None:
    assert rects(layer(*PROSE, *foot("1 She has been spoken to"), drawings=(rule,))) == []


def test_a_rule_that_meets_others_is_of_a_frame() -> None:
    side = Rect(172, 560, 173, 640)
    assert rects(layer(*PROSE, *foot("1 She has been spoken to"), drawings=(RULE, side))) == []


def test_a_rule_with_a_page_below_it_parts_the_page() -> None:
    below = paragraph(["more of the page"] * 4, y=660)
    assert rects(layer(*PROSE, *foot("1 She has been spoken to"), *below, drawings=(RULE,))) == []


def test_notes_keep_to_their_column() -> None:
    note = foot("1 She has been spoken to")
    aside = foot("1 the other column goes on", x=320)
    assert rects(layer(*PROSE, *note, *aside, drawings=(RULE,))) == [note[0].rect]


def test_what_else_is_said_of_notes_is_dropped() -> None:
    note, other = Mark("footnote", Rect(72, 600, 300, 620)), Mark("text", Rect(72, 100, 300, 200))
    assert notes.without((other, Mark("list", note.rect)), (note,)) == (other, note)
    assert notes.without((other,), ()) == (other,)


def printed(word: str, mark: str, *, before: bool = False, rise: int = 14) -> tuple[Line, Pixels]:
    """A word with a number at its end or before it, drawn small and `rise` pixels up, and read as one."""
    image = np.full((80, 500, 3), 245, np.uint8)
    face, ink = cv2.FONT_HERSHEY_SIMPLEX, (20, 20, 20)
    wide = cv2.getTextSize(word, face, 1.0, 2)[0][0]
    little = cv2.getTextSize(mark, face, 0.55, 1)[0][0]
    at = 40 + (little + 4 if before else 0)
    cv2.putText(image, word, (at, 52), face, 1.0, ink, 2, cv2.LINE_AA)
    cv2.putText(image, mark, (40 if before else at + wide + 3, 52 - rise), face, 0.55, ink, 1, cv2.LINE_AA)
    rect = Rect(40, 26, 44 + wide + little, 60)
    text = mark + word if before else word + mark
    return Line((Run(text, rect, 30.0, 52.0),)), image


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("mark", ["2", "14"])
def test_a_raised_number_is_a_mark(mark: str, before: bool) -> None:
    found = notes.called(*printed("blasts", mark, before=before), 1.0)
    assert [run.text for run in found.runs] == ([mark, "blasts"] if before else ["blasts", mark])
    small = found.runs[0 if before else 1]
    assert small.size < 0.7 * 30
    assert small.baseline < 52 - 5


def test_a_number_on_the_line_is_part_of_its_word() -> None:
    line, image = printed("blasts", "2", rise=0)
    assert notes.called(line, image, 1.0) == line


def test_figures_alone_are_no_mark() -> None:
    line, image = printed("", "14")
    assert notes.called(line, image, 1.0) == line


def test_a_mark_that_was_read_as_raised_is_parted_from_its_word() -> None:
    found = notes.called(line("²The village"), np.full((200, 400, 3), 255, np.uint8), 1.0)
    assert [run.text for run in found.runs] == ["2", "The", "village"]


def test_a_mark_that_was_read_as_a_raised_figure_stands_apart_but_no_unit_squared() -> None:
    paper = np.full((900, 700, 3), 255, np.uint8)
    found = notes.called(line("asleep on the switch.¹"), paper, 1.0)
    assert [run.text for run in found.runs][-2:] == ["switch.", "1"]
    assert notes.called(line("an area of 40 km²"), paper, 1.0) == line("an area of 40 km²")

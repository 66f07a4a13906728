from lines import NO_LAYOUT, layer, line, paragraph

from docparse.document import Formula, Heading, Paragraph, plain
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Layout, Mark
from docparse.engines.light.page import read_blocks
from docparse.source import Survey

SURVEY = Survey(1, body_size=10.0, heading_sizes=(16.0,))


def test_a_page_is_divided_ordered_and_read() -> None:
    lines = (*paragraph(["one line of words", "and another line"], y=120), line("Heading", y=90, size=16))
    found, notes = read_blocks(layer(*lines), NO_LAYOUT, SURVEY)
    assert [type(block) for block in found] == [Heading, Paragraph]
    assert notes == ()


def test_a_formula_in_one_row_is_latex() -> None:
    made = line("y = x + 1", y=200)
    (found,), notes = read_blocks(layer(made), Layout((Mark("formula", made.rect),)), SURVEY)
    assert isinstance(found, Formula)
    assert found.latex == "y = x + 1"
    assert notes == ()


def test_another_formula_keeps_its_characters_and_is_noted() -> None:
    rows = paragraph(["∑ a", "n"], y=200)
    place = Rect(70, 180, 120, 230)
    (found,), notes = read_blocks(layer(*rows), Layout((Mark("formula", place),)), SURVEY)
    assert isinstance(found, Paragraph)
    assert plain(found.inlines) == "∑ a n"
    assert [note.code for note in notes] == ["formula-unread"]


def test_a_drawing_with_numbers_is_noted_as_a_chart() -> None:
    place = Rect(70, 180, 320, 400)
    labels = [line(str(10 * n), x=75, y=200 + 30 * n) for n in range(6)]
    _, notes = read_blocks(layer(*labels, drawings=(place,)), Layout((Mark("picture", place),)), SURVEY)
    assert [note.code for note in notes] == ["chart-unread"]


def test_a_page_without_anything_has_no_blocks() -> None:
    assert read_blocks(layer(), NO_LAYOUT, SURVEY) == ((), ())

from dataclasses import replace

import pytest
from lines import layer, line, paragraph

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Layer, Layout, Line, Mark
from docparse.engines.light.scan.areas import areas

NAMED = Rect(50, 95, 450, 230)  # what the model names one table
RIGHT = Rect(250, 120, 450, 218.5)  # a table whose rows are ruled
BESIDE = paragraph(["Keepers of the harbour", "Ana Reis", "ana@port.example"] * 3, x=55, y=104, size=9)


def rows(rect: Rect = RIGHT) -> list[Line]:
    """Seven rows of three columns."""
    return [
        line(text, x=rect.x0 + 5 + 70 * x, y=rect.y0 + 10 + 14 * y, size=9)
        for y, row in enumerate((("Port", "Ships", "Tons"), *[("Lisbon", "71", "3.4")] * 6))
        for x, text in enumerate(row)
    ]


def rules(rect: Rect = RIGHT) -> tuple[Rect, ...]:
    return tuple(Rect(rect.x0, rect.y0 + 14 * y, rect.x1, rect.y0 + 14 * y + 0.5) for y in range(8))


def found(on: Layer) -> list[Rect]:
    return areas(on, Layout((Mark("table", NAMED),)))


def test_a_table_that_is_named_with_the_text_beside_it_ends_where_its_rules_end() -> None:
    (area,) = found(layer(*BESIDE, *rows(), drawings=rules()))
    assert area == pytest.approx(RIGHT, abs=3)


def test_prose_above_the_rules_of_such_a_table_is_left_out_and_a_header_there_is_not() -> None:
    prose = line("All that the port took in that year was written down", x=250, y=104, size=8)
    (area,) = found(layer(*BESIDE, prose, *rows(), drawings=rules()))
    assert not area.holds(prose.rect)
    (area,) = found(layer(*BESIDE, *rows(), drawings=rules()[1:]))
    assert area.holds(rows()[0].rect)


def test_labels_beside_rules_that_run_under_figures_alone_stay_in_the_table() -> None:
    labels = [line(f"Berth {y}", x=60, y=RIGHT.y0 + 10 + 14 * y, size=9) for y in range(7)]
    (area,) = found(layer(*labels, *rows(), drawings=rules()))
    assert all(area.holds(label.rect) for label in labels)


@pytest.mark.parametrize("crossing", ["a rule", "a line"])
def test_a_table_is_not_cut_where_something_crosses(crossing: str) -> None:
    on = layer(*BESIDE, *rows(), drawings=rules())
    if crossing == "a rule":
        on = replace(on, drawings=(*on.drawings, Rect(55, 160, 450, 160.5)))
    else:
        on = replace(on, lines=(*on.lines, line("Ships of the year and of the one before it", x=150, y=158)))
    (area,) = found(on)
    assert all(area.holds(beside.rect) for beside in BESIDE)


def test_tables_beside_each_other_that_are_named_as_one_are_as_many_as_their_rules_tell() -> None:
    left = Rect(50, 126, 225, 224.5)
    on = layer(*rows(), *rows(left), drawings=(*rules(), *rules(left)))
    assert [area.x0 > 240 for area in sorted(found(on))] == [False, True]


def test_the_caption_over_a_table_is_left_out_of_it() -> None:
    caption = line("TABLE IV - SHIPS OF THE YEAR BY PORT", x=255, y=108, size=9)
    (area,) = areas(layer(caption, *rows()), Layout((Mark("table", RIGHT._replace(y0=98)),)))
    assert not area.holds(caption.rect)
    assert area.holds(rows()[0].rect)

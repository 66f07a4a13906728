from dataclasses import replace
from pathlib import Path
from typing import Any

from lines import cell, layer, line
from paper import document, pymupdf, read, saved, write

from docparse.engines.light import forms
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, Layer, Layout, Mark

FIELDS = (Rect(170, 90, 400, 104), Rect(170, 110, 400, 124), Rect(170, 130, 400, 144))
GRID = Grid(
    Rect(72, 88, 400, 146),
    (cell(0, 0), cell(0, 1)),
    tuple(Rect(field.x0 - 1, field.y0, field.x0 - 0.5, field.y1) for field in FIELDS),
)


def _form() -> Layer:
    lines = (line("Vessel", y=100), line("Kind", y=120), line("Length", y=140))
    values = (line("Marmalade Spoon", x=175, y=100), line("Cutter", x=175, y=120))
    return replace(layer(*lines, *values, drawings=FIELDS), fields=FIELDS)


def test_labels_and_fields_that_line_up_are_a_table_of_two_columns() -> None:
    (grid,) = forms.settled(_form(), Layout()).grids
    assert [(cell.row, cell.column, cell.header) for cell in grid.cells] == [
        (row, column, False) for row in range(3) for column in range(2)
    ]


def test_frames_of_fields_make_no_table() -> None:
    layout = Layout((Mark("table", GRID.rect),), (GRID,), (GRID,))
    settled = forms.settled(_form(), layout)
    assert GRID not in (*settled.grids, *settled.lined)
    assert settled.marks == ()


def test_a_table_with_rules_of_its_own_stays_though_fields_stand_in_it() -> None:
    rules = tuple(Rect(x, 88, x + 0.5, 146) for x in (72, 150, 410))
    ruled = replace(GRID, rules=rules)
    settled = forms.settled(_form(), Layout((), (ruled,), ()))
    assert settled.grids == (ruled,)


def test_fields_with_text_behind_them_are_left_to_the_text() -> None:
    form = replace(_form(), lines=(*_form().lines, line("metres", x=410, y=140), line("tons", x=410, y=120)))
    assert forms.settled(form, Layout()).grids == ()


def test_a_page_without_fields_keeps_its_layout() -> None:
    layout = Layout((Mark("table", GRID.rect),), (GRID,))
    assert forms.settled(layer(line("Vessel")), layout) is layout


def test_a_form_reads_as_headings_labels_values_and_ticks(tmp_path: Path) -> None:
    made = document()
    write(made[0], 72, 100, "The vessel", 16, font="hebo")
    for top, label, value in ((130, "Name", "Marmalade Spoon"), (160, "Kind", "Cutter")):
        write(made[0], 72, top + 11, label)
        _fill(made[0], pymupdf.Rect(170, top, 400, top + 16), label, value)
    write(made[0], 72, 201, "Needs")
    for left, label, ticked in ((170, "Water", True), (240, "Power", False)):
        write(made[0], left + 16, 201, label)
        _fill(made[0], pymupdf.Rect(left, 191, left + 12, 203), label, ticked)
    html = read(saved(made, tmp_path)).html
    assert "The vessel</h1>" in html
    assert "<td>Name</td><td>Marmalade Spoon</td>" in html
    assert "<td>Needs</td><td>☑ Water ☐ Power</td>" in html


def _fill(page: Any, rect: Any, name: str, value: str | bool) -> None:
    widget = pymupdf.Widget()
    ticked = isinstance(value, bool)
    kind = pymupdf.PDF_WIDGET_TYPE_CHECKBOX if ticked else pymupdf.PDF_WIDGET_TYPE_TEXT
    widget.field_type, widget.field_name, widget.field_value = kind, name, value
    widget.rect, widget.border_color = rect, (0, 0, 0)
    page.add_widget(widget)

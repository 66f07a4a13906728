from dataclasses import replace

from lines import NO_LAYOUT, cell, layer, line, paragraph

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, Layout, Mark
from docparse.engines.light.regions import divide

PROSE = paragraph(["one line of words", "and another line"], y=300)


def test_every_line_is_in_exactly_one_region() -> None:
    lines = (*PROSE, line("Heading", y=80, size=16), line("alone", x=400, y=600))
    marks = Layout((Mark("heading", Rect(70, 60, 200, 90)),))
    regions = divide(layer(*lines), marks)
    assert sorted(found.text for region in regions for found in region.lines) == sorted(
        made.text for made in lines
    )
    assert (regions[0].kind, regions[0].named) == ("heading", True)


def test_lines_that_nothing_names_are_gathered_by_geometry() -> None:
    (region,) = divide(layer(*PROSE), NO_LAYOUT)
    assert (region.kind, region.named, len(region.lines)) == ("text", False, 2)


def test_a_table_takes_its_lines_before_any_other_region() -> None:
    grid = Grid(Rect(72, 100, 272, 140), (cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1)))
    words = [line(word, x=77 + 100 * (n % 2), y=114 + 20 * (n // 2)) for n, word in enumerate("abcd")]
    layout = Layout((Mark("text", Rect(70, 98, 280, 142)),), (grid,))
    (region,) = divide(layer(*words), layout)
    assert (region.kind, region.grid, len(region.lines)) == ("table", grid, 4)


def test_a_bullet_that_the_model_leaves_outside_finds_its_text() -> None:
    text = line("ships", x=90, y=200)
    layout = Layout((Mark("list", text.rect), Mark("list", line("•", y=200).rect)))
    (region,) = divide(layer(line("•", y=200), text), layout)
    assert region.text == "• ships"


def test_text_printed_over_a_picture_is_not_in_it() -> None:
    photo = Rect(100, 280, 200, 400)
    across = paragraph(["words across the border of it"] * 3, x=150, y=320)
    layout = Layout((Mark("picture", photo),))
    kinds = {region.kind: len(region.lines) for region in divide(layer(*across, pictures=(photo,)), layout)}
    assert kinds == {"picture": 0, "text": 3}


def test_a_turned_line_is_a_region_of_its_own() -> None:
    stamp = replace(line("stamp up the margin", x=20, y=400), turned=True)
    assert len(divide(layer(stamp, *PROSE), NO_LAYOUT)) == 2


def test_prose_that_the_model_takes_for_a_table_is_divided_as_text() -> None:
    column = paragraph(["Lanterns of the northern harbours", "were lit at dusk and put out at"] * 4, y=100)
    found = divide(layer(*column), Layout((Mark("table", Rect(70, 90, 300, 200)),)))
    assert [region.kind for region in found] == ["text"]


def test_words_set_much_larger_than_the_text_below_them_are_a_region_of_their_own() -> None:
    lines = (line("Outlook", y=100, size=18), line("A briefing for the council", y=120), line("Leith", y=132))
    found = divide(layer(*lines), Layout((Mark("text", Rect(70, 80, 300, 140)),)))
    assert [(region.text, region.named) for region in found] == [
        ("Outlook", False),
        ("A briefing for the council Leith", True),
    ]

"""Whole pages: PDFs made here, read by the engine, and what their blocks are."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeVar

import paper
import pytest

from docparse import qwenvl
from docparse.document import (
    Block,
    Blocks,
    Break,
    Caption,
    Code,
    Figure,
    Footer,
    Footnote,
    Header,
    Heading,
    Link,
    List,
    PageNumber,
    Paragraph,
    Strong,
    Table,
    Text,
    plain,
)
from docparse.engines import Reading
from docparse.engines.light import LightEngine
from docparse.source.mupdf import pymupdf
from docparse.source.reader import Reader

T = TypeVar("T", bound=Block)


def blocks(reading: Reading) -> Blocks:
    return qwenvl.parse(reading.html, reading.size).blocks


def of(kind: type[T], found: Blocks) -> list[T]:
    return [block for block in found if isinstance(block, kind)]


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def body(page: Any, top: float = 120, times: int = 2) -> None:
    paper.fill(page, (72, top, 523, top + 100 * times), paper.LOREM * times)


def grid(page: Any, columns: list[float], rows: list[float]) -> None:
    for x in columns:
        page.draw_line((x, rows[0]), (x, rows[-1]))
    for y in rows:
        page.draw_line((columns[0], y), (columns[-1], y))


def test_headings_and_paragraphs_are_told_apart_and_lines_joined(tmp_path: Path) -> None:
    made = paper.document()
    paper.write(made[0], 72, 80, "The Harbour", 22)
    body(made[0])
    paper.write(made[0], 72, 360, "1. Quays", 14)
    body(made[0], 380)
    found = blocks(paper.read(paper.saved(made, tmp_path)))
    assert [(type(block).__name__) for block in found] == ["Heading", "Paragraph", "Heading", "Paragraph"]
    assert [heading.level for heading in of(Heading, found)] == [1, 2]
    assert plain(of(Paragraph, found)[0].inlines) == (paper.LOREM * 2).strip()


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    made = paper.document()
    paper.write(made[0], 150, 80, "A heading across both columns", 18)
    paper.fill(made[0], (60, 100, 285, 500), "Left begins. " + paper.LOREM * 2 + "Left ends.")
    paper.fill(made[0], (310, 100, 535, 500), "Right begins. " + paper.LOREM * 2 + "Right ends.")
    text = " ".join(
        plain(block.inlines) for block in of(Paragraph, blocks(paper.read(paper.saved(made, tmp_path))))
    )
    places = [text.index(words) for words in ("Left begins", "Left ends", "Right begins", "Right ends")]
    assert places == sorted(places)


def test_a_ruled_table_keeps_its_spans_and_its_text_stands_nowhere_else(tmp_path: Path) -> None:
    made = paper.document()
    page = made[0]
    body(page, 60, 1)
    grid(page, [72, 200, 320, 440], [200, 225, 250, 275, 300])
    page.draw_rect((320.5, 200.5, 439.5, 249.5), color=None, fill=(1, 1, 1))
    page.draw_line((320, 225), (320, 250))
    cells = [
        ["Port", "Depth", "Tide"],
        ["Old Quay", "4.5", "spring"],
        ["Basin", "6.0", "neap"],
        ["Mill", "2.2", "any"],
    ]
    for row, words in enumerate(cells):
        for column, word in enumerate(words):
            paper.write(page, 78 + 122 * column, 217 + 25 * row, word)
    body(page, 330, 1)
    found = blocks(paper.read(paper.saved(made, tmp_path)))
    (table,) = of(Table, found)
    assert [[plain(cell.inlines) for cell in row] for row in table.rows] == cells
    assert "Old Quay" not in " ".join(plain(block.inlines) for block in of(Paragraph, found))


def test_a_cell_over_two_columns_spans_them(tmp_path: Path) -> None:
    made = paper.document()
    page = made[0]
    for x, top in ((72, 200), (200, 200), (320, 225), (440, 200)):
        page.draw_line((x, top), (x, 300))
    for y in (200, 225, 250, 275, 300):
        page.draw_line((72, y), (440, y))
    for x, y, word in (
        (78, 217, "Port"),
        (280, 217, "Measured in May"),
        (206, 242, "Depth"),
        (326, 242, "Tide"),
    ):
        paper.write(page, x, y, word)
    for row, name in enumerate(("Old Quay", "Basin")):
        for column, word in enumerate((name, f"{row + 4}.5", "spring")):
            paper.write(page, 78 + 123 * column, 267 + 25 * row, word)
    (table,) = of(Table, blocks(paper.read(paper.saved(made, tmp_path))))
    spanning = [cell for row in table.rows for cell in row if plain(cell.inlines) == "Measured in May"]
    assert [cell.colspan for cell in spanning] == [2]


def test_lists_nest_and_keep_their_numbers(tmp_path: Path) -> None:
    made = paper.document()
    body(made[0], 60, 1)
    for index, (x, text) in enumerate(
        [
            (80, "1. Ships are inspected"),
            (100, "\u2022 hull"),
            (100, "\u2022 papers"),
            (80, "2. Ships are unloaded"),
        ]
    ):
        paper.write(made[0], x, 200 + 15 * index, text)
    (made_list,) = of(List, blocks(paper.read(paper.saved(made, tmp_path))))
    assert made_list.ordered
    assert [plain(item.inlines) for item in made_list.items] == ["Ships are inspected", "Ships are unloaded"]
    assert [plain(item.inlines) for item in made_list.items[0].lists[0].items] == ["hull", "papers"]


def test_lines_that_return_on_every_page_are_headers_footers_and_page_numbers(tmp_path: Path) -> None:
    made = paper.document(*[(595, 842)] * 4)
    for number, page in enumerate(made, 1):
        paper.write(page, 72, 40, f"Harbour Report {2020 + number}", 9)
        body(page, 100, 3)
        paper.write(page, 72, 800, "Port Authority", 9)
        paper.write(page, 290, 815, str(number), 9)
    found = blocks(paper.read(paper.saved(made, tmp_path), 2))
    assert [plain(block.inlines) for block in of(Header, found)] == ["Harbour Report 2023"]
    assert [plain(block.inlines) for block in of(Footer, found)] == ["Port Authority"]
    assert [plain(block.inlines) for block in of(PageNumber, found)] == ["3"]
    assert isinstance(found[0], Header)
    assert isinstance(found[-1], PageNumber)


def test_form_values_are_text_where_their_fields_stand(tmp_path: Path) -> None:
    made = paper.document()
    for index, (kind, label, value) in enumerate(
        [
            (pymupdf.PDF_WIDGET_TYPE_TEXT, "Ship:", "Adelaide"),
            (pymupdf.PDF_WIDGET_TYPE_CHECKBOX, "Inspected:", True),
            (pymupdf.PDF_WIDGET_TYPE_CHECKBOX, "Detained:", False),
        ]
    ):
        widget = pymupdf.Widget()
        widget.field_type, widget.field_name, widget.field_value = kind, label, value
        top = 100 + 60 * index
        widget.rect = pymupdf.Rect(150, top, 300 if index == 0 else 165, top + 15)
        paper.write(made[0], 72, top + 12, label)
        made[0].add_widget(widget)
    text = " ".join(re.sub(r"<[^>]+>", " ", paper.read(paper.saved(made, tmp_path)).html).split())
    assert text == "Ship: Adelaide Inspected: ☑ Detained: ☐"


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_is_read_upright_and_its_boxes_are_those_of_the_image(
    tmp_path: Path, rotation: int
) -> None:
    made = paper.document()
    body(made[0], 100, 2)
    path = paper.saved(made, tmp_path)
    straight = paper.read(path)
    turned = pymupdf.open(path)
    turned[0].set_rotation(rotation)
    reading = paper.read(paper.saved(turned, tmp_path, incremental=True, encryption=pymupdf.PDF_ENCRYPT_KEEP))
    (was,), (now,) = blocks(straight), blocks(reading)
    assert isinstance(was, Paragraph)
    assert isinstance(now, Paragraph)
    assert now.inlines == was.inlines
    assert now.box is not None
    assert was.box is not None
    assert (now.box.width < now.box.height) == (rotation != 180)


def test_text_outside_the_crop_box_is_left_out(tmp_path: Path) -> None:
    made = paper.document()
    body(made[0], 100, 1)
    paper.write(made[0], 72, 700, "printer's marks")
    made[0].set_cropbox(pymupdf.Rect(50, 50, 545, 500))
    assert "printer" not in paper.read(paper.saved(made, tmp_path)).html


def test_text_that_is_printed_twice_is_read_once(tmp_path: Path) -> None:
    made = paper.document()
    for offset in (0, 0.3):
        paper.write(made[0], 72 + offset, 100, "Bold by overprinting, effort 11")
    (found,) = blocks(paper.read(paper.saved(made, tmp_path)))
    assert isinstance(found, Heading | Paragraph)
    assert plain(found.inlines) == "Bold by overprinting, effort 11"


def test_attachments_are_noted_on_the_first_page(tmp_path: Path) -> None:
    made = paper.document((595, 842), (595, 842))
    for page in made:
        body(page)
    made.embfile_add("ships.csv", b"a,b")
    path = paper.saved(made, tmp_path)
    first, second = paper.read(path, 0), paper.read(path, 1)
    assert codes(first) == ["attachment"]
    assert "`ships.csv`" in first.problems[0].message
    assert codes(second) == []


def test_an_empty_page_is_blank_whether_it_is_drawn_or_an_image(tmp_path: Path) -> None:
    made = paper.document((595, 842), (595, 842))
    made[1].insert_image(made[1].rect, stream=paper.png(620, 877))
    path = paper.saved(made, tmp_path)
    for reading in (paper.read(path, 0), paper.read(path, 1)):
        assert codes(reading) == ["blank"]
        assert blocks(reading) == ()


def test_an_image_file_is_read(tmp_path: Path) -> None:
    made = paper.document((400, 200))
    paper.write(made[0], 40, 60, "Of the old quay", 20)
    for row, text in enumerate(("The harbour lies at the mouth", "of a slow river and is dredged.")):
        paper.write(made[0], 40, 100 + 14 * row, text)
    path = tmp_path / "scan.png"
    made[0].get_pixmap(dpi=150).save(path)
    reading = paper.read(str(path))
    assert codes(reading) == []
    assert (reading.size, reading.size_pt) == ((834, 417), None)
    found = [block for block in blocks(reading) if isinstance(block, Heading | Paragraph)]
    assert [plain(block.inlines) for block in found] == [
        "Of the old quay",
        "The harbour lies at the mouth of a slow river and is dredged.",
    ]


def test_a_page_of_an_image_is_read_as_the_image_is(tmp_path: Path) -> None:
    made = paper.document()
    paper.write(made[0], 72, 80, "The Harbour", 22)
    body(made[0])
    scan = paper.document()
    scan[0].insert_image(scan[0].rect, pixmap=made[0].get_pixmap(dpi=150))
    reading = paper.read(paper.saved(scan, tmp_path))
    heading, paragraph = blocks(reading)
    assert isinstance(heading, Heading)
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.inlines) == (paper.LOREM * 2).strip()
    assert codes(reading) == []
    assert reading.size_pt == (595, 842)
    assert qwenvl.check(reading.html, reading.size) == ()


def test_a_photograph_is_a_figure_with_its_caption(tmp_path: Path) -> None:
    made = paper.document()
    body(made[0], 60, 2)
    made[0].insert_image((150, 300, 450, 500), stream=paper.png(300, 200))
    paper.write(made[0], 200, 520, "Figure 1: The harbour at low tide", 9)
    body(made[0], 550, 2)
    found = blocks(paper.read(paper.saved(made, tmp_path)))
    kinds = [type(block).__name__ for block in found]
    assert kinds.index("Figure") + 1 == kinds.index("Caption")
    assert of(Figure, found)[0].kind == "image"
    assert of(Caption, found)[0].of == "figure"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_links_stay_on_their_words_however_the_page_is_turned(tmp_path: Path, turn: int) -> None:
    made = paper.document()
    paper.write(made[0], 72, 100, "Read the notice of the port authority today.")
    area = made[0].search_for("notice")[0]
    made[0].insert_link({"kind": pymupdf.LINK_URI, "from": area, "uri": "https://example.org/"})
    made[0].set_rotation(turn)
    (found,) = of(Paragraph, blocks(paper.read(paper.saved(made, tmp_path))))
    assert [plain(inline.inlines) for inline in found.inlines if isinstance(inline, Link)] == ["notice"]


def test_links_and_bold_words_stay(tmp_path: Path) -> None:
    made = paper.document()
    paper.write(made[0], 72, 100, "Read the")
    paper.write(made[0], 120, 100, "notice", font="hebo")
    paper.write(made[0], 158, 100, "of the port authority today.")
    made[0].insert_link(
        {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(118, 88, 156, 104), "uri": "https://example.org/"}
    )
    made[0].insert_link(
        {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(157, 88, 320, 104), "uri": "javascript:go()"}
    )
    (found,) = blocks(paper.read(paper.saved(made, tmp_path)))
    assert isinstance(found, Paragraph)
    assert found.inlines == (
        Text("Read the "),
        Link("https://example.org/", (Strong((Text("notice"),)),)),
        Text(" of the port authority today."),
    )


def test_monospaced_lines_are_code_with_their_indents(tmp_path: Path) -> None:
    made = paper.document()
    body(made[0], 60, 1)
    for index, text in enumerate(["def tide(hour):", "    if hour < 6:", "        return 1", "    return 0"]):
        paper.write(made[0], 72, 220 + 13 * index, text, font="cour")
    body(made[0], 300, 1)
    (code,) = of(Code, blocks(paper.read(paper.saved(made, tmp_path))))
    assert code.text == "def tide(hour):\n    if hour < 6:\n        return 1\n    return 0"


def test_small_print_with_a_mark_at_the_foot_is_a_footnote(tmp_path: Path) -> None:
    made = paper.document()
    body(made[0], 60, 4)
    made[0].draw_line((72, 730), (200, 730))
    paper.write(made[0], 72, 745, "1 Measured at the old quay in May.", 8)
    (note,) = of(Footnote, blocks(paper.read(paper.saved(made, tmp_path))))
    assert plain(note.inlines).startswith("1 Measured")


def test_every_block_has_a_box_within_the_page(tmp_path: Path) -> None:
    made = paper.document()
    paper.write(made[0], 72, 80, "The Harbour", 22)
    body(made[0])
    reading = paper.read(paper.saved(made, tmp_path))
    assert qwenvl.check(reading.html, reading.size) == ()
    assert reading.size == (1652, 2352)
    assert reading.size_pt == (595, 842)


def test_a_page_that_cannot_be_made_sense_of_costs_only_itself(tmp_path: Path) -> None:
    made = paper.document((595, 842), (595, 842))
    for page in made:
        body(page)
    path = paper.saved(made, tmp_path)
    broken = pymupdf.open(path)
    broken.xref_set_key(broken[0].xref, "Type", "null")
    broken.xref_set_key(broken[0].xref, "MediaBox", "null")
    broken.xref_set_key(broken[0].xref, "Contents", "(nonsense)")
    path = paper.saved(broken, tmp_path, incremental=True, encryption=pymupdf.PDF_ENCRYPT_KEEP)
    first, second = paper.read(path, 0), paper.read(path, 1)
    assert codes(second) == []
    assert codes(first) in (["render-failed"], ["blank"])


def test_the_only_text_of_a_page_is_its_body(tmp_path: Path) -> None:
    made = paper.document()
    paper.write(made[0], 72, 800, "Signed by the harbour master")
    made[0].insert_image((100, 100, 300, 250), stream=paper.png(300, 200))
    found = blocks(paper.read(paper.saved(made, tmp_path)))
    assert [type(block).__name__ for block in found] == ["Figure", "Paragraph"]


def test_a_fingerprint_changes_with_the_resolution() -> None:
    assert LightEngine(Reader(dpi=100)).fingerprint != LightEngine(Reader(dpi=200)).fingerprint


def test_the_same_page_is_answered_with_the_same_text(tmp_path: Path) -> None:
    made = paper.document()
    body(made[0])
    path = paper.saved(made, tmp_path)
    assert paper.read(path) == paper.read(path)


def test_the_lines_of_an_address_stay_apart(tmp_path: Path) -> None:
    made = paper.document()
    for index, text in enumerate(("Tea room and bait shop", "4 Quay Steps, Gull Point", "VAT no. 4159 26")):
        width = pymupdf.get_text_length(text, fontsize=11)
        paper.write(made[0], 297 - width / 2, 80 + 13 * index, text)
    body(made[0], 200, 2)
    address = blocks(paper.read(paper.saved(made, tmp_path)))[0]
    assert isinstance(address, Paragraph)
    assert plain(address.inlines) == "Tea room and bait shop\n4 Quay Steps, Gull Point\nVAT no. 4159 26"


def test_a_page_of_drawn_shapes_is_a_figure_and_says_that_no_text_was_found(tmp_path: Path) -> None:
    made = paper.document()
    made[0].draw_rect((300, 300, 500, 420))
    made[0].draw_line((300, 300), (500, 420))
    reading = paper.read(paper.saved(made, tmp_path))
    (problem,) = reading.problems
    assert (problem.code, problem.message) == ("blank", "no text was found on the page")
    (figure,) = blocks(reading)
    assert isinstance(figure, Figure)
    assert figure.box is not None
    assert (figure.box.x1, figure.box.x2) == pytest.approx((833, 1389), abs=10)  # 300 and 500 points


def test_letters_that_are_drawn_as_curves_are_read(tmp_path: Path) -> None:
    made = paper.document()
    paper.write(made[0], 72, 80, "Drawn without a font", 22)
    curves = pymupdf.open("svg", made[0].get_svg_image(text_as_path=True).encode())
    path = tmp_path / "curves.pdf"
    path.write_bytes(curves.convert_to_pdf())
    reading = paper.read(str(path))
    assert [plain(block.inlines) for block in blocks(reading) if isinstance(block, Heading | Paragraph)] == [
        "Drawn without a font"
    ]
    assert codes(reading) == []


def test_a_text_layer_without_characters_is_distrusted_and_the_page_read_as_an_image(tmp_path: Path) -> None:
    made = paper.document((400, 200))
    made[0].insert_htmlbox((40, 40, 390, 90), '<p style="font-size: 16px">Letters without names</p>')
    for xref in range(1, made.xref_length()):
        if made.xref_get_key(xref, "ToUnicode")[0] != "null":
            made.xref_set_key(xref, "ToUnicode", "null")
    reading = paper.read(paper.saved(made, tmp_path))
    (found,) = blocks(reading)
    assert isinstance(found, Heading | Paragraph)
    assert plain(found.inlines) == "Letters without names"
    assert codes(reading) == ["layer-distrusted"]


def test_a_text_layer_with_its_letters_mixed_up_is_read_off_the_page_line_by_line(tmp_path: Path) -> None:
    made = paper.document((595, 400))
    made[0].insert_htmlbox((60, 60, 535, 350), f"<p>{paper.LOREM * 3}</p>")
    mixed = str.maketrans("abcdefghijklmnopqrstuvwxyz", "qkzjxvbwypgfmuchldsoirntae")

    def other(letter: re.Match[str]) -> str:
        return f"<{ord(chr(int(letter[1], 16)).translate(mixed)):04X}>"

    for xref in range(1, made.xref_length()):
        kind, value = made.xref_get_key(xref, "ToUnicode")
        if kind == "xref":
            target = int(value.split()[0])
            cmap = made.xref_stream(target).decode()
            letters = re.sub(r"<00([67][0-9A-Fa-f])>", other, cmap)
            made.update_stream(target, letters.encode())
    path = paper.saved(made, tmp_path)
    assert "harbour" not in pymupdf.open(path)[0].get_text()
    reading = paper.read(path)
    (found,) = blocks(reading)
    assert isinstance(found, Paragraph)
    assert plain(found.inlines) == (paper.LOREM * 3).strip()
    assert codes(reading) == ["layer-distrusted"]


def test_a_column_beside_a_figure_is_no_list_of_lines_for_the_wide_text_below(tmp_path: Path) -> None:
    made = paper.document()
    page = made[0]
    paper.fill(page, (60, 100, 300, 330), paper.LOREM * 2)
    page.insert_image((320, 100, 540, 300), stream=paper.png(220, 200))
    paper.fill(page, (60, 360, 540, 420), paper.LOREM)
    found = of(Paragraph, blocks(paper.read(paper.saved(made, tmp_path))))
    assert not any(isinstance(inline, Break) for block in found for inline in block.inlines)


def test_no_library_leaves_a_mark_of_its_own_in_the_home_of_the_user(tmp_path: Path) -> None:
    words = "import docparse.engines.light, onnxruntime"
    subprocess.run([sys.executable, "-c", words], env={"HOME": str(tmp_path)}, check=True)
    assert not list(tmp_path.iterdir())


def test_large_words_on_a_slant_are_furniture_and_small_ones_are_labels(tmp_path: Path) -> None:
    made = paper.document()
    body(made[0])
    slant = pymupdf.Matrix(45)
    for at, text, size in (((150, 500), "DRAFT", 80), ((420, 450), "label", 8)):
        made[0].insert_text(at, text, fontsize=size, morph=(pymupdf.Point(at), slant))
    found = blocks(paper.read(paper.saved(made, tmp_path)))
    assert [plain(header.inlines) for header in of(Header, found)] == ["DRAFT"]
    assert "label" in [plain(text.inlines) for text in found if isinstance(text, Caption | Paragraph)]

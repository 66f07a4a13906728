from collections.abc import Sequence
from pathlib import Path

from lines import layer, line, locate, paragraph
from paper import document, read, write

from docparse.document import Blocks, Figure, Heading, Paragraph, Table, plain
from docparse.engines.light import vertical
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, GridCell, Layer, Layout, Line, Mark, Run
from docparse.qwenvl import parse
from docparse.source import Survey

KANA = "いろはにほへとちりぬるをわかよたれそつねならむ"
SURVEY = Survey(1, body_size=10.0)


def column(text: str, x: float, y: float, size: float = 10.0) -> Line:
    """A line from top to bottom."""
    rect = Rect(x, y, x + size, y + len(text) * size)
    return Line((Run(text, rect, size, rect.y1),), turned=True)


def columns(texts: Sequence[str], right: float, y: float) -> tuple[Line, ...]:
    return tuple(column(text, right - index * 15.0, y) for index, text in enumerate(texts))


def texts(blocks: Blocks) -> list[str]:
    return [plain(block.inlines) for block in blocks if isinstance(block, (Paragraph, Heading))]


def blocks_of(made: Layer, layout: Layout | None = None) -> Blocks:
    found, _ = vertical.read_blocks(vertical.parted(made), layout or Layout(), SURVEY)
    return found


def test_columns_are_read_from_right_to_left_and_bands_from_top_to_bottom() -> None:
    lower = columns([KANA[:10], KANA[10:20], KANA[:6]], 500, 300)
    upper = columns(["一" + KANA[:9], KANA[10:20], KANA[10:20]], 500, 100)
    found = blocks_of(layer(*lower, *upper))
    assert texts(found) == ["一" + KANA[:9] + KANA[10:20] * 2, KANA[:20] + KANA[:6]]
    assert [type(block) for block in found] == [Paragraph, Paragraph]


def test_blocks_stand_where_their_columns_do() -> None:
    lines = columns([KANA[:10]] * 3, 500, 100)
    (block,) = blocks_of(layer(*lines))
    assert block.box == locate(Rect(470, 100, 510, 200))


def test_a_large_line_is_a_heading_before_the_text_on_its_left() -> None:
    lines = (*columns([KANA[:20]] * 3, 450, 100), column("大きな字", 490, 100, size=20))
    found = blocks_of(layer(*lines))
    assert isinstance(found[0], Heading)
    assert texts(found) == ["大きな字", KANA[:20] * 3]


def test_a_few_upright_labels_make_no_page_of_columns() -> None:
    labels = (column("売上高", 40, 100), column("利益", 300, 100), column("一月二月三月", 500, 100))
    made = layer(*paragraph(["words that run across"] * 3), *labels)
    assert vertical.parted(made) is made


def test_a_stamp_up_the_margin_of_a_latin_page_stays_as_it_is() -> None:
    made = layer(*(column("arXiv:2401.00001", 20 + 12 * n, 200) for n in range(4)), line("Words"))
    assert vertical.parted(made) is made


def test_a_label_beside_a_picture_stays_with_it() -> None:
    label = column("売上高百万円", 88, 420, size=7.0)
    made = layer(*columns([KANA[:20]] * 3, 500, 100), label, pictures=(Rect(100, 400, 300, 600),))
    found = vertical.parted(made)
    assert found.lines == (label,)
    assert len(found.columns) == 1


def test_characters_set_far_apart_are_read_with_the_line_they_belong_to() -> None:
    alone = (line("池", x=400, y=168), line("田", x=400, y=188))
    made = layer(*columns([KANA[:20]] * 3, 500, 100), column("代表取締役", 400, 100), *alone)
    assert texts(blocks_of(made)) == [KANA[:20] * 3, "代表取締役池田"]


def test_a_table_among_columns_is_read_in_its_place() -> None:
    words = (
        line("one", x=80, y=330),
        line("two", x=180, y=330),
        line("six", x=80, y=350),
        line("ten", x=180, y=350),
    )
    cells = [Rect(72 + 100 * i, 316 + 20 * j, 172 + 100 * i, 336 + 20 * j) for j in (0, 1) for i in (0, 1)]
    grid = Grid(Rect(72, 316, 272, 356), tuple(GridCell(rect, n // 2, n % 2) for n, rect in enumerate(cells)))
    above, below = columns([KANA[:15]] * 8, 500, 100), columns([KANA[:15]] * 8, 500, 400)
    found = blocks_of(layer(*words, *above, *below), Layout(grids=(grid,)))
    assert [type(block) for block in found] == [Paragraph, Table, Paragraph]


def test_rules_around_columns_and_regions_made_of_them_are_no_tables() -> None:
    lines = columns([KANA[:20]] * 6, 500, 100)
    frame = Rect(415, 95, 520, 305)
    rules = (
        Rect(415, 95, 520, 96),
        Rect(415, 304, 520, 305),
        Rect(415, 95, 416, 305),
        Rect(519, 95, 520, 305),
    )
    found = vertical.parted(layer(*lines, drawings=rules, pictures=(frame,)))
    assert (found.drawings, found.pictures) == ((), ())
    blocks, _ = vertical.read_blocks(found, Layout((Mark("picture", frame),)), SURVEY)
    assert not any(isinstance(block, Figure) for block in blocks)


def test_a_page_without_columns_is_read_as_ever() -> None:
    made = layer(*paragraph(["one line of words", "and another line"]))
    assert texts(blocks_of(made)) == ["one line of words and another line"]


def test_an_image_of_columns_is_read_by_columns(tmp_path: Path) -> None:
    made = document((420, 595))
    rows = [
        "山高水長日月星辰花鳥風月",
        "春夏秋冬東西南北天地玄黄",
        "金木水火土大小中上下左右",
        "雨雪雲霧空海川谷林森草花",
    ]
    for index, row in enumerate(rows):
        for step, character in enumerate(row):
            write(made[0], 360 - 30 * index, 80 + 18 * step, character, 18, font="china-s")
    path = tmp_path / "columns.png"
    made[0].get_pixmap(dpi=200).save(path)
    made.close()
    reading = read(str(path))
    assert reading.size is not None
    assert texts(parse(reading.html, reading.size).blocks) == ["".join(rows)]

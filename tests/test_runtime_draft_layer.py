"""Words of a text layer become lines, passages and the text of a box."""

from hypothesis import given
from hypothesis import strategies as st

from docparse.document import Box, Size, Word
from docparse.runtime.draft_layer import ITEM, ROW, Layer, Place, around, told

SIZE = Size(1000, 1000)
EVERYWHERE = Place(0, 0, 1000, 1000)


def _layer(*words: tuple[str, int, int], counted: Size = SIZE) -> Layer:
    """Words of ten pixels a letter and twenty high."""
    placed = (Word(text, Box(x, y, x + 10 * len(text), y + 20)) for text, x, y in words)
    return Layer([*placed], SIZE, counted)


def test_words_side_by_side_are_a_line_and_columns_are_not() -> None:
    layer = _layer(("one", 0, 0), ("line", 38, 0), ("column", 400, 0))
    assert [[word.text for word in line.words] for line in layer.lines] == [["one", "line"], ["column"]]


def test_lines_close_by_are_a_passage_and_those_apart_are_not() -> None:
    layer = _layer(("first", 0, 0), ("second", 0, 26), ("third", 0, 90))
    assert [len(passage.lines) for passage in layer.passages] == [2, 1]
    assert layer.passages[0].place == (0, 0, 60, 46)


def test_places_are_as_the_model_counts() -> None:
    layer = _layer(("word", 100, 200), counted=Size(500, 2000))
    assert layer.passages[0].place == (50, 400, 70, 440)


def test_a_box_holds_the_words_whose_middle_is_in_it() -> None:
    layer = _layer(("in", 0, 0), ("out", 30, 0), ("below", 0, 50))
    lines = layer.within(Place(0, 0, 35, 30))
    assert told(lines, "flowing") == "in"
    assert around(lines) == (0, 0, 20, 20)


def test_cells_and_items_are_parted() -> None:
    table = _layer(("a", 0, 0), ("b", 200, 0), ("c", 0, 50), ("d", 200, 50), ("more", 200, 72))
    assert told(table.lines, "tabled") == f"a{ITEM}b{ROW}c{ITEM}d more"
    listed = _layer(("-", 0, 0), ("one", 20, 0), ("of", 20, 22), ("2.", 0, 44), ("two", 30, 44))
    assert told(listed.lines, "listed") == f"one of{ITEM}two"


def test_listings_keep_their_indents() -> None:
    assert told(_layer(("if", 0, 0), ("x()", 40, 24)).lines, "typed") == "if\n    x()"


def test_scripts_without_blanks_get_none_where_a_line_ends() -> None:
    assert (
        told(_layer(("\u4ef7\u683c", 0, 0), ("\u4e0a\u6da8", 0, 24)).lines, "flowing")
        == "\u4ef7\u683c\u4e0a\u6da8"
    )
    assert told(_layer(("\u7b2c", 0, 0), ("\u7ae0", 99, 0)).lines, "flowing") == "\u7b2c \u7ae0"
    assert told(_layer(("price", 0, 0), ("rises", 0, 24)).lines, "flowing") == "price rises"


def test_letters_of_formulas_stand_upright() -> None:
    assert told(_layer(("\U0001d465+\U0001d6fd", 0, 0)).lines, "flowing") == "x+\u03b2"


def test_signs_of_markup_are_written_as_html_has_them() -> None:
    assert told(_layer(("a<b&c", 0, 0)).lines, "flowing") == "a&lt;b&amp;c"


@given(st.lists(st.tuples(st.text("ab-", min_size=1, max_size=5), st.integers(0, 900), st.integers(0, 900))))
def test_no_word_is_lost(words: list[tuple[str, int, int]]) -> None:
    layer = _layer(*words)
    assert [word.text for line in layer.lines for word in line.words] == [text for text, _, _ in words]
    assert [line for passage in layer.passages for line in passage.lines] == [*layer.lines]
    for line in layer.within(EVERYWHERE):
        assert line in layer.lines

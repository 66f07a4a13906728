from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light import standing
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Line, Run
from docparse.engines.light.spans import ASCENT

KANA = "いろはにほへとちりぬるをわかよたれそつねならむ"


def laid(text: str, x: float, y: float, size: float = 10.0) -> Line:
    """A line in the turned frame: it begins at x, characters as far apart as they are large."""
    rect = Rect(x, y, x + len(text) * size, y + size)
    return Line((Run(text, rect, size, y + ASCENT * size),))


def below(*texts: str, x: float = 0.0, pitch: float = 15.0) -> list[Line]:
    return [laid(text, x, index * pitch) for index, text in enumerate(texts)]


def texts_of(groups: list[list[Line]]) -> list[list[str]]:
    return [[line.text for line in group] for group in groups]


@given(*(st.integers(0, 500) for _ in range(4)))
def test_a_place_that_is_turned_and_stood_up_is_where_it_was(x: int, y: int, w: int, h: int) -> None:
    rect = Rect(x, y, x + w + 1, y + h + 1)
    assert standing.stood(standing.turned(rect, 600), 600) == rect


def test_the_rightmost_line_of_a_page_is_the_topmost_in_the_turned_frame() -> None:
    column = Line((Run("いろは", Rect(580, 100, 592, 130), 10.0, 130.0),), turned=True)
    line = standing.laid(column, 600)
    assert line.rect == Rect(100, 9, 130, 19)
    assert not line.turned


def test_parts_that_follow_one_another_are_one_line() -> None:
    (line,) = standing.whole([laid("池", 40, 0), laid("代表", 0, 0), laid("田", 60, 1, size=12)], [])
    assert line.text == "代表池田"
    assert {run.size for run in line.runs} == {10.0}


def test_a_rule_parts_lines() -> None:
    rule = Rect(49, -50, 50, 200)
    assert len(standing.whole([laid("いろはに", 0, 0), laid("ほへと", 60, 0)], [rule])) == 2


def test_the_end_of_a_column_parts_lines() -> None:
    upper = below(KANA[:5], KANA[5:10])
    lower = below(KANA[10:15], KANA[15:20], x=53)
    assert len(standing.whole([*upper, *lower], [])) == 4


def test_a_line_seen_as_one_across_two_columns_is_cut() -> None:
    upper = [laid(KANA[:5], 0, 0), laid(KANA[:5], 0, 30)]
    lower = [laid(KANA[5:10], 50, 0), laid(KANA[5:10], 50, 30)]
    across = laid(KANA[10:20], 0, 15)
    found = standing.cut([*upper, *lower, across], [])
    assert [line.text for line in found[4:]] == [KANA[10:15], KANA[15:20]]


def test_a_long_line_beside_two_columns_stays_whole() -> None:
    columns = [laid(KANA[:5], 0, 15), laid(KANA[5:10], 50, 15)]
    found = standing.cut([laid(KANA[:10], 0, 0), *columns], [])
    assert [line.text for line in found] == [KANA[:10], KANA[:5], KANA[5:10]]


def test_lines_side_by_side_are_a_text_and_those_of_the_next_column_another() -> None:
    upper, lower = below("いろはに", "ほへとち"), below("りぬるを", "わかよた", x=60)
    assert texts_of(standing.texts([*lower, *upper], [])) == [
        ["いろはに", "ほへとち"],
        ["りぬるを", "わかよた"],
    ]


def test_a_line_of_another_size_is_of_another_text() -> None:
    title, text = laid("いろは", 0, 0, size=18), laid(KANA, 0, 25)
    assert len(standing.texts([title, text], [])) == 2


def test_a_rule_between_lines_parts_texts() -> None:
    assert len(standing.texts(below(KANA, KANA), [Rect(0, 12, 230, 13)])) == 2


def test_white_wider_than_between_lines_parts_texts() -> None:
    lines = [*below(KANA[:8], KANA[:8], pitch=12), laid(KANA[:8], 0, 32)]
    assert [len(text) for text in standing.texts(lines, [])] == [2, 1]


def test_a_line_that_begins_a_character_lower_begins_a_paragraph() -> None:
    text = [laid(KANA[:9], 10, 0), laid(KANA[:10], 0, 15), laid(KANA[:4], 0, 30), laid(KANA[:9], 10, 45)]
    assert [len(part) for part in standing.paragraphs(text)] == [3, 1]


def test_lines_that_begin_several_characters_lower_stand_apart() -> None:
    text = [laid(KANA[:10], 0, 0), laid(KANA[:4], 40, 15), laid(KANA[:10], 0, 30)]
    assert [len(part) for part in standing.paragraphs(text)] == [1, 1, 1]


def test_a_column_that_drifts_on_a_photograph_is_one_paragraph() -> None:
    text = [laid(KANA[:10], index * 1.0, index * 15.0) for index in range(12)]
    assert len(standing.paragraphs(text)) == 1

from docparse.engines.light import readings
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Line, Run


def laid(text: str, x: float, y: float, size: float = 10.0) -> Line:
    """A line in the turned frame, as `standing` makes them."""
    rect = Rect(x, y, x + len(text) * size, y + size)
    return Line((Run(text, rect, size, y + 0.78 * size),))


def test_a_reading_stands_in_brackets_behind_its_characters() -> None:
    found = readings.told([laid("きおく", 20, 24, size=6), laid("事と記憶と", 0, 30)])
    assert [line.text for line in found] == ["事と記憶（きおく）と"]


def test_several_readings_of_a_line_stand_each_behind_its_own_characters() -> None:
    small = [laid("きおく", 20, 25, size=5), laid("こと", 0, 25, size=5)]
    (line,) = readings.told([*small, laid("事と記憶と", 0, 30)])
    assert line.text == "事（こと）と記憶（きおく）と"


def test_small_print_that_is_no_kana_or_stands_elsewhere_stays_a_line() -> None:
    text = laid("事と記憶と", 0, 30)
    for small in (
        laid("注記", 20, 25, size=5),
        laid("きおく", 20, 5, size=5),
        laid("きおく", 60, 25, size=5),
    ):
        assert readings.told([small, text]) == [small, text]


def test_a_line_of_kana_as_large_as_its_neighbour_is_text() -> None:
    lines = [laid("いろは", 0, 18), laid("事と記憶と", 0, 30)]
    assert readings.told(lines) == lines

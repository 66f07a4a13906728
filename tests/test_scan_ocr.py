from typing import Any

import numpy as np
import paper
import pytest

from docparse.engines.light.scan import sessions
from docparse.engines.light.scan.ocr import detect, read
from docparse.engines.light.scan.seen import Corners, Pixels, Seen
from docparse.engines.light.scan.signs import recognised, strip

DPI = 150
PIXEL = DPI / 72  # pixels in a point


def words(page: Any) -> dict[str, tuple[float, float, float, float]]:
    """Where each word was drawn, in pixels."""
    return {word[4]: tuple(side * PIXEL for side in word[:4]) for word in page.get_text("words")}


def of(lines: tuple[Seen, ...], text: str) -> Seen:
    (line,) = (line for line in lines if text in line.text)
    return line


def is_around(corners: Corners, box: tuple[float, float, float, float], by: float) -> bool:
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return all(abs(a - b) < by for a, b in zip((x0, y0, x1, y1), box, strict=True))


@pytest.fixture(scope="module")
def page() -> Any:
    """Lines across, a row of two words far apart, a line that runs up."""
    made = paper.document((400, 300))[0]
    paper.write(made, 40, 60, "The harbour master counts", 14)
    paper.write(made, 40, 110, "Depth", 12)
    paper.write(made, 150, 110, "fathoms", 12)
    paper.write(made, 40, 160, "Neap", 12)
    paper.write(made, 105, 160, "Spring", 12)
    made.insert_text((370, 250), "drawn from memory", fontsize=12, rotate=90)
    return made


@pytest.fixture(scope="module")
def lines(page: Any) -> tuple[Seen, ...]:
    image = paper.pixels(page, DPI)
    return read(image, detect(image))


def test_lines_are_read_where_they_were_drawn(page: Any, lines: tuple[Seen, ...]) -> None:
    drawn = words(page)
    line = of(lines, "harbour")
    assert line.text == "The harbour master counts"
    assert line.score > 0.9
    box = (drawn["The"][0], drawn["The"][1], drawn["counts"][2], drawn["counts"][3])
    assert is_around(line.corners, box, 8)


def test_each_word_of_a_line_has_its_place_in_it(page: Any, lines: tuple[Seen, ...]) -> None:
    drawn, line = words(page), of(lines, "harbour")
    left, right = line.corners[0, 0], line.corners[1, 0]
    for word in line.words:
        x0, _, x1, _ = drawn[word.text]
        # A letter may be seen one place of the model away, which is 7 pixels here.
        assert left + word.start * (right - left) == pytest.approx(x0, abs=12)
        assert left + word.end * (right - left) == pytest.approx(x1, abs=12)


def test_what_stands_far_apart_is_not_one_word(lines: tuple[Seen, ...]) -> None:
    seen = {word.text for line in lines for word in line.words}
    assert {"Depth", "fathoms", "Neap", "Spring"} <= seen


def test_a_gap_too_wide_for_a_word_parts_two_though_no_blank_is_read() -> None:
    made = paper.document((300, 60))[0]
    for x, text in ((20, "12"), (55, "34"), (90, "56")):
        paper.write(made, x, 40, text, 16)
    image = paper.pixels(made, DPI)
    whole = np.array([[35, 45], [250, 45], [250, 95], [35, 95]], np.float32)
    (line,) = read(image, [whole])
    assert [word.text for word in line.words] == ["12", "34", "56"]


def test_a_line_that_runs_up_the_page_is_read_along_its_length(lines: tuple[Seen, ...]) -> None:
    line = of(lines, "memory")
    assert line.text == "drawn from memory"
    start, end = line.corners[0], line.corners[1]
    assert start[1] - end[1] > 150
    assert abs(start[0] - end[0]) < 8


def test_small_text_in_a_part_of_a_large_image_is_found() -> None:
    made = paper.document((1400, 1000))[0]
    for row in range(10):
        paper.write(made, 400, 300 + 13 * row, "Boats of shallow draught reach the quay", 9)
    for row in range(2):
        paper.write(made, 400, 440 + 9 * row, "larger ones wait outside for the flood", 6)
    image = paper.pixels(made, 144)
    read_lines = [line.text for line in read(image, detect(image))]
    assert read_lines.count("Boats of shallow draught reach the quay") == 10
    assert read_lines.count("larger ones wait outside for the flood") == 2


def test_small_text_alone_on_a_large_sheet_is_found() -> None:
    """On the whole sheet, as small as it is first looked at, nothing can be made out."""
    made = paper.document((2000, 1500))[0]
    for row in range(6):
        paper.write(made, 700, 600 + 14 * row, "Boats of shallow draught reach the quay", 9)
    image = paper.pixels(made, 100)
    texts = [line.text for line in read(image, detect(image))]
    assert texts == ["Boats of shallow draught reach the quay"] * 6


@pytest.mark.parametrize("shape", [(300, 400, 3), (9, 9, 3), (1, 700, 3)])
def test_nothing_is_found_on_empty_paper(shape: tuple[int, int, int]) -> None:
    image: Pixels = np.full(shape, 255, np.uint8)
    assert detect(image) == ()
    assert read(image, []) == ()


def test_a_line_without_text_has_no_words() -> None:
    image: Pixels = np.full((60, 300, 3), 255, np.uint8)
    (line,) = read(image, [np.array([[10, 10], [200, 10], [200, 40], [10, 40]], np.float32)])
    assert line.words == ()
    assert line.text == ""


def drawn(texts: list[str], font: str = "helv") -> Pixels:
    """One text below the other."""
    made = paper.document((420, 40 + 24 * len(texts)))[0]
    for row, text in enumerate(texts):
        made.insert_text((30, 40 + 24 * row), text, fontsize=12, fontname=font)
    return paper.pixels(made, DPI)


def carefully(image: Pixels, found: tuple[Corners, ...]) -> list[str]:
    return [recognised(strip(image, line), line, sessions.thorough()).text for line in found]


def test_what_the_quick_reader_has_no_signs_for_is_read_with_care() -> None:
    image = drawn(["港の深さを測る人がいます", "The harbour master counts"], "japan")
    texts = {line.text for line in read(image, detect(image))}
    assert texts == {"港の深さを測る人がいます", "The harbour master counts"}
    assert "の" not in sessions.quick().signs


def test_lines_of_figures_are_read_with_care() -> None:
    image = drawn(["12.40 -0.01", "08:44:00", "1,024.50"])
    found = detect(image)
    assert [line.text for line in read(image, found)] == carefully(image, found)


def test_plain_words_read_the_same_quickly() -> None:
    image = drawn(["The harbour master counts", "Every spring the river is dredged"])
    found = detect(image)
    seen = read(image, found)
    assert [line.text for line in seen] == carefully(image, found)
    assert [line.score for line in seen] != [
        recognised(strip(image, line), line, sessions.thorough()).score for line in found
    ]

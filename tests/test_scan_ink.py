"""Rules and pictures on page images that are drawn here."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan import ink
from docparse.engines.light.scan.seen import Pixels

WORDS = "The quick brown fox jumps over the lazy dog and hides"


def blank(width: int = 1200, height: int = 1600, shade: int = 250) -> Pixels:
    return np.full((height, width, 3), shade, np.uint8)


def write(page: Pixels, x: int, y: int, text: str = WORDS, *, size: float = 1.0, shade: int = 20) -> Rect:
    """Draws a line on its baseline; answers the padded box that a detector would."""
    cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, (shade,) * 3, 2, cv2.LINE_AA)
    (wide, high), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, 2)
    return Rect(x - 4, y - high - 5, x + wide + 4, y + below + 3)


def paragraph(page: Pixels, top: int = 150, lines: int = 8) -> list[Rect]:
    return [write(page, 120, top + 45 * line) for line in range(lines)]


def photograph(page: Pixels, rect: Rect) -> None:
    x0, y0, x1, y1 = (int(side) for side in rect)
    rough = np.random.default_rng(7).integers(0, 200, ((y1 - y0) // 12, (x1 - x0) // 12, 3), np.uint8)
    page[y0:y1, x0:x1] = cv2.resize(rough, (x1 - x0, y1 - y0), interpolation=cv2.INTER_CUBIC)


def across(rules: Sequence[Rect]) -> list[Rect]:
    return sorted((rule for rule in rules if rule.width > rule.height), key=lambda rule: rule.y0)


def down(rules: Sequence[Rect]) -> list[Rect]:
    return sorted((rule for rule in rules if rule.width <= rule.height), key=lambda rule: rule.x0)


def overlap(a: Rect, b: Rect) -> float:
    shared = a.shared(b) * a.area
    return shared / (a.area + b.area - shared)


def test_a_page_of_text_has_neither_rules_nor_pictures() -> None:
    page = blank()
    text = paragraph(page, lines=20)
    assert ink.marks(page, text) == ink.Ink((), ())


def test_an_empty_page_has_nothing() -> None:
    assert ink.marks(blank(), ()) == ink.Ink((), ())


def test_a_table_shows_its_lines_across_and_down() -> None:
    page, text = blank(), list[Rect]()
    for y in range(300, 701, 80):
        page[y : y + 2, 150:1050] = 90
    for x in range(150, 1051, 300):
        page[300:702, x : x + 2] = 90
    for y in range(350, 701, 80):
        text += [write(page, x + 30, y, "Cell 42", size=0.8) for x in (150, 450, 750)]
    found = ink.marks(page, text)
    assert [round(rule.y0) for rule in across(found.rules)] == [300, 380, 460, 540, 620, 700]
    assert len(down(found.rules)) == 4
    assert all(rule.width == pytest.approx(900, abs=12) for rule in across(found.rules))
    assert not found.pictures


@pytest.mark.parametrize("shade", [40, 140, 210])
def test_a_rule_may_be_faint(shade: int) -> None:
    page = blank()
    text = paragraph(page)
    page[700:702, 120:1080] = shade
    (rule,) = ink.marks(page, text).rules
    assert overlap(rule, Rect(120, 700, 1080, 702)) > 0.9


def test_a_dotted_rule_is_one() -> None:
    page = blank()
    text = paragraph(page)
    for x in range(120, 1080, 10):
        page[700:703, x : x + 4] = 60
    (rule,) = ink.marks(page, text).rules
    assert rule.width > 900


def test_a_bent_rule_is_one() -> None:
    page = blank()
    text = paragraph(page)
    for x in range(120, 1080):
        y = 700 + round(8 * np.sin((x - 120) / 960 * np.pi))
        page[y : y + 3, x] = 60
    (rule,) = ink.marks(page, text).rules
    assert rule.width > 900


def test_a_double_rule_is_two() -> None:
    page = blank()
    text = paragraph(page)
    page[700:703, 120:1080] = page[712:715, 120:1080] = 60
    assert len(ink.marks(page, text).rules) == 2


def test_an_underline_within_the_box_of_its_words_is_a_rule() -> None:
    page = blank()
    text = paragraph(page)
    page[154:156, 124:1000] = 20
    (rule,) = ink.marks(page, text).rules
    assert rule.y0 == pytest.approx(154, abs=3)


def test_light_rules_part_a_dark_fill() -> None:
    page = blank()
    page[300:500, 100:1100] = 60
    page[398:401, 100:1100] = 250
    text = [write(page, 200, y, shade=250) for y in (360, 460)]
    assert [round(rule.centre[1] / 10) for rule in across(ink.marks(page, text).rules)] == [40]


def test_the_border_of_a_scan_is_no_rule() -> None:
    page = blank()
    text = paragraph(page)
    page[:, 4:8] = 30
    assert not ink.marks(page, text).rules


def test_a_photograph_is_one_picture_and_its_edges_no_rules() -> None:
    page = blank()
    text = paragraph(page)
    photograph(page, Rect(200, 700, 900, 1200))
    found = ink.marks(page, text)
    (picture,) = found.pictures
    assert overlap(picture, Rect(200, 700, 900, 1200)) > 0.9
    assert not found.rules


def test_two_photographs_side_by_side_are_two() -> None:
    page = blank()
    text = paragraph(page)
    places = Rect(120, 700, 560, 1100), Rect(600, 700, 1080, 1100)
    for place in places:
        photograph(page, place)
    found = sorted(ink.marks(page, text).pictures)
    assert [round(overlap(a, b), 1) for a, b in zip(found, places, strict=True)] == [1.0, 1.0]


def test_a_chart_is_one_picture_with_its_axes_and_their_labels() -> None:
    page = blank()
    text = paragraph(page)
    page[700:1203, 300:303] = page[1200:1203, 300:900] = 40
    for place, high in enumerate((400, 250, 320, 150)):
        left = 340 + 140 * place
        page[1200 - high : 1200, left : left + 80] = (60, 90, 160)
        text.append(write(page, left + 5, 1240, f"20{place}0", size=0.8))
    found = ink.marks(page, text)
    (picture,) = found.pictures
    assert overlap(picture, Rect(300, 700, 900, 1245)) > 0.6
    assert picture.y1 > 1225
    assert not found.rules


def test_a_tinted_box_behind_text_is_no_picture() -> None:
    page = blank()
    text = paragraph(page)
    page[700:1100, 100:1100] = (220, 230, 245)
    text += paragraph(page, 750, 7)
    assert not ink.marks(page, text).pictures


def test_a_shadow_is_no_picture() -> None:
    page = blank()
    slope = np.linspace(1.0, 0.6, page.shape[1])[None, :, None]
    page = (page * slope).astype(np.uint8)
    assert not ink.marks(page, paragraph(page)).pictures


def test_a_stamp_in_a_margin_is_a_picture_and_a_bullet_is_none() -> None:
    page = blank()
    text = paragraph(page)
    cv2.circle(page, (600, 900), 110, (200, 30, 30), 8)
    cv2.circle(page, (600, 900), 60, (200, 30, 30), -1)
    cv2.circle(page, (100, 140), 8, (20, 20, 20), -1)
    (picture,) = ink.marks(page, text).pictures
    assert overlap(picture, Rect(488, 788, 712, 1012)) > 0.8


def test_a_rule_that_letters_touch_is_one() -> None:
    page = blank()
    text = [write(page, 120, 300 + 30 * row, "gypsum " * 7, size=1.2) for row in range(6)]
    for row in range(7):
        y = 272 + 30 * row
        page[y : y + 3, 100:1100] = 40
    blurred = np.asarray(cv2.GaussianBlur(page, (5, 5), 0), np.uint8)
    found = [rule.centre[1] for rule in across(ink.marks(blurred, text).rules)]
    assert found == pytest.approx([273 + 30 * row for row in range(7)], abs=3)


BOXES = st.builds(
    lambda x, y, width, height: Rect(x, y, x + width, y + height),
    *(st.floats(-20, 220), st.floats(-20, 220), st.floats(0, 120), st.floats(0, 120)),
)


@settings(max_examples=40, deadline=None)
@given(
    wide=st.integers(1, 200),
    high=st.integers(1, 200),
    seed=st.integers(0, 99),
    text=st.lists(BOXES, max_size=5),
)
def test_what_is_found_stands_on_the_page(wide: int, high: int, seed: int, text: list[Rect]) -> None:
    page = np.random.default_rng(seed).integers(0, 256, (high, wide, 3), np.uint8)
    page[: high // 2] = 255
    found = ink.marks(page, text)
    bounds = Rect(-1, -1, wide + 1, high + 1)
    assert all(bounds.contains(rect) for rect in found.rules)
    assert all(bounds.meets(rect) for rect in found.pictures)

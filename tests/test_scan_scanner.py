from functools import cache

import cv2
import numpy as np
import paper
import pytest

from docparse.document import Box
from docparse.engines.light.layer import Found, Line
from docparse.engines.light.scan import scan
from docparse.engines.light.scan.seen import Pixels
from docparse.source import Survey

TEXT = (
    "The harbour lies at the mouth of a slow river",
    "and is dredged every spring since the mill was",
    "built. Boats of shallow draught reach the upper",
    "quay at any tide, and larger ones wait outside",
    "for the flood. The harbour master counts them.",
    "Whoever wants to moor at the old quay asks her.",
)
TURNS = {"upright": 0, "turned left": 1, "upside down": 2, "turned right": 3}  # against the clock
SKEW = 3.0  # degrees


@cache
def drawn() -> Pixels:
    made = paper.document((360, 300))[0]
    paper.write(made, 40, 50, "Of the old quay", 20)
    for row, text in enumerate(TEXT):
        paper.write(made, 40, 90 + 15 * row, text, 11)
    made.draw_line((40, 200), (320, 200))
    return paper.pixels(made)


@cache
def image(name: str) -> Pixels:
    if name == "skewed":
        height, width = drawn().shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), SKEW, 1.0)
        return cv2.warpAffine(drawn(), matrix, (width, height), borderValue=(255, 255, 255)).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(drawn(), TURNS[name]))


@cache
def scanned(name: str) -> Found:
    return scan(image(name), Survey(1))


def lines(found: Found) -> list[Line]:
    return sorted(found.layer.lines, key=lambda line: line.rect.y0)


def boxes(found: Found) -> list[Box]:
    located = [found.layer.locate(line.rect) for line in lines(found)]
    assert None not in located
    return [box for box in located if box]


names = pytest.mark.parametrize("name", ["upright", "turned left", "upside down", "skewed"])


@names
def test_however_a_page_lies_its_text_is_the_same(name: str) -> None:
    assert [line.text for line in lines(scanned(name))] == ["Of the old quay", *TEXT]
    assert scanned(name).problems == ()


@names
def test_however_a_page_lies_its_boxes_are_round_the_ink_of_its_image(name: str) -> None:
    ink = image(name).min(axis=2) < 128
    covered = np.zeros_like(ink)
    for box in boxes(scanned(name)):
        area = np.s_[box.y1 : box.y2, box.x1 : box.x2]
        assert ink[area].any(axis=0).mean() > 0.7 or ink[area].any(axis=1).mean() > 0.7
        covered[area] = True
    rules = [box for rect in scanned(name).layer.drawings if (box := scanned(name).layer.locate(rect))]
    assert rules
    for box in rules:
        covered[max(box.y1 - 3, 0) : box.y2 + 3, max(box.x1 - 3, 0) : box.x2 + 3] = True
    assert ink[covered].sum() > 0.97 * ink.sum()


@names
def test_most_of_the_text_has_the_size_of_the_body_and_its_heading_a_larger_one(name: str) -> None:
    found = scanned(name)
    heading, *body = lines(found)
    assert {line.size for line in body} == {found.survey.body_size}
    assert heading.size > 1.4 * found.survey.body_size


def test_a_page_that_is_upright_is_located_to_the_pixel() -> None:
    found = scanned("upright")
    height, width = drawn().shape[:2]
    assert found.layer.locate(found.layer.rect) == Box(0, 0, width, height)


@pytest.mark.parametrize(("shade", "is_picture"), [(255, False), (120, False)])
def test_paper_without_text_and_pictures_is_blank(shade: int, is_picture: bool) -> None:
    found = scan(np.full((300, 400, 3), shade, np.uint8), Survey(1))
    assert [problem.code for problem in found.problems] == ["blank"]
    assert found.layer.lines == ()
    assert found.is_picture is is_picture


def test_a_picture_without_text_is_said_to_be_one() -> None:
    across, down = np.meshgrid(np.linspace(0, 9, 400), np.linspace(0, 7, 300))
    waves = (127 + 120 * np.sin(across) * np.cos(down)).astype(np.uint8)
    found = scan(np.stack([waves] * 3, axis=2), Survey(1))
    assert [problem.code for problem in found.problems] == ["blank"]
    assert found.is_picture

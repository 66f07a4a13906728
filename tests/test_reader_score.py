"""What is said of the reader's errors is counted right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reader.pages import SIZES, answer, random_page

from docparse.document import Box

pytest.importorskip("torch", reason="needs the `vl` extra")

from reader import score

WORDS = st.text("abc ", max_size=12)


@given(WORDS, WORDS, WORDS)
def test_edits_are_a_distance(one: str, two: str, three: str) -> None:
    assert (score.distance(one, two) == 0) == (one == two)
    assert score.distance(one, two) == score.distance(two, one)
    assert score.distance(one, three) <= score.distance(one, two) + score.distance(two, three)
    assert abs(len(one) - len(two)) <= score.distance(one, two) <= max(len(one), len(two))


def test_edits_are_counted() -> None:
    assert score.distance("kitten", "sitting") == 3


def test_true_answers_score_full_marks() -> None:
    pages = [random_page(f"score {n}", SIZES[n % len(SIZES)]) for n in range(6)]
    found = score.score(pages, [answer(page) for page in pages])
    assert found.character_error == 0
    assert (found.exact_texts, found.exact_answers, found.mean_iou, found.exact_boxes) == (1, 1, 1, 1)


def test_what_is_wrong_costs_what_it_is() -> None:
    page = random_page("score", SIZES[0], tables=0)
    truth = answer(page)
    box = page.blocks[0].box
    worse = truth.replace(f'"{box.x1} ', f'"{box.x1 + 2} ', 1).replace("</p>", "!</p>", 1)
    found = score.score([page], [worse])
    assert found.character_error == pytest.approx(1 / found.characters)
    assert found.exact_texts == 0
    assert found.near_boxes == 1
    assert found.exact_boxes == pytest.approx(1 - 1 / found.boxes, abs=1e-4)


def test_an_empty_answer_has_no_boxes_and_all_its_text_is_missing() -> None:
    page = random_page("score", SIZES[0])
    found = score.score([page], [""])
    assert (found.character_error, found.mean_iou, found.near_boxes) == (1, 0, 0)


def test_overlap_is_what_two_boxes_share_of_what_they_cover() -> None:
    assert score.overlap(Box(0, 0, 10, 10), Box(5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert score.overlap(Box(0, 0, 10, 10), Box(20, 20, 30, 30)) == 0

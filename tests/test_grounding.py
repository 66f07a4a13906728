"""Answers in JSON: what models really wrote, what is broken, and boxes carried into pixels of the page."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from docparse import grounding
from docparse.document import Box, Size
from docparse.qwenvl import PIXELS, THOUSANDTHS
from docparse.settings import Question

SAID = Path(__file__).parents[2] / "shared/corpus/qwenvl_html/other_modes"
PAGE = Size(620, 760)
SCHEMA = {
    "type": "object",
    "properties": {
        "total": {"type": ["number", "null"], "title": "Total", "x-labels": ["Sum"]},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
    },
    "required": ["total"],
}


def said(name: str) -> str:
    path = SAID / f"qwen25vl_blog_{name}.json"
    if not path.exists():
        pytest.skip("the corpus of real answers is not beside the repository")
    return json.loads(path.read_text(encoding="utf-8"))["messages"][-1]["content"]


def test_a_real_answer_with_a_comma_too_many_places_every_text() -> None:
    spots = grounding.spots(said("ocr_grounding1"), PAGE)
    assert len(spots) == 14
    assert spots[0] == grounding.Spot("AuntieAnne's", Box(108, 175, 496, 230))
    assert spots[-1] == grounding.Spot("3,000", Box(471, 682, 529, 704))


def test_a_real_answer_of_fields_is_read() -> None:
    assert grounding.read(said("kie_receipt"))["发票号码"] == "10283819"


def test_prose_holds_no_answer() -> None:
    assert grounding.read(said("kie_express")) is None


def test_an_answer_that_is_cut_is_read_as_far_as_it_goes() -> None:
    answer = 'Here:\n```json\n[{"bbox_2d": [1, 2, 30, 40], "label": "a"}, {"bbox_2d": [5, 6, 7'
    assert grounding.spots(answer, PAGE) == [grounding.Spot("a", Box(1, 2, 30, 40))]


@pytest.mark.parametrize(
    ("answer", "box"),
    [
        ('{"bbox_2d": [600, 700, 9999, 9999]}', Box(600, 700, 620, 760)),
        ('{"bbox": [30, 40, 10, 20]}', Box(10, 20, 30, 40)),
        ('{"point_2d": [10.4, 20]}', Box(10, 20, 11, 21)),
        ('{"found": [{"bbox_2d": [1, 2, 3, 4]}]}', Box(1, 2, 3, 4)),
    ],
)
def test_boxes_are_clipped_and_points_are_pixels(answer: str, box: Box) -> None:
    assert [spot.box for spot in grounding.spots(answer, PAGE)] == [box]


@pytest.mark.parametrize(
    "raw", ["[700, 800, 900, 900]", "[1, 2, 3]", '"1 2 3 4"', "null", "[1, 1, 1, 5]", "[1, 1, 1e999, NaN]"]
)
def test_what_is_no_box_of_the_page_is_left_out(raw: str) -> None:
    assert grounding.spots(f'[{{"bbox_2d": {raw}, "label": "a"}}]', PAGE) == []


def test_thousandths_become_pixels_and_all_else_stays() -> None:
    answer = '[{"bbox_2d": [0, 500, 1000, 1000], "label": "500 [1, 2]"}]'
    assert grounding.transfer(answer, THOUSANDTHS, Size(200, 400)) == answer.replace(
        "[0, 500, 1000, 1000]", "[0, 200, 200, 400]"
    )
    assert grounding.transfer(answer, PIXELS, PAGE) == answer


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_sound_json_is_read_as_it_is(value: Any) -> None:
    if isinstance(value, list | dict):
        assert grounding.read(f"```json\n{json.dumps(value)}\n```") == value


@given(st.text('{}[]",:1ab\\ntrue -.', max_size=60))
def test_no_answer_is_too_broken_to_look_at(answer: str) -> None:
    grounding.spots(answer, PAGE)


@given(st.integers(0, 220))
def test_a_cut_says_nothing_that_was_not_there(end: int) -> None:
    whole = json.dumps([{"bbox_2d": [n, n, n + 99, n + 99], "label": f"l{n}"} for n in range(5)])
    spots = grounding.spots(whole, PAGE)
    assert all(spot.box in {one.box for one in spots} for spot in grounding.spots(whole[:end], PAGE))


def test_families_that_ground_are_asked_for_the_box_of_each_value() -> None:
    asked = Question("extract", json.dumps(SCHEMA))
    wrapped = grounding.answer_schema(asked, "qwen2.5-vl")
    Draft202012Validator.check_schema(wrapped)
    place = {"value": 9.5, "bbox_2d": [1, 2, 3, 4]}
    answer = {"total": place, "lines": [{"name": {"value": "tea", "bbox_2d": None}}]}
    Draft202012Validator(wrapped).validate(answer)
    assert not Draft202012Validator(wrapped).is_valid({"total": 9.5})
    assert grounding.answer_schema(asked, "internvl2.5") == SCHEMA


def test_what_may_be_null_by_a_choice_has_its_box_too() -> None:
    tea = {"type": "object", "properties": {"name": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}
    schema = {
        "type": "object",
        "properties": {"tea": {"anyOf": [{"$ref": "#/$defs/Tea"}, {"type": "null"}]}},
        "$defs": {"Tea": {**tea, "required": ["name"], "additionalProperties": False}},
    }
    wrapped = Draft202012Validator(
        grounding.answer_schema(Question("extract", json.dumps(schema)), "qwen3-vl")
    )
    assert wrapped.is_valid({"tea": {"name": {"value": None, "bbox_2d": None}}})
    assert wrapped.is_valid({"tea": None})
    assert not wrapped.is_valid({"tea": {"name": "green"}})


@pytest.mark.parametrize("family", ["qwen2.5-vl", "qwen2-vl", "qwen3-vl", "internvl2.5"])
def test_every_family_is_told_what_is_asked(family: str) -> None:
    assert "the {odd} stamp" in grounding.instruction(Question("locate", "the {odd} stamp"), family)
    told = grounding.instruction(Question("extract", json.dumps(SCHEMA)), family)
    assert '"total"' in told
    assert "{asked}" not in told

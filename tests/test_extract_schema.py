"""Schemas: what is taken, what is refused, and values that keep to them whatever was found."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from docparse.document import Box
from docparse.errors import SourceError, UsageError
from docparse.extract import schema as schemas
from docparse.extract.found import Found, fit, merge
from docparse.extract.schema import Record, Rows, Value


def read(properties: dict[str, Any], **more: Any) -> schemas.Schema:
    return schemas.read(json.dumps({"type": "object", "properties": properties, **more}))


@pytest.mark.parametrize("name", schemas.SHIPPED)
def test_the_shipped_schemas_allow_null_for_all_that_a_page_may_not_say(name: str) -> None:
    schema = schemas.load(name)
    raw = json.loads(schema.text)
    Draft202012Validator.check_schema(raw)
    told = fit(schema, None)
    Draft202012Validator(raw).validate(told.values)
    assert told.missing == []


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"a": {"oneOf": []}}, "`oneOf` at `/properties/a`"),
        ({"a": {"type": ["string", "number"]}}, "`type` at"),
        ({"a": {"anyOf": [{"type": "string"}, {"type": "number"}]}}, "may only say that null"),
        ({"a": {"type": "array"}}, "`/properties/a/items` is no schema"),
        ({"a": {"type": "object"}}, "without properties"),
        ({"a": {"$ref": "#/$defs/none"}}, "refers to nothing"),
        ({"a": {"type": "string", "pattern": "("}}, "pattern"),
        ({"a": {"type": "string", "x-role": "king"}}, "x-role"),
        ({"a": {"type": "string", "x-labels": "A"}}, "x-labels"),
        ({}, "no object with properties"),
    ],
)
def test_what_cannot_be_seen_to_is_refused_with_its_place(properties: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match="schema") as error:
        read(properties)
    assert words in error.value.message


def test_a_schema_that_holds_itself_is_refused() -> None:
    with pytest.raises(UsageError, match="nested too deep"):
        read(
            {"a": {"$ref": "#/$defs/a"}},
            **{"$defs": {"a": {"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}}}},
        )


def test_what_pydantic_writes_is_understood() -> None:
    line = {
        "type": "object",
        "properties": {"net": {"anyOf": [{"type": "number"}, {"type": "null"}], "default": None}},
    }
    shape = read(
        {"lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}}}, **{"$defs": {"Line": line}}
    ).shape
    lines = shape.fields["lines"]
    assert isinstance(lines, Rows)
    assert isinstance(lines.row, Record)
    net = lines.row.fields["net"]
    assert isinstance(net, Value)
    assert (net.kind, net.optional) == ("number", True)


def test_labels_are_those_given_then_the_title_then_the_name() -> None:
    shape = read({"dueDate": {"type": "string", "title": "Due", "x-labels": ["Pay by"]}}).shape.fields[
        "dueDate"
    ]
    assert isinstance(shape, Value)
    assert shape.labels == ("Pay by", "Due", "due Date")


def test_a_file_that_is_not_there_or_no_json_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read the schema"):
        schemas.load(str(tmp_path / "none.json"))
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(UsageError, match="is no JSON"):
        schemas.load(str(tmp_path / "bad.json"))


LIMITS = st.sampled_from(
    [{"enum": ["a", "b"]}, {"maxLength": 2}, {"minLength": 1}, {"pattern": "^[ab]"}, {"format": "date"}, {}]
)
VALUE = st.builds(
    lambda optional, limits: {"type": ["string", "null"] if optional else "string", **limits},
    st.booleans(),
    LIMITS,
)
NUMBER = st.sampled_from([{"type": "number", "minimum": 2}, {"type": ["integer", "null"], "maximum": 4}])


def record(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    fields = st.dictionaries(st.sampled_from("abc"), inner, min_size=1)
    return st.builds(
        lambda fields, count, kind: {
            "type": kind,
            "properties": fields,
            "required": sorted(fields)[:count],
            "additionalProperties": False,
        },
        fields,
        st.integers(0, 3),
        st.sampled_from(["object", ["object", "null"]]),
    )


def rows(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda items, least, most: {"type": "array", "items": items, "minItems": least, "maxItems": most},
        inner,
        st.integers(0, 1),
        st.integers(1, 3),
    )


SCHEMA = record(st.recursive(VALUE | NUMBER, lambda inner: record(inner) | rows(inner), max_leaves=6))
SAID = st.sampled_from(["a", "b", "ab", "xyz", "2026-01-02", 1, 2.5, 7, True, float("inf"), 10**400])


def grown(shape: schemas.Shape, data: st.DataObject) -> Any:
    if data.draw(st.integers(0, 4)) == 0:
        return None
    match shape:
        case Value():
            return Found(data.draw(SAID), data.draw(st.integers(1, 3)), "as it stands", (Box(0, 0, 1, 1),))
        case Record(fields=fields):
            return {name: grown(own, data) for name, own in fields.items()}
        case Rows(row=row):
            return [grown(row, data) for _ in range(data.draw(st.integers(0, 4)))]


@given(SCHEMA, st.data())
def test_values_are_valid_or_there_are_none_whatever_was_found(
    raw: dict[str, Any], data: st.DataObject
) -> None:
    schema = schemas.read(json.dumps({**raw, "type": "object"}))
    tree = merge(schema.shape, grown(schema.shape, data), grown(schema.shape, data))
    told = fit(schema, tree)
    if told.values is not None:
        Draft202012Validator(json.loads(schema.text)).validate(told.values)
        for path, found in told.places if not told.missing else ():
            value: Any = told.values
            for step in path.split("/")[1:]:
                value = value[int(step) if isinstance(value, list) else step]
            assert value == found.value
    else:
        assert told.missing

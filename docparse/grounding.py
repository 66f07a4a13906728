"""Answers in JSON: what a model is told to write, and how what it wrote is read, boxes and all.

An answer is read as far as it makes sense: in a fence, with a comma too many, cut off in the middle.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any, Final, NamedTuple, cast

from docparse import resources
from docparse.document import Box, Size, clip
from docparse.qwenvl import Space
from docparse.settings import Question

_BOX: Final = "bbox_2d"
_POINT: Final = "point_2d"
_BOXES: Final = (_BOX, "bbox", "box_2d", "box")
_POINTS: Final = (_POINT, "point")
_LABELS: Final = ("label", "text_content", "text", "name")
_GROUNDED: Final = frozenset(
    {"qwen2.5-vl", "qwen3-vl"}
)  # families that were trained to say where a value stands
_PLACED: Final = re.compile(rf'"(?:{"|".join((*_BOXES, *_POINTS))})"\s*:\s*\[[^\]\[{{}}"]*\]?')
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_PIECE: Final = re.compile(  # of JSON
    r'\s*([\[\]{}:,]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)'
)
_FURTHEST: Final = 99_999  # no page reaches there
_DEEPEST: Final = 32
_UNTOLD: Final = ("title", "x-labels", "x-role")  # of a schema, where a model is told it


class Spot(NamedTuple):
    """Something that a model found: a box, or the point that it is at."""

    label: str
    box: Box


def instruction(question: Question, family: str) -> str:
    """What a model of that family is told, with the page."""
    asked = json.dumps(answer_schema(question, family)) if question.verb == "extract" else question.asked
    return resources.text("prompts", family, f"{question.verb}.txt").strip().replace("{asked}", asked)


def answer_schema(question: Question, family: str) -> dict[str, Any]:
    """The JSON schema of its answer."""
    if question.verb == "locate":
        spot = {"type": "object", "properties": {_BOX: _numbers(4), "label": {"type": "string"}}}
        return {
            "type": "array",
            "items": {**spot, "required": [_BOX, "label"], "additionalProperties": False},
        }
    schema = json.loads(question.asked)
    return _grounded(schema) if family in _GROUNDED else schema


def _numbers(count: int) -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0, "maximum": _FURTHEST}
    return {"type": "array", "items": number, "minItems": count, "maxItems": count}


def _grounded(schema: Any) -> Any:
    """The schema with a box beside every value that stands on the page."""
    if not isinstance(schema, dict):
        return schema
    told = {key: each for key, each in cast(dict[str, Any], schema).items() if key not in _UNTOLD}
    if _is_value(told):
        box = {"anyOf": [_numbers(4), {"type": "null"}]}
        fields = {"value": told, _BOX: box}
        return {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}
    return {key: _grounded_within(key, each) for key, each in told.items()}


def _grounded_within(key: str, part: Any) -> Any:
    match key:
        case "properties" | "$defs":
            return {name: _grounded(own) for name, own in part.items()}
        case "anyOf":
            return [each if each == {"type": "null"} else _grounded(each) for each in part]
        case "items":
            return _grounded(part)
        case _:
            return part


def _is_value(schema: Mapping[str, Any]) -> bool:
    return not schema.keys() & {"properties", "items", "$ref"} and all(
        _is_value(each) for each in schema.get("anyOf", ())
    )


def transfer(answer: str, space: Space, size: Size) -> str:
    """The answer with the numbers of its boxes and points in pixels of a page of `size`."""
    if space.size in (None, size):
        return answer
    across, down = space.scale(size)

    def scaled(found: re.Match[str]) -> str:
        scales = cycle((across, down))
        start = found[0].index("[")
        numbers = _NUMBER.sub(lambda number: str(round(float(number[0]) * next(scales))), found[0][start:])
        return found[0][:start] + numbers

    return _PLACED.sub(scaled, answer)


def read(answer: str) -> Any:
    """The value of the first object or array in an answer; None where there is none."""
    start = re.search(r"[\[{]", answer)
    if start is None:
        return None
    try:
        return json.JSONDecoder().raw_decode(answer, start.start())[0]
    except (ValueError, RecursionError):
        return _Lenient(answer, start.start()).value(0)


class _Lenient:
    """Reads JSON that has a comma too many or comes to no end, up to where it makes no sense."""

    def __init__(self, text: str, at: int) -> None:
        self._pieces = [found[1] for found in self._found(text, at)]
        self._at = 0

    def _found(self, text: str, at: int) -> Iterator[re.Match[str]]:
        while (found := _PIECE.match(text, at)) is not None:
            if found.end() == len(text) and text[-1].isdigit():
                return  # more of its digits may have been to come
            yield found
            at = found.end()

    def _next(self) -> str:
        self._at += 1
        return self._pieces[self._at - 1] if self._at <= len(self._pieces) else ""

    def value(self, depth: int) -> Any:
        piece = self._next() if depth < _DEEPEST else ""
        match piece:
            case "{":
                return self._object(depth)
            case "[":
                return self._array(depth)
            case "" | "]" | "}" | ":" | ",":
                return None
            case _:
                return _plain(piece)

    def _object(self, depth: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        while (piece := self._next()) not in ("}", ""):
            if piece.startswith('"') and self._next() == ":":
                members[str(_plain(piece))] = self.value(depth + 1)
        return members

    def _array(self, depth: int) -> list[Any]:
        values: list[Any] = []
        while (piece := self._next()) not in ("]", ""):
            if piece != ",":
                self._at -= 1
                values.append(self.value(depth + 1))
        return values


def _plain(piece: str) -> Any:
    try:
        return json.loads(piece, strict=False)
    except ValueError:
        return piece.strip('"')


def spots(answer: str, size: Size) -> list[Spot]:
    """All that an answer places on a page of `size`; boxes that are none there are left out."""
    return list(_spots(read(answer), size, "", 0))


def _spots(value: Any, size: Size, label: str, depth: int) -> Iterator[Spot]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in cast(list[Any], value):
            yield from _spots(each, size, label, depth + 1)
    elif isinstance(value, dict):
        members = cast(dict[str, Any], value)
        said = next((str(members[key]) for key in _LABELS if isinstance(members.get(key), str)), label)
        if (box := box_of(members, size)) is not None:
            yield Spot(said, box)
        for key, each in members.items():
            if isinstance(each, dict | list) and key not in (*_BOXES, *_POINTS):
                yield from _spots(each, size, said or key, depth + 1)


def box_of(members: Mapping[str, Any], size: Size) -> Box | None:
    """The box that an object of an answer names, clipped to the page; that of a point is its pixel."""
    for key in (*_BOXES, *_POINTS):
        raw = members.get(key)
        numbers = (
            [n for n in cast(list[Any], raw) if isinstance(n, int | float) and abs(n) <= _FURTHEST]
            if isinstance(raw, list)
            else []
        )
        if key in _BOXES and len(numbers) == 4:
            left, top, right, bottom = numbers
            return clip(left, top, right, bottom, size)
        if key in _POINTS and len(numbers) == 2:
            x, y = numbers
            return clip(x, y, x + 1, y + 1, size)
    return None

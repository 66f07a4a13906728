"""What is to be extracted: the part of JSON Schema (2020-12) that says it, read once and checked.

An object has fields, an array rows or values, all else is a value that stands on the page. What cannot be
seen to is refused when the schema is read, so that what is written is always valid.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias, cast, get_args

from docparse import resources
from docparse.errors import SourceError, UsageError, reason

Json: TypeAlias = dict[str, Any]
Kind: TypeAlias = Literal["string", "number", "integer", "boolean"]
Role: TypeAlias = Literal["company", "address", "currency", "date"]

SHIPPED: Final = ("invoice", "receipt", "form", "bank-statement")
_NOTES: Final = frozenset(
    {"$schema", "$id", "$comment", "$defs", "title", "description", "examples", "default"}
    | {"x-labels", "x-role", "deprecated", "readOnly", "writeOnly"}
)
_LIMITS: Final = frozenset(
    {"enum", "const", "minimum", "maximum", "minLength", "maxLength", "pattern", "format"}
)
_SEEN_TO: Final = frozenset(
    {
        "type",
        "properties",
        "required",
        "items",
        "minItems",
        "maxItems",
        "additionalProperties",
        "anyOf",
        "$ref",
    }
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_DEEPEST: Final = 16


@dataclass(frozen=True, slots=True)
class Value:
    """Something that stands on the page."""

    kind: Kind
    optional: bool  # null is allowed
    limits: Json  # the keywords that it has to keep to
    labels: tuple[str, ...]  # what may stand beside it, the likeliest first
    role: Role | None = None

    @property
    def is_date(self) -> bool:
        return self.limits.get("format") == "date"

    def allows(self, value: object) -> bool:
        return _is_of(self.kind, value) and all(
            _keeps(keyword, limit, value) for keyword, limit in self.limits.items()
        )


@dataclass(frozen=True, slots=True)
class Record:
    optional: bool
    fields: "Mapping[str, Shape]"
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rows:
    optional: bool
    row: "Shape"
    least: int
    most: int | None
    labels: tuple[str, ...]


Shape: TypeAlias = Value | Record | Rows


class Schema(NamedTuple):
    """`text` is the schema as JSON, as it was given."""

    text: str
    shape: Record


def load(name: str) -> Schema:
    """A file, or one of those that are shipped; raises SourceError or UsageError for what cannot be used."""
    path = resources.path("schemas", f"{name}.json") if name in SHIPPED else Path(name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(
            f"cannot read the schema `{name}`: {reason(error)}",
            hint=f"name a file, or one of {', '.join(SHIPPED)}",
        ) from error
    except ValueError as error:
        raise UsageError(
            f"cannot read the schema `{name}`: it is not UTF-8", hint="save it as UTF-8"
        ) from error
    return read(text, name)


def read(text: str, name: str = "") -> Schema:
    """Raises UsageError for what is no schema of an object, or asks what cannot be seen to."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the schema `{name}` is no JSON: {error}") from error
    try:
        shape = _shape(raw, raw, "", "", 0)
    except _Unfit as error:
        raise UsageError(
            f"cannot extract by the schema `{name}`: {error}",
            hint="docs/extracting.md says what a schema may hold",
        ) from error
    if not isinstance(shape, Record) or not shape.fields:
        raise UsageError(
            f"the schema `{name}` is of no object with properties", hint='it needs `"type": "object"`'
        )
    return Schema(json.dumps(raw, ensure_ascii=False), shape)


class _Unfit(Exception):  # noqa: N818 - what is wrong with a schema, told by `read`
    pass


def _shape(raw: object, root: Json, path: str, name: str, depth: int) -> Shape:
    if not isinstance(raw, dict):
        raise _Unfit(f"`{path or '/'}` is no schema")
    if depth > _DEEPEST:
        raise _Unfit(f"`{path}` is nested too deep, or holds itself")
    told, optional = _resolved(cast(Json, raw), root, path)
    if unknown := sorted(set(told) - _NOTES - _LIMITS - _SEEN_TO):
        raise _Unfit(f"`{unknown[0]}` at `{path or '/'}` is not supported")
    kinds = _kinds(told, path)
    optional = optional or "null" in kinds
    kind = next(kind for kind in kinds if kind != "null")
    labels = _labels(told, name, path)
    match kind:
        case "object":
            return _record(told, root, path, depth, optional=optional)
        case "array":
            row = _shape(told.get("items"), root, f"{path}/items", name, depth + 1)
            return Rows(optional, row, told.get("minItems", 0), told.get("maxItems"), labels)
        case _:
            return _value(told, cast(Kind, kind), path, labels, optional=optional)


def _record(told: Json, root: Json, path: str, depth: int, *, optional: bool) -> Record:
    properties = told.get("properties")
    if not isinstance(properties, dict):
        raise _Unfit(f"`{path or '/'}` is an object without properties")
    fields = {
        name: _shape(raw, root, f"{path}/properties/{name}", name, depth + 1)
        for name, raw in cast(Json, properties).items()
    }
    required = frozenset(map(str, told.get("required", ())))
    if missing := sorted(required - set(fields)):
        raise _Unfit(f"`{missing[0]}` is required at `{path or '/'}` and is none of its properties")
    return Record(optional, fields, required)


def _value(told: Json, kind: Kind, path: str, labels: tuple[str, ...], *, optional: bool) -> Value:
    limits = {keyword: told[keyword] for keyword in told if keyword in _LIMITS}
    try:
        re.compile(str(limits.get("pattern", "")))
    except re.error as error:
        raise _Unfit(f"the pattern at `{path}` makes no sense: {error}") from error
    role = told.get("x-role")
    if role not in (None, *get_args(Role)):
        raise _Unfit(f'`"x-role": "{role}"` at `{path}` is none of {", ".join(get_args(Role))}')
    if "enum" in limits:
        optional = None in limits["enum"] and (optional or "type" not in told)
        limits["enum"] = [each for each in limits["enum"] if each is not None]
    return Value(kind, optional, limits, labels, role)


def _resolved(told: Json, root: Json, path: str) -> tuple[Json, bool]:
    """Without references and without `anyOf`, which may only say that null is allowed."""
    optional = False
    for _ in range(_DEEPEST):
        inner: Json | None = None
        if "$ref" in told:
            inner = _referred(str(told["$ref"]), root)
        elif "anyOf" in told:
            inner, or_null = _chosen(told["anyOf"], path)
            optional = optional or or_null
        if inner is None:
            return told, optional
        beside = {key: told[key] for key in told if key not in ("$ref", "anyOf")}
        told = {**inner, **beside}
    raise _Unfit(f"`{path or '/'}` refers to itself")


def _chosen(choices: Any, path: str) -> tuple[Json, bool]:
    listed = cast(list[Any], choices) if isinstance(choices, list) else []
    some = [choice for choice in listed if choice != {"type": "null"}]
    if len(some) != 1 or not isinstance(some[0], dict):
        raise _Unfit(f"`anyOf` at `{path or '/'}` may only say that null is allowed")
    return cast(Json, some[0]), len(some) < len(listed)


def _referred(ref: str, root: Json) -> Json:
    found: Any = root
    for step in ref.removeprefix("#").strip("/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        found = cast(Json, found).get(name) if isinstance(found, dict) else None
    if not ref.startswith("#/") or not isinstance(found, dict):
        raise _Unfit(f"`{ref}` refers to nothing in the schema")
    return cast(Json, found)


def _kinds(told: Json, path: str) -> list[str]:
    named = told.get("type", "object" if "properties" in told else "string" if "enum" in told else None)
    kinds = cast(list[Any], named) if isinstance(named, list) else [named]
    known = ("object", "array", *get_args(Kind))
    some = [kind for kind in kinds if kind != "null"]
    if len(some) != 1 or some[0] not in known:
        raise _Unfit(f"`type` at `{path or '/'}` has to be one of {', '.join(known)}, or that and null")
    return kinds


def _labels(told: Json, name: str, path: str) -> tuple[str, ...]:
    given = told.get("x-labels", [])
    if not isinstance(given, list) or not all(isinstance(label, str) for label in cast(list[Any], given)):
        raise _Unfit(f"`x-labels` at `{path}` has to be a list of texts")
    spelled = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-]+", " ", name)
    own = (str(told["title"]),) if "title" in told else ()
    return tuple(dict.fromkeys((*cast(list[str], given), *own, spelled)))


def _is_of(kind: Kind, value: object) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < inf


def _keeps(keyword: str, limit: Any, value: Any) -> bool:
    match keyword:
        case "enum":
            return value in limit
        case "const":
            return value == limit
        case "minimum":
            return not isinstance(value, int | float) or value >= limit
        case "maximum":
            return not isinstance(value, int | float) or value <= limit
        case "minLength":
            return not isinstance(value, str) or len(value) >= limit
        case "maxLength":
            return not isinstance(value, str) or len(value) <= limit
        case "pattern":
            return not isinstance(value, str) or re.search(limit, value) is not None
        case _:
            return limit != "date" or _DATE.fullmatch(str(value)) is not None

"""What was found of a schema: a tree of the schema's shape, with a place for every value.

Pages are put together in their order: the first that says a value has said it, rows go on from page to page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias, cast

from docparse.document import Box
from docparse.extract.schema import Record, Rows, Schema, Shape, Value


class Found(NamedTuple):
    """A value, and where it stands as far as that is known."""

    value: Any
    page: int
    text: str  # as it stands on the page
    boxes: tuple[Box, ...] = ()  # one for each line of it


Tree: TypeAlias = "Found | Mapping[str, Tree] | Sequence[Tree] | None"


class Place(NamedTuple):
    path: str  # a JSON pointer
    found: Found


@dataclass(slots=True)
class Extraction:
    """`values` keeps to the schema, or is None where what it requires was not found."""

    values: dict[str, Any] | None = None
    places: list[Place] = field(default_factory=list[Place])
    unread: list[str] = field(default_factory=list[str])  # paths of what the document does not say
    missing: list[str] = field(default_factory=list[str])  # those of them that the schema requires


class _Absent:
    """No value, where the schema allows no null."""


_ABSENT = _Absent()


def merge(shape: Shape, before: Tree, after: Tree) -> Tree:
    """The tree of two pages, one after the other."""
    if before is None or after is None:
        return after if before is None else before
    match shape:
        case Value():
            return before
        case Record(fields=fields):
            one, two = cast(Mapping[str, Tree], before), cast(Mapping[str, Tree], after)
            return {name: merge(own, one.get(name), two.get(name)) for name, own in fields.items()}
        case Rows():
            return [*cast(Sequence[Tree], before), *cast(Sequence[Tree], after)]


def fit(schema: Schema, tree: Tree) -> Extraction:
    """Values that the schema accepts, and what there is to say of them. What it refuses is left out."""
    told = Extraction()
    values = _fitted(schema.shape, tree, "", told)
    told.values = None if isinstance(values, _Absent) else values
    return told


def _fitted(shape: Shape, tree: Tree, path: str, told: Extraction) -> Any:
    match shape:
        case Value():
            if isinstance(tree, Found) and shape.allows(tree.value):
                told.places.append(Place(path, tree))
                return tree.value
            return _none(shape, path, told)
        case Record():
            return _record(shape, cast(Mapping[str, Tree], tree or {}), path, told)
        case Rows():
            return _rows(shape, cast(Sequence[Tree], tree or ()), path, told)


def _none(shape: Shape, path: str, told: Extraction) -> Any:
    told.unread.append(path)
    return None if shape.optional else _ABSENT


def _record(shape: Record, tree: Mapping[str, Tree], path: str, told: Extraction) -> Any:
    values: dict[str, Any] = {}
    lacking: list[str] = []
    for name, own in shape.fields.items():
        at = f"{path}/{name.replace('~', '~0').replace('/', '~1')}"
        value = _fitted(own, tree.get(name), at, told)
        if not isinstance(value, _Absent):
            values[name] = value
        elif name in shape.required:
            lacking.append(at)
    told.missing += lacking
    if not lacking:
        return values
    return None if shape.optional else _ABSENT


def _rows(shape: Rows, tree: Sequence[Tree], path: str, told: Extraction) -> Any:
    """Rows that lack what they require are left out, with what was found of them."""
    rows: list[Any] = []
    for row in tree[: shape.most]:
        own = Extraction()
        value = _fitted(shape.row, row, f"{path}/{len(rows)}", own)
        if isinstance(value, _Absent):
            told.missing += own.missing or [f"{path}/{len(rows)}"]
        else:
            rows.append(value)
            told.places += own.places
            told.unread += own.unread
            told.missing += own.missing
    if len(rows) >= max(shape.least, 1) or (not shape.least and not shape.optional):
        told.unread += [path] if not rows else []
        return rows
    return _none(shape, path, told)

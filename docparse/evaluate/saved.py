"""docparse's own JSON, read back into the blocks that it was written from."""

from collections.abc import Callable
from typing import Any, Final, get_args

from docparse.document import (
    Author,
    Block,
    Box,
    Break,
    Caption,
    Cell,
    Chart,
    Chemical,
    Code,
    CodeSpan,
    Em,
    Figure,
    Footer,
    Footnote,
    Formula,
    Header,
    Heading,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Music,
    Page,
    PageNumber,
    Paragraph,
    Problem,
    ProblemCode,
    Size,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from docparse.errors import SourceError

Json = dict[str, Any]

_LINES: Final = {
    "paragraph": Paragraph,
    "header": Header,
    "footer": Footer,
    "page_number": PageNumber,
    "footnote": Footnote,
    "author": Author,
}


def page(value: Any) -> Page:
    """A page of `schemas/document.json`; raises SourceError where it is none."""
    try:
        return _page(value)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SourceError(f"a page of the JSON is not as docparse writes it: {error!r}") from error


def _page(value: Json) -> Page:
    size = value["size"]
    return Page(
        number=value["number"],
        size=size and Size(size["width"], size["height"]),
        size_pt=None,
        blocks=tuple(map(_block, value["blocks"])),
        problems=tuple(
            Problem(problem["code"], problem["message"])
            for problem in value["problems"]
            if problem["code"] in _CODES
        ),
    )


_CODES: Final = frozenset(code for kind in get_args(ProblemCode) for code in get_args(kind))


def _block(value: Json) -> Block:
    box = _box(value)
    match value["type"]:
        case "heading":
            return Heading(value["level"], _inlines(value), box)
        case "caption":
            return Caption(_inlines(value), value["of"], box)
        case "list":
            return _list(value)
        case "table":
            return Table(_rows(value["rows"]), box)
        case "chart":
            table = Table(_rows(value["rows"])) if value["rows"] is not None else None
            return Chart(table, _inlines(value), box)
        case "formula":
            return Formula(value["latex"], box)
        case "figure":
            return Figure(value["kind"], _inlines(value), box)
        case "code":
            return Code(value["text"], value["language"], box)
        case "music":
            return Music(value["abc"], box)
        case "chemical":
            return Chemical(value["smiles"], box)
        case kind:
            return _LINES[kind](_inlines(value), box)


def _list(value: Json) -> List:
    return List(tuple(map(_item, value["items"])), value["ordered"], value["start"], _box(value))


def _item(value: Json) -> Item:
    return Item(_inlines(value), tuple(map(_list, value["lists"])), _box(value))


def _box(value: Json) -> Box | None:
    return value["box"] and Box(*value["box"])


def _rows(rows: list[list[Json]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(Cell(_inlines(cell), cell["header"], cell["rowspan"], cell["colspan"]) for cell in row)
        for row in rows
    )


def _inlines(value: Json) -> Inlines:
    return tuple(map(_inline, value["inlines"]))


_NESTED: Final[dict[str, Callable[[Inlines], Inline]]] = {"strong": Strong, "em": Em, "sub": Sub, "sup": Sup}


def _inline(value: Json) -> Inline:
    match value["type"]:
        case "text":
            return Text(value["text"])
        case "code":
            return CodeSpan(value["text"])
        case "math":
            return Math(value["latex"])
        case "break":
            return Break()
        case "link":
            return Link(value["href"], _inlines(value))
        case kind:
            return _NESTED[kind](_inlines(value))

"""A page of words by a schema: what labels, heads of columns and the top of the page tell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from docparse.document import Word
from docparse.extract import heads
from docparse.extract.fields import Beside, Sheet, sheet, value_of, within
from docparse.extract.found import Found, Tree
from docparse.extract.rows import Table, table_of
from docparse.extract.schema import Record, Rows, Value
from docparse.extract.values import Manner, currency
from docparse.locate.lines import Line, lines_of
from docparse.locate.search import boxes_of


class Read(NamedTuple):
    """What a page says, and its tables by their paths, in which the next page may go on."""

    tree: Tree
    tables: Mapping[str, Table]


def read(
    shape: Record,
    words: Sequence[Word],
    number: int,
    manner: Manner,
    before: Mapping[str, Table] = MappingProxyType({}),
) -> Read:
    """What the page with that number says of the fields of `shape`; `before` are the tables of the last."""
    lines = lines_of(words)
    labels = dict(_fields(shape, ""))
    page = sheet(lines, labels, manner)
    amounts = tuple(key for key in page.keys if labels[key.path].kind in ("number", "integer"))
    ends = replace(page, keys=amounts)
    tables = {path: _table(row, ends, lines, before.get(path, Table())) for path, row in _rows(shape, "")}
    taken = {line for table in tables.values() for line in table.lines}
    page = replace(page, keys=tuple(key for key in page.keys if key.line not in taken))
    told = {path: value_of(path, own, page) for path, own in labels.items()}
    for path, own in labels.items():
        if told[path] is None and number == 1 and own.role:
            told[path] = _unlabelled(own, lines, manner)
    return Read(_tree(shape, "", told, tables, number), tables)


def _rows(shape: Record, path: str) -> Iterator[tuple[str, Record]]:
    """What is asked for in rows of several values, by its path."""
    for name, own in shape.fields.items():
        match own:
            case Rows(row=Record() as row):
                yield f"{path}/{name}", row
            case Record():
                yield from _rows(own, f"{path}/{name}")
            case _:
                pass


def _table(row: Record, ends: Sheet, lines: Sequence[Line], before: Table) -> Table:
    columns = {name: own for name, own in row.fields.items() if isinstance(own, Value)}
    return table_of(row, sheet(lines, columns, ends.manner, heads=True), ends, before)


def _fields(shape: Record, path: str) -> Iterator[tuple[str, Value]]:
    """The values outside of rows, by their paths."""
    for name, own in shape.fields.items():
        match own:
            case Value():
                yield f"{path}/{name}", own
            case Record():
                yield from _fields(own, f"{path}/{name}")
            case Rows():
                pass


def _unlabelled(shape: Value, lines: Sequence[Line], manner: Manner) -> Beside | None:
    name = heads.company(lines)
    match shape.role:
        case "company":
            return name
        case "address":
            return heads.address(lines, name)
        case "date":
            return _only_date(shape, lines, manner)
        case _:
            return _currency(lines)


def _only_date(shape: Value, lines: Sequence[Line], manner: Manner) -> Beside | None:
    """Where a page has one date, and be it said twice."""
    found = [date for line in lines for run in line.runs for date in _dates(run.words, shape, manner)]
    return found[0] if len({date.value for date in found}) == 1 else None


def _dates(words: Sequence[Word], shape: Value, manner: Manner) -> Iterator[Beside]:
    while (date := within(words, shape, manner)) is not None:
        yield date
        words = words[words.index(date.words[-1]) + 1 :]


def _currency(lines: Sequence[Line]) -> Beside | None:
    """That which all amounts are in."""
    marks = [(word, code) for line in lines for word in line.words if (code := currency(word.text))]
    codes = {code for _, code in marks}
    return Beside(marks[0][1], (marks[0][0],)) if len(codes) == 1 else None


def _tree(
    shape: Record, path: str, told: Mapping[str, Beside | None], tables: Mapping[str, Table], number: int
) -> Tree:
    tree: dict[str, Tree] = {}
    for name, own in shape.fields.items():
        at = f"{path}/{name}"
        match own:
            case Value():
                tree[name] = _found(told[at], number)
            case Record():
                tree[name] = _tree(own, at, told, tables, number)
            case Rows():
                rows = tables[at].rows if at in tables else ()
                tree[name] = [
                    {key: _found(cell, number) for key, cell in row.items()} for row in rows
                ] or None
    return tree


def _found(beside: Beside | None, number: int) -> Found | None:
    if beside is None:
        return None
    text = " ".join(word.text for word in beside.words)
    return Found(beside.value, number, text, boxes_of(beside.words))

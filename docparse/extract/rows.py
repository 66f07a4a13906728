"""Rows of values under the heads of their columns."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from docparse.document import Box, Word
from docparse.extract.fields import Beside, Sheet, within
from docparse.extract.schema import Record, Value
from docparse.extract.values import Manner, currency, is_amount
from docparse.locate.lines import Line, Run, around
from docparse.locate.search import fold

_FURTHEST: Final = 4.0  # heights of a line without a row, after which a table has ended
_COLUMNS: Final = 2  # with known heads, from which they are a table's; and cells of a row
_FIRST: Final = 6  # lines of a page, among which a table goes on
_NUMBER: Final = re.compile(r"[-+(]?\d[\d.,]*[)%]?")
_SUM: Final = re.compile(r"(?:sub|grand)?-?total|totale\b|(?:zwischen)?summe|gesamt")


class Column(NamedTuple):
    path: str  # of a field of the row; empty for a head that is of none
    box: Box  # of its head


Row: TypeAlias = dict[str, Beside]


class Table(NamedTuple):
    rows: tuple[Row, ...] = ()
    lines: range = range(0)  # that it takes, its head too
    columns: tuple[Column, ...] = ()  # that the next page may go on in: none where a label has ended it


def table_of(shape: Record, head: Sheet, ends: Sheet, before: Table) -> Table:
    """The table with most heads that are labels of `shape`, or the rest of that on the page before.

    `ends` knows the labels that end it.
    """
    heads = {number: _columns(number, head) for number in range(len(head.lines))}
    known = {number: len({column.path for column in heads[number] if column.path}) for number in heads}
    number = max(known, key=lambda number: known[number], default=0)
    if known.get(number, 0) < _COLUMNS:
        return _rest(shape, head, ends, before.columns)
    below = heads.get(number + 1, [])
    more = [each for each in below if each.path not in {one.path for one in heads[number]}]
    table = _rows(number + 1 + bool(below), (*heads[number], *more), shape, head, ends)
    return table._replace(lines=range(number, table.lines.stop))


def _rest(shape: Record, head: Sheet, ends: Sheet, columns: tuple[Column, ...]) -> Table:
    """Rows at the top of a page that does not say their heads again."""
    texts = {path for path in shape.fields if is_text(shape, path)}
    for number, line in zip(range(_FIRST), head.lines if columns else (), strict=False):
        row = _read(_cells(line.runs, columns, texts), shape, head.manner)
        if len(row) >= _COLUMNS and _is_row(row, shape) and not _ends(number, ends):
            return _rows(number, columns, shape, head, ends)
    return Table()


def _columns(number: int, head: Sheet) -> list[Column]:
    """The heads in a line, and its other words, which part them; none where a number stands.

    What amounts are in is said below their heads, and is no head.
    """
    line = head.lines[number] if number < len(head.lines) else Line(())
    keys = [key for key in head.keys if key.line == number]
    if not keys or any(sign.isdigit() for word in line.words for sign in word.text[:1]):
        return []
    words = line.words
    known = [Column(key.path, around(words[key.start : key.end])) for key in keys]
    others = [
        Column("", word.box)
        for at, word in enumerate(words)
        if head.key_at(number, at) is None and currency(word.text) is None
    ]
    return [*known, *others] if len(others) <= len({key.path for key in keys}) else []


def _rows(start: int, columns: tuple[Column, ...], shape: Record, head: Sheet, ends: Sheet) -> Table:
    rows: list[Row] = []
    waiting: dict[str, list[Word]] = {}  # words above the line that a row's numbers stand in
    texts = {path for path in shape.fields if is_text(shape, path)}
    led = False  # whether rows begin with lines of text alone
    end = next(
        (number for number in range(start, len(head.lines)) if _is_over(number, start, head, ends)), None
    )
    for line in head.lines[start:end]:
        cells = _cells(line.runs, columns, texts)
        row = _read(cells, shape, head.manner)
        if not _is_row(row, shape) or len(row.keys() | waiting.keys()) < _COLUMNS:
            led = led or not rows
            _continue(cells, [] if led else rows, waiting, shape)
        else:
            rows.append(_joined(waiting, row, shape))
            waiting = {}
    is_ended = end is not None and _ends(end, ends)
    lines = range(start, len(head.lines) if end is None else end)
    return Table(tuple(rows), lines, () if is_ended else columns)


def _is_over(number: int, start: int, head: Sheet, ends: Sheet) -> bool:
    """Whether a table has ended before a line: by a label, or by white."""
    box, above = head.lines[number].box, head.lines[max(number - 1, 0)].box
    return _ends(number, ends) or (number > start and box.y1 - above.y2 > _FURTHEST * box.height)


def _ends(number: int, ends: Sheet) -> bool:
    first = fold(ends.lines[number].words[0].text)
    return _SUM.match(first) is not None or any(key.line == number for key in ends.keys)


def _cells(runs: Sequence[Run], columns: Sequence[Column], texts: Container[str]) -> dict[str, list[Word]]:
    """The words of a line by the column that they stand in or nearest to; several words by one of texts."""
    cells: dict[str, list[Word]] = {}
    for run in runs:
        for words in _parted(run.words):
            box = around(words)
            near = [column for column in columns if column.path in texts] if len(words) > 1 else columns
            nearest = min(near or columns, key=lambda column: _distance(box, column.box))
            cells.setdefault(nearest.path, []).extend(words)
    return cells


def _parted(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Numbers before and behind a text each by itself: columns of them are often narrow."""
    numbers = [_NUMBER.fullmatch(word.text) is not None for word in words]
    if False not in numbers:
        yield from ([word] for word in words)
        return
    start, end = numbers.index(False), len(words) - numbers[::-1].index(False)
    yield from ([word] for word in words[:start])
    yield words[start:end]
    yield from ([word] for word in words[end:])


def _distance(one: Box, other: Box) -> float:
    """White between the two; where they overlap, the less the more they do."""
    shared = min(one.x2, other.x2) - max(one.x1, other.x1)
    return -shared / min(one.width, other.width) if shared > 0 else -shared


def _read(cells: Mapping[str, Sequence[Word]], shape: Record, manner: Manner) -> Row:
    fields = ((path, own) for path, own in shape.fields.items() if isinstance(own, Value) and path in cells)
    found = ((path, within(cells[path], own, manner)) for path, own in fields)
    return {
        path: value
        for path, value in found
        if value is not None and not (is_text(shape, path) and is_amount(str(value.value)))
    }


def _is_row(row: Row, shape: Record) -> bool:
    """A number or a date makes a line a row; text alone goes on with the one before or begins the next."""
    return any(not is_text(shape, path) for path in row)


def is_text(shape: Record, path: str) -> bool:
    own = shape.fields[path]
    return isinstance(own, Value) and own.kind == "string" and not own.limits


def _continue(
    cells: Mapping[str, list[Word]], rows: list[Row], waiting: dict[str, list[Word]], shape: Record
) -> None:
    """Text without numbers belongs to the row above that has its cell, or else to the next one."""
    for path, words in cells.items():
        if path not in shape.fields or not is_text(shape, path):
            continue
        if rows and path in rows[-1] and not waiting:
            before = rows[-1][path]
            rows[-1][path] = Beside(f"{before.value} {_said(words)}", (*before.words, *words))
        elif rows and not waiting:
            rows[-1][path] = Beside(_said(words), tuple(words))
        else:
            waiting.setdefault(path, []).extend(words)


def _joined(waiting: Mapping[str, Sequence[Word]], row: Row, shape: Record) -> Row:
    above = {path: Beside(_said(words), tuple(words)) for path, words in waiting.items()}
    both = {
        path: Beside(f"{above[path].value} {row[path].value}", (*above[path].words, *row[path].words))
        for path in above.keys() & row.keys()
        if is_text(shape, path)
    }
    return {**above, **row, **both}


def _said(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)

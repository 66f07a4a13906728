"""Charts as tables of what they show: a header, rows of one width, numbers where numbers belong."""

import re
from typing import Final

from docparse.document import Cell, Row, Table, plain
from docparse.soundness import grids

_GROUPED: Final = r"\d{1,3}(?P<by>[,.'\u2019\s])(?:\d{2,3}(?P=by))*\d{3}"
_NUMBER: Final = re.compile(
    rf"(?:{_GROUPED}|\d*)(?:(?<=\d)|(?=[.,\u00b7]\d))(?:[.,\u00b7]\d+)?(?:[eE][-+]?\d+)?"
)
_AROUND: Final = re.compile(r"^[\s(~≈<>≤≥±+\u2212\u2013-]+|[\s)*†+]+$")
_CURRENCY: Final = re.compile(r"^(?:[A-Z]{0,3}[$€£¥₹₩]|[A-Z]{2,3}\s)\s*[-\u2212]?|[$€£¥₹₩]$")
_UNIT: Final = re.compile(
    r"(?<=[\d\s.])(?![OoIlSZ]$)[^\W\d_]{1,12}\.?(?:[/ ][^\W\d_]{1,12})?[²³]?$|[%‰°\u2032\u2033]\w?$"
)
_RANGE: Final = re.compile(r"(?<=\d)\s*[-\u2013/:±]\s*(?=\d)")
_VOID: Final = re.compile(r"\W*|n\.?\s?/?\s?[ad]\.?|nil|none|null|nan|x", re.IGNORECASE)
_LONGEST: Final = 60  # characters of a number
_FEW: Final = 3  # numbers make a column one of numbers, or one less beside something with a digit
_MOST: Final = 0.65  # of its cells, if they are so many


def fault(table: Table) -> str | None:
    """What is wrong with the table of a chart, in words."""
    if ragged := grids.fault(table):
        return ragged
    if len(table.rows) < 2:
        return "its table has no rows below a header"
    if not _is_header(table.rows[0]):
        return "its table has no header: all of the first row is numbers"
    spans = any(cell.rowspan > 1 or cell.colspan > 1 for row in table.rows for cell in row)
    return None if spans else _stranger(table.rows[1:])


def is_number(text: str) -> bool:
    """With a sign, currency, percent, unit, thousands set apart; or two of them as a range."""
    return len(text) <= _LONGEST and all(_is_one(part) for part in _RANGE.split(text))


def _is_one(text: str) -> bool:
    bare = _AROUND.sub("", _CURRENCY.sub("", _AROUND.sub("", text)))
    return bool(_NUMBER.fullmatch(_UNIT.sub("", bare).strip()))


def _is_header(row: Row) -> bool:
    texts = [plain(cell.inlines) for cell in row]
    said = [text for text in texts if not _VOID.fullmatch(text)]
    corner = len(said) > 1 and not texts[0].strip()  # years above a column of names
    return corner or any(cell.header for cell in row) or not all(map(is_number, said))


def _stranger(rows: tuple[Row, ...]) -> str | None:
    """What stands in a column of numbers and is none. The first column names the rows."""
    for place, column in enumerate(zip(*rows, strict=True), start=1):
        odd = _odd(column) if place > 1 else None
        if odd is not None:
            return f"`{odd}` stands among the numbers of column {place}"
    return None


def _odd(column: tuple[Cell, ...]) -> str | None:
    said = [text for cell in column if not _VOID.fullmatch(text := plain(cell.inlines).strip())]
    odd = [text for text in said if not is_number(text)]
    count = len(said) - len(odd)
    if not odd or count < _MOST * len(said):
        return None
    few = _FEW - any(character.isdigit() for character in odd[0])
    return odd[0][:40] if count >= few else None

# pyright: standard
# apted has no types.
"""Tables as trees (TEDS, and TEDS-S without texts) and as HTML. Charts as the numbers in their tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from apted import APTED, Config
from rapidfuzz.distance import Levenshtein

from docparse.document import Cell, Table, plain
from docparse.evaluate import normal
from docparse.evaluate.page import Share, Shares
from docparse.evaluate.parts import Part
from docparse.render.tables import grid

_NEAR = 0.05  # of the true number: the tolerance of ChartQA


@dataclass(frozen=True, slots=True)
class _Node:
    shape: tuple[str, int, int]
    text: str = ""
    children: "list[_Node]" = field(default_factory=list)


class _Costs(Config):
    def rename(self, node1: _Node, node2: _Node) -> float:  # type: ignore[override] - apted says int
        if node1.shape != node2.shape:
            return 1.0
        return Levenshtein.normalized_distance(node1.text, node2.text)


def shares(truth: Sequence[Part], gridded: Sequence[tuple[Part, Part]]) -> Shares:
    """A table that was not found counts: nothing of it is there, and all of its HTML is lacking."""
    answers = {id(part): answer.table for part, answer in gridded}
    tables = [(part.table, answers.get(id(part))) for part in truth if part.kind == "table" and part.table]
    if not tables:
        return {}
    both = [(answer, wanted) for wanted, answer in tables if answer]
    pages = [(html(wanted), html(answer) if answer else "") for wanted, answer in tables]
    edits = sum(Levenshtein.distance(*pair) for pair in pages)
    return {
        "teds": Share(sum(teds(*pair) for pair in both), len(tables)),
        "teds_s": Share(sum(teds(*pair, structure=True) for pair in both), len(tables)),
        "table_edit": Share(edits / sum(max(map(len, pair)) for pair in pages)),
    }


def html(table: Table) -> str:
    """The normal form of OmniDocBench, the frame included: its letters count as well."""
    rows = ("".join(map(_cell, row)) for row in table.rows)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<html><body><table border="1" >{body}</table></body></html>'


def _cell(cell: Cell) -> str:
    spans = (("rowspan", cell.rowspan), ("colspan", cell.colspan))
    marks = "".join(f' {name}="{span}"' for name, span in spans if span > 1)
    return f"<td{marks}>{normal.cell(plain(cell.inlines))}</td>"


def teds(answer: Table, truth: Table, *, structure: bool = False) -> float:
    """1 where they are the same, 0 where nothing is. Header cells count as cells."""
    size = max(_size(answer), _size(truth))
    if not size:
        return 1.0
    one, other = (_tree(table, structure=structure) for table in (answer, truth))
    distance: Any = APTED(one, other, _Costs()).compute_edit_distance()
    return max(0.0, 1 - distance / size)


def _size(table: Table) -> int:
    return sum(1 + len(row) for row in table.rows)


def _tree(table: Table, *, structure: bool) -> _Node:
    rows = [
        _Node(
            ("tr", 1, 1),
            children=[
                _Node(
                    ("td", cell.colspan, cell.rowspan), "" if structure else normal.cell(plain(cell.inlines))
                )
                for cell in row
            ],
        )
        for row in table.rows
    ]
    return _Node(("table", 1, 1), children=rows)


def numbers_right(answer: Table | None, truth: Table) -> tuple[int, int]:
    """How many numbers of a chart stand under the right labels, within 5 %, and how many there are."""
    wanted = _numbers(_rows(truth))
    rows = _rows(answer) if answer else []
    turned = [list(column) for column in zip(*rows, strict=True)]
    return max(_hits(_numbers(form), wanted) for form in (rows, turned)), len(wanted)


def _rows(table: Table) -> list[list[str]]:
    return [[normal.cell(plain(cell.inlines)) for cell in row] for row in grid(table, repeat=True)]


def _numbers(rows: list[list[str]]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    if not rows:
        return found
    for row in rows[1:]:
        for head, text in zip(rows[0][1:], row[1:], strict=True):
            if (value := number(text)) is not None:
                found[normal.folded(row[0]), normal.folded(head)] = value
    return found


def _hits(found: dict[tuple[str, str], float], wanted: dict[tuple[str, str], float]) -> int:
    return sum(
        key in found and abs(found[key] - value) <= _NEAR * abs(value) for key, value in wanted.items()
    )


def number(text: str) -> float | None:
    """`1,234.5`, `12 %` or `$3`; None for all else."""
    bare = re.sub(r"[\s,%$\u20ac\u00a3\u00a5]", "", text).replace("\u2212", "-")
    return float(bare) if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", bare, re.IGNORECASE) else None

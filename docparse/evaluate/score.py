"""One answer against one page of truth."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from rapidfuzz.distance import Levenshtein

from docparse.document import Table
from docparse.evaluate import assign, boxes, cut, drawn, prose, receipts, tables
from docparse.evaluate.match import Matching, Pair, Piece, match
from docparse.evaluate.page import Answer, Row, Scored, Truth
from docparse.evaluate.parts import Part
from docparse.evaluate.scores import EDITS

TablePairs: TypeAlias = list[tuple[Part, Part]]

_NOTHING_ALIKE: Final = 0.999


def score(truth: Truth, answer: Answer) -> Scored:
    found = cut.markdown(answer.markdown)
    gridded = _tables(truth.parts, found)
    drawings = drawn.paired(truth.parts, found)
    paired = {id(table) for _, table in gridded}
    matching = match(
        _pieces(part for part in truth.parts if not part.ignored),
        _pieces(piece for part in found if id(part) not in paired for piece in _loose(part)),
        _pieces(part for part in truth.parts if part.ignored),
    )
    # Of a receipt no more than its fields and lines is known: nothing on it is made up for sure.
    losses = {} if truth.lines else prose.losses(truth.parts, matching, gridded)
    shares = {
        **prose.shares(matching),
        **tables.shares(truth.parts, gridded),
        **losses,
        **prose.honesty(losses, answer),
        **boxes.shares(truth, answer),
        **drawn.shares(truth.parts, drawings, gridded),
        **receipts.shares(truth, answer.markdown),
    }
    if truth.language:
        shares |= {f"{name}/{truth.language}": shares[name] for name in EDITS if name in shares}
    return Scored(truth, answer, shares, tuple(_rows(truth.parts, matching, [*gridded, *drawings])))


def _tables(truth: Iterable[Part], found: Iterable[Part]) -> TablePairs:
    """A chart is answered, if at all, as the table of its numbers."""
    wanted = [part for part in truth if part.kind in ("table", "chart")]
    given = [part for part in found if part.kind == "table"]
    chosen = assign.pairs(wanted, given, _unlike, _NOTHING_ALIKE)
    return [(wanted[i], given[j]) for i, j in chosen]


def _unlike(one: Part, other: Part) -> float:
    return Levenshtein.normalized_distance(one.text, other.text)


def _loose(part: Part) -> list[Part]:
    """A table that is no table of the truth may still hold its text."""
    if part.kind != "table":
        return [part]
    return [Part("text", text, part.place + n) for n, text in enumerate(part.text.split("\n"))]


def _pieces(parts: Iterable[Part]) -> list[Piece]:
    pieces = (Piece(part) for part in parts if part.kind in ("text", "formula"))
    return sorted((piece for piece in pieces if piece.key(piece.kind)), key=lambda piece: piece.part.place)


def _rows(truth: Sequence[Part], matching: Matching, others: TablePairs) -> Iterable[Row]:
    """In the order of the truth; what was answered besides comes last."""
    answers = {id(part): answer for part, answer in others}
    rows = [_row(pair) for pair in matching.pairs]
    rows += [
        (part.place, _other(part, answers.get(id(part))))
        for part in truth
        if part.kind not in ("text", "formula")
    ]
    yield from (row for _, row in sorted(rows, key=lambda placed: placed[0]))
    forced = {id(piece) for pair in matching.pairs if pair.forced for piece in pair.answer}
    yield from (Row(piece.kind, "", piece.part.text) for piece in matching.spare if id(piece) not in forced)


def _other(part: Part, answer: Part | None) -> Row:
    given = answer.table if answer else Table(())
    tables = (part.table, given) if part.table and given else None
    return Row(part.kind, part.text, answer.text if answer else "", tables)


def _row(pair: Pair) -> tuple[int, Row]:
    return pair.truth[0].part.place, Row(pair.kind, _text(pair.truth), _text(pair.answer))


def _text(side: Sequence[Piece]) -> str:
    return "\n".join(piece.part.text.strip() for piece in side)

"""Receipts and forms: short texts, amounts, boxes to tick."""

from docparse.document import (
    Break,
    Cell,
    Footer,
    Heading,
    Inline,
    Inlines,
    Paragraph,
    Row,
    SizePt,
    Strong,
    Table,
    Text,
)
from docparse.synth import markup, parts
from docparse.synth.parts import Draft
from docparse.synth.pieces import Piece, Sheet

_WIDTH = 226.0  # points: the roll of a till
_A5 = SizePt(420, 595)


def receipt(kind: str, draft: Draft, family: str) -> Sheet:
    """A shop, its address, what was bought, what it comes to."""
    rng = draft.rng
    rows, total = _bought(draft, rng.randint(2, 12))
    body = (
        _set(Heading(1, (Text(draft.phrase(1, 2)),)), "center"),
        _set(Paragraph(_lines(draft, 3)), "center"),
        _set(Paragraph(_when(draft)), "start"),
        _columns(Table(rows)),
        _set(Paragraph((Strong((Text(total),)),)), "end"),
        _set(Paragraph((Text(draft.passage(1, 1)),)), "center"),
    )
    height = 300.0 + 22 * len(rows)
    paper = SizePt(_WIDTH, height)
    return Sheet(kind, draft.tongue, family, paper, body, margin=16, size=8.5, justify=False)


def _bought(draft: Draft, count: int) -> tuple[tuple[Row, ...], str]:
    """A row for each kind of goods, and the line with the sum."""
    rng = draft.rng
    goods = [(draft.phrase(1, 3), rng.randint(1, 4), rng.randint(45, 4999)) for _ in range(count)]
    rows = tuple(_texts(name, str(number), _money(number * price)) for name, number, price in goods)
    currency = rng.choice(("EUR", "USD", "GBP", "JPY"))
    return (
        rows,
        f"{draft.phrase(1, 1)} {currency} {_money(sum(number * price for _, number, price in goods))}",
    )


def _money(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02}"


def _when(draft: Draft) -> Inlines:
    rng = draft.rng
    day = f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{rng.randint(2001, 2026)}"
    return (
        Text(f"{day} {rng.randint(6, 22):02}:{rng.randint(0, 59):02} No. {rng.randint(10_000, 999_999)}"),
    )


def _lines(draft: Draft, count: int) -> Inlines:
    inlines: list[Inline] = []
    for _ in range(count):
        inlines += (Break(), Text(f"{draft.phrase(1, 3)} {draft.rng.randint(1, 999)}"))
    return tuple(inlines[1:])


def _texts(*texts: str) -> Row:
    return tuple(Cell((Text(text),)) for text in texts)


def _set(block: Heading | Paragraph, side: str) -> Piece:
    text = markup.line(block.inlines)
    shown = f"heading({text})" if isinstance(block, Heading) else text
    return Piece(block, f"align({side}, {shown})")


def _columns(block: Table) -> Piece:
    return Piece(block, markup.table(block, "borderless", ("1fr", "auto", "auto"), "right"))


def form(kind: str, draft: Draft, family: str) -> Sheet:
    """Questions with their answers in a grid or on lines, and boxes to tick."""
    rng = draft.rng
    body = [parts.heading(draft, 1), parts.paragraph(draft)]
    for _ in range(rng.randint(1, 3)):
        body.append(parts.heading(draft, 2))
        body += [_grid(draft)] if rng.random() < 0.6 else [_answered(draft) for _ in range(rng.randint(2, 5))]
        body.append(_ticks(draft))
    footer = Footer((Text(draft.phrase(2, 5)),))
    return Sheet(kind, draft.tongue, family, rng.choice((_A5, SizePt(595, 842))), tuple(body), footer=footer)


def _grid(draft: Draft) -> Piece:
    rows = tuple(
        (Cell((Text(draft.phrase(1, 2)),), header=True), Cell((Text(_answer(draft)),)))
        for _ in range(draft.rng.randint(3, 7))
    )
    return Piece(Table(rows), markup.table(Table(rows), "ruled", ("1fr", "2fr")))


def _answered(draft: Draft) -> Piece:
    inlines: Inlines = (Strong((Text(f"{draft.phrase(1, 2)}:"),)), Text(f" {_answer(draft)}"))
    return Piece(
        Paragraph(inlines), f"block(stroke: (bottom: 0.5pt), inset: (bottom: 2pt), {markup.line(inlines)})"
    )


def _answer(draft: Draft) -> str:
    rng = draft.rng
    return rng.choice(
        (draft.phrase(1, 4), str(rng.randint(1, 99_999)), f"{rng.randint(1, 28)}.{rng.randint(1, 12)}.1987")
    )


def _ticks(draft: Draft) -> Piece:
    choices = "   ".join(
        f"{draft.rng.choice('☐☒')} {draft.phrase(1, 1)}" for _ in range(draft.rng.randint(2, 4))
    )
    inlines: Inlines = (Text(" ".join(choices.split())),)
    return Piece(Paragraph(inlines), markup.line(inlines))

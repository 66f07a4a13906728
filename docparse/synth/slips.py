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
from docparse.synth.pieces import Beside, Piece, Ruling, Sheet

_CURRENCIES = ("EUR", "USD", "GBP", "JPY")
_WIDTH = 226.0  # points: the roll of a till
_A5 = SizePt(420, 595)
_A4 = SizePt(595, 842)


def receipt(kind: str, draft: Draft) -> Sheet:
    """A shop, its address, what was bought, what it comes to."""
    rng = draft.rng
    rows, total = _bought(draft, rng.randint(2, 12))
    body = (
        _set(Heading(1, (Text(draft.phrase(1, 2)),)), "center"),
        _set(Paragraph(_lines(draft, 3)), "center"),
        _set(Paragraph(_when(draft)), "start"),
        _columns(Table(rows), "1fr", "auto", "auto"),
        _set(Paragraph((Strong((Text(total),)),)), "end"),
        _set(Paragraph((Text(draft.passage(1, 1)),)), "center"),
    )
    height = 300.0 + 22 * len(rows)
    paper = SizePt(_WIDTH, height)
    return Sheet(kind, draft.tongue, draft.face(), paper, body, margin=16, size=8.5, justify=False)


def _bought(draft: Draft, count: int) -> tuple[tuple[Row, ...], str]:
    """A row for each kind of goods, and the line with the sum."""
    rng = draft.rng
    goods = [(draft.phrase(1, 3), rng.randint(1, 4), rng.randint(45, 4999)) for _ in range(count)]
    rows = tuple(_texts(name, str(number), _money(number * price)) for name, number, price in goods)
    currency = rng.choice(_CURRENCIES)
    return (
        rows,
        f"{draft.phrase(1, 1)} {currency} {_money(sum(number * price for _, number, price in goods))}",
    )


def _money(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02}"


def _when(draft: Draft) -> Inlines:
    rng = draft.rng
    hour = f"{rng.randint(6, 22):02}:{rng.randint(0, 59):02}"
    return (Text(f"{draft.date()} {hour} No. {rng.randint(10_000, 999_999)}"),)


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


def _columns(block: Table, *widths: str) -> Piece:
    return Piece(block, markup.table(block, "borderless", widths, "right"))


def invoice(kind: str, draft: Draft) -> Sheet:
    """Who asks whom for how much, and for what: addresses, dates, goods on as many pages as they need."""
    rng = draft.rng
    rows, total = _charged(draft, rng.randint(3, 40))
    sender, receiver = (_set(Paragraph(_lines(draft, rng.randint(3, 4))), "start") for _ in range(2))
    dates = Table(tuple(_texts(draft.phrase(1, 2), draft.date()) for _ in range(rng.randint(2, 4))))
    body = (
        _set(Heading(1, (Text(draft.phrase(1, 2)),)), rng.choice(("start", "end"))),
        Beside((sender,), (receiver,), ("1fr", "1fr")),
        Beside((parts.paragraph(draft),), (_columns(dates, "1fr", "auto"),), ("1fr", "7cm")),
        Piece(rows, markup.table(rows, _ruling(draft), _GOODS, "right", flows=True), flows=True),
        _set(Paragraph((Strong((Text(total),)),)), "end"),
        parts.paragraph(draft),
    )
    footer = Footer((Text(f"{draft.phrase(2, 4)} {rng.randint(10**9, 10**10)}"),))
    return Sheet(kind, draft.tongue, draft.face(), _A4, body, footer=footer, number="footer", size=9.5)


_GOODS = ("1fr", "auto", "auto", "auto")


def _ruling(draft: Draft) -> Ruling:
    return draft.rng.choice(("ruled", "half-ruled", "borderless"))


def _charged(draft: Draft, count: int) -> tuple[Table, str]:
    rng = draft.rng
    head = tuple(Cell((Text(text),), header=True) for text in (draft.phrase(1, 1) for _ in range(4)))
    goods = [(draft.phrase(1, 5), rng.randint(1, 20), rng.randint(100, 99_999)) for _ in range(count)]
    rows = tuple(
        _texts(name, str(number), _money(price), _money(number * price)) for name, number, price in goods
    )
    total = _money(sum(number * price for _, number, price in goods))
    return Table((head, *rows)), f"{draft.phrase(1, 1)} {rng.choice(_CURRENCIES)} {total}"


def form(kind: str, draft: Draft) -> Sheet:
    """Questions with their answers in a grid or on lines, and boxes to tick."""
    rng = draft.rng
    body = [parts.heading(draft, 1), parts.paragraph(draft)]
    for _ in range(rng.randint(1, 3)):
        body.append(parts.heading(draft, 2))
        body += [_grid(draft)] if rng.random() < 0.6 else [_answered(draft) for _ in range(rng.randint(2, 5))]
        body.append(_ticks(draft))
    footer = Footer((Text(draft.phrase(2, 5)),))
    return Sheet(kind, draft.tongue, draft.face(), rng.choice((_A5, _A4)), tuple(body), footer=footer)


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

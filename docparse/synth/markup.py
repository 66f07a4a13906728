"""Blocks and inlines as Typst expressions, in its code mode: no text of ours is ever taken for markup."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, assert_never

from docparse.document import (
    Break,
    Cell,
    CodeSpan,
    Em,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from docparse.synth import steps
from docparse.synth.pieces import Ruling

_RULE: Final = "0.6pt + black"


@dataclass(frozen=True, slots=True)
class Hand:
    """How a line is written: the Typst of each LaTeX source, the text of the footnote of each raised mark.

    With `steps`, the numbers of its words (`steps.py`), it says where each of them ends.
    """

    maths: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: Mapping[str, str] = field(default_factory=dict[str, str])
    steps: Iterator[int] | None = None


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def line(inlines: Inlines, hand: Hand | None = None) -> str:
    parts = [_inline(inline, hand or Hand()) for inline in inlines]
    return f"{{ {'; '.join(['[]', *parts])} }}"


def _inline(inline: Inline, hand: Hand) -> str:
    match inline:
        case Text(text):
            return "; ".join(_words(text, hand.steps))
        case Strong(inner):
            return f"strong({line(inner, hand)})"
        case Em(inner):
            return f"emph({line(inner, hand)})"
        case Link(href, inner):
            return f"link({quoted(href)}, text(fill: rgb(20, 60, 160), {line(inner, hand)}))"
        case Break():
            return "linebreak()"
        case CodeSpan() | Math() | Sub() | Sup():
            shown = _whole(inline, hand)
            return shown if hand.steps is None else f"box({shown}); step({next(hand.steps)})"
        case _:
            assert_never(inline)


def _words(text: str, numbers: Iterator[int] | None) -> Iterator[str]:
    if numbers is None:
        yield quoted(text)
        return
    for word in steps.words(text):
        yield quoted(word)
        if word.strip():
            yield f"step({next(numbers)})"


def _whole(inline: CodeSpan | Math | Sub | Sup, hand: Hand) -> str:
    """What no line is broken in."""
    match inline:
        case CodeSpan(text):
            return f"raw({quoted(text)})"
        case Math(latex):
            return f"${hand.maths[latex]}$"
        case Sub(inner):
            return f"sub({line(inner)})"
        case Sup((Text(mark),)) if mark in hand.notes:
            return f"footnote({hand.notes[mark]})"
        case Sup(inner):
            return f"super({line(inner)})"


def flowing(block: List) -> str:
    """A list that may be cut between its items."""
    shown = [
        f"block(breakable: false, {_item(item)} + step({place}))" for place, item in enumerate(block.items)
    ]
    return _numbered(block, shown)


def listing(block: List) -> str:
    return _numbered(block, [_item(item) for item in block.items])


def _numbered(block: List, items: list[str]) -> str:
    shown = ", ".join(items)
    return f"enum(start: {block.start}, {shown})" if block.ordered else f"list({shown})"


def _item(item: Item) -> str:
    return " + ".join([line(item.inlines), *map(listing, item.lists)])


def table(
    block: Table, ruling: Ruling, widths: tuple[str, ...], numbers: str = "left", *, flows: bool = False
) -> str:
    """Where it `flows`, the first cell of each row says where it stands."""
    heads = next((n for n, row in enumerate(block.rows) if not all(cell.header for cell in row)), 0)
    rows = [
        ", ".join(_cell(cell, f"step({y}) + " if flows and not x else "") for x, cell in enumerate(row))
        for y, row in enumerate(block.rows)
    ]
    head = f"table.header({', '.join(rows[:heads])}), " if heads else ""
    sides = f"(x, _) => if x == 0 {{ start + horizon }} else {{ {numbers} + horizon }}"
    return (
        f"table(columns: ({', '.join(widths)},), align: {sides}, {_strokes(ruling)}, "
        f"{_lines(ruling, heads)}{head}{', '.join(rows[heads:])}{_last_line(ruling)})"
    )


def _cell(cell: Cell, lead: str) -> str:
    text = line(cell.inlines)
    shown = f'text(weight: "bold", {text})' if cell.header else text
    return f"table.cell(rowspan: {cell.rowspan}, colspan: {cell.colspan}, {lead}{shown})"


def _strokes(ruling: Ruling) -> str:
    return f"stroke: {_RULE if ruling == 'ruled' else 'none'}"


def _lines(ruling: Ruling, heads: int) -> str:
    """Above the table and below its head."""
    if ruling != "half-ruled":
        return ""
    below = f"table.hline(y: {heads}, stroke: {_RULE}), " if heads else ""
    return f"table.hline(y: 0, stroke: 1pt + black), {below}"


def _last_line(ruling: Ruling) -> str:
    return ", table.hline(stroke: 1pt + black)" if ruling == "half-ruled" else ""

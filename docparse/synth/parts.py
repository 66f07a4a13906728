"""Pieces made at random: headings, paragraphs with footnotes, lists, tables, listings."""

from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Final

from docparse.document import (
    Break,
    Caption,
    CaptionOf,
    Cell,
    Code,
    CodeSpan,
    Em,
    Footnote,
    Formula,
    Heading,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Paragraph,
    Row,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from docparse.qwenvl import canonical
from docparse.synth import formulas, markup
from docparse.synth.fonts import TIMES
from docparse.synth.pieces import Piece, Ruling
from docparse.synth.words import Tongue

_RULINGS: Final[tuple[Ruling, ...]] = ("ruled", "half-ruled", "borderless")


@dataclass(slots=True)
class Draft:
    """What a document counts while it is written."""

    rng: Random
    tongue: Tongue
    families: tuple[str, ...]
    columns: int = 1
    notes: list[Footnote] = field(default_factory=list[Footnote])
    numbered: dict[CaptionOf, int] = field(default_factory=dict[CaptionOf, int])
    mathematical: bool = False
    equations: int = 0
    maths: dict[str, str] = field(default_factory=dict[str, str])  # the Typst of LaTeX within lines
    flows: bool = False  # what is longer than a line may be cut by a column or a page

    def phrase(self, least: int, most: int) -> str:
        return self.tongue.phrase(self.rng, self.rng.randint(least, most)).strip()

    def name(self) -> str:
        """Of a person."""
        return " ".join(self.phrase(1, 1) for _ in range(2))

    def date(self) -> str:
        rng = self.rng
        return f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{rng.randint(2001, 2026)}"

    def face(self) -> str:
        """The family that the document is set in."""
        return self.rng.choice([name for name in self.families if self.tongue.code != "vi" or name != TIMES])

    def passage(self, least: int, most: int) -> str:
        return self.tongue.passage(self.rng, self.rng.randint(least, most))


def heading(draft: Draft, level: int, number: str = "") -> Piece:
    text = f"{number} {draft.phrase(2, 6)}".strip()
    inlines: Inlines = (Text(text),)
    return Piece(Heading(level, inlines), f"heading(level: {level}, {markup.line(inlines)})", sticky=True)


def paragraph(draft: Draft, *, note: bool = False) -> Piece:
    """Sentences, some words of them marked; with `note`, the last one has a footnote."""
    inlines: list[Inline] = []
    for _ in range(draft.rng.randint(2, 6)):
        inlines += _sentence(draft)
    text = canonical(inlines)
    notes: dict[str, str] = {}
    if note:
        mark = str(len(draft.notes) + 1)
        said: Inlines = (Text(draft.passage(1, 1)),)
        draft.notes.append(Footnote(canonical((Sup((Text(mark),)), Text(" "), *said))))
        text, notes = (*text, Sup((Text(mark),))), {mark: markup.line(said)}
    hand = markup.Hand(draft.maths, notes, count() if draft.flows else None)
    return Piece(Paragraph(text), f"par({markup.line(text, hand)})", flows=draft.flows)


def _sentence(draft: Draft) -> list[Inline]:
    said = draft.tongue.sentence(draft.rng)
    if draft.mathematical and draft.rng.random() < 0.5:
        return [_math(draft), Text(" "), Text(said)]
    if draft.rng.random() > 0.15:
        return [Text(said)]
    plain = draft.tongue.script in {"latin", "greek", "cyrillic"}  # the others have no slanted face
    word = draft.phrase(1, 2)
    marked: list[Inline] = [Strong((Text(word),))]
    if plain:
        marked += [
            Em((Text(word),)),
            CodeSpan("set_level(3)"),
            Link("https://example.org/log", (Text(word),)),
        ]
    if plain and draft.rng.random() < 0.1:
        return [Text("H"), Sub((Text("2"),)), Text("O "), Text(said)]
    return [draft.rng.choice(marked) if plain else marked[0], Text(" "), Text(said)]


def _math(draft: Draft) -> Math:
    tree = formulas.relation(draft.rng, 0)
    latex = formulas.latex(tree)
    draft.maths[latex] = formulas.typst(tree)
    return Math(latex)


def caption(draft: Draft, of: CaptionOf) -> Piece:
    draft.numbered[of] = draft.numbered.get(of, 0) + 1
    name = draft.tongue.figure if of == "figure" else draft.tongue.table
    inlines: Inlines = (Text(f"{name} {draft.numbered[of]}: {draft.phrase(4, 9)}"),)
    shown = f"{{ set par(justify: false); align(center, text(size: 0.9em, {markup.line(inlines)})) }}"
    return Piece(Caption(inlines, of), shown)


def listing(draft: Draft, depth: int = 0) -> Piece:
    block = _list(draft, depth)
    return Piece(block, (markup.flowing if draft.flows else markup.listing)(block), flows=draft.flows)


def _list(draft: Draft, depth: int) -> List:
    ordered = draft.rng.random() < 0.5
    items = tuple(_item(draft, depth) for _ in range(draft.rng.randint(2, 4)))
    return List(items, ordered, draft.rng.choice((1, 1, 3)) if ordered and not depth else 1)


def _item(draft: Draft, depth: int) -> Item:
    nested = depth < 2 and draft.rng.random() < 0.3
    return Item((Text(draft.phrase(2, 9)),), (_list(draft, depth + 1),) if nested else ())


def table(draft: Draft) -> Piece:
    """Words and numbers, perhaps under a head of two rows, with a cell over two rows, or over more lines."""
    rng = draft.rng
    ruling = rng.choice(_RULINGS)
    columns = rng.randint(
        2, 6 - draft.columns - (draft.columns > 1)
    )  # narrow cells would let words stand out
    head = _head(draft, columns) if rng.random() < 0.85 else ()
    body = tuple(_row(draft, columns) for _ in range(rng.randint(2, 6)))
    if ruling != "borderless" and len(body) > 2 and rng.random() < 0.4:
        body = (*_spanned(body[0], body[1]), *body[2:])
    block = Table((*head, *body))
    widths = ("1.5fr", *("1fr",) * (columns - 1)) if rng.random() < 0.6 else ("auto",) * columns
    return Piece(block, markup.table(block, ruling, widths, rng.choice(("left", "right", "center"))))


def long_table(draft: Draft, rows: int, columns: int) -> Piece:
    """One that may be cut by a column or a page, its head again above what follows."""
    head = (tuple(Cell((Text(draft.phrase(1, 1)),), header=True) for _ in range(columns)),)
    block = Table((*head, *(_row(draft, columns) for _ in range(rows))))
    ruling = draft.rng.choice(_RULINGS)
    return Piece(block, markup.table(block, ruling, ("1fr",) * columns, flows=True), flows=True)


def _head(draft: Draft, columns: int) -> tuple[Row, ...]:
    names = tuple(Cell((Text(draft.phrase(1, 2)),), header=True) for _ in range(columns))
    if columns < 3 or draft.rng.random() < 0.6:
        return (names,)
    group = Cell((Text(draft.phrase(1, 3)),), header=True, colspan=columns - 1)
    first = Cell(names[0].inlines, header=True, rowspan=2)
    return ((first, group), names[1:])


def _row(draft: Draft, columns: int) -> Row:
    return (Cell(_label(draft)), *(Cell(_figure(draft)) for _ in range(columns - 1)))


def _label(draft: Draft) -> Inlines:
    if draft.rng.random() < 0.15:
        return (Text(draft.phrase(1, 2)), Break(), Text(draft.phrase(1, 2)))
    return (Text(draft.phrase(1, 2)),)


def _figure(draft: Draft) -> Inlines:
    rng = draft.rng
    if rng.random() < 0.06:
        return ()
    whole, share, rate = f"{rng.randint(0, 9999):,}", f"{rng.randint(0, 100)}%", f"{rng.uniform(0, 100):.2f}"
    number = rng.choice((whole, share, rate))
    return (Text(draft.phrase(2, 5) if rng.random() < 0.12 else number),)


def _spanned(first: Row, second: Row) -> tuple[Row, Row]:
    """Two rows with one label."""
    label = Cell(first[0].inlines, rowspan=2)
    return (label, *first[1:]), second[1:]


def code(draft: Draft) -> Piece:
    rng = draft.rng
    names = [rng.choice(("level", "tide", "depth", "quay", "log", "rate")) for _ in range(4)]
    lines, blanks = [f"def {names[0]}({names[1]}, {names[2]}):"], 4
    for _ in range(rng.randint(6, 24) if draft.flows else rng.randint(2, 6)):
        lines.append(f"{' ' * blanks}{rng.choice(names)} = {rng.choice(names)} * {rng.randint(2, 99)}")
        if blanks == 8 and rng.random() < 0.5:
            blanks = 4
        elif blanks == 4 and rng.random() < 0.2:
            lines.append(f"    for {rng.choice(names)} in range({rng.randint(2, 9)}):")
            blanks = 8
    lines.append(f'    return {{"{names[3]}": {names[1]}}}')
    language = rng.choice(("python", ""))
    text = "\n".join(lines)
    shown = f'raw(block: true, lang: "{language or "txt"}", {markup.quoted(text)})'
    if draft.flows:
        shown = f"{{ show raw.line: it => box(width: 100%, it.body + step(it.number - 1)); {shown} }}"
    if rng.random() < 0.5:
        shown = f"block(fill: luma(235), inset: 6pt, radius: 2pt, {shown})"
    return Piece(Code(text, language), shown, flows=draft.flows)


def formula(draft: Draft) -> Piece:
    rng = draft.rng
    tree = formulas.relation(rng, 1 if draft.columns > 2 else 2)
    latex, shown = formulas.latex(tree), formulas.typst(tree)
    label, number = "", ""
    if rng.random() < 0.3:
        draft.equations += 1
        label = rf" \tag{{{draft.equations}}}"
        number = f', numbering: _ => "({draft.equations})"'
    set_formula = f"fit($ {shown} $, math.equation(block: true{number}, $ {shown} $))"
    return Piece(Formula(f"{latex}{label}"), set_formula)

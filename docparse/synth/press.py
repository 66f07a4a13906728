# pyright: standard
"""Sheets set by Typst: the PDF, and where the compiler put each piece."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final, assert_never

from docparse.synth import markup
from docparse.synth.fonts import MONO, SANS, SERIF
from docparse.synth.pieces import Afloat, Beside, Part, Piece, Sheet

NOTE_GAP: Final = 6.0  # points between footnotes, and between the first and the line above it
_ASCENDER: Final = '"ascender"'
_TOP: Final = {SANS: "1em"}  # its letters stand out above what it calls so
# `mark` says where a piece that is not cut was put and how large it is; `flow` where one that may be cut
# begins, and its `step` where each of its steps is. A blank before the label would be one more in the text.
_PRELUDE: Final = """
#let say(name, part, w, h) = context {
  let p = here().position()
  [#metadata((name: name, part: part, page: p.page, x: p.x.pt(), y: p.y.pt(), w: w.pt(), h: h.pt()))<mark>]
}
#let mark(name, body, sticky: false) = block(breakable: false, sticky: sticky, width: 100%, layout(size => {
  let shown = block(width: 100%, body)
  place(top + left, say(name, "whole", size.width, measure(width: size.width, shown).height))
  shown
}))
#let fit(inner, body) = layout(size => {
  set text(size: calc.min(1, 0.8 * size.width / measure(inner).width) * 1em)
  body
})
#let flow(name, body) = block(width: 100%, {
  place(top + left, say(name, "start", 0pt, 0pt))
  body
})
#let rule = mark("rule", line(length: 100%, stroke: 0.5pt))
#show heading: it => { set par(justify: false); set text(hyphenate: false); it.body }
#show heading.where(level: 1): set text(size: 1.2em)
#show heading.where(level: 3): set text(size: 0.95em)
#show heading.where(level: 4): set text(size: 0.85em, style: "italic")
#show footnote.entry: it => {
  let n = str(counter(footnote).at(it.note.location()).first())
  mark("note " + n, super(n) + h(2pt) + it.note.body)
}
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """Points from the upper left corner of a page, which counts from 1."""

    name: str
    part: str  # "whole", or of a piece that flows "start" or "step N"
    page: int
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Print:
    pdf: bytes
    marks: tuple[Mark, ...]


class Press:
    """Typst with the fonts in a folder; `scratch` is a folder of its own."""

    def __init__(self, scratch: Path, fonts: Path) -> None:
        import typst

        self._source = scratch / "sheet.typ"
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)])

    def set(self, sheet: Sheet) -> Print:
        import typst

        self._source.write_text(source(sheet), encoding="utf-8")
        compiler = typst.Compiler(str(self._source), font_paths=self._fonts, ignore_system_fonts=True)
        pdf: Any = compiler.compile(timestamp=0)
        return Print(pdf, tuple(Mark(**mark) for mark in json.loads(compiler.query("<mark>", field="value"))))


def source(sheet: Sheet) -> str:
    return "\n".join((_PRELUDE, *_settings(sheet), *_title(sheet), *_body(sheet.body)))


def _settings(sheet: Sheet) -> Iterator[str]:
    width, height = sheet.paper
    yield (
        f"#set page(width: {width}pt, height: {height}pt, margin: {sheet.margin}pt, "
        f"columns: {sheet.columns}, header: {_edge(sheet, 'header')}, footer: {_edge(sheet, 'footer')})"
    )
    families = ", ".join(markup.quoted(name) for name in dict.fromkeys((sheet.family, SERIF, MONO)))
    direction = "rtl" if sheet.tongue.rtl else "ltr"
    yield (
        f'#set text(font: ({families}), size: {sheet.size}pt, lang: "{sheet.tongue.code}", dir: {direction}, '
        f"top-edge: {_TOP.get(sheet.family, _ASCENDER)}, "
        f'bottom-edge: "descender", hyphenate: {_word(sheet.hyphenate)})'
    )
    yield f"#set columns(gutter: {sheet.gutter}pt)"
    indent = f"(amount: {sheet.indent}em, all: true)"
    yield f"#set par(leading: 0.35em, justify: {_word(sheet.justify)}, first-line-indent: {indent})"
    if sheet.heads:
        yield f"#show heading: set text(font: ({markup.quoted(sheet.heads)}, {families}))"
    yield f'#show raw: set text(font: "{MONO}", size: 1.05em)'
    yield "#set footnote.entry(separator: line(length: 100%, stroke: 0.5pt), clearance: 1em)"
    yield f"#set footnote.entry(gap: {NOTE_GAP}pt)"


def _word(truth: bool) -> str:
    return str(truth).lower()


def _edge(sheet: Sheet, corner: str) -> str:
    """What stands above or below the text of every page."""
    block = sheet.header if corner == "header" else sheet.footer
    text = f"mark({markup.quoted(corner)}, {markup.line(block.inlines)})" if block else "[]"
    folio = f'mark("number", align(end, context str(here().page() + {sheet.first_number - 1})))'
    number = folio if sheet.number == corner else "[]"
    line = f"grid(columns: (1fr, 3em), column-gutter: 2em, {text}, {number})"
    ruled = f"{line} + rule" if sheet.rules and corner == "header" and block else line
    return f"{{ set text(size: 0.85em); set block(spacing: 4pt); {ruled} }}"


def _title(sheet: Sheet) -> Iterator[str]:
    if sheet.title:
        pieces = " + ".join(f'mark("title {n}", {piece.typst})' for n, piece in enumerate(sheet.title))
        yield f'#place(top + center, scope: "parent", float: true, clearance: 1.4em, {{ {pieces} }})'


def _body(parts: tuple[Part, ...]) -> Iterator[str]:
    numbers = count()
    for part in parts:
        match part:
            case Piece():
                yield f"#{_marked(part, next(numbers))}"
            case Afloat(pieces, over, edge):
                scope = "parent" if over == "page" else "column"
                shown = _stack(pieces, numbers)
                yield f'#place({edge}, scope: "{scope}", float: true, clearance: 1.4em, {shown})'
            case Beside(left, right, widths):
                columns = f"columns: ({', '.join(widths)}), column-gutter: 16pt"
                sides = f"{_stack(left, numbers)}, {_stack(right, numbers)}"
                yield f"#block(breakable: false, grid({columns}, {sides}))"
            case _:
                assert_never(part)


def _stack(pieces: tuple[Piece, ...], numbers: Iterator[int]) -> str:
    return f"{{ {'; '.join(_marked(piece, next(numbers)) for piece in pieces)} }}"


def _marked(piece: Piece, number: int) -> str:
    name = f'"body {number}"'
    if not piece.flows:
        return f"mark({name}, {piece.typst}{', sticky: true' if piece.sticky else ''})"
    return f'{{ let step(n) = say({name}, "step " + str(n), 0pt, 0pt); flow({name}, {piece.typst}) }}'

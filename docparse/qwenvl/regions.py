"""Blocks that are a picture of something: figures, charts, formulas, music, chemistry; and code."""

from typing import Final, NamedTuple, TypeGuard

from docparse.document import (
    Block,
    Box,
    Chart,
    Chemical,
    Code,
    Figure,
    FigureKind,
    Formula,
    Inline,
    Inlines,
    Music,
    Paragraph,
    Table,
    Text,
)
from docparse.qwenvl import inlines, lines, tables
from docparse.qwenvl.boxes import Frame, Placed, box_of, box_text
from docparse.qwenvl.inlines import BREAK, canonical
from docparse.qwenvl.kinds import Kind
from docparse.qwenvl.lines import says
from docparse.qwenvl.tree import Child, Node

_LANGUAGE: Final = "language-"


class Region(NamedTuple):
    """What was read of an element, and what stood in it that is no part of it."""

    placed: list[Placed]
    rest: list[Child]


class _Held(NamedTuple):
    """What stands in an element: its content, what its pictures are said to show, its box."""

    content: list[Child]
    alt: list[Inline]
    box: Box | None


def _is(child: Child, tag: str) -> TypeGuard[Node]:
    return isinstance(child, Node) and child.tag == tag


def read(node: Node, named: Kind, frame: Frame) -> Region:
    images = [child for child in node.children if _is(child, "img")]
    content = [child for child in node.children if says(child) and not _is(child, "img")]
    box = _box(node, images, frame)
    match named:
        case "formula":
            return _formula(node, content, box, frame)
        case "music" | "chemical":
            text = "\n".join(map(_source, content)).strip()
            return _region(Music(text, box) if named == "music" else Chemical(text, box), text, node, frame)
        case _:
            return _picture(node, named, _Held(content, _alt(images), box), frame)


def _box(node: Node, images: list[Node], frame: Frame) -> Box | None:
    """The box of the element, else of the picture in it."""
    if box_text(node) is not None and (box := box_of(node, frame)):
        return box
    return next((box for image in images if (box := box_of(image, frame))), None)


def _region(block: Block, content: object, node: Node, frame: Frame) -> Region:
    if content or block.box or isinstance(block, Figure):
        return Region([Placed(block, node.at, frame.page)], [])
    frame.notes.add("empty-block", node.at, node.tag)
    return Region([], [])


def _alt(images: list[Node]) -> list[Inline]:
    return [part for image in images if (alt := image.attributes.get("alt")) for part in (Text(alt), BREAK)]


def _picture(node: Node, named: Kind, held: _Held, frame: Frame) -> Region:
    """A figure, or the chart that it is where its data stand in a table."""
    if not held.content and not held.alt and named != "chart":
        return Region([Placed(Figure("image", (), held.box), node.at, frame.page)], [])
    data = [child for child in held.content if _is(child, "table")]
    own = [child for child in held.content if not _is(child, "table")]
    beside: list[Placed] = []
    text = canonical([*held.alt, *lines.flat(own, frame, beside, "div")])
    if not data and named != "chart":
        figure = Figure(_figure_kind(named, text, own), text, held.box)
        return Region([Placed(figure, node.at, frame.page), *beside], [])
    reading = tables.read(data[0], frame) if data else tables.Reading(Table(()), [], [], [])
    chart = Chart(_data(data[0], reading, frame) if data else None, text, held.box)
    region = _region(chart, text or chart.table, node, frame)
    beside += reading.captions + reading.beside
    return Region([*region.placed, *beside], [*reading.loose, *data[1:]])


def _figure_kind(named: Kind, text: Inlines, own: list[Child]) -> FigureKind:
    if not text:
        return "image"
    if named == "caption":
        return "caption"
    return "ocr" if own or named == "ocr" else "caption"


def _data(node: Node, reading: tables.Reading, frame: Frame) -> Table | None:
    table = Table(reading.table.rows, box_of(node, frame))
    return table if table.box or any(table.rows) else None


def _formula(node: Node, content: list[Child], box: Box | None, frame: Frame) -> Region:
    """The first thing said is the formula; what follows it is text beside it."""
    if not content:
        return _region(Formula("", box), False, node, frame)
    raw = content[0] if isinstance(content[0], str) else lines.raw(content[0])
    rest = content[1:]
    if (leading := inlines.leading(raw)) is None:
        if inlines.has_math(raw) and (text := canonical(inlines.read(raw))):
            return Region([Placed(Paragraph(text, box), node.at, frame.page)], rest)
        leading = inlines.unescape(raw).strip(), ""
    latex, after = leading
    rest = [after, *rest] if says(after) else rest
    return Region(_region(Formula(latex, box), latex, node, frame).placed, rest)


def code(node: Node, frame: Frame) -> Region:
    """Source text, its blanks exactly as they stand."""
    holder = next((child for child in node.children if _is(child, "pre")), node)
    inner = next((child for child in holder.children if _is(child, "code")), holder)
    text = lines.source(holder).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
    rest = (
        [child for child in node.children if child is not holder and says(child)]
        if holder is not node
        else []
    )
    languages = [language for part in (node, holder, inner) if (language := _language(part))]
    box = box_of(node, frame) or (box_of(holder, frame) if holder is not node else None)
    block = Code(text, languages[0] if languages else "", box)
    return Region(_region(block, text, node, frame).placed, rest)


def _language(node: Node) -> str:
    words = node.attributes.get("class", "").split()
    named = (word.removeprefix(_LANGUAGE) for word in words if word.startswith(_LANGUAGE))
    return "".join(node.attributes.get("data-lang", "").split()) or next(named, "")


def _source(child: Child) -> str:
    return inlines.unescape(child) if isinstance(child, str) else lines.source(child)

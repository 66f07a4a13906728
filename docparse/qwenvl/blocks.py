"""Blocks out of elements: one function for each kind, `flow` for what stands among them."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Final

from docparse.document import (
    Author,
    Block,
    Box,
    Caption,
    Footer,
    Footnote,
    Formula,
    Header,
    Heading,
    Inlines,
    PageNumber,
    Paragraph,
    Size,
    Table,
)
from docparse.qwenvl import inlines, lines, lists, regions, tables
from docparse.qwenvl.boxes import Frame, Placed, box_of, box_text, share
from docparse.qwenvl.findings import Place, quote
from docparse.qwenvl.kinds import LINES, Kind, kind
from docparse.qwenvl.lines import is_inline, says
from docparse.qwenvl.scan import HEADINGS, ROWS
from docparse.qwenvl.tree import Child, Node

_TEXTS: Final[dict[Kind, Callable[[Inlines, Box | None], Block]]] = {
    "header": Header,
    "footer": Footer,
    "page-number": PageNumber,
    "footnote": Footnote,
    "figure-caption": lambda text, box: Caption(text, "figure", box),
    "table-caption": lambda text, box: Caption(text, "table", box),
    "author": Author,
}
_GROUPS: Final = HEADINGS | {"table", "ul", "ol", "pre", "figure", "section", "article"}
_BLANK_LINE: Final = re.compile(r"\n\s*\n")
_MOST_PARAGRAPHS: Final = 10_000  # without tags; beyond it a text is hostile


def flow(node: Node, frame: Frame, *, stray: bool = False) -> list[Placed]:
    """The blocks of what an element holds; `stray` says that no text should stand among them."""
    placed: list[Placed] = []
    run: list[Child] = []
    sort, at = "", node.at + (node.at > 0)
    for child in node.children:
        if isinstance(child, str) and not (run and sort == "text") and (not child or child.isspace()):
            continue
        if (new := _sort(child)) != sort:
            placed += _run(sort, run, at, frame, stray=stray)
            run, sort = [], new
        if new:
            run.append(child)
        elif isinstance(child, Node):
            placed += element(child, frame)
        if isinstance(child, Node):
            at = child.end + 1
    return placed + _run(sort, run, at, frame, stray=stray)


def _sort(child: Child) -> str:
    """What neighbours it makes one block with; "" where it is one by itself."""
    if isinstance(child, str):
        return "text"
    if child.tag in ROWS:
        return "rows"
    if child.tag == "li":
        return "items"
    return "text" if child.tag == "br" or (child.tag != "img" and is_inline(child)) else ""


def _run(sort: str, run: list[Child], at: int, frame: Frame, *, stray: bool) -> list[Placed]:
    """The blocks of neighbours that no element holds together."""
    if not run:
        return []
    nodes = [child for child in run if isinstance(child, Node)]
    if sort == "text":
        return _loose(run, nodes[0].at if nodes else at, frame, stray=stray)
    holder = Node("table" if sort == "rows" else "ul", {}, nodes[0].at)
    holder.children = run
    if sort == "rows":
        frame.notes.add("stray-cell", holder.at, nodes[0].tag)
        return table(holder, frame)
    frame.notes.add("stray-item", holder.at)
    return list_(holder, frame)


def element(node: Node, frame: Frame) -> list[Placed]:
    """The blocks of one element."""
    match node.tag:
        case "p":
            return paragraph(node, frame)
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            return _line(node, frame, lambda text, box: Heading(int(node.tag[1]), text, box))
        case "div":
            return _div(node, frame)
        case "table":
            return table(node, frame)
        case "ul" | "ol":
            return list_(node, frame)
        case "pre":
            return _with_rest(regions.code(node, frame), node, frame)
        case "img":
            return [Placed(lines.picture(node, frame), node.at, frame.page)]
        case "caption" | "figcaption" | "legend":
            return _line(node, frame, _TEXTS["figure-caption"])
        case "hr" | "col":
            return []
        case _:
            return _wrapper(node, frame)


def _div(node: Node, frame: Frame) -> list[Placed]:
    match kind(node.attributes):
        case "flow":
            return _page(node, frame) if "data-page" in node.attributes else paragraph(node, frame)
        case "unknown":
            frame.notes.add("unknown-class", node.at, quote(node.attributes.get("class", "")))
            return paragraph(node, frame)
        case "code":
            return _with_rest(regions.code(node, frame), node, frame)
        case named if named in LINES:
            return _named(node, named, frame)
        case named:
            return _with_rest(regions.read(node, named, frame), node, frame)


def _with_rest(region: regions.Region, node: Node, frame: Frame) -> list[Placed]:
    return [*region.placed, *_spilt(region.rest, node, frame, "text-beside")]


def _wrapper(node: Node, frame: Frame) -> list[Placed]:
    named = kind(node.attributes)
    if node.tag in ("header", "footer") and box_text(node) is not None:
        named = node.tag
    if named in LINES:
        return _named(node, named, frame)
    if node.tag == "figure":
        return _figure(node, frame)
    frame.notes.add("wrapper", node.at, node.tag)
    return paragraph(node, frame)


def _page(node: Node, frame: Frame) -> list[Placed]:
    """One of the pages of a whole document, as `--to html` writes it."""
    number = node.attributes["data-page"]
    page = int(number) if number.isdecimal() and len(number) <= 7 else frame.page + 1
    size = page_size(node.attributes) or frame.size
    frame.pages[page] = size
    return flow(node, frame._replace(size=size, page=page), stray=True)


def page_size(attributes: dict[str, str]) -> Size | None:
    numbers = attributes.get("data-size", "").split()
    if len(numbers) != 2 or not all(number.isdecimal() and len(number) <= 7 for number in numbers):
        return None
    width, height = map(int, numbers)
    return Size(width, height) if width and height else None


def paragraph(node: Node, frame: Frame) -> list[Placed]:
    """A `<p>` or `<div>`: a paragraph where it holds text, else whatever blocks it holds."""
    children = node.children
    if (len(children) == 1 and isinstance(children[0], str)) or all(map(is_inline, children)):
        return _line(node, frame, Paragraph)
    placed = share(flow(node, frame), node, frame)
    if not placed and box_text(node) is not None:
        frame.notes.add("empty-block", node.at, node.tag)
    return placed


def _line(node: Node, frame: Frame, make: Callable[[Inlines, Box | None], Block]) -> list[Placed]:
    """One block of text, and the pictures that stood in it after it."""
    children = node.children
    sole = children[0] if len(children) == 1 and make is Paragraph else None
    if isinstance(sole, str) and (latex := inlines.display(sole)) is not None:
        return [Placed(Formula(latex, box_of(node, frame)), node.at, frame.page)]
    beside: list[Placed] = []
    text = lines.line(children, frame, beside, node.tag)
    if text:
        return [Placed(make(text, box_of(node, frame)), node.at, frame.page), *beside]
    if not beside:
        frame.notes.add("empty-block", node.at, node.tag)
    return share(beside, node, frame) if beside else []


def _loose(run: list[Child], at: int, frame: Frame, *, stray: bool) -> list[Placed]:
    """Text outside of any block: a paragraph up to each blank line."""
    placed: list[Placed] = []
    for (piece, skip), children in _paragraphs(run, at):
        holder = Node("p", {}, piece)
        holder.children = _with_breaks(children, piece) if frame.lined else children
        found = _line(holder, frame, Paragraph) if any(map(says, children)) else []
        if found and stray:
            text = lines.raw(holder)
            frame.notes.add("stray-text", piece, quote(text), skip=skip + len(text) - len(text.lstrip()))
        placed += found
    return placed


def _with_breaks(children: list[Child], at: int) -> list[Child]:
    broken: list[Child] = []
    for child in children:
        for n, line in enumerate(child.splitlines() if isinstance(child, str) else [child]):
            broken += [Node("br", {}, at), line] if n else [line]
    return broken


def _paragraphs(run: list[Child], at: int) -> list[tuple[Place, list[Child]]]:
    """The run cut at its blank lines, each part with where it begins; the run itself begins at piece `at`."""
    place = Place(at)
    paragraphs: list[tuple[Place, list[Child]]] = [(place, [])]
    for child in run:
        if isinstance(child, Node):
            paragraphs[-1][1].append(child)
            place = Place(child.end + 1)
            continue
        done = 0
        for blank in islice(_BLANK_LINE.finditer(child), max(0, _MOST_PARAGRAPHS - len(paragraphs))):
            paragraphs[-1][1].append(child[done : blank.start()])
            done = blank.end()
            paragraphs.append((Place(place.at, place.skip + done), []))
        paragraphs[-1][1].append(child[done:])
        place = Place(place.at, place.skip + len(child))
    return paragraphs


def _named(node: Node, named: Kind, frame: Frame) -> list[Placed]:
    """A header, caption and so on; one that holds whole blocks is only a wrapper round them."""
    if any(isinstance(child, Node) and child.tag in _GROUPS for child in node.children):
        frame.notes.add("wrapper", node.at, f'{node.tag} class="{named}"')
        return share(flow(node, frame), node, frame)
    return _line(node, frame, _TEXTS[named])


def _figure(node: Node, frame: Frame) -> list[Placed]:
    placed = flow(node, frame)
    if any(isinstance(block, Table) for block, _, _ in placed):
        placed = [
            block._replace(block=replace(block.block, of="table"))
            if isinstance(block.block, Caption)
            else block
            for block in placed
        ]
    return share(placed, node, frame)


def table(node: Node, frame: Frame) -> list[Placed]:
    read = tables.read(node, frame)
    block = Table(read.table.rows, box_of(node, frame))
    placed = read.captions
    if block.box or any(block.rows):
        placed = [*placed, Placed(block, node.at, frame.page)]
    elif not placed and not read.loose:
        frame.notes.add("empty-block", node.at, "table")
    return [*placed, *read.beside, *_spilt(read.loose, node, frame, "stray-table-text")]


def _spilt(children: list[Child], node: Node, frame: Frame, code: str) -> list[Placed]:
    """The blocks of what stood in a block and is no part of it."""
    if not any(map(says, children)):
        return []
    holder = Node("div", {}, node.at)
    holder.children = children
    frame.notes.add(code, node.at, quote(lines.raw(holder)))
    return flow(holder, frame)


def list_(node: Node, frame: Frame) -> list[Placed]:
    beside: list[Placed] = []
    block = lists.read(node, frame, beside)
    if block.items:
        return [Placed(block, node.at, frame.page), *beside]
    frame.notes.add("empty-block", node.at, node.tag)
    return beside

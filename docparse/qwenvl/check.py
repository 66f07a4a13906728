"""What is wrong with QwenVL HTML: what a reader had to mend, what the schema forbids, what makes no sense."""

import re
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal, TypeAlias

from lxml import etree

from docparse import resources
from docparse.document import Finding, Size
from docparse.qwenvl import meaning
from docparse.qwenvl.findings import Notes
from docparse.qwenvl.parse import Answer, read
from docparse.qwenvl.scan import HEADINGS, INLINE, ROWS
from docparse.qwenvl.spaces import PIXELS, Space
from docparse.qwenvl.tree import Child, Node
from docparse.qwenvl.write import write, write_block

Profile: TypeAlias = Literal["qwenvl", "report"]

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_USUAL: Final = frozenset({"data-bbox", "class", "format", "rowspan", "colspan"})
_UNSAFE: Final = re.compile(r'[&<>"\t\n\r\x0b\x0c]')
_SAFE: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", **dict.fromkeys("\t\n\r\x0b\x0c", " ")}
)
# A whole document of ours has a head, and remarks where a page failed.
_OF_DOCUMENTS: Final = frozenset({"declaration", "comment", "not-shown"})
_REPORT_TAGS: Final = INLINE | HEADINGS | ROWS | {"p", "table", "caption", "div"}
# What the reader says of an element that does not explain why the schema forbids it.
_BESIDES_SCHEMA: Final = frozenset({"fence", "prose", "truncated", "repeating", "empty-block", "unclosed"})
_REPORT_CLASSES: Final = frozenset(
    {"chart", "formula", "image caption", "image ocr", "music sheet", "chemical formula"}
)


def check(
    html: str, size: Size | None, *, space: Space = PIXELS, profile: Profile = "qwenvl"
) -> tuple[Finding, ...]:
    """All findings in the order of the text; none for what `write` has written with a box on every block."""
    answer = read(html, size, space)
    notes = answer.notes
    _validate(answer, notes)
    meaning.examine(answer, notes)
    if profile == "report":
        _keep_to_report(answer.root, notes)
    if profile == "report" or any(map(_is_page, answer.root.children)):
        notes.faults = [fault for fault in notes.faults if fault.code not in _OF_DOCUMENTS]
    return notes.located(answer.html, answer.pieces, answer.base)


def repair(html: str, size: Size | None = None, *, space: Space = PIXELS) -> str:
    """The answer as `write` would have written it, its pages kept apart."""
    answer = read(html, size, space)
    pages = answer.frame.pages
    if not pages:
        return write(tuple(placed.block for placed in answer.placed), answer.frame.size)
    parts: list[str] = []
    waiting = [*pages]  # those without a block stay where they stood
    for number, placed in groupby(answer.placed, key=attrgetter("page")):
        while number in waiting and waiting[0] != number:
            parts.append(_page(waiting[0], pages[waiting.pop(0)], []))
        waiting = waiting[number in waiting :]
        lines = [write_block(one.block) for one in placed]
        parts += [_page(number, pages[number], lines)] if number in pages else lines
    parts += [_page(number, pages[number], []) for number in waiting]
    return "\n".join(("<html><body>", *parts, "</body></html>\n"))


def _page(number: int, size: Size | None, lines: list[str]) -> str:
    stated = f' data-size="{size.width} {size.height}"' if size else ""
    return "\n".join((f'<div class="page" data-page="{number}"{stated}>', *lines, "</div>"))


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(resources.path("schemas", "qwenvl.xsd")))


def _validate(answer: Answer, notes: Notes) -> None:
    """Faults against the schema, save where the reader has already said what is wrong with the element."""
    nodes: list[Node] = []
    lines: list[str] = []
    _lay_out(answer.root, nodes, lines)
    schema = _schema()
    if schema.validate(etree.fromstring("".join(lines))):
        return
    said = {fault.place.at for fault in notes.faults if fault.code not in _BESIDES_SCHEMA}
    for error in schema.error_log:
        node = nodes[error.line - 1]
        if node.at not in said:
            notes.add("schema", node.at, _cause(error.message))


def _lay_out(node: Node, nodes: list[Node], lines: list[str]) -> None:
    """The tree as XML, an element a line: the schema's complaints name only lines."""
    nodes.append(node)
    lines.append(f"<{node.tag}")
    for name, value in node.attributes.items():
        if name in _USUAL or (name != "xmlns" and _NAME.fullmatch(name)):
            lines.append(f' {name}="{value.translate(_SAFE) if _UNSAFE.search(value) else value}"')
    lines.append(">")
    for child in node.children:
        if isinstance(child, Node):
            lines.append("\n")
            _lay_out(child, nodes, lines)
        elif not child.isspace():
            lines.append("x")  # what the text says is no concern of the schema
    lines.append(f"</{node.tag}>")


def _cause(message: str) -> str:
    """The schema's words without the list of everything that could stand there instead."""
    return (
        message.partition(" Expected is")[0].rstrip(". ").replace("Element '", "`<", 1).replace("'", ">`", 1)
    )


def _is_page(child: Child) -> bool:
    return isinstance(child, Node) and "data-page" in child.attributes


def _keep_to_report(node: Node, notes: Notes) -> None:
    for child in node.children:
        if not isinstance(child, Node):
            continue
        named = " ".join(child.attributes.get("class", "").split())
        if child.tag == "div" and node.tag == "body" and named not in _REPORT_CLASSES:
            notes.add("kind-unknown-to-report", child.at, f'div class="{named}"')
        elif child.tag not in _REPORT_TAGS:
            notes.add("kind-unknown-to-report", child.at, child.tag)
        _keep_to_report(child, notes)

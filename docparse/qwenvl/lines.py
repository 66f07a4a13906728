"""What elements say as text: inlines where it has emphasis and formulas, source where blanks count."""

from collections.abc import Sequence
from typing import Final

from docparse.document import CodeSpan, Em, Figure, Inline, Inlines, Link, Math, Strong, Sub, Sup, Text
from docparse.qwenvl import inlines
from docparse.qwenvl.boxes import Frame, Placed, box_of
from docparse.qwenvl.findings import quote
from docparse.qwenvl.inlines import BREAK, canonical
from docparse.qwenvl.scan import INLINE, MATHML, unescape
from docparse.qwenvl.tree import Child, Node

_WRAPPED: Final = {"strong": Strong, "b": Strong, "em": Em, "i": Em, "sub": Sub, "sup": Sup}
_CODE: Final = frozenset({"code", "kbd", "samp", "tt"})
_CELLS: Final = frozenset({"td", "th"})
_SAFE: Final = ("http://", "https://", "mailto:", "tel:", "#")


def says(child: Child) -> bool:
    """Whether there is anything to read in it."""
    if isinstance(child, str):
        return child != "" and not child.isspace()
    return child.tag != "col" and (child.tag != "colgroup" or any(map(says, child.children)))


def is_inline(child: Child) -> bool:
    return isinstance(child, str) or child.tag in INLINE or child.tag in MATHML


def line(children: Sequence[Child], frame: Frame, beside: list[Placed], within: str = "p") -> Inlines:
    """The canonical inlines of what an element holds. Pictures and the like go to `beside`."""
    if not children:
        return ()
    if len(children) == 1 and isinstance(sole := children[0], str):
        return inlines.line(sole)
    return canonical(flat(children, frame, beside, within))


def flat(children: Sequence[Child], frame: Frame, beside: list[Placed], within: str = "p") -> list[Inline]:
    """All text as inlines on one line, a break between blocks."""
    line: list[Inline] = []
    raw: list[str] = []
    for child in children:
        if isinstance(child, str):
            raw.append(child)
            continue
        if raw:
            line += inlines.read("".join(raw))
            raw.clear()
        line += _element(child, frame, beside, within)
    return line + inlines.read("".join(raw)) if raw else line


def _element(node: Node, frame: Frame, beside: list[Placed], within: str) -> list[Inline]:
    tag = node.tag
    if tag in ("br", "hr"):
        return [BREAK]
    if wrapped := _WRAPPED.get(tag):
        return [wrapped(tuple(flat(node.children, frame, beside, within)))]
    if tag in _CODE:
        return [CodeSpan(source(node))]
    if tag == "a":
        return _link(node, flat(node.children, frame, beside, within), frame)
    if tag == "math":
        return _math(node, frame)
    if tag == "img":
        return _image(node, frame, beside, within)
    if tag == "table":
        frame.notes.add("nested-table", node.at)
    line = flat(node.children, frame, beside, "td" if tag in _CELLS else within)
    if tag in _CELLS:
        return [Text(" "), *line, Text(" ")]
    return line if is_inline(node) else [BREAK, *line, BREAK]


def _link(node: Node, line: list[Inline], frame: Frame) -> list[Inline]:
    href = "".join(node.attributes.get("href", "").split())
    if href.lower().startswith(_SAFE):
        return [Link(href, tuple(line))]
    if href:
        frame.notes.add("unsafe-link", node.at, quote(href))
    return line


def _math(node: Node, frame: Frame) -> list[Inline]:
    if all(isinstance(child, str) for child in node.children):
        return [Math(source(node))]  # LaTeX in a `<math>`, as Chandra writes it
    frame.notes.add("mathml", node.at)
    return [Text(source(node))]


def _image(node: Node, frame: Frame, beside: list[Placed], within: str) -> list[Inline]:
    """In a cell the picture is what its description says; elsewhere it is a block of its own."""
    figure = picture(node, frame)
    if within == "td" and figure.box is None:
        return list(figure.inlines)
    frame.notes.add("moved-out", node.at, "img", within)
    beside.append(Placed(figure, node.at, frame.page))
    return []


def picture(node: Node, frame: Frame) -> Figure:
    """An `<img>` outside of any figure, with what it is said to show."""
    alt = canonical([Text(node.attributes.get("alt", ""))])
    return Figure("caption" if alt else "image", alt, box_of(node, frame))


def source(node: Node) -> str:
    """The text as it stands, blanks and all, without any markup."""
    return unescape(raw(node))


def raw(node: Node) -> str:
    parts: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag in ("br", "hr"):
            parts.append("\n")
        elif is_inline(child):
            parts.append(raw(child))
        else:
            parts += ("\n", raw(child), "\n")
    return "".join(parts)

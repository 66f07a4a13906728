"""Lists and the lists within them."""

from dataclasses import replace

from docparse.document import Item, List
from docparse.qwenvl.boxes import Frame, Placed, box_of
from docparse.qwenvl.findings import quote
from docparse.qwenvl.lines import line
from docparse.qwenvl.tree import Node


def read(node: Node, frame: Frame, beside: list[Placed]) -> List:
    items: list[Item] = []
    for child in node.children:
        if isinstance(child, str):
            holder = Node("li", {}, node.at)
            holder.children = [child]
            items += [] if child.isspace() else [_item(holder, frame, beside)]
        elif child.tag in ("ul", "ol"):
            if (nested := read(child, frame, beside)).items:
                last = items.pop() if items else Item(())
                items.append(replace(last, lists=(*last.lists, nested)))
        else:
            items.append(_item(child, frame, beside))
    kept = tuple(item for item in items if item.inlines or item.lists)
    if len(kept) < len(items):
        frame.notes.add("empty-block", node.at, "li")
    ordered = node.tag == "ol"
    return List(kept, ordered, _start(node, frame) if ordered else 1, box_of(node, frame))


def _item(node: Node, frame: Frame, beside: list[Placed]) -> Item:
    own = [child for child in node.children if isinstance(child, str) or child.tag not in ("ul", "ol")]
    nested = (child for child in node.children if isinstance(child, Node) and child.tag in ("ul", "ol"))
    lists = tuple(inner for child in nested if (inner := read(child, frame, beside)).items)
    return Item(line(own, frame, beside, "li"), lists, box_of(node, frame))


def _start(node: Node, frame: Frame) -> int:
    raw = node.attributes.get("start", "1").strip()
    if raw.isascii() and raw.isdigit() and len(raw) <= 9:
        return int(raw)
    frame.notes.add("bad-start", node.at, quote(raw))
    return 1

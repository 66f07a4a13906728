"""Where the blocks of an answer stand on its pages."""

from dataclasses import replace
from typing import NamedTuple

from docparse.document import Block, Box, Caption, Size
from docparse.qwenvl.findings import Notes, quote
from docparse.qwenvl.spaces import Space, measure
from docparse.qwenvl.tree import Node


class Frame(NamedTuple):
    """What the reading of an element needs to know of the page it stands on."""

    size: Size | None
    space: Space
    notes: Notes
    pages: dict[int, Size | None]  # those that the answer tells apart, by number
    page: int = 0
    lined: bool = False  # whether line ends mean breaks: in answers that are no HTML


class Placed(NamedTuple):
    """A block, the piece of the answer that it began with, the number of its page or 0."""

    block: Block
    at: int
    page: int


def box_text(node: Node) -> str | None:
    attributes = node.attributes
    if not attributes:
        return None
    return attributes.get("data-bbox") or attributes.get("data-polygon") or attributes.get("bbox")


def box_of(node: Node, frame: Frame) -> Box | None:
    """The box that an element states, as far as it can be read."""
    raw = box_text(node)
    if raw is None:
        return None
    box, codes = measure(raw, frame.size, frame.space)
    for code in codes:
        frame.notes.add(code, node.at, quote(raw))
    return box


def share(placed: list[Placed], node: Node, frame: Frame) -> list[Placed]:
    """The blocks of a wrapper. Its box goes to the only one it can be of, captions aside."""
    if box_text(node) is None or not placed:
        return placed
    if (box := box_of(node, frame)) is None:
        return placed
    boxless = [n for n, (block, _, _) in enumerate(placed) if block.box is None]
    main = [n for n in boxless if not isinstance(placed[n].block, Caption)] or boxless
    others = [p for n, p in enumerate(placed) if n not in main and not isinstance(p.block, Caption)]
    # A `<p>` that is not closed holds blocks that are none of it, but have boxes of their own.
    if len(main) == 1 and (not others or node.tag == "p"):
        placed[main[0]] = placed[main[0]]._replace(block=replace(placed[main[0]].block, box=box))
    elif main:
        frame.notes.add("box-shared", node.at, len(main))
    return placed

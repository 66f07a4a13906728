"""Large brackets: which two belong together, and what stands between them."""

from collections.abc import Sequence

from docparse.engines.light.formulas.nodes import Node

PAIRS = {
    "(": ")",
    "[": "]",
    r"\{": r"\}",
    "|": "|",
    r"\|": r"\|",
    r"\langle": r"\rangle",
    r"\lfloor": r"\rfloor",
    r"\lceil": r"\rceil",
}


def pair(nodes: Sequence[Node]) -> tuple[Node, Node] | None:
    """Two large brackets with none between them."""
    tall = sorted(
        (n for n in nodes if n.is_tall and (n.role in ("open", "close") or n.latex in ("|", r"\|"))),
        key=lambda n: n.rect.x0,
    )
    opened: Node | None = None
    for node in tall:
        closes = opened is not None and node.latex == PAIRS.get(opened.latex) and is_level(node, opened)
        if opened is not None and closes and node.rect.x0 > opened.rect.x1:
            return opened, node
        if opened is not None and node.role == "close" and is_level(node, opened):
            return opened, node
        if node.role != "close":
            opened = node
    return None


def is_level(node: Node, fence: Node) -> bool:
    return fence.rect.y0 - 0.2 * node.size < node.rect.centre[1] < fence.rect.y1 + 0.2 * node.size

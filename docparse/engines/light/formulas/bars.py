"""What drawn lines tell of a formula: fractions, roots, and lines over or under letters."""

from collections.abc import Sequence

from docparse.engines.light.formulas.levels import baseline
from docparse.engines.light.formulas.nodes import Node, raised_axis
from docparse.engines.light.formulas.rows import assembled, expression
from docparse.engines.light.geometry import Rect, hull

_FIRST = 0.75  # sizes between a bar and what is nearest to it, at most
_NEXT = 0.25  # sizes between that and what lies beyond
_LENGTHENED = 5.0  # sizes from the sign of a root to its bar, at most
_TIGHT = 0.4  # sizes between letters and a line that belongs to them


def barred(nodes: Sequence[Node], bars: Sequence[Rect]) -> list[Node]:
    """The parts of a formula with its fractions and roots put together, from the narrowest to the widest."""
    left = list(nodes)
    waiting = sorted(bars, key=lambda bar: bar.width)
    while waiting:
        bar, *waiting = waiting
        root = next((node for node in left if node.role == "root" and _carries(node, bar)), None)
        left = _rooted(left, bar, root) if root else _parted(left, bar, waiting)
    return left


def _carries(root: Node, bar: Rect) -> bool:
    """Whether a root goes over into a bar: at its top, or above where pieces without a name lengthen it."""
    apart, above = abs(root.rect.x1 - bar.x0) / root.size, (root.rect.y0 - bar.y0) / root.size
    return (apart < 0.25 and abs(above) < 0.35) or (apart < 0.1 and 0 < above < _LENGTHENED)


def _rooted(nodes: list[Node], bar: Rect, root: Node) -> list[Node]:
    held = [n for n in nodes if n is not root and _is_under(n, bar, root)]
    if not held:
        return nodes
    inner = assembled(held)
    degree = [n for n in nodes if n is not root and _is_degree(n, root)]
    index = f"[{expression(degree)}]" if degree else ""
    size = max(n.size for n in inner)
    rect = hull((bar, root.rect, *(n.rect for n in (*inner, *degree))))
    made = Node(f"\\sqrt{index}{{{expression(inner)}}}", rect, size, baseline(inner))
    return [n for n in nodes if n is not root and n not in held and n not in degree] + [made]


def _is_under(node: Node, bar: Rect, root: Node) -> bool:
    x, y = node.rect.centre
    return bar.x0 - 1 < x < bar.x1 + 1 and bar.y0 < y < root.rect.y1 + 0.15 * node.size


def _is_degree(node: Node, root: Node) -> bool:
    beside = root.rect.x0 + 0.05 * root.size < node.rect.x1 < root.rect.x1 + 0.1 * root.size
    above = root.rect.y0 - 0.3 * root.size < node.rect.centre[1] < root.rect.centre[1]
    return node.size < 0.75 * root.size and beside and above


def _parted(nodes: list[Node], bar: Rect, bars: Sequence[Rect]) -> list[Node]:
    above, below = _stack(nodes, bar, bars, up=True), _stack(nodes, bar, bars, up=False)
    if above and below:
        size = max(n.size for n in (*above, *below))
        latex = f"\\frac{{{expression(above)}}}{{{expression(below)}}}"
        made = raised_axis(latex, (*above, *below), bar.centre[1], size)
    elif below or above:
        held = below or above
        edge = hull(n.rect for n in held)
        gap = edge.y0 - bar.y1 if below else bar.y0 - edge.y1
        if gap > _TIGHT * held[0].size:
            return nodes
        command = "overline" if below else "underline"
        size = max(n.size for n in held)
        made = Node(f"\\{command}{{{expression(held)}}}", hull((bar, edge)), size, baseline(held))
    else:
        return nodes
    return [n for n in nodes if n not in above and n not in below] + [made]


def _stack(nodes: Sequence[Node], bar: Rect, bars: Sequence[Rect], *, up: bool) -> list[Node]:
    """What stands on a bar or hangs below it: the nearest row, and what touches that."""
    edge = bar.y0 if up else bar.y1
    near = [
        n
        for n in nodes
        if _is_along(n, bar) and (n.rect.centre[1] < edge) == up and not _is_behind(n, bar, bars)
    ]
    found: list[Node] = []
    for node in sorted(near, key=lambda n: _gap(n.rect, edge, up)):
        room = (_NEXT if found else _FIRST) * node.size
        if _gap(node.rect, edge, up) > room:
            break
        found.append(node)
        edge = min(edge, node.rect.y0) if up else max(edge, node.rect.y1)
    return found


def _gap(rect: Rect, edge: float, up: bool) -> float:
    return edge - rect.y1 if up else rect.y0 - edge


def _is_along(node: Node, bar: Rect) -> bool:
    return bar.x0 - 0.1 * node.size < node.rect.centre[0] < bar.x1 + 0.1 * node.size


def _is_behind(node: Node, bar: Rect, bars: Sequence[Rect]) -> bool:
    """Whether another bar parts them."""
    low, high = sorted((bar.centre[1], node.rect.centre[1]))
    x = node.rect.centre[0]
    return any(low + 0.5 < other.centre[1] < high and other.x0 < x < other.x1 for other in bars)

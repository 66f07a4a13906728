"""On which row and in which column parts of a formula stand."""

from collections.abc import Sequence

from docparse.engines.light.formulas.nodes import Node
from docparse.engines.light.geometry import Rect, hull

_LEVEL = 0.05  # sizes, within which baselines are one
_LEADING = 0.6  # sizes between baselines, from which rows differ


def scale(nodes: Sequence[Node]) -> float:
    """The size of the letters of a row; large signs may come from a font of another size."""
    return max([node.size for node in nodes if node.role != "large"] or [node.size for node in nodes])


def baseline(nodes: Sequence[Node]) -> float:
    """Of the row: that of most of its large parts, or of the first where none is shared."""
    size = scale(nodes)
    large = [node for node in nodes if node.size > 0.85 * size]
    firm = sorted((node for node in large if not node.axis), key=lambda node: node.rect.x0) or large
    feet = [node.foot(size) for node in firm]
    return max(feet, key=lambda foot: sum(abs(foot - other) < _LEVEL * size for other in feet))


def rows(nodes: Sequence[Node]) -> list[list[Node]]:
    """Parts by the row they stand on, from top to bottom; scripts go with the row that they are next to."""
    size = scale(nodes)
    firm = [node for node in nodes if node.size > 0.85 * size]
    lines: list[list[Node]] = []
    for node in sorted(firm, key=lambda node: node.foot(size)):
        if lines and node.foot(size) - lines[-1][-1].foot(size) < _LEADING * size:
            lines[-1].append(node)
        else:
            lines.append([node])
    reach = [hull(node.rect for node in line) for line in lines]
    for node in nodes:
        if node.size <= 0.85 * size:
            nearest = min(range(len(lines)), key=lambda i: _away(node, reach[i]))
            lines[nearest].append(node)
    return lines


def _away(node: Node, row: Rect) -> tuple[float, float]:
    """How far a small part is from the height of a row, and from its middle."""
    middle = node.rect.centre[1]
    return max(row.y0 - middle, middle - row.y1, 0.0), abs(middle - row.centre[1])


def columns(nodes: Sequence[Node], gap: float) -> list[float]:
    """Where columns begin, and the end of the last."""
    edges, end = [float("-inf")], float("inf")
    reach = None
    for node in sorted(nodes, key=lambda node: node.rect.x0):
        if reach is not None and node.rect.x0 - reach > gap:
            edges.append((reach + node.rect.x0) / 2)
        reach = node.rect.x1 if reach is None else max(reach, node.rect.x1)
    return [*edges, end]

"""Parts side by side and one below the other, as LaTeX: scripts, limits, brackets, matrices, several rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from docparse.engines.light.formulas import signs
from docparse.engines.light.formulas.fences import PAIRS, is_level, pair
from docparse.engines.light.formulas.levels import baseline, columns, rows, scale
from docparse.engines.light.formulas.nodes import Node, is_small, raised_axis
from docparse.engines.light.geometry import across, down, hull

_CLUSTER = 0.5  # sizes between parts of one limit, at most
_TOUCH = 0.15  # sizes that limits may reach into the height of their sign
_NEAR, _FAR = 1.05, 2.2  # sizes between a sign and the first and the last row of its limits, at most
_OFF = 0.1  # sizes from the baseline, within which small parts stand on it
_FULL_OFF = 0.12  # for parts of the size of the row
_QUAD = 1.0  # sizes of white that are set on purpose
_BLANK = 0.16  # sizes of white beside a word that is text
_COLUMN = 0.4  # sizes of white between columns of a matrix, at least
_MATRICES = {"(": "pmatrix", "[": "bmatrix", r"\{": "Bmatrix", "|": "vmatrix", r"\|": "Vmatrix"}
_ALPHABET = re.compile(r"(\\math(?:frak|cal|scr|bb|bf|sf|tt)\{)([A-Za-z0-9]+)\}\1")
_COMMAND_END = re.compile(r"\\[A-Za-z]+$")


def expression(nodes: Sequence[Node]) -> str:
    """LaTeX of parts whose fractions and roots have been put together."""
    lines = rows(assembled(nodes))
    return row(lines[0]) if len(lines) == 1 else _aligned(lines)


def assembled(nodes: Sequence[Node]) -> list[Node]:
    """Parts with their limits and large brackets put together."""
    return _fenced(_limited(list(nodes)))


# One row


def row(nodes: Sequence[Node]) -> str:
    """Parts side by side, each with the scripts that follow it."""
    base, size = baseline(nodes), scale(nodes)
    standing: list[Node] = []
    scripts: list[list[Node]] = [[]]  # those before the first part, then those of each
    for node in sorted(nodes, key=lambda node: node.rect.x0):
        if _is_on(node, base, size) and (node.role != "prime" or not standing):
            standing.append(node)
            scripts.append([])
        else:
            scripts[-1].append(node)
    written = ["{}" + _scripts(scripts[0], base, size)] if scripts[0] else []
    ends = [max(n.rect.x1 for n in (node, *hung)) for node, hung in zip(standing, scripts[1:], strict=True)]
    for i, node in enumerate(standing):
        before = (node.rect.x0 - ends[i - 1]) / size if i else 0.0
        after = (standing[i + 1].rect.x0 - ends[i]) / size if i + 1 < len(standing) else 0.0
        digits = i > 0 and {node.role, standing[i - 1].role} == {"digit"}
        written += (
            [r" \quad "] * (before > _QUAD)
            + [r"\ "] * (digits and _BLANK < before <= _QUAD)
            + [
                _set(node, before, after),
                _scripts(scripts[i + 1], base, size),
            ]
        )
    return joined(written)


def _set(node: Node, before: float, after: float) -> str:
    """A part with the blanks that are set around it; a word with white beside it is text."""
    if node.role == "word" and len(node.text) > 1 and node.text not in signs.FUNCTIONS:
        blanks = " " * (before > _BLANK), " " * (after > _BLANK)
        return (
            f"\\text{{{blanks[0]}{node.text}{blanks[1]}}}" if any(blanks) or " " in node.text else node.latex
        )
    return f" {node.latex} " if node.role in ("relation", "binary") else node.latex


def joined(parts: Iterable[str]) -> str:
    """Parts one after the other, with a blank where a command would take in the letter behind it."""
    out = ""
    for part in parts:
        out += " " * bool(_COMMAND_END.search(out) and part[:1].isalpha()) + part
    while (whole := _ALPHABET.sub(r"\1\2", out)) != out:
        out = whole
    return re.sub(r"  +", " ", out).strip()


def _is_on(node: Node, base: float, size: float) -> bool:
    """Large parts may stand a little off; scripts of scripts are no smaller than these."""
    full = node.axis and node.size > 0.85 * size
    return full or abs(base - node.foot(size)) < (_FULL_OFF if node.size > 0.85 * size else _OFF) * size


def _scripts(nodes: Sequence[Node], base: float, size: float) -> str:
    above: list[Node] = []
    below: list[Node] = []
    for node in nodes:
        last = below[-1] if below else None
        primed = node.role == "prime" and last is not None and is_small(node, last)
        (below if primed or node.foot(0.7 * size) >= base else above).append(node)
    return (f"_{{{_narrow(below)}}}" if below else "") + (f"^{{{_narrow(above)}}}" if above else "")


# Limits


def _limited(nodes: list[Node]) -> list[Node]:
    """Large signs, functions and relations with what is set above and below them."""
    left = list(nodes)
    for node in sorted(nodes, key=lambda node: node.size):
        if node not in left or not _takes_limits(node):
            continue
        rivals = [other for other in left if _is_rival(other, node)]
        below, above = (_limit(node, left, rivals, down=down) for down in (True, False))
        if below or above:
            left = [other for other in left if other not in (node, *below, *above)]
            left.append(_with_limits(node, below, above))
    return left


def _takes_limits(node: Node) -> bool:
    return node.role in ("large", "relation") or node.text in signs.LIMITED


def _limit(node: Node, nodes: Sequence[Node], rivals: Sequence[Node], *, down: bool) -> list[Node]:
    """The small parts straight above or below a sign."""
    near = [other for other in nodes if is_small(other, node) and 0 < _beyond(other, node, down=down) < _FAR]
    near = [n for n in near if not any(_aside(n, rival) < _aside(n, node) for rival in rivals)]
    seeds = [n for n in near if across(n.rect, node.rect) > 0.3 and _beyond(n, node, down=down) < _NEAR]
    found: list[Node] = []
    while seeds:
        found += seeds
        reach = hull(other.rect for other in found).grown(_CLUSTER * found[0].size)
        seeds = [other for other in near if other not in found and other.rect.meets(reach)]
    if not found:
        return []
    place = hull(other.rect for other in found)
    aside = abs(place.centre[0] - node.rect.centre[0])
    return found if aside < 0.3 * max(place.width, node.rect.width) + 0.1 * node.size else []


def _is_rival(other: Node, node: Node) -> bool:
    return other is not node and other.role == "large" and down(other.rect, node.rect) > 0.3


def _aside(part: Node, node: Node) -> float:
    return abs(part.rect.centre[0] - node.rect.centre[0])


def _beyond(other: Node, node: Node, *, down: bool) -> float:
    """How far a part lies above or below a sign, in its sizes; negative where they stand side by side."""
    gap = other.rect.y0 - node.rect.y1 if down else node.rect.y0 - other.rect.y1
    return gap / node.size + _TOUCH


def _with_limits(node: Node, below: Sequence[Node], above: Sequence[Node]) -> Node:
    low, high = (_narrow(part) if part else "" for part in (below, above))
    if node.role == "relation":
        latex = f"\\overset{{{high}}}{{{node.latex}}}" if high else f"\\underset{{{low}}}{{{node.latex}}}"
    else:
        latex = node.latex + (f"_{{{low}}}" if low else "") + (f"^{{{high}}}" if high else "")
    middle = node.rect.centre[1]
    whole = raised_axis(latex, (node, *below, *above), middle, node.size, node.role)
    return (
        replace(whole, text=node.text)
        if node.axis
        else replace(whole, axis=False, baseline=node.baseline, text=node.text)
    )


def _narrow(nodes: Sequence[Node]) -> str:
    """What stands above or below a sign; rows of it are no equations."""
    lines = rows(_limited(list(nodes)))
    if len(lines) == 1:
        return expression(nodes)
    body = r" \\ ".join(expression(line) for line in lines)
    return f"\\substack{{{body}}}"


# Brackets


def _fenced(nodes: list[Node]) -> list[Node]:
    """Large brackets with what they hold, the innermost first; then braces that only open."""
    left = list(nodes)
    while found := pair(left):
        opening, closing = found
        inner = [
            n
            for n in left
            if n not in found
            and opening.rect.x0 < n.rect.centre[0] < closing.rect.x1
            and is_level(n, opening)
        ]
        fence = _fence(opening, closing, inner)
        left = [n for n in left if n not in found and n not in inner] + [fence]
    return _cases(left)


def _fence(opening: Node, closing: Node, inner: Sequence[Node]) -> Node:
    """Brackets stand on the row of what they hold; a matrix stands around the axis."""
    inner = assembled(inner) if inner else []
    table = _table(inner) if inner else []
    whole = (opening, closing, *inner)
    if len(table) > 1 and PAIRS.get(opening.latex) == closing.latex and opening.latex in _MATRICES:
        return raised_axis(_matrix(opening.latex, table), whole, opening.rect.centre[1], opening.size)
    held = expression(inner) if inner else ""
    latex = f"\\left{opening.latex} {held} \\right{closing.latex}"
    if not inner or len(table) > 1:
        return raised_axis(latex, whole, opening.rect.centre[1], opening.size)
    return Node(latex, hull(part.rect for part in whole), opening.size, baseline(inner))


def _matrix(opening: str, table: list[list[str]]) -> str:
    if len(table) == 2 and opening == "(" and all(len(cells) == 1 for cells in table):
        return f"\\binom{{{table[0][0]}}}{{{table[1][0]}}}"
    return _environment(_MATRICES[opening], table)


def _environment(name: str, table: list[list[str]]) -> str:
    body = r" \\ ".join(" & ".join(cells) for cells in table)
    return f"\\begin{{{name}}} {body} \\end{{{name}}}"


def _table(nodes: Sequence[Node]) -> list[list[str]]:
    """The cells of a matrix: rows by baselines, columns by white that runs through all of them."""
    lines = rows(nodes)
    if len(lines) < 2:
        return []
    size = scale(nodes)
    edges = columns([node for line in lines for node in line], _COLUMN * size)
    table: list[list[str]] = []
    for line in lines:
        cells = [[n for n in line if a <= n.rect.centre[0] < b] for a, b in pairwise(edges)]
        table.append([expression(cell) if cell else "" for cell in cells])
    return table


def _cases(nodes: list[Node]) -> list[Node]:
    """A large brace that nothing closes, with the rows behind it."""
    brace = next((n for n in nodes if n.is_tall and n.latex == r"\{"), None)
    if brace is None:
        return nodes
    inner = [n for n in nodes if n is not brace and n.rect.x0 > brace.rect.x0 and is_level(n, brace)]
    table = _table(_limited(inner)) if inner else []
    if len(table) < 2:
        return nodes
    whole = raised_axis(_environment("cases", table), (brace, *inner), brace.rect.centre[1], brace.size)
    return [n for n in nodes if n is not brace and n not in inner] + [whole]


# Several rows


def _aligned(lines: Sequence[Sequence[Node]]) -> str:
    """Rows one below the other, cut where their relations stand in line."""
    places = [_relations(line) for line in lines]
    common = next(
        (x for x in places[0] if all(any(abs(x - y) < 2 for y in other) for other in places[1:])), None
    )
    if common is None:
        return _environment("gathered", [[row(line)] for line in lines])
    cut = [
        [[n for n in line if n.rect.x0 < common - 2], [n for n in line if n.rect.x0 >= common - 2]]
        for line in lines
    ]
    return _environment("aligned", [[row(part) if part else "" for part in parts] for parts in cut])


def _relations(line: Sequence[Node]) -> list[float]:
    return sorted(node.rect.x0 for node in line if node.role in ("relation", "binary"))

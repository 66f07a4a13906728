# ruff: noqa: RUF001 - odd characters are what this module is about
"""Parts of a formula, from single signs to what has been put together of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from docparse.engines.light.formulas import encodings, signs
from docparse.engines.light.geometry import Rect, across, hull
from docparse.engines.light.layer import Glyph

AXIS = 0.25  # of the size, that the middle of signs stands above the baseline
_JOINED = 0.1  # sizes between letters of a word, at most
_BLANK = 0.6  # sizes between words, at most
_TALL = 1.35  # sizes, from which a bracket is a large one
_ACCENT = 0.2  # sizes from where an accent begins to its middle, at least
_SMALL = 0.85  # of the size of a sign, below which another is a script of it
_DELIMITERS = {
    c: whole
    for whole, parts in zip("()[]{}", ("⎛⎜⎝", "⎞⎟⎠", "⎡⎢⎣", "⎤⎥⎦", "⎧⎨⎩", "⎫⎬⎭"), strict=True)
    for c in parts
}
_ALIKE = {"⎪": "", "|": "|", "∣": "|", "∥": "∥", "‖": "∥"}  # pieces that are stacked
_LENGTHS = frozenset("⎸⎮")
_TOUCHING = {
    "−→": r"\longrightarrow", "=⇒": r"\Longrightarrow", "←−": r"\longleftarrow", "⇐⇒": r"\Longleftrightarrow",
    "⇐=": r"\Longleftarrow", "↦→": r"\mapsto", "←→": r"\longleftrightarrow", "−−→": r"\longrightarrow",
}  # fmt: skip
_STROKE = "\u0338"
_NEGATED = {"=": r"\neq", "∈": r"\notin", "≡": r"\not\equiv"}
_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")


@dataclass(frozen=True, slots=True)
class Node:
    """`axis` where its middle, not its baseline, says on which row it stands."""

    latex: str
    rect: Rect
    size: float
    baseline: float
    role: signs.Role = "letter"
    axis: bool = False
    text: str = ""  # the characters it was made of, where they are a word or a single sign

    def foot(self, size: float) -> float:
        """The baseline of the row it stands on, where letters have this size."""
        return self.rect.centre[1] + AXIS * size if self.axis else self.baseline

    @property
    def is_tall(self) -> bool:
        return self.rect.height > _TALL * self.size


def is_small(node: Node, beside: Node) -> bool:
    return node.size < _SMALL * beside.size


def raised_axis(
    latex: str, parts: Iterable[Node], middle: float, size: float, role: signs.Role = "letter"
) -> Node:
    """Parts put together around a height, as a fraction is around its bar."""
    rect = hull(part.rect for part in parts)
    half = max(middle - rect.y0, rect.y1 - middle)
    return Node(
        latex, rect._replace(y0=middle - half, y1=middle + half), size, middle + AXIS * size, role, axis=True
    )


def nodes(glyphs: Sequence[Glyph]) -> list[Node] | None:
    """The signs of a formula; None where one of them is unknown."""
    made = [_node(glyph) for glyph in _stacked(glyphs)]
    known = [node for node in made if node is not None]
    if len(known) < len(made):
        return None
    return list(_accented(_dotted(_negated(_linked(_worded(known))))))


def _node(glyph: Glyph) -> Node | None:
    text = glyph.text
    if len(text) != 1:
        return None
    role, latex = signs.role(text), signs.sign(text)
    if text == encodings.UNKNOWN or (latex is None and text != _STROKE):
        return None
    latex = latex or ""
    if role in ("letter", "digit") and (text.isascii() or "boldsymbol" in encodings.alphabet(glyph.font)):
        latex = _styled(latex, role, glyph)
    hangs = glyph.rect.y0 > glyph.baseline - 0.1 * glyph.size  # from the line, as large signs of TeX do
    tall = (hangs or glyph.rect.height > _TALL * glyph.size) and role in (
        "open",
        "close",
        "mark",
        "root",
        "relation",
    )
    tall = tall and text not in ",."
    upright = role == "letter" and not glyph.italic and _LETTER.match(text)
    role = (
        "large" if role == "large" else "word" if upright and latex in (text, f"\\mathbf{{{text}}}") else role
    )
    return Node(latex, glyph.rect, glyph.size, glyph.baseline, role, axis=tall or role == "large", text=text)


def _styled(latex: str, role: signs.Role, glyph: Glyph) -> str:
    command = encodings.alphabet(glyph.font)
    if command in ("mathbb", "mathcal", "mathscr") and not glyph.text.isupper():
        command = ""
    if command == "mathbf" and glyph.italic:
        command = "boldsymbol"
    return f"\\{command}{{{latex}}}" if command and (role == "letter" or command == "mathbf") else latex


def _stacked(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Brackets that are made of pieces as one each, without what lengthens roots and integrals."""
    glyphs = [glyph for glyph in glyphs if glyph.text not in _LENGTHS]
    whole = [glyph for glyph in glyphs if glyph.text not in _DELIMITERS and glyph.text not in _ALIKE]
    groups: list[list[Glyph]] = []
    pieces = (glyph for glyph in glyphs if glyph.text in _DELIMITERS or glyph.text in _ALIKE)
    for piece in sorted(pieces, key=lambda glyph: glyph.rect.y0):
        group = next((group for group in groups if _continues(piece, group[-1])), None)
        if group is None:
            groups.append([piece])
        else:
            group.append(piece)
    return whole + [_whole(group) for group in groups]


def _continues(piece: Glyph, before: Glyph) -> bool:
    beside = abs(piece.rect.centre[0] - before.rect.centre[0]) < 0.35 * piece.size
    return beside and abs(piece.rect.y0 - before.rect.y1) < 0.3 * piece.size


def _whole(group: list[Glyph]) -> Glyph:
    texts = [_DELIMITERS.get(glyph.text, _ALIKE.get(glyph.text, "")) for glyph in group]
    text = next((text for text in texts if text), "|")
    return replace(group[0], text=text, rect=hull(glyph.rect for glyph in group))


def _worded(nodes: list[Node]) -> list[Node]:
    """Upright letters that stand together as words, and words side by side as text."""
    letters = sorted((n for n in nodes if n.role == "word"), key=_reading)
    words = [_word(parts) for parts in _chained(letters, _JOINED)]
    texts = [_text(parts) for parts in _chained(words, _BLANK)]
    return [node for node in nodes if node.role != "word"] + [node for parts in texts for node in parts]


def _reading(node: Node) -> tuple[float, float]:
    return round(node.baseline), node.rect.x0


def _chained(nodes: Sequence[Node], gap: float) -> list[list[Node]]:
    chains: list[list[Node]] = []
    for node in nodes:
        if chains and _is_beside(chains[-1][-1], node, gap):
            chains[-1].append(node)
        else:
            chains.append([node])
    return chains


def _word(parts: list[Node]) -> Node:
    if len(parts) == 1:
        return parts[0]
    text = "".join(part.text for part in parts)
    command = "mathbf" if "mathbf" in parts[0].latex else "mathrm"
    latex = signs.function(text) if text in signs.FUNCTIONS else f"\\{command}{{{text}}}"
    return replace(parts[0], latex=latex, text=text, rect=hull(part.rect for part in parts))


def _text(words: list[Node]) -> list[Node]:
    """Words in a row as one text, unless they name functions."""
    whole = " ".join(word.text for word in words)
    if "".join(word.text for word in words) in signs.FUNCTIONS and len(words) == 2:
        whole = whole.replace(" ", "")
    elif len(words) < 2 or any(word.text in signs.FUNCTIONS or len(word.text) < 2 for word in words):
        return words
    latex = signs.function(whole) if whole in signs.FUNCTIONS else f"\\text{{{whole}}}"
    return [replace(words[0], latex=latex, text=whole, rect=hull(word.rect for word in words))]


def _is_beside(before: Node, node: Node, gap: float) -> bool:
    near = -0.3 < (node.rect.x0 - before.rect.x1) / node.size < gap
    return near and abs(node.baseline - before.baseline) < 0.05 * node.size and node.size == before.size


def _linked(nodes: list[Node]) -> list[Node]:
    """Arrows of two signs as one."""
    out: list[Node] = []
    for node in sorted(nodes, key=lambda node: (round(node.baseline), node.rect.x0)):
        latex = _TOUCHING.get(out[-1].text + node.text) if out and _is_beside(out[-1], node, 0.05) else None
        if latex:
            out[-1] = replace(
                out[-1],
                latex=latex,
                text=out[-1].text + node.text,
                role="relation",
                rect=hull((out[-1].rect, node.rect)),
            )
        else:
            out.append(node)
    return out


def _negated(nodes: list[Node]) -> list[Node]:
    """Relations with what is printed over them: the stroke that denies them, the wave of a congruence."""
    strokes = [node for node in nodes if node.text in (_STROKE, "∼", "/")]
    struck: dict[int, Node] = {}
    for stroke in strokes:
        relation = next((node for node in nodes if node.role == "relation" and _is_over(stroke, node)), None)
        if relation is not None:
            struck[id(relation)] = stroke
    taken = {id(stroke) for stroke in struck.values()}
    return [
        _struck(node, struck.get(id(node)))
        for node in nodes
        if id(node) not in taken and node.text != _STROKE
    ]


def _is_over(stroke: Node, node: Node) -> bool:
    if stroke.text == _STROKE:
        aside = -0.2 < (node.rect.x0 - stroke.rect.x0) / node.size < 0.5
        return aside and abs(stroke.baseline - node.baseline) < 0.2 * node.size
    if stroke.text == "/":
        return (
            across(node.rect, stroke.rect) > 0.8
            and abs(stroke.rect.centre[0] - node.rect.centre[0]) < 0.1 * node.size
        )
    near = node.text == "=" and across(node.rect, stroke.rect) > 0.8
    return near and 0 < node.baseline - stroke.baseline < 0.6 * node.size


def _struck(node: Node, stroke: Node | None) -> Node:
    if stroke is None:
        return node
    if stroke.text == "∼":
        return replace(node, latex=r"\cong", text="≅")
    return replace(node, latex=_NEGATED.get(node.text, f"\\not{node.latex}"))


def _dotted(nodes: list[Node]) -> list[Node]:
    """Three dots side by side as one sign."""
    out: list[Node] = []
    for node in sorted(nodes, key=lambda node: (round(node.baseline), node.rect.x0)):
        out.append(node)
        last = out[-3:]
        if (
            len(last) == 3
            and len({n.text for n in last}) == 1
            and node.text in (".", "·", "⋅")
            and all(_is_beside(a, b, 0.6) for a, b in pairwise(last))
        ):
            latex = r"\ldots" if node.text == "." else r"\cdots"
            out[-3:] = [
                replace(last[0], latex=latex, role="letter", text="", rect=hull(n.rect for n in last))
            ]
    return out


def _accented(nodes: list[Node]) -> Iterator[Node]:
    """Letters with the accents that stand over them."""
    accents = [node for node in nodes if node.role == "accent"]
    taken: dict[int, Node] = {}
    for accent in accents:
        base = min((n for n in nodes if _is_under(n, accent)), key=lambda n: n.rect.y0, default=None)
        if base is not None:
            taken[id(base)] = accent
    used = {id(accent) for accent in taken.values()}
    for node in nodes:
        accent = taken.get(id(node))
        if accent is not None:
            yield _with_accent(node, accent)
        elif id(node) not in used:
            yield node


def _is_under(node: Node, accent: Node) -> bool:
    if node.role not in ("letter", "word", "digit"):
        return False
    near = -0.15 * node.size < node.rect.y0 - accent.rect.y1 < 0.45 * node.size
    left, right = node.rect.x0 - 0.1 * node.size, node.rect.x1 + 0.1 * node.size
    begins = accent.rect.x0  # those without a width stand behind their letter, or at its left
    return near and any(
        left < x < right for x in (accent.rect.centre[0], begins, begins + _ACCENT * node.size)
    )


def _with_accent(node: Node, accent: Node) -> Node:
    wide = accent.rect.width > 0.65 * node.size and len(node.text) < 2
    command = (
        {r"\hat": r"\widehat", r"\tilde": r"\widetilde", r"\bar": r"\overline"}.get(accent.latex)
        if wide
        else None
    )
    rect = hull((node.rect, accent.rect))
    return replace(node, latex=f"{command or accent.latex}{{{node.latex}}}", rect=rect, role="letter")

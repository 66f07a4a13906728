"""Mathematics of born-digital pages: from the glyphs and rules of a region to LaTeX."""

import re
from collections.abc import Iterator, Sequence

from docparse.engines.light.formulas.bars import barred
from docparse.engines.light.formulas.nodes import nodes
from docparse.engines.light.formulas.rows import expression
from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.layer import Glyph, Layer, Line

THIN = 1.6  # points, up to which a drawing is a rule
_NUMBER = re.compile(r"\(([A-Z]?\d+(?:[.\-]\d+)*[a-z]?\'*)\)[.,]?$")
_OVER = 0.3  # sizes that the rule of a root may stand above all signs
_APART = 1.5  # sizes between a formula and its number, at least


def latex(rect: Rect, lines: Sequence[Line], layer: Layer) -> str | None:
    """LaTeX of the formula that stands in a region; None where the layer does not hold it in full.

    Words that were read off an image tell nothing of what stands above what: there, one row is read at most.
    """
    area = rect.grown(1)
    glyphs = [glyph for glyph in layer.glyphs() if area.holds(glyph.rect)]
    if glyphs:
        inked = hull(glyph.rect for glyph in glyphs)  # a root is carried higher than words reach
        return _display(glyphs, bars(inked.grown(_OVER * glyphs[0].size), layer))
    if len(lines) != 1 or lines[0].turned:
        return None
    return _display(list(_characters(lines[0])), ())


def written(glyphs: Sequence[Glyph], rules: Sequence[Rect]) -> str | None:
    """LaTeX of glyphs, which may be none, and of the rules among them."""
    found = nodes(glyphs)
    return expression(barred(found, rules)) if found else None


def bars(area: Rect, layer: Layer) -> list[Rect]:
    """The thin lines across within an area."""
    return [
        r for r in layer.drawings if r.height < THIN and r.width > max(1.0, 2 * r.height) and area.holds(r)
    ]


def _display(glyphs: Sequence[Glyph], rules: Sequence[Rect]) -> str | None:
    body, number = _numbered(glyphs)
    content = written(body, rules)
    return f"{content} \\tag{{{number}}}" if content and number else content


def _numbered(glyphs: Sequence[Glyph]) -> tuple[Sequence[Glyph], str]:
    """A formula without the number at its right, and that number."""
    row = sorted(glyphs, key=lambda glyph: glyph.rect.x0)
    for at in range(len(row) - 1, 0, -1):
        if row[at].rect.x0 - max(glyph.rect.x1 for glyph in row[:at]) > _APART * row[at].size:
            found = _NUMBER.fullmatch("".join(glyph.text for glyph in row[at:]))
            return (row[:at], found[1]) if found else (glyphs, "")
    return glyphs, ""


def _characters(line: Line) -> Iterator[Glyph]:
    for run in line.runs:
        step = run.rect.width / max(1, len(run.text))
        for i, character in enumerate(run.text):
            left = run.rect.x0 + i * step
            rect = Rect(left, run.rect.y0, left + step, run.baseline)
            yield Glyph(character, rect, run.size, run.baseline, run.font, run.italic)

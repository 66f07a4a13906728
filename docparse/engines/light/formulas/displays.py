"""Where formulas stand: on lines of their own, or in pieces within lines of text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from docparse.engines.light.formulas import THIN, encodings, signs
from docparse.engines.light.formulas.inline import Inked, is_mathematical, set_maths
from docparse.engines.light.geometry import Rect, clusters, down, hull
from docparse.engines.light.layer import Layer, Layout, Line, Mark, Run
from docparse.engines.light.lines import one

_WORD = re.compile(r"[^\W\d_]{3,}")
_CONNECTING = frozenset(
    ("if", "for", "and", "otherwise", "where", "with", "else", "when", "such", "that", "all", "subject")
)
_ASIDE = 2.5  # sizes between parts of a formula, at most
_DOWN = 0.36  # sizes between its rows, at most
_BESIDE = 3.0  # sizes from prose, below which a formula is part of it
_WITHIN = 1.2  # sizes from prose, below which pieces are put into its line
_FLUSH = 1.0  # sizes by which the last line of a paragraph may differ from the one before at its left
_SMALL, _SHORT = 0.86, 6.0  # of the size of text: figures of a fraction, and its rule
_EDGE = 3.0  # points that shapes of a picture may stand out of it
_NUMBER = re.compile(r"\([A-Z]?\d+(?:[.\-]\d+)*[a-z]?\)$")


def with_maths(layer: Layer, layout: Layout) -> tuple[Layer, Layout]:
    """The formulas on lines of their own as marks, those within text as runs of LaTeX."""
    if not any(is_mathematical(run) for line in layer.lines for run in line.runs):
        return layer, layout
    inked = Inked(layer)
    prose = [line for line in layer.lines if is_prose(line)]
    rest = [line for line in layer.lines if not is_prose(line) and not line.turned]
    groups = _groups(rest, layer, inked)
    shown = [_framed(group, rest, inked) for group in groups if _is_display(group, prose)]
    framed = _frames(layout, layer, prose)
    shown = [rect for rect in shown if not any(rect.shared(frame) > 0.5 for frame in framed)]
    pieces = [line for group in groups if not _is_shown(group, shown) for line in group]
    worded = [line for line in pieces if _has_words(line)]
    pieces = [line for line in pieces if line not in worded]
    lines = _with_pieces(layer.lines, (*prose, *worded), pieces, inked)
    lines = tuple(line if _is_shown([line], shown) else set_maths(line, layer, inked) for line in lines)
    return replace(layer, lines=lines), _marked(layout, shown)


def is_prose(line: Line) -> bool:
    """Whether a line has words that are no part of a formula."""
    return any(word not in _CONNECTING for word in _words(line))


def _has_words(line: Line) -> bool:
    return any(_words(line))


def _words(line: Line) -> Iterator[str]:
    for run, after in _followed(line):
        if not _names(run, after):
            yield from (word for word in _WORD.findall(run.text) if word not in signs.FUNCTIONS)


def _followed(line: Line) -> Iterator[tuple[Run, Run | None]]:
    yield from zip(line.runs, (*line.runs[1:], None), strict=True)


def _names(run: Run, after: Run | None) -> bool:
    """Whether a word is a sign itself: by its font, or as what brackets or a script follow close behind."""
    if encodings.is_mathematical(run.font) or run.maths:
        return True
    return after is not None and not after.spaced and (after.text[0] in "([" or after.size < 0.86 * run.size)


def _groups(rest: Sequence[Line], layer: Layer, inked: Inked) -> list[list[Line]]:
    """Lines without words that stand together and are mathematics in part, by their ink and rules."""
    inks = [(line, inked.hull(line)) for line in rest]
    size = sorted(line.size for line in layer.lines)[len(layer.lines) // 2]
    rules = [
        rect for rect in layer.drawings if rect.height < THIN and size / 4 < rect.width < layer.width / 2
    ]
    areas = clusters((*(ink for _, ink in inks), *_near(rules, inks)), _ASIDE * size, _DOWN * size)
    groups = [(area, [line for line, ink in inks if area.holds(ink)]) for area in areas]
    return [
        lines for area, lines in groups if any(map(_is_formula, lines)) or _is_half(lines, area, rules, size)
    ]


def _is_half(lines: Sequence[Line], area: Rect, rules: Sequence[Rect], size: float) -> bool:
    """Whether small figures stand at a short rule, as half of a fraction does whose rest is among words."""
    small = bool(lines) and all(line.size < _SMALL * size for line in lines)
    return small and any(area.holds(rule) and rule.width < _SHORT * size for rule in rules)


def _near(rules: Sequence[Rect], inks: Sequence[tuple[Line, Rect]]) -> Iterator[Rect]:
    """Rules that carry something no wider than they are."""
    for rule in rules:
        frame = rule.grown(8)
        if any(frame.meets(ink) and ink.width < rule.width + 4 for _, ink in inks):
            yield rule


def _is_formula(line: Line) -> bool:
    return any(is_mathematical(run) for run in line.runs)


# On lines of their own


def _is_display(lines: Sequence[Line], prose: Sequence[Line]) -> bool:
    """Whether lines say something of mathematics, no words stand beside them and they end no paragraph."""
    if not _says_something(lines):
        return False
    area = hull(line.rect for line in lines)
    return not any(_is_beside(line, area) or _is_continued(line, area) for line in prose)


def _says_something(lines: Sequence[Line]) -> bool:
    characters = [c for line in lines for c in line.text if not c.isspace()]
    return len(characters) > 2 and any(
        signs.role(c) in ("relation", "large", "binary", "open") for c in characters
    )


def _is_beside(line: Line, area: Rect) -> bool:
    apart = max(line.rect.x0 - area.x1, area.x0 - line.rect.x1)
    level = min(line.rect.y1, area.y1) - max(line.rect.y0, area.y0)
    return apart < _BESIDE * line.size and level > 0.35 * line.rect.height


def _is_continued(line: Line, area: Rect) -> bool:
    """Whether what stands below a line of prose begins at its left, as close as its next line would."""
    return (
        abs(area.x0 - line.rect.x0) < _FLUSH * line.size and -0.5 < (area.y0 - line.rect.y1) / line.size < 0.5
    )


def _framed(lines: Sequence[Line], rest: Sequence[Line], inked: Inked) -> Rect:
    """The area of a formula with the number that stands at its side."""
    area = hull(rect for line in lines for rect in (line.rect, inked.hull(line)))
    numbers = [n for n in rest if n not in lines and _NUMBER.fullmatch(n.text) and n.rect.x0 > area.x1]
    level = [n.rect for n in numbers if down(n.rect, area) > 0.5]
    return hull((area, min(level))) if level else area


def _frames(layout: Layout, layer: Layer, prose: Sequence[Line]) -> list[Rect]:
    """The tables, listings and pictures that formulas are part of; letters alone are no picture."""
    frames = [grid.rect for grid in layout.grids]
    shapes = [rect for rect in layer.drawings if min(rect.width, rect.height) > THIN]
    for mark in layout.marks:
        drawn = filter(mark.rect.grown(_EDGE).contains, (*layer.pictures, *shapes))
        inside = (*drawn, *(line.rect for line in prose))
        if mark.kind in ("table", "code") or (mark.kind == "picture" and any(map(mark.rect.meets, inside))):
            frames.append(mark.rect)
    return frames


def _is_shown(lines: Sequence[Line], shown: Sequence[Rect]) -> bool:
    return any(rect.holds(line.rect) for rect in shown for line in lines)


def _marked(layout: Layout, shown: Sequence[Rect]) -> Layout:
    """The marks of the layout model, with formulas where it overlooked, cut or misnamed them."""
    kept = [m for m in layout.marks if m.kind == "table" or not any(m.rect.shared(r) > 0.5 for r in shown)]
    kept = [m for m in kept if m.kind != "picture" or not any(r.shared(m.rect) > 0.5 for r in shown)]
    kept = [m for m in kept if m.kind != "formula" or not any(m.rect.meets(r) for r in shown)]
    marks = [part for mark in kept for part in _parted(mark, shown)]
    return replace(layout, marks=(*marks, *(Mark("formula", rect) for rect in shown)))


def _parted(mark: Mark, shown: Sequence[Rect]) -> Iterator[Mark]:
    """A region of text without the formulas that divide it."""
    cuts = [area for area in shown if mark.kind in ("text", "list") and area.shared(mark.rect) > 0.5]
    top = mark.rect.y0
    for cut in sorted(cuts, key=lambda area: area.y0):
        if cut.y0 - top > 2:
            yield Mark(mark.kind, mark.rect._replace(y0=top, y1=cut.y0))
        top = max(top, cut.y1)
    if not cuts or mark.rect.y1 - top > 2:
        yield Mark(mark.kind, mark.rect._replace(y0=top))


# Within text


def _with_pieces(
    lines: Sequence[Line], prose: Sequence[Line], pieces: Sequence[Line], inked: Inked
) -> tuple[Line, ...]:
    """Lines of text with the limits, numerators and signs that the layer has as lines beside them."""
    rows: list[list[Line]] = [[line] for line in prose if not line.turned]
    taken: set[int] = set()
    for piece in sorted(pieces, key=lambda piece: piece.rect.x0):
        area = inked.hull(piece)
        near = [row for row in rows if _is_within(area, row)]
        if near:
            min(near, key=lambda row: abs(area.centre[1] - row[0].rect.centre[1])).append(piece)
            taken.add(id(piece))
    whole = [row for row in _in_rows(rows) if len(row) > 1]
    taken |= {id(line) for row in whole for line in row}
    return (*(line for line in lines if id(line) not in taken), *map(one, whole))


def _is_within(area: Rect, row: Sequence[Line]) -> bool:
    first = row[0]
    apart = min(max(line.rect.x0 - area.x1, area.x0 - line.rect.x1) for line in row)
    level = min(first.rect.y1, area.y1) - max(first.rect.y0, area.y0)
    return apart < _WITHIN * first.size and level > 0


def _in_rows(rows: list[list[Line]]) -> list[list[Line]]:
    """Lines on one baseline that pieces of formulas join."""
    found: list[list[Line]] = []
    for row in sorted(rows, key=lambda row: row[0].rect.x0):
        before = next((other for other in found if _meets(other, row)), None)
        if before is None:
            found.append(list(row))
        else:
            before += row
    return found


def _meets(before: Sequence[Line], row: Sequence[Line]) -> bool:
    size = row[0].size
    gap = min(line.rect.x0 for line in row) - max(line.rect.x1 for line in before)
    level = abs(row[0].baseline - before[0].baseline) < 0.2 * size
    return (
        level
        and gap < 0.6 * size
        and (len(before) > 1 or len(row) > 1 or _is_formula(before[0]) or _is_formula(row[0]))
    )

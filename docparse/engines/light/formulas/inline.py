# ruff: noqa: RUF001 - odd characters are what this module is about
"""Formulas within lines of text: runs that are mathematics as one run of LaTeX."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from docparse.engines.light.formulas import bars, encodings, signs, written
from docparse.engines.light.geometry import Rect, hull
from docparse.engines.light.layer import Glyph, Layer, Line, Run

# Signs that fonts of mathematics share with text: marks of lists and notes, brackets, punctuation.
_COMMON = frozenset("•·∗*†‡§¶−–|\\{}⟨⟩°′◦.,/<>:;()[]�▪■□★⋆♦")
_SIGNED = frozenset("+-−±.,()")
_ACCENTS = frozenset("ˆ˜¯˙⃗")
_SMALL = 0.86  # of the size of the line, below which a run is a script
_SHORT = 2  # letters of a variable, at most
_NAME = 4  # letters of an upright name within a formula, at most
_END = re.compile(r"[.,;:?]+$")
_ASCENT, _DESCENT = 0.78, 0.22  # of the size, as runs of text reach


class Inked:
    """The glyphs of a page by the run that they belong to."""

    def __init__(self, layer: Layer) -> None:
        self._glyphs: dict[int, list[Glyph]] = {}
        for glyph in layer.glyphs():
            self._glyphs.setdefault(round(glyph.baseline), []).append(glyph)

    def of(self, runs: Iterable[Run]) -> list[Glyph]:
        return [glyph for run in runs for glyph in self._of(run)]

    def hull(self, line: Line) -> Rect:
        """What is inked of a line; its own area where nothing is known of that."""
        return hull([glyph.rect for glyph in self.of(line.runs)] or [line.rect])

    def _of(self, run: Run) -> Iterator[Glyph]:
        near = (g for y in (-1, 0, 1) for g in self._glyphs.get(round(run.baseline) + y, ()))
        for glyph in near:
            level = abs(glyph.baseline - run.baseline) < 0.05 * run.size + 0.05 and glyph.font == run.font
            if level and run.rect.x0 - 0.1 <= glyph.rect.centre[0] <= run.rect.x1 + 0.1:
                yield glyph


def set_maths(line: Line, layer: Layer, inked: Inked) -> Line:
    """A line of text with what is mathematics in it as LaTeX."""
    if line.turned or not any(map(is_mathematical, line.runs)):
        return line
    return Line(tuple(_set(line, layer, inked)), line.turned)


def is_mathematical(run: Run) -> bool:
    """Whether a run can only be mathematics."""
    if encodings.alphabet(run.font) == "mathfrak" and len(run.text) > _SHORT:
        return False  # a word in black letter
    if encodings.is_mathematical(run.font):
        return any(c not in _COMMON and not c.isdigit() for c in run.text)
    return any("\U0001d400" <= c <= "\U0001d7ff" for c in run.text) or set(run.text) <= _ACCENTS


def _set(line: Line, layer: Layer, inked: Inked) -> Iterator[Run]:
    at = 0
    for start, end in _stretches(line):
        yield from line.runs[at:start]
        runs, punctuation = _without_end(line.runs[start:end])
        latex = _latex(runs, layer, inked)
        if latex:
            area = hull(run.rect for run in runs)
            rect = area._replace(
                y0=line.baseline - _ASCENT * line.size, y1=line.baseline + _DESCENT * line.size
            )
            yield replace(runs[0], text=latex, rect=rect, size=line.size, baseline=line.baseline, maths=True)
            yield from punctuation
        else:
            yield from line.runs[start:end]
        at = end
    yield from line.runs[at:]


def _latex(runs: Sequence[Run], layer: Layer, inked: Inked) -> str | None:
    glyphs = inked.of(runs)
    if not glyphs:
        return None
    area = hull(glyph.rect for glyph in glyphs).grown(1)
    return written(glyphs, bars(area, layer))


def _stretches(line: Line) -> Iterator[tuple[int, int]]:
    """Where runs that belong to one formula begin and end."""
    runs = line.runs
    joins = [_may_join(run, line, i) for i, run in enumerate(runs)]
    at = 0
    while at < len(runs):
        end = at
        while end < len(runs) and joins[end]:
            end += 1
        start, stop = _trimmed(runs, at, end)
        found = runs[start:stop]
        if any(map(is_mathematical, found)) and not _is_mark(found, line) and not _is_number(found, line):
            yield start, stop
        at = end + 1


def _is_mark(runs: Sequence[Run], line: Line) -> bool:
    """Whether runs are small and raised, as the mark of a note or of an author's address is."""
    return all(run.size < _SMALL * line.size and run.baseline < line.baseline for run in runs)


def _is_number(runs: Sequence[Run], line: Line) -> bool:
    """Whether runs in a row are figures with a sign at most, which text has too: ranges, numbers of parts."""
    level = all(run.size >= _SMALL * line.size for run in runs)
    return level and all(c in _SIGNED or c.isdigit() for run in runs for c in run.text)


def _may_join(run: Run, line: Line, at: int) -> bool:
    if is_mathematical(run) or encodings.is_mathematical(run.font):
        return True
    letters = run.text.strip("()[]{}.,;:|/=+")
    if run.mono:
        return False  # code, whose arguments may be variables
    if run.href or not letters or not any(c.isalpha() for c in letters):
        return not run.href
    if run.size < _SMALL * line.size or run.text in signs.FUNCTIONS:
        return True
    if (run.italic and len(letters) <= _SHORT) or (run.bold and len(letters) == 1):
        return True
    return letters.isalpha() and len(letters) <= _NAME and _is_scripted(line, at)


def _is_scripted(line: Line, at: int) -> bool:
    """Whether letters, as a name has, follow a run as its script."""
    following = line.runs[at + 1] if at + 1 < len(line.runs) else None
    small = following is not None and not following.spaced and following.size < _SMALL * line.size
    return small and following is not None and not following.text.isdigit()


def _trimmed(runs: Sequence[Run], start: int, end: int) -> tuple[int, int]:
    """Without what stands at either end of a formula and is no part of it."""
    while start < end and _is_loose(runs, start, start + 1 if start + 1 < end else None):
        start += 1
    while start < end and _is_loose(runs, end - 1, end - 2 if end - 2 >= start else None):
        end -= 1
    text = "".join(run.text for run in runs[start:end])
    if (
        start < end
        and runs[start].text in "([{"
        and text.count(runs[start].text) > text.count(")]}"["([{".index(runs[start].text)])
    ):
        start += 1
    called = (
        start > 0 and not runs[start].spaced and runs[start - 1].text.endswith("(") if start < end else False
    )
    return start - int(called and text.count(")") > text.count("(")), end


def _is_loose(runs: Sequence[Run], at: int, inner: int | None) -> bool:
    """Whether a run is punctuation, or letters and figures that only a blank joins to the formula."""
    run = runs[at]
    if is_mathematical(run):
        return False
    if inner is None or all(c in ".,;:?-–—•·" for c in run.text):
        return True
    spaced = runs[max(at, inner)].spaced
    return spaced and not any(
        _is_operator(c)
        for c in (run.text[-1 if inner > at else 0], runs[inner].text[0 if inner > at else -1])
    )


def _is_operator(character: str) -> bool:
    return signs.role(character) in ("relation", "binary", "large", "open", "close")


def _without_end(runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """A stretch, and the punctuation or bracket behind it as a run of its own."""
    *before, last = runs
    found = _END.search(last.text)
    bare = last.text[: found.start()] if found else last.text
    text = "".join(run.text for run in before) + bare
    if bare.endswith(")") and text.count(")") > text.count("("):
        bare = bare[:-1]
    if bare == last.text or not (before or bare):
        return [*before, last], []
    cut = last.rect.x0 + last.rect.width * len(bare) / len(last.text)
    end = replace(
        last, text=last.text[len(bare) :], rect=last.rect._replace(x0=cut), spaced=False, italic=False
    )
    kept = replace(last, text=bare, rect=last.rect._replace(x1=cut))
    return ([*before, kept] if bare else before), [end]

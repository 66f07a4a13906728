# pyright: standard
"""Lines of a text layer read off the picture of their page: where they stand is known."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from docparse.document import Box, Problem
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Glyph, Layer, Line, Run
from docparse.engines.light.scan.foreign import completed
from docparse.engines.light.scan.languages import Told
from docparse.engines.light.scan.ocr import read
from docparse.engines.light.scan.seen import Corners, Pixels, Seen

_AROUND = 0.1  # of its size, that a line is cut out with


def look(
    lines: Sequence[Line], layer: Layer, image: Pixels, told: Told | None = None
) -> tuple[list[tuple[Line, Seen]], tuple[Problem, ...]]:
    """What a reader sees where lines stand, if it sees anything; `image` is the page image."""
    placed = [(line, _corners(box)) for line in lines if (box := _place(line, layer)) is not None]
    seen, problems = completed(image, read(image, [corners for _, corners in placed]), told)
    pairs = ((line, _at(corners, seen)) for line, corners in placed)
    return [(line, found) for line, found in pairs if found is not None], problems


def corrected(
    layer: Layer, lines: Sequence[Line], image: Pixels, told: Told | None = None
) -> tuple[Layer, tuple[Problem, ...]]:
    """The layer with some of its lines as a reader sees them; the problems tell of those it cannot read.

    What is known of single glyphs there is as wrong as the lines are, and goes with them.
    """
    found, problems = look(lines, layer, image, told)
    anew = {id(line): replace(line, runs=_runs(line, seen)) for line, seen in found}
    wrong = {id(line) for line in lines}
    places = [line.rect for line in lines]

    def glyphs() -> tuple[Glyph, ...]:
        return tuple(sign for sign in layer.glyphs() if not any(place.holds(sign.rect) for place in places))

    kept = (anew.get(id(line)) if id(line) in wrong else line for line in layer.lines)
    return replace(layer, lines=tuple(line for line in kept if line is not None), glyphs=glyphs), problems


def _runs(line: Line, seen: Seen) -> tuple[Run, ...]:
    """The words that were read, in the style of the line that stood there."""
    return tuple(_styled(line, seen))


def _styled(line: Line, seen: Seen) -> Iterator[Run]:
    rect, first = line.rect.grown(_AROUND * line.size), line.runs[0]
    model = replace(first, size=line.size, baseline=line.baseline, bold=line.bold, mono=line.mono, href="")
    for index, word in enumerate(seen.words):
        place = Rect(
            rect.x0 + word.start * rect.width, line.rect.y0, rect.x0 + word.end * rect.width, line.rect.y1
        )
        yield replace(model, text=word.text, rect=place, spaced=bool(index))


def _place(line: Line, layer: Layer) -> Box | None:
    return layer.locate(line.rect.grown(_AROUND * line.size))


def _corners(box: Box) -> Corners:
    return np.array([(box.x1, box.y1), (box.x2, box.y1), (box.x2, box.y2), (box.x1, box.y2)], np.float32)


def _at(corners: Corners, seen: Sequence[Seen]) -> Seen | None:
    """What was read there; corners of a line that runs up begin with another one."""
    middle = corners.mean(axis=0)
    return next((line for line in seen if np.allclose(line.corners.mean(axis=0), middle)), None)

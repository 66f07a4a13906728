"""What a page's text layer holds, as plain values, in points of the page turned so that it reads upright."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from docparse.document import Box, Problem
from docparse.engines.light.geometry import Rect, hull
from docparse.source import Survey


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style without a blank between them: a word, or a part of one."""

    text: str
    rect: Rect
    size: float
    baseline: float
    spaced: bool = False  # a blank stands before it
    bold: bool = False
    italic: bool = False
    mono: bool = False
    href: str = ""
    font: str = ""
    maths: bool = False  # the text is LaTeX

    def with_spacing(self, spaced: bool) -> "Run":
        return replace(self, spaced=spaced)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it is inked, which says more of a formula than the boxes of words do."""

    text: str
    rect: Rect
    size: float
    baseline: float
    font: str
    italic: bool = False


@dataclass(frozen=True)
class Line:
    """Runs on one baseline, in the order they are read. `turned` where the text does not run across.

    `slanted` where it does not run down either.
    """

    runs: tuple[Run, ...]
    turned: bool = False
    slanted: bool = False

    @cached_property
    def rect(self) -> Rect:
        return hull(run.rect for run in self.runs)

    @cached_property
    def text(self) -> str:
        return "".join(" " * run.spaced + run.text for run in self.runs).strip()

    @cached_property
    def size(self) -> float:
        return self._main.size

    @cached_property
    def baseline(self) -> float:
        return self._main.baseline

    @property
    def bold(self) -> bool:
        return _most(self.runs, lambda run: run.bold)

    @property
    def mono(self) -> bool:
        return _most(self.runs, lambda run: run.mono)

    @cached_property
    def _main(self) -> Run:
        """The longest run of the size that most characters have, or within one word of the largest."""
        lengths: dict[float, int] = {}
        for run in self.runs:
            lengths[run.size] = lengths.get(run.size, 0) + len(run.text)
        word = not any(run.spaced for run in self.runs[1:])
        size = max(lengths) if word else max(lengths, key=lambda size: (lengths[size], size))
        return max((run for run in self.runs if run.size == size), key=lambda run: len(run.text))


MarkKind: TypeAlias = Literal[
    "text",
    "title",
    "heading",
    "list",
    "table",
    "picture",
    "formula",
    "caption",
    "header",
    "footer",
    "footnote",
    "code",
    "author",
]


@dataclass(frozen=True, slots=True)
class Mark:
    """A region that the layout model names."""

    kind: MarkKind
    rect: Rect


@dataclass(frozen=True, slots=True)
class GridCell:
    rect: Rect
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells, in rows, and the upright lines that are drawn between some of them."""

    rect: Rect
    cells: tuple[GridCell, ...]
    rules: tuple[Rect, ...] = ()
    settled: bool = False  # chosen among rivals already, though many of its cells may be empty


@dataclass(frozen=True, slots=True)
class Layer:
    width: float
    height: float
    lines: tuple[Line, ...]
    pictures: tuple[Rect, ...] = ()  # raster images
    drawings: tuple[Rect, ...] = ()  # vector paths, thin rules included
    locate: Callable[[Rect], Box | None] = field(default=lambda _: None, compare=False)  # to the page image
    fields: tuple[Rect, ...] = ()  # what a form has to fill in
    seen: bool = False  # read off an image: the pictures are then all that is neither text nor rules
    columns: tuple[tuple[Line, ...], ...] = ()  # texts set from top to bottom, in the frame of `standing`
    fills: tuple[Rect, ...] = ()  # what lighter text stands on, of a layer that was seen
    glyphs: Callable[[], tuple[Glyph, ...]] = field(default=tuple, compare=False)  # as inked
    stamps: tuple[Line, ...] = ()  # large words printed across the others

    @property
    def rect(self) -> Rect:
        return Rect(0, 0, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the layout model and the table finder say of a page; empty for a simple one."""

    marks: tuple[Mark, ...] = ()
    grids: tuple[Grid, ...] = ()
    lined: tuple[Grid, ...] = ()  # the same or other tables, by their lines alone


class Inset(NamedTuple):
    """A picture with text that the layer lacks: a few lines of it, or none where it is a text itself."""

    rect: Rect
    box: Box  # in the page image
    lines: tuple[Line, ...] = ()


class Found(NamedTuple):
    """What is known of a page before it is divided; `survey` has the sizes of letters that are its own.

    `is_picture` where it has ink and no text.
    """

    layer: Layer
    layout: Layout
    survey: Survey
    problems: tuple[Problem, ...] = ()
    is_picture: bool = False
    insets: tuple[Inset, ...] = ()


def _most(runs: tuple[Run, ...], test: Callable[[Run], bool]) -> bool:
    letters = sum(len(run.text) for run in runs)
    return sum(len(run.text) for run in runs if test(run)) > letters * 0.6

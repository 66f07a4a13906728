"""A page as engines take it, wherever it was opened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docparse.document import Problem, Size, SizePt
from docparse.source import PageRef, Word

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class PageInput:
    """A page that could be opened; `words` are those of the text layer. The image is drawn when asked for."""

    ref: PageRef
    size: Size
    size_pt: SizePt | None
    words: tuple[Word, ...]
    draw: "Callable[[], Image]" = field(repr=False, compare=False)
    problems: tuple[Problem, ...] = ()  # of the image, as far as they are known before it is drawn

    def render(self) -> "Image":
        return self.draw()


@dataclass(frozen=True, slots=True)
class LostPage:
    """A page that could not be opened or drawn, and why: the problem of its Reading."""

    ref: PageRef
    problem: Problem

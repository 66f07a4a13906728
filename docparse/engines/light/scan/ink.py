"""What a page image shows beside its text: rules and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan.pictures import pictures
from docparse.engines.light.scan.rules import rules
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.view import look, on_calm_ground

_SMALLEST = 24  # pixels of a side, of a page


@dataclass(frozen=True, slots=True)
class Ink:
    rules: tuple[Rect, ...]
    pictures: tuple[Rect, ...]


def marks(image: Pixels, text: Sequence[Rect]) -> Ink:
    """Rules and pictures of a flat, upright page, in its pixels; `text` are the boxes of its lines."""
    if min(image.shape[:2]) < _SMALLEST:
        return Ink((), ())
    view = look(image, text)
    lines = tuple(rule for rule in rules(image, text) if on_calm_ground(view, rule))
    shown = pictures(view, lines)
    return Ink(tuple(rule for rule in lines if not any(picture.holds(rule) for picture in shown)), shown)

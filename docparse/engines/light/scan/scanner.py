# pyright: standard
"""The steps from an image to the same values that a text layer gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from docparse.document import Box, Problem, Size, clip
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Layer, Layout
from docparse.engines.light.pdf import layout_of
from docparse.engines.light.scan import foreign, ink, lines, orient
from docparse.engines.light.scan.flat import flattened
from docparse.engines.light.scan.ocr import detect, read
from docparse.engines.light.scan.seen import Corners, Pixels, Points, Seen
from docparse.engines.light.scan.sheet import sheet
from docparse.source import Survey

_SURE = 0.5  # how sure the reader must be of a line


class Scan(NamedTuple):
    """What a page holds; `survey` has the sizes of its letters, if no other page can tell them."""

    layer: Layer
    layout: Layout
    survey: Survey
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, eq=False)
class View:
    """The page as it is read, upright and flat; `to_page` leads its points back to the page image."""

    image: Pixels
    lines: tuple[Corners, ...]
    to_page: Callable[[Points], Points]

    def locate(self, rect: Rect, of: Size) -> Box | None:
        x0, y0, x1, y1 = rect
        points = self.to_page(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32))
        (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        return clip(left, top, right, bottom, of)


def scan(image: Pixels, survey: Survey) -> Scan:
    view = _levelled(_upright(image))
    seen, problems = foreign.completed(view.image, read(view.image, view.lines))
    places = lines.places([line for line in seen if line.score >= _SURE])
    scale = lines.BODY / (lines.body_size(places) or lines.BODY)
    layer = _layer(view, places, scale, Size(image.shape[1], image.shape[0]))
    layout = layout_of(sheet(view.image, scale, layer.lines, layer.drawings))
    located = tuple(_located(problem, view, image) for problem in problems)
    return Scan(layer, layout, replace(survey, body_size=lines.BODY), located)


def _upright(image: Pixels) -> View:
    found = detect(image)
    turns = orient.turns(image, found, read)
    if not turns:
        return View(image, found, lambda points: points)
    size = Size(image.shape[1], image.shape[0])
    turned = Size(size.height, size.width) if turns % 2 else size
    corners = tuple(_restarted(orient.turned(line, size, turns)) for line in found)
    upright = np.ascontiguousarray(np.rot90(image, turns))
    return View(upright, corners, lambda points: orient.turned(points, turned, 4 - turns))


def _restarted(line: Corners) -> Corners:
    """The same corners, from the one at the top left."""
    return np.roll(line, -int(line.sum(axis=1).argmin()), axis=0)


def _levelled(view: View) -> View:
    """Lines that were bent are sought anew, for no box was true to them."""
    flat = flattened(view.image, view.lines)
    if flat.is_level:
        return view
    image = flat.image(view.image)
    bent = flat.down is not None or flat.right is not None
    found = detect(image) if bent else tuple(flat.to_flat(line) for line in view.lines)
    return View(image, found, lambda points: view.to_page(flat.to_page(points)))


def _layer(view: View, places: Sequence[lines.Place], scale: float, of: Size) -> Layer:
    height, width = view.image.shape[:2]
    marks = ink.marks(view.image, [place.rect for place in places])
    return Layer(
        width * scale,
        height * scale,
        tuple(lines.line(place, scale) for place in places),
        tuple(lines.scaled(rect, scale) for rect in marks.pictures),
        tuple(lines.scaled(rect, scale) for rect in marks.rules),
        lambda rect: view.locate(lines.scaled(rect, 1 / scale), of),
    )


def _located(problem: Problem, view: View, image: Pixels) -> Problem:
    if problem.box is None:
        return problem
    return replace(problem, box=view.locate(Rect(*problem.box), Size(image.shape[1], image.shape[0])))

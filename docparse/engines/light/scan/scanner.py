# pyright: standard
"""The steps from an image to the same values that a text layer gives."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from docparse.document import Box, Problem, Size, clip
from docparse.engines.light import vertical
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Found, Layer, Layout
from docparse.engines.light.scan import foreign, ink, lines, notes, orient, stacks, tables
from docparse.engines.light.scan.cover import covered
from docparse.engines.light.scan.desk import sheet_area
from docparse.engines.light.scan.fills import lit
from docparse.engines.light.scan.flat import Flat, flattened
from docparse.engines.light.scan.languages import Told
from docparse.engines.light.scan.layout import is_tabled, layout, may_head, with_tables
from docparse.engines.light.scan.ocr import detect, read
from docparse.engines.light.scan.seen import Corners, Pixels, Points, Seen
from docparse.source import Survey

_SURE = 0.5  # how sure the reader must be of a line
_STRAY = 48  # levels from the colour of the paper, from which a pixel is ink
_SPECKS = 0.0005  # of the pixels, up to which ink is dirt


def scan(image: Pixels, survey: Survey, told: Told | None = None) -> Found:
    turned, found, turns = _upright(image)
    of, upright = _size(image), _size(turned)
    flat = flattened(turned, found)
    seen, problems = foreign.completed(turned, read(turned, found), told)
    page, places, corner = _page(flat.image(turned), [_moved(line, flat) for line in seen])

    def locate(rect: Rect) -> Box | None:
        return _located(
            rect, lambda points: orient.turned(flat.to_page(points + corner), upright, -turns), of
        )

    scale = lines.BODY / (lines.body_size(places) or lines.BODY)
    layer = vertical.parted(_layer(page, places, scale, locate))
    survey = replace(survey, body_size=lines.BODY)
    placed = tuple(replace(problem, box=_box(problem, turns, upright, of)) for problem in problems)
    if layer.lines or layer.columns:
        page = covered(page, scale, layer)
        shown, fills = lit(page, [place.rect for place in places])
        layer = replace(layer, fills=tuple(lines.scaled(fill, scale) for fill in fills))
        laid_out = layout(page, scale, layer)
        if any(may_head(fill, layer) and not is_tabled(fill, laid_out) for fill in layer.fills):
            laid_out = with_tables(laid_out, layout(shown, scale, layer), layer.fills)
        return Found(layer, tables.read(page, scale, layer, laid_out), survey, placed)
    inked = _is_inked(image)
    nothing = Problem("blank", "no text was found on the page" if inked else "the page is empty")
    return Found(layer, Layout(), survey, placed or (nothing,), is_picture=inked)


def _page(image: Pixels, seen: Sequence[Seen]) -> tuple[Pixels, tuple[lines.Place, ...], Points]:
    """The flat image without the desk that it lies on, the lines there, and the corner that was cut off."""
    places = lines.places([line for line in seen if line.score >= _SURE])
    x0, y0, x1, y1 = (int(side) for side in sheet_area(image, [place.rect for place in places]))
    moved = tuple(replace(place, rect=lines.moved(place.rect, -x0, -y0)) for place in places)
    return image[y0:y1, x0:x1], moved, np.array([x0, y0], np.float32)


def _is_inked(image: Pixels) -> bool:
    """Whether an image shows more than paper and a few specks."""
    ground = np.median(image[::8, ::8].reshape(-1, 3), axis=0)
    strays = np.abs(image[::2, ::2].astype(np.int16) - ground.astype(np.int16)).max(axis=2) > _STRAY
    return float(strays.mean()) > _SPECKS


def _upright(image: Pixels) -> tuple[Pixels, tuple[Corners, ...], int]:
    """The image as it is read, its lines, and the quarter turns that it took."""
    if int(image.max()) - int(image.min()) < _STRAY:  # bare paper
        return image, (), 0
    found = detect(image)
    turns = orient.turns(image, found, read)
    if not turns:
        return image, stacks.parted(image, found), 0
    turned = np.ascontiguousarray(np.rot90(image, turns))
    return turned, stacks.parted(turned, detect(turned)), turns


def _size(image: Pixels) -> Size:
    return Size(image.shape[1], image.shape[0])


def _moved(line: Seen, flat: Flat) -> Seen:
    return replace(line, corners=flat.to_flat(line.corners))


def _layer(
    image: Pixels, places: Sequence[lines.Place], scale: float, locate: Callable[[Rect], Box | None]
) -> Layer:
    height, width = image.shape[:2]
    marks = ink.marks(image, [place.rect for place in places])
    return Layer(
        width * scale,
        height * scale,
        tuple(notes.called(lines.line(place, scale), image, scale) for place in places),
        tuple(lines.scaled(rect, scale) for rect in marks.pictures),
        tuple(lines.scaled(rect, scale) for rect in marks.rules),
        lambda rect: locate(lines.scaled(rect, 1 / scale)),
        seen=True,
    )


def _box(problem: Problem, turns: int, upright: Size, of: Size) -> Box | None:
    if problem.box is None:
        return None
    box = problem.box
    return _located(
        Rect(box.x1, box.y1, box.x2, box.y2), lambda points: orient.turned(points, upright, -turns), of
    )


def _located(rect: Rect, to_page: Callable[[Points], Points], of: Size) -> Box | None:
    """The box on the page image around a place of the page as it is read."""
    x0, y0, x1, y1 = rect
    points = to_page(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32))
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return clip(left, top, right, bottom, of)

"""The steps from an image to the same values that a text layer gives."""

from dataclasses import replace
from typing import NamedTuple

from docparse.document import Problem, Size, clip
from docparse.engines.light.layer import Layer, Layout
from docparse.engines.light.pdf import layout_of
from docparse.engines.light.scan import lines
from docparse.engines.light.scan.ocr import detect, read
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.sheet import sheet
from docparse.source import Survey

_SURE = 0.5  # how sure the reader must be of a line


class Scan(NamedTuple):
    """What a page holds; `survey` has the sizes of its letters, if no other page can tell them."""

    layer: Layer
    layout: Layout
    survey: Survey
    problems: tuple[Problem, ...] = ()


def scan(image: Pixels, survey: Survey) -> Scan:
    height, width = image.shape[:2]
    seen = [line for line in read(image, detect(image)) if line.score >= _SURE]
    places = lines.places(seen)
    scale = lines.BODY / (lines.body_size(places) or lines.BODY)
    layer = Layer(
        width * scale,
        height * scale,
        tuple(lines.line(place, scale) for place in places),
        locate=lambda rect: clip(*(side / scale for side in rect), Size(width, height)),
    )
    layout = layout_of(sheet(image, scale, layer.lines, layer.drawings))
    return Scan(layer, layout, replace(survey, body_size=lines.BODY))

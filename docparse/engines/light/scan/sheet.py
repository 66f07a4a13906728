# pyright: standard
"""A page made of what was read on an image, so that the layout model and the table finder can look at it."""

from typing import Any

import cv2

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Layer, Line
from docparse.engines.light.lines import parted
from docparse.engines.light.scan.seen import Pixels
from docparse.source.mupdf import pymupdf

_INK = 0.6  # points that rules are drawn with
_UNSEEN = 3  # PDF's rendering mode for text over a scan
_DPI = 100  # of the image behind the text


def sheet(layer: Layer, image: Pixels | None = None, scale: float = 1.0) -> Any:
    """A page of a new document: the text unseen, the rules drawn, behind them `image` if there is one.

    `scale` is points for a pixel of it.
    """
    document = pymupdf.open()
    page = document.new_page(width=layer.width, height=layer.height)
    if image is not None:
        _paste(page, image, scale)
    shape = page.new_shape()
    for rule in layer.drawings:
        shape.draw_line(*_ends(rule))
    shape.finish(width=_INK, closePath=False)
    for piece in parted(layer.lines):
        _write(shape, piece)
    shape.commit()
    return page


def _paste(page: Any, image: Pixels, scale: float) -> None:
    shrink = min(1.0, _DPI / 72 * scale)
    small = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    page.insert_image(page.rect, pixmap=pymupdf.Pixmap(pymupdf.csRGB, width, height, small.tobytes(), False))


def _write(shape: Any, line: Line) -> None:
    """Unseen, and as wide as it is on the image."""
    font = "helv" if line.text.isascii() else "china-s"
    length = pymupdf.get_text_length(line.text, fontname=font, fontsize=line.size)
    if length > 0 and not line.turned:
        start = pymupdf.Point(line.rect.x0, line.baseline)
        squeeze = pymupdf.Matrix(line.rect.width / length, 1)
        shape.insert_text(
            start, line.text, fontname=font, fontsize=line.size, morph=(start, squeeze), render_mode=_UNSEEN
        )


def _ends(rule: Rect) -> tuple[Any, Any]:
    x, y = rule.centre
    if rule.width > rule.height:
        return pymupdf.Point(rule.x0, y), pymupdf.Point(rule.x1, y)
    return pymupdf.Point(x, rule.y0), pymupdf.Point(x, rule.y1)

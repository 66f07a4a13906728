# pyright: standard
"""A page of PyMuPDF as plain values: its lines, pictures, drawings and form, what the layout model says."""

from collections.abc import Iterator, Sequence
from functools import cache
from math import inf
from statistics import median
from typing import Any

from docparse.document import Box, clip
from docparse.engines.light import bullets, finder, inked, network, spans, strokes
from docparse.engines.light.characters import clean
from docparse.engines.light.geometry import Rect
from docparse.engines.light.grids import regular
from docparse.engines.light.layer import Grid, Layer, Layout, Line, Mark, MarkKind, Run
from docparse.source.mupdf import pymupdf
from docparse.source.reader import LivePage

_KINDS: dict[str, MarkKind] = {
    "text": "text",
    "title": "title",
    "section-header": "heading",
    "list-item": "list",
    "table": "table",
    "picture": "picture",
    "formula": "formula",
    "caption": "caption",
    "page-header": "header",
    "page-footer": "footer",
    "footnote": "footnote",
}

_TICKED = (pymupdf.PDF_WIDGET_TYPE_CHECKBOX, pymupdf.PDF_WIDGET_TYPE_RADIOBUTTON)
_UNFILLED = (pymupdf.PDF_WIDGET_TYPE_BUTTON, pymupdf.PDF_WIDGET_TYPE_SIGNATURE)
_UPRIGHT = 3  # lines or boxes that part the columns of a ruled table, at least
_STAMP = 2.0  # times the usual size, from which words on a slant are printed across the others
_TALL = 5.0  # points, from which a drawing may be such a line


class UprightPage:
    """A page turned so that most of its text reads upright; the way back is `locate`."""

    def __init__(self, page: LivePage) -> None:
        self._size = page.size
        self._scale = page.scale
        rotation = _upright(page.pdf)
        self._back = page.pdf.rotation_matrix
        self._pdf = page.pdf
        if rotation or page.pdf.rotation:
            self._pdf = _turned(page.pdf, rotation)
            self._back = self._pdf.derotation_matrix * page.pdf.rotation_matrix
            self._pdf.remove_rotation()
        # Told of the page as it is seen; `remove_rotation` would misplace those of the copy.
        self._links = spans.links(page.pdf, ~self._back)

    def layer(self) -> Layer:
        width, height = self._pdf.rect.width, self._pdf.rect.height
        ticks = [
            Rect(*widget.rect).grown(1) for widget in self._pdf.widgets() if widget.field_type in _TICKED
        ]
        lines, stamps = _unstamped((*spans.lines(self._pdf, ticks, self._links), *_fields(self._pdf)))
        lines, drawings = strokes.told(lines, _drawings(self._pdf))
        lines, drawings = bullets.told(lines, drawings, _hollow(self._pdf), _shaded(self._pdf))
        fields = _places(self._pdf)
        glyphs = cache(lambda: inked.glyphs(self._pdf))
        pictures = _pictures(self._pdf)
        return Layer(
            width, height, lines, pictures, drawings, self.locate, fields, glyphs=glyphs, stamps=stamps
        )

    def layout(self) -> Layout:
        return layout_of(self._pdf)

    def locate(self, rect: Rect) -> Box | None:
        seen = pymupdf.Rect(rect) * self._back
        across, down = self._scale
        return clip(seen.x0 * across, seen.y0 * down, seen.x1 * across, seen.y1 * down, self._size)


def layout_of(pdf: Any) -> Layout:
    """What the layout model and the table finder say of a page of pymupdf.

    Slow: a third of a second, and more with tables.
    """
    marks, drawings = marks_of(pdf), _drawings(pdf)
    upright = sum(rect.height > _TALL for rect in drawings)
    grids = _grids(pdf, drawings) if upright or any(mark.kind == "table" for mark in marks) else ()
    return Layout(marks, grids, _lined(pdf, drawings) if upright >= _UPRIGHT else ())


def marks_of(pdf: Any) -> tuple[Mark, ...]:
    """What the layout model alone says."""
    network.activate()
    pdf.get_layout(return_raw=True)
    found = pdf.layout_information or ()
    return tuple(Mark(_KINDS[name], Rect(*rect)) for rect, name in map(_named, found) if name in _KINDS)


def _named(found: Any) -> tuple[tuple[float, ...], str]:
    return found["group_bbox"], found["class_name"]


def _upright(pdf: Any) -> int:
    """The rotation that makes the direction of most characters read from left to right."""
    weights: dict[int, int] = {}
    for block in pdf.get_text("dict", flags=spans.FLAGS)["blocks"]:
        for line in block.get("lines", ()):
            turn = _TURNS.get((round(line["dir"][0]), round(line["dir"][1])))
            if turn is not None:
                weights[turn] = weights.get(turn, 0) + sum(
                    len(span["text"].strip()) for span in line["spans"]
                )
    best = max(weights, key=lambda turn: weights[turn], default=pdf.rotation)
    return best if weights and weights[best] > 0.75 * sum(weights.values()) else pdf.rotation


_TURNS = {(1, 0): 0, (0, -1): 90, (-1, 0): 180, (0, 1): 270}


def _turned(pdf: Any, rotation: int) -> Any:
    """A copy of the page in a document of its own, so that the original is drawn as it was.

    It is cropped for good, because `remove_rotation` forgets the CropBox.
    """
    copy = pymupdf.open()
    copy.insert_pdf(pdf.parent, from_page=pdf.number, to_page=pdf.number)
    turned = copy[0]
    crop, media = turned.cropbox, turned.mediabox
    turned.set_mediabox(pymupdf.Rect(crop.x0, media.y1 - crop.y1, crop.x1, media.y1 - crop.y0))
    turned.set_rotation(rotation)
    return turned


# What is written


def _unstamped(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines, and the words printed large across them, such as "DRAFT"."""
    level = [line for line in lines if not line.turned]
    usual = median(line.size for line in level) if level else inf
    stamps = tuple(line for line in lines if line.slanted and line.size > _STAMP * usual)
    return tuple(line for line in lines if line not in stamps), stamps


def _fields(pdf: Any) -> Iterator[Line]:
    """The values of form fields that the text does not show already."""
    for widget in pdf.widgets():
        value = _value(widget)
        if value and not _shown(pdf, widget):
            yield from _written(value, Rect(*widget.rect), widget.text_fontsize or 10.0)


def _places(pdf: Any) -> tuple[Rect, ...]:
    return tuple(Rect(*widget.rect) for widget in pdf.widgets() if widget.field_type not in _UNFILLED)


def _value(widget: Any) -> str:
    if widget.field_type in _TICKED:
        return "☐" if widget.field_value in (False, None, "", "Off") else "☑"
    if widget.field_type in _UNFILLED:
        return ""
    value = widget.field_value
    return clean(", ".join(value) if isinstance(value, list) else str(value or ""))


def _shown(pdf: Any, widget: Any) -> bool:
    """Whether the value stands in the text already; ticks are drawn in odd fonts and are left out of it."""
    if widget.field_type in _TICKED:
        return False
    text = pdf.get_text("text", clip=widget.rect, flags=spans.FLAGS)
    return bool("".join(text.split()))


def _written(value: str, rect: Rect, size: float) -> Iterator[Line]:
    size = min(size, max(4.0, rect.height))
    baseline = (rect.y0 + rect.y1) / 2 + size / 3
    step = rect.width / max(1, len(value))
    words, at = [], 0
    for word in value.split():
        start = value.index(word, at)
        at = start + len(word)
        box = Rect(
            rect.x0 + start * step,
            baseline - spans.ASCENT * size,
            rect.x0 + at * step,
            baseline + spans.DESCENT * size,
        )
        words.append(Run(word, box, size, baseline, spaced=bool(words)))
    if words:
        yield Line(tuple(words))


# What is drawn


def _pictures(pdf: Any) -> tuple[Rect, ...]:
    boxes = (pymupdf.Rect(image["bbox"]) & pdf.rect for image in pdf.get_image_info())
    return tuple(Rect(*box) for box in boxes if not box.is_empty)


def _drawings(pdf: Any) -> tuple[Rect, ...]:
    """Paths that leave ink: white fills and clipped ones are left out."""
    rects = (pymupdf.Rect(path["rect"]) & pdf.rect for path in _paths(pdf) if _inks(path))
    return tuple(Rect(*rect) for rect in rects if rect.x1 >= rect.x0 and rect.y1 >= rect.y0)


def _hollow(pdf: Any) -> Iterator[Rect]:
    """Frames around nothing but white."""
    for path in _paths(pdf):
        if path.get("color") is not None and path.get("fill") in (None, (1.0, 1.0, 1.0)):
            yield Rect(*path["rect"])


def _shaded(pdf: Any) -> Iterator[Rect]:
    """Places that are filled with shades, as the bullets of slides are: no drawing tells of them."""
    if any(kind == "fill-shade" for kind, _ in pdf.get_bboxlog()):
        for path in pdf.get_drawings(extended=True):
            if path["type"] == "clip":
                yield Rect(*path["scissor"])


def _paths(pdf: Any) -> list[Any]:
    """The vector drawings of a page, read once: they are left where the table finder looks for its own."""
    if getattr(pdf, "_table_drawings_cache", None) is None:
        pdf._table_drawings_cache = [pdf.get_drawings()]  # noqa: SLF001 - see above
    return pdf._table_drawings_cache[0]  # noqa: SLF001 - see above


def _inks(path: Any) -> bool:
    stroked = path.get("color") is not None and path["color"] != (1.0, 1.0, 1.0)
    filled = path.get("fill") is not None and min(path["fill"]) < 0.98
    return stroked or filled


# What the models say


def _grids(pdf: Any, drawings: Sequence[Rect]) -> tuple[Grid, ...]:
    """Tables that the model and the lines on the page tell of together."""
    return tuple(_grid(table, drawings) for table in finder.tables(pdf, union=True))


def _lined(pdf: Any, drawings: Sequence[Rect]) -> tuple[Grid, ...]:
    """Tables by their lines alone."""
    return tuple(_grid(table, drawings) for table in finder.tables(pdf, use_layout=False))


def _grid(table: Any, drawings: Sequence[Rect]) -> Grid:
    area = Rect(*table.bbox)
    placed: list[list[Any]] = table.placements or []
    places = [(Rect(*cell.bbox), cell.tag == "th") for row in placed for cell in row if cell.bbox is not None]
    return regular(area, places, _rules(area, drawings))


def _rules(area: Rect, drawings: Sequence[Rect]) -> tuple[Rect, ...]:
    """The upright lines within a table: thin strokes, and the sides of boxes."""
    inner = [rect for rect in drawings if area.grown(2).holds(rect) and rect.height > _TALL]
    return tuple(rect._replace(x0=x, x1=x + 0.5) for rect in inner for x in {rect.x0, rect.x1})

# pyright: standard
"""A page of PyMuPDF as plain values: its lines, pictures, drawings and form, what the layout model says."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias

from docparse.document import Box, clip
from docparse.engines.light.characters import clean, is_right_to_left
from docparse.engines.light.geometry import Rect
from docparse.engines.light.grids import regular
from docparse.engines.light.layer import Grid, Layer, Layout, Line, Mark, MarkKind, Run
from docparse.engines.light.raised import MEASURED, Widths, raised, widths
from docparse.source.mupdf import activate_layout, pymupdf
from docparse.source.reader import LivePage

_FLAGS = pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_COLLECT_STYLES | pymupdf.TEXT_PRESERVE_LIGATURES
_ITALIC, _MONO, _BOLD = pymupdf.TEXT_FONT_ITALIC, pymupdf.TEXT_FONT_MONOSPACED, pymupdf.TEXT_FONT_BOLD
_ASCENT, _DESCENT = 0.78, 0.22  # of the size: fonts' own claims are often wild
_MARK_SIZE, _MARK_RISE = 0.6, 0.33  # of the size, as a mark would have that is no glyph of its own
_SAFE_LINKS = ("http://", "https://", "mailto:", "tel:")
_MONO_NAMES = ("courier", "mono", "consol", "menlo", "typewriter", "cmtt", "lucidacons")
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
_CELL = 2.0  # points, of the raster in which characters are looked up
Inked: TypeAlias = dict[tuple[str, int, int], list[tuple[float, float]]]  # where each character stands


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

    def layer(self) -> Layer:
        width, height = self._pdf.rect.width, self._pdf.rect.height
        lines = (*_lines(self._pdf), *_fields(self._pdf))
        drawings, fields = _drawings(self._pdf), _places(self._pdf)
        return Layer(width, height, lines, _pictures(self._pdf), drawings, self.locate, fields)

    def layout(self) -> Layout:
        """Slow: a third of a second, and more with tables."""
        activate_layout()
        self._pdf.get_layout(return_raw=True)
        found = self._pdf.layout_information or ()
        marks = tuple(Mark(_KINDS[name], Rect(*rect)) for rect, name in map(_named, found) if name in _KINDS)
        drawings = _drawings(self._pdf)
        return Layout(marks, _grids(self._pdf, drawings), _lined(self._pdf, drawings))

    def locate(self, rect: Rect) -> Box | None:
        seen = pymupdf.Rect(rect) * self._back
        across, down = self._scale
        return clip(seen.x0 * across, seen.y0 * down, seen.x1 * across, seen.y1 * down, self._size)


def _named(found: Any) -> tuple[tuple[float, ...], str]:
    return found["group_bbox"], found["class_name"]


def _upright(pdf: Any) -> int:
    """The rotation that makes the direction of most characters read from left to right."""
    weights: dict[int, int] = {}
    for block in pdf.get_text("dict", flags=_FLAGS)["blocks"]:
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


class _Known(NamedTuple):
    """What the page tells of its words."""

    links: list[tuple[Rect, str]]
    usual: Widths


def _lines(pdf: Any) -> Iterator[Line]:
    ticks = [Rect(*widget.rect).grown(1) for widget in pdf.widgets() if widget.field_type in _TICKED]
    inked: Inked = {}
    lines = [
        line for block in pdf.get_text("rawdict", flags=_FLAGS)["blocks"] for line in block.get("lines", ())
    ]
    known = _Known(_links(pdf), widths(_measured(lines)))
    for line in lines:
        turned = abs(line["dir"][1]) > 0.1 or line["dir"][0] < 0
        found = _runs(line, turned, pdf.rect, known, inked)
        runs = tuple(run for run in found if not any(tick.holds(run.rect) for tick in ticks))
        if runs:
            yield Line(runs, turned)


def _measured(lines: list[Any]) -> Iterator[tuple[str, str, float]]:
    for line in lines:
        for span in line["spans"]:
            for char in span["chars"]:
                if char["c"] in MEASURED:
                    yield span["font"], char["c"], (char["bbox"][2] - char["bbox"][0]) / (span["size"] or 1.0)


def _runs(line: Any, turned: bool, bounds: Any, known: _Known, inked: Inked) -> Iterator[Run]:
    spaced = False
    for span in line["spans"]:
        word: list[Any] = []
        for char in span["chars"]:
            if char["c"].isspace():
                if word:
                    yield from _word(word, span, spaced, turned, known)
                    word, spaced = [], False
                spaced = True
            elif _is_within(char, bounds) and not _is_overprint(char, span["size"], inked):
                word.append(char)
        if word:
            yield from _word(word, span, spaced, turned, known)
            spaced = False


def _is_within(char: Any, bounds: Any) -> bool:
    x, y = char["origin"]
    return bounds.x0 - 1 <= x <= bounds.x1 + 1 and bounds.y0 - 1 <= y <= bounds.y1 + 1


def _is_overprint(char: Any, size: float, inked: Inked) -> bool:
    """Whether the same character stands on the same spot already, as in bold made by printing twice."""
    x, y = char["origin"]
    near = min(0.1 * size, _CELL)
    column, row = int(x // _CELL), int(y // _CELL)
    places = ((char["c"], column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
    if any(abs(x - u) < near and abs(y - v) < near for place in places for u, v in inked.get(place, ())):
        return True
    inked.setdefault((char["c"], column, row), []).append((x, y))
    return False


def _word(chars: list[Any], span: Any, spaced: bool, turned: bool, known: _Known) -> Iterator[Run]:
    """A word as one run, or as up to three where the mark of a note is part of it."""
    mark = None if turned else _mark(chars, span, known.usual)
    if mark is None:
        yield from _run(chars, span, spaced, turned, known.links)
        return
    start, end = mark
    if start:
        yield from _run(chars[:start], span, spaced, turned, known.links)
    for run in _run(chars[start:end], span, spaced and not start, turned, known.links):
        yield replace(run, size=_MARK_SIZE * run.size, baseline=run.baseline - _MARK_RISE * run.size)
    if end < len(chars):
        yield from _run(chars[end:], span, False, turned, known.links)


def _mark(chars: list[Any], span: Any, usual: Widths) -> tuple[int, int] | None:
    text = "".join(char["c"] for char in chars)
    if not span["size"] or len(text) != len(chars) or not any(c in MEASURED and c != "n" for c in text):
        return None
    ems = [(char["bbox"][2] - char["bbox"][0]) / span["size"] for char in chars]
    return raised(text, ems, span["font"], usual)


def _run(
    chars: list[Any], span: Any, spaced: bool, turned: bool, links: list[tuple[Rect, str]]
) -> Iterator[Run]:
    text = clean("".join(_logical(chars)))
    if not text:
        return
    size, baseline = span["size"], chars[0]["origin"][1]
    x0, y0 = min(char["bbox"][0] for char in chars), min(char["bbox"][1] for char in chars)
    x1, y1 = max(char["bbox"][2] for char in chars), max(char["bbox"][3] for char in chars)
    if not turned:
        y0, y1 = baseline - _ASCENT * size, baseline + _DESCENT * size
    rect = Rect(x0, y0, x1, y1)
    font = span["font"].lower()
    yield Run(
        text,
        rect,
        round(size, 2),
        round(baseline, 2),
        spaced,
        bold=bool(span["flags"] & _BOLD) or "bold" in font or "black" in font,
        italic=bool(span["flags"] & _ITALIC) or "italic" in font or "oblique" in font,
        mono=bool(span["flags"] & _MONO) or any(name in font for name in _MONO_NAMES),
        href=next((href for area, href in links if area.holds(rect)), ""),
        font=span["font"],
    )


def _logical(chars: list[Any]) -> Iterator[str]:
    """Characters in order. Where a glyph stands for two letters that run leftwards, MuPDF swaps them."""
    held = ""
    for char in chars:
        if is_right_to_left(char["c"]) and char["bbox"][2] - char["bbox"][0] < 0.01:
            held = char["c"] + held
        else:
            yield char["c"] + held
            held = ""
    yield held


def _links(pdf: Any) -> list[tuple[Rect, str]]:
    links = ((Rect(*link["from"]), link.get("uri") or "") for link in pdf.get_links())
    return [(area, href) for area, href in links if href.lower().startswith(_SAFE_LINKS)]


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
    text = pdf.get_text("text", clip=widget.rect, flags=_FLAGS)
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
            rect.x0 + start * step, baseline - _ASCENT * size, rect.x0 + at * step, baseline + _DESCENT * size
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
    rects = (pymupdf.Rect(path["rect"]) & pdf.rect for path in pdf.get_drawings() if _inks(path))
    return tuple(Rect(*rect) for rect in rects if rect.x1 >= rect.x0 and rect.y1 >= rect.y0)


def _inks(path: Any) -> bool:
    stroked = path.get("color") is not None and path["color"] != (1.0, 1.0, 1.0)
    filled = path.get("fill") is not None and min(path["fill"]) < 0.98
    return stroked or filled


# What the models say


def _grids(pdf: Any, drawings: Sequence[Rect]) -> tuple[Grid, ...]:
    """Tables that the model and the lines on the page tell of together."""
    found = pdf.find_tables(union=True, refine=True)
    return tuple(_grid(table, drawings) for table in found.tables) if found else ()


def _lined(pdf: Any, drawings: Sequence[Rect]) -> tuple[Grid, ...]:
    """Tables by their lines alone."""
    if sum(rect.height > 5 for rect in drawings) < _UPRIGHT:
        return ()
    found = pdf.find_tables(use_layout=False, refine=True)
    return tuple(_grid(table, drawings) for table in found.tables) if found else ()


def _grid(table: Any, drawings: Sequence[Rect]) -> Grid:
    area = Rect(*table.bbox)
    placed: list[list[Any]] = table.placements or []
    places = [(Rect(*cell.bbox), cell.tag == "th") for row in placed for cell in row if cell.bbox is not None]
    return regular(area, places, _rules(area, drawings))


def _rules(area: Rect, drawings: Sequence[Rect]) -> tuple[Rect, ...]:
    """The upright lines within a table: thin strokes, and the sides of boxes."""
    inner = [rect for rect in drawings if area.grown(2).holds(rect) and rect.height > 5]
    return tuple(rect._replace(x0=x, x1=x + 0.5) for rect in inner for x in {rect.x0, rect.x1})

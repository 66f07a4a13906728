# pyright: standard
"""What the text layer of PyMuPDF holds, as lines of runs: words with their style, marks of notes apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias

from docparse.engines.light import leftwards
from docparse.engines.light.characters import (
    ACCENTS,
    accented,
    clean,
    is_letter_of_mathematics,
    is_right_to_left,
    is_square,
    takes_blanks,
)
from docparse.engines.light.geometry import Rect, across
from docparse.engines.light.layer import Line, Run
from docparse.engines.light.raised import MEASURED, Widths, raised, widths
from docparse.engines.light.spaced import closed
from docparse.source.mupdf import pymupdf

FLAGS = pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_COLLECT_STYLES | pymupdf.TEXT_PRESERVE_LIGATURES
ASCENT, DESCENT = 0.78, 0.22  # of the size: fonts' own claims are often wild
_ITALIC, _MONO, _BOLD = pymupdf.TEXT_FONT_ITALIC, pymupdf.TEXT_FONT_MONOSPACED, pymupdf.TEXT_FONT_BOLD
_MARK_SIZE, _MARK_RISE = 0.6, 0.33  # of the size, as a mark would have that is no glyph of its own
_SAFE_LINKS = ("http://", "https://", "mailto:", "tel:")
_MONO_NAME = re.compile(  # among others TeX's, which are made in many families
    r"courier|mono|consol|menlo|typewriter|lucidacons|\b(?:cm|cs|ec|la|pl|px|qc|sf|tc|tx|vn|[a-z0-9]{1,3}x)tt"
)
_OVER = 0.4  # of the narrower one's width, that an accent shares with its letter
_BLANK = 0.15  # of the size, from which white between characters is a blank, as it is to MuPDF
_JUMP = 1.0  # sizes between characters, from which they are of two words, in whatever order they come
_SLANT = 0.25  # of the direction of a line, across and down, from which it runs in neither
_SLIM = 0.01  # points: what MuPDF gives to all but the first of the characters that one glyph stands for
_CELL = 2.0  # points, of the raster in which characters are looked up
Inked: TypeAlias = dict[tuple[str, int, int], list[tuple[float, float]]]  # where each character stands


class _Known(NamedTuple):
    """What the page tells of its words."""

    links: list[tuple[Rect, str]]
    usual: Widths


def lines(pdf: Any, ticks: Sequence[Rect], links: Sequence[tuple[Rect, str]] = ()) -> Iterator[Line]:
    """The lines of a page, in the order of its text layer, without what stands within `ticks`."""
    inked: Inked = {}
    blocks = pdf.get_text("rawdict", flags=FLAGS)["blocks"]
    found = [closed(line) for block in blocks for line in block.get("lines", ())]
    known = _Known([*links], widths(_measured(found)))
    for line in found:
        turned = abs(line["dir"][1]) > 0.1 or line["dir"][0] < 0
        within = _runs(line, turned, pdf.rect, known, inked)
        runs = tuple(run for run in within if not any(tick.holds(run.rect) for tick in ticks))
        if runs:
            yield _in_order(Line(runs, turned, min(map(abs, line["dir"])) > _SLANT))


def _in_order(line: Line) -> Line:
    leftward = not line.turned and is_right_to_left(line.text)
    return replace(line, runs=leftwards.ordered(line.runs)) if leftward else line


def _measured(lines: list[Any]) -> Iterator[tuple[str, str, float]]:
    for line in lines:
        for span in line["spans"]:
            for char in span["chars"]:
                if char["c"] in MEASURED:
                    yield span["font"], char["c"], (char["bbox"][2] - char["bbox"][0]) / (span["size"] or 1.0)


def _runs(line: Any, turned: bool, bounds: Any, known: _Known, inked: Inked) -> Iterator[Run]:
    spaced, before = False, None
    for span in line["spans"]:
        word: list[Any] = []
        for char in unechoed(span["chars"]):
            apart = not turned and _is_apart(before, char, span["size"])
            before = char
            if char["c"].isspace() or apart:
                if word:
                    yield from _word(word, span, spaced, turned, known)
                    word, spaced = [], False
                spaced = True
            if not char["c"].isspace() and _is_within(char, bounds):
                word += [] if _is_overprint(char, span["size"], inked) else [char]
        if word:
            yield from _word(word, span, spaced, turned, known)
            spaced = False


def unechoed(chars: Sequence[Any]) -> Iterator[Any]:
    """Characters without the echo that Word's tables give letters of mathematics: they name each twice."""
    for before, char in zip((None, *chars), chars, strict=False):
        slim = char["bbox"][2] - char["bbox"][0] < _SLIM
        if not (slim and before and char["c"] == before["c"] and is_letter_of_mathematics(char["c"])):
            yield char


def _is_apart(before: Any, char: Any, size: float) -> bool:
    """Whether white parts two characters where MuPDF makes no blank of it.

    It knows few alphabets, and of words that run leftwards it may bring the last before the first.
    """
    if before is None:
        return False
    if max(char["bbox"][0] - before["bbox"][2], before["bbox"][0] - char["bbox"][2]) > _JUMP * size:
        return True
    if not takes_blanks(before["c"]):
        return False
    first, second = (char, before) if is_right_to_left(char["c"]) else (before, char)
    return second["bbox"][0] - first["bbox"][2] > _BLANK * size


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
    font = span["font"].lower()
    # Letters of Chinese and Korean are all of one width, in whatever font.
    flagged = bool(span["flags"] & _MONO) and not any(is_square(char["c"]) for char in chars)
    mono = flagged or is_monospaced(font)
    text = clean("".join(_logical(chars if mono else _accented(chars))))
    if not text:
        return
    size, baseline = span["size"], chars[0]["origin"][1]
    x0, y0 = min(char["bbox"][0] for char in chars), min(char["bbox"][1] for char in chars)
    x1, y1 = max(char["bbox"][2] for char in chars), max(char["bbox"][3] for char in chars)
    if not turned:
        y0, y1 = baseline - ASCENT * size, baseline + DESCENT * size
    rect = Rect(x0, y0, x1, y1)
    yield Run(
        text,
        rect,
        round(size, 2),
        round(baseline, 2),
        spaced,
        bold=bool(span["flags"] & _BOLD) or "bold" in font or "black" in font,
        italic=bool(span["flags"] & _ITALIC) or "italic" in font or "oblique" in font,
        mono=mono,
        href=next((href for area, href in links if area.holds(rect)), ""),
        font=span["font"],
    )


def is_monospaced(font: str) -> bool:
    """Whether a font's name says so; its flags often do not."""
    return _MONO_NAME.search(font.lower()) is not None


def _accented(chars: list[Any]) -> list[Any]:
    """Characters with TeX's accents, which stand before their letter and are printed over it, put on it."""
    if not any(char["c"] in ACCENTS for char in chars):
        return chars
    placed: list[Any] = []
    for char in chars:
        last = placed[-1] if placed else None
        if last and last["c"] in ACCENTS and char["c"].isalpha() and _overlap(last, char) > _OVER:
            placed[-1] = {**char, "c": accented(last["c"], char["c"])}
        else:
            placed.append(char)
    return placed


def _overlap(char: Any, other: Any) -> float:
    return across(Rect(*char["bbox"]), Rect(*other["bbox"]))


def _logical(chars: list[Any]) -> Iterator[str]:
    """Characters in order. Where a glyph stands for two letters that run leftwards, MuPDF swaps them."""
    held = ""
    for char in chars:
        if is_right_to_left(char["c"]) and char["bbox"][2] - char["bbox"][0] < _SLIM:
            held = char["c"] + held
        else:
            yield char["c"] + held
            held = ""
    yield held


def links(pdf: Any, upright: Any) -> list[tuple[Rect, str]]:
    """Where links lead, and the areas that lead there; `upright` turns them as the lines are turned."""
    found = ((Rect(*(link["from"] * upright)), link.get("uri") or "") for link in pdf.get_links())
    return [(area, href) for area, href in found if href.lower().startswith(_SAFE_LINKS)]

# ruff: noqa: RUF001 - the brackets are those of the text
"""Readings: small kana beside a line from top to bottom that tell how its characters are spoken."""

import re
from collections.abc import Sequence
from dataclasses import replace

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Line

_SMALL = 0.65  # of the size of the line that they stand beside
_AWAY = 0.6  # sizes of that line from it, at most
_KANA = re.compile("^[\u3041-\u309f\u30a1-\u30ff]+$")


def told(lines: Sequence[Line]) -> list[Line]:
    """Lines in the turned frame, with readings in brackets behind the characters that they stand beside."""
    bases: dict[int, list[Line]] = {}
    for line in lines:
        base = next((i for i, other in enumerate(lines) if _is_reading(line, other)), None)
        if base is not None:
            bases.setdefault(base, []).append(line)
    taken = {id(line) for readings in bases.values() for line in readings}
    return [_with(line, bases.get(i, ())) for i, line in enumerate(lines) if id(line) not in taken]


def _is_reading(line: Line, base: Line) -> bool:
    away = base.rect.y0 - line.rect.y1
    reach = base.rect.grown(line.size)
    return (
        line.size < _SMALL * base.size
        and _KANA.match(line.text) is not None
        and len(base.runs) == 1
        and abs(away) < _AWAY * base.size
        and reach.x0 < line.rect.x0
        and line.rect.x1 < reach.x1
    )


def _with(line: Line, readings: Sequence[Line]) -> Line:
    """From the last one on, so that those before stay where they are."""
    (run, *_), text = line.runs, line.text
    for reading in sorted(readings, key=lambda reading: -reading.rect.x1):
        at = _position(reading.rect, line)
        text = f"{text[:at]}（{reading.text}）{text[at:]}"
    return Line((replace(run, text=text),)) if readings else line


def _position(rect: Rect, line: Line) -> int:
    share = (rect.x1 - line.rect.x0) / line.rect.width
    return max(1, min(len(line.text), round(share * len(line.text))))

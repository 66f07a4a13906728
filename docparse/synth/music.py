# pyright: standard
"""Tunes in ABC notation, engraved by Verovio."""

from functools import cache
from random import Random
from typing import Any, Final

_KEYS: Final = ("C", "G", "D", "F", "Bb", "Am", "Em", "Dm")
_METRES: Final = (("4/4", 8), ("3/4", 6), ("6/8", 6), ("2/4", 4))  # with their eighths
_NOTES: Final = ("D", "E", "F", "G", "A", "B", "c", "d", "e", "f", "g")
_SIGNS: Final = ("^", "_", *[""] * 8)
_LENGTHS: Final = (1, 1, 2, 2, 3, 4)  # eighths
_OPTIONS: Final = {
    "inputFrom": "abc",
    "adjustPageHeight": True,
    "adjustPageWidth": True,
    "pageWidth": 1400,
    "pageMarginTop": 20,
    "pageMarginBottom": 20,
    "pageMarginLeft": 20,
    "pageMarginRight": 20,
    "header": "none",
    "footer": "none",
    "scale": 40,
    "svgViewBox": True,
    "xmlIdSeed": 1,
}


def tune(rng: Random) -> str:
    metre, eighths = rng.choice(_METRES)
    bars = [_bar(rng, eighths) for _ in range(rng.choice((4, 6, 8)))]
    lines = [" | ".join(bars[start : start + 4]) for start in range(0, len(bars), 4)]
    return f"X:1\nM:{metre}\nL:1/8\nK:{rng.choice(_KEYS)}\n" + " |\n".join(lines) + " |]"


def _bar(rng: Random, eighths: int) -> str:
    """Notes, and now and then a rest, that fill a bar."""
    notes: list[str] = []
    while eighths:
        length = rng.choice([length for length in _LENGTHS if length <= eighths])
        name = "z" if rng.random() < 0.08 else rng.choice(_SIGNS) + rng.choice(_NOTES)
        notes.append(name + (str(length) if length > 1 else ""))
        eighths -= length
    return " ".join(notes)


def engraved(abc: str) -> str:
    """As SVG."""
    toolkit = _toolkit()
    toolkit.resetXmlIdSeed(1)
    toolkit.loadData(abc)
    return toolkit.renderToSVG(1)


@cache
def _toolkit() -> Any:
    import verovio

    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions(_OPTIONS)
    return toolkit

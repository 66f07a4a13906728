# ruff: noqa: RUF001 - odd characters are what this module is about
"""Captions: what they begin with, and whether a figure or a table is meant."""

import re

from docparse.document import CaptionOf
from docparse.engines.light.characters import is_leader

_FIGURE = (
    "figure|fig|image|photo|plate|chart|graph|scheme|map|abbildung|abb|bild|grafik|figura|ilustración|gráfico|"
    "illustration|рисунок|рис|图|圖"
)
_TABLE = "table|tab|tabelle|tableau|tabla|tabela|tabella|таблица|табл|表"
_NAME = rf"^(?:(?P<figure>{_FIGURE})|(?P<table>{_TABLE}))\s*\.?\s*"
_NUMBER = r"[A-Z]{0,3}\d+(?:[.\-–]\d+)*[a-z]?\s*(?P<stop>[.:|—–：]|$|\s)"
_ROMAN = r"(?-i:[IVXL]+)(?P<stop>\s*[.:|—–：]|\s+-\s|$|(?-i:\s+(?=[A-Z]{3})))"  # for `I` is a word
_CAPTIONS = [re.compile(_NAME + number, re.IGNORECASE) for number in (_NUMBER, _ROMAN)]


def captioned(text: str) -> CaptionOf | None:
    """What a text is the caption of by its first words: `Figure 3:`, `Tab. 2.`, `TABLE IV`, `图 1`."""
    found = _match(text)
    if not found:
        return None
    return "table" if found["table"] else "figure"


def is_caption(text: str) -> bool:
    """Whether a text that nobody has named is a caption: numbered, with a stop or in a short line.

    Those that a list of figures has lead to a page.
    """
    found = _match(text)
    return bool(found) and not is_leader(text) and (found["stop"].strip() != "" or len(text) < 120)


def is_label(text: str) -> bool:
    """Whether a text is `Table 3` or the like and no more."""
    found = _match(text)
    return bool(found) and found.end() >= len(text.rstrip())


def _match(text: str) -> re.Match[str] | None:
    return next(filter(None, (caption.match(text) for caption in _CAPTIONS)), None)

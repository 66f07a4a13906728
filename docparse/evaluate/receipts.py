"""Receipts, as SROIE knows them: four fields to be found anywhere, and the lines from top to bottom."""

from collections import Counter
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from docparse.evaluate import normal
from docparse.evaluate.page import Share, Shares, Truth

_NEAR: Final = 90  # per cent of the letters


def shares(truth: Truth, markdown: str) -> Shares:
    return {**_fields(truth, normal.folded(markdown)), **_lines(truth, normal.line(markdown))}


def _fields(truth: Truth, flat: str) -> Shares:
    """Present as they are but for case, blanks and punctuation; and present but for a letter in ten."""
    wanted = [field for field in (normal.folded(value) for _, value in truth.fields) if field]
    if not wanted:
        return {}
    exact = sum(field in flat for field in wanted)
    near = sum(bool(flat) and fuzz.partial_ratio(field, flat) >= _NEAR for field in wanted)
    return {"fields": Share(exact / len(wanted)), "fields_near": Share(near / len(wanted))}


def _lines(truth: Truth, given: str) -> Shares:
    wanted = normal.line(" ".join(truth.lines))
    if not wanted:
        return {}
    need, have = Counter(wanted.split()), Counter(given.split())
    return {
        "cer": Share(Levenshtein.distance(given, wanted) / len(wanted)),
        "words": Share((need & have).total() / need.total()),
    }

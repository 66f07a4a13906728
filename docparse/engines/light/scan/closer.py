# pyright: standard
"""A line read quickly, and with care where the quick reader is unsure: seldom all of it."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import mean
from typing import NamedTuple

import cv2
import numpy as np

from docparse.engines.light.scan import sessions
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.signs import Sign, spelt

_SURE, _LEAST = 0.97, 0.65  # of a line and of each sign in it: the quick reader then errs about as seldom
_CLEAR = 0.9  # of a sign that need not be looked at again
_AROUND = 2  # signs to either side that are: a doubtful one may be half of a sign, or two
_WORD = 12  # letters up to which a word is kept in one piece
_APART = 2  # signs between two pieces that are worth leaving out
_MOST = 0.75  # of a line, from which it is read as a whole
_WIDE = 20  # pixels that a sign as wide as high needs; letters need all that they have
_NARROWEST = 0.5  # of a strip, that it is brought to


class Spelling(NamedTuple):
    signs: Sequence[Sign]
    is_quick: bool  # whether the quick reader was of any use


def spelt_twice(strip: Pixels) -> Spelling:
    signs = spelt(strip, sessions.quick())
    if not _is_doubted(signs):
        return Spelling(signs, is_quick=True)
    edges = _edges(signs, strip.shape[1])
    pieces = _doubted(signs)
    again = sum(edges[after] - edges[first] for first, after in pieces)
    if not pieces or _is_figures(signs) or again > _MOST * strip.shape[1]:
        return Spelling(_carefully(strip, signs), is_quick=False)
    found, at = list[Sign](), 0
    for first, after in pieces:
        left, right = int(edges[first]), round(edges[after])
        inside = _carefully(strip[:, left:right], signs[first:after])
        found += signs[at:first]
        found += (sign._replace(at=sign.at + left) for sign in inside)
        at = after
    return Spelling([*found, *signs[at:]], is_quick=True)


def _carefully(strip: Pixels, signs: Sequence[Sign]) -> list[Sign]:
    """The thorough reader takes time by the pixel, and reads signs that are wide as well when narrowed."""
    across = strip.shape[1]
    wide = sum(unicodedata.east_asian_width(sign.text[0]) in "WF" for sign in signs)
    wanted = round(max(_NARROWEST * across, _WIDE * len(signs)))
    if 2 * wide <= len(signs) or wanted >= across:
        return spelt(strip, sessions.thorough())
    narrow = cv2.resize(strip, (wanted, strip.shape[0]), interpolation=cv2.INTER_AREA)
    found = spelt(narrow.astype(np.uint8), sessions.thorough())
    return [sign._replace(at=sign.at * across / wanted) for sign in found]


def _is_doubted(signs: Sequence[Sign]) -> bool:
    chances = [sign.chance for sign in signs if sign.text != " "]
    return not chances or mean(chances) < _SURE or min(chances) < _LEAST or _is_figures(signs)


def _is_figures(signs: Sequence[Sign]) -> bool:
    """The quick reader loses points and colons among figures, and is sure even then."""
    letters, figures = (sum(kind(sign.text) for sign in signs) for kind in (str.isalpha, str.isdigit))
    return figures >= letters


def _edges(signs: Sequence[Sign], across: int) -> list[float]:
    """Where each sign begins, halfway from the one before, and where the strip ends."""
    middles = [(before.at + sign.at) / 2 for before, sign in pairwise(signs)]
    return [0.0, *middles, float(across)]


def _doubted(signs: Sequence[Sign]) -> list[tuple[int, int]]:
    """From which sign to before which one a strip is to be looked at again, in pieces of whole words."""
    pieces: list[tuple[int, int]] = []
    for at, sign in enumerate(signs):
        if sign.text == " " or sign.chance >= _CLEAR:
            continue
        first = _outwards(signs, max(0, at - _AROUND), -1)
        after = _outwards(signs, min(len(signs) - 1, at + _AROUND), 1) + 1
        if pieces and first - pieces[-1][1] < _APART:
            first = pieces.pop()[0]
        pieces.append((first, after))
    return pieces


def _outwards(signs: Sequence[Sign], at: int, step: int) -> int:
    """The end of the word at a place, or of what is near of it; inwards from a blank, which is sure."""
    while signs[at].text == " ":
        at -= step
    for _ in range(_WORD):
        after = at + step
        if not 0 <= after < len(signs) or not (signs[at].text + signs[after].text).isascii():
            break
        if signs[after].text == " ":
            break
        at = after
    return at

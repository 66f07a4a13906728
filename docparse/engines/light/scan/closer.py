# pyright: standard
"""A line read quickly, and with care where the quick reader is unsure of it."""

from collections.abc import Sequence
from statistics import mean
from typing import NamedTuple

import cv2
import numpy as np

from docparse.engines.light.scan import sessions
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.signs import Sign, spelt

_SURE, _LEAST = 0.97, 0.65  # of a line and of each sign in it: the quick reader then errs about as seldom
_CLEAR = 0.5  # of each sign on a page that is easily read
_DETAIL = 2.4  # pixels along a strip for each of the image, beyond which there is no more to see
_NARROWEST, _SHORT = 0.65, 192  # of a strip, that it keeps at least, and pixels


class Spelling(NamedTuple):
    signs: Sequence[Sign]
    is_quick: bool  # whether the quick reader was sure of them


def spelt_twice(strip: Pixels, thickness: float, *, is_easy: bool = False) -> Spelling:
    """A line that is `thickness` pixels thick on its image, of a page that is easily read or not."""
    signs = spelt(strip, sessions.quick())
    if not _is_doubted(signs, _CLEAR if is_easy else _LEAST):
        return Spelling(signs, is_quick=True)
    if is_wide(signs):
        return Spelling(carefully(strip, thickness), is_quick=False)
    return Spelling(spelt(strip, sessions.thorough()), is_quick=False)


def carefully(strip: Pixels, thickness: float) -> list[Sign]:
    """A line of signs as wide as high, `thickness` pixels thick on its image.

    The thorough reader takes time by the pixel; of a line that was much enlarged it needs fewer of them.
    """
    across = strip.shape[1]
    share = max(_NARROWEST, _DETAIL * thickness / strip.shape[0])
    if share >= 1 or share * across < _SHORT:
        return spelt(strip, sessions.thorough())
    narrow = cv2.resize(strip, (round(share * across), strip.shape[0]), interpolation=cv2.INTER_AREA)
    found = spelt(narrow.astype(np.uint8), sessions.thorough())
    back = across / narrow.shape[1]
    return [sign._replace(at=sign.at * back) for sign in found]


def is_wide(signs: Sequence[Sign]) -> bool:
    """Whether most are as wide as high, as in Chinese and Japanese."""
    return 2 * sum(sign.is_wide for sign in signs) > len(signs)


def _is_doubted(signs: Sequence[Sign], least: float) -> bool:
    chances = [sign.chance for sign in signs if sign.text != " "]
    return not chances or mean(chances) < _SURE or min(chances) < least or _is_figures(signs)


def _is_figures(signs: Sequence[Sign]) -> bool:
    """The quick reader loses points and colons among figures, and is sure even then."""
    letters, figures = (sum(kind(sign.text) for sign in signs) for kind in (str.isalpha, str.isdigit))
    return figures >= letters

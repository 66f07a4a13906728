"""What a recogniser sees in a line: signs one after the other, and the words that they make."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from docparse.engines.light.scan import strips
from docparse.engines.light.scan.seen import Corners, Glimpse, Pixels, Seen, sides
from docparse.engines.light.scan.sessions import Recogniser

_LONGEST = 3200  # pixels of a strip; more would be a rule, not a line
_GAP = 1.0  # heights of a line between the middles of two letters that part words where no blank is read
_FULL_GAP = 1.5  # the same beside signs that are as wide as they are high
_LOST = 0.2  # how sure of a blank a reader is that leaves it out though it mostly is there
_WIDER = 1.25  # times as far apart as most signs of the line, that those beside it are
_HALF = 12.0  # pixels of a strip, half the width of a sign that stands alone


class Sign(NamedTuple):
    """A sign, where its middle is along the strip, in pixels, and how sure that is."""

    text: str
    at: float
    chance: float

    @property
    def is_wide(self) -> bool:
        """As wide as high, as in Chinese and Japanese."""
        return unicodedata.east_asian_width(self.text[0]) in "WF"


def recognised(strip: Pixels, corners: Corners, recogniser: Recogniser) -> Seen:
    """The words of a strip, which shows the line at `corners`."""
    return worded(spelt(strip, recogniser), strip, corners)


def spelt(strip: Pixels, recogniser: Recogniser) -> list[Sign]:
    pixels = strip.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    chances = recogniser.session.run(None, {"x": pixels[None]})[0][0]
    best, step = chances.argmax(axis=1), strip.shape[1] / len(chances)
    signs = [
        Sign(recogniser.signs[sign], (at + 0.5) * step, float(chances[at, sign]))
        for at, sign in enumerate(best)
        if sign and (at == 0 or best[at - 1] != sign)
    ]
    return list(_with_lost_blanks(signs, chances[:, -1], step))


def worded(signs: Sequence[Sign], strip: Pixels, corners: Corners) -> Seen:
    words = tuple(_words(signs, strip.shape[1]))
    shown = [sign.chance for sign in signs if sign.text != " "]
    return Seen(corners, words, float(np.mean(shown or 0.0)), min(shown, default=0.0))


def strip(image: Pixels, corners: Corners) -> Pixels:
    """The line alone, level, at the height that the models read."""
    width, height = sides(corners)
    across = int(np.clip(round(strips.HEIGHT * width / max(1.0, height)), 16, _LONGEST))
    return strips.levelled(image, corners, across, height)


def _with_lost_blanks(signs: Sequence[Sign], blanks: NDArray[np.float32], step: float) -> Iterator[Sign]:
    """`blanks` says how sure of a blank the reader is at each place, `step` pixels after the one before."""
    pairs = [pair for pair in pairwise(signs) if " " not in (pair[0].text, pair[1].text)]
    usual = median(sign.at - before.at for before, sign in pairs) if pairs else 0.0
    for before, sign in zip((None, *signs), signs, strict=False):
        if before and sign.at - before.at > _WIDER * usual and _may_part(before, sign):
            first = int(before.at / step) + 1
            chances = blanks[first : int(sign.at / step)]
            if chances.size and chances.max() >= _LOST:
                yield Sign(" ", (first + int(chances.argmax()) + 0.5) * step, float(chances.max()))
        yield sign


def _may_part(before: Sign, sign: Sign) -> bool:
    """Not figures, of which readers see blanks around points, nor signs as wide as high."""
    both = before.text + sign.text
    return any(map(str.isalpha, both)) and " " not in both and not (before.is_wide or sign.is_wide)


def _words(signs: Sequence[Sign], across: int) -> Iterator[Glimpse]:
    """The signs between blanks; a wide gap parts them too."""
    word: list[Sign] = []
    for sign in (*signs, Sign(" ", across, 1.0)):
        if word and (sign.text == " " or sign.at - word[-1].at > _farthest(word[-1], sign)):
            yield _glimpse(word, across)
            word = []
        if sign.text != " ":
            word.append(sign)


def _farthest(before: Sign, sign: Sign) -> float:
    """Pixels between the middles of two signs of one word, at most."""
    both = before.text + sign.text
    return strips.HEIGHT * (_GAP if both.isascii() and both.isalnum() else _FULL_GAP)


def _glimpse(word: Sequence[Sign], across: int) -> Glimpse:
    """A sign is seen at its middle, so that a word reaches half a sign further to either side."""
    first, last = word[0].at, word[-1].at
    half = (last - first) / (len(word) - 1) / 2 if len(word) > 1 else _HALF
    text = "".join(sign.text for sign in word)
    return Glimpse(text, max(0.0, (first - half) / across), min(1.0, (last + half) / across))

"""What is made of the chances that a reader gives to signs, with chances that the tests set."""

from itertools import pairwise
from typing import Any

import numpy as np

from docparse.engines.light.scan.seen import Corners
from docparse.engines.light.scan.sessions import Recogniser
from docparse.engines.light.scan.signs import spelt, worded

SIGNS = ("", *"abc12.,港湾", " ")
SURE, LIKELY, UNLIKELY = 0.9, 0.4, 0.1


class Sees:
    """Gives each sign of a text three places, and six before a bar, where a blank has the chance told."""

    def __init__(self, text: str, blank: float) -> None:
        self.chances = np.zeros((3 * len(text), len(SIGNS)), np.float32)
        self.chances[:, 0] = 0.55
        for at, sign in enumerate(text):
            if sign == "|":
                self.chances[3 * at, -1] = blank
            else:
                self.chances[3 * at, SIGNS.index(sign)] = SURE

    def run(self, _names: None, _inputs: dict[str, Any]) -> list[Any]:
        return [self.chances[None]]


def read(text: str, blank: float) -> str:
    strip = np.full((48, 24 * len(text), 3), 255, np.uint8)
    corners: Corners = np.array([(0, 0), (100, 0), (100, 10), (0, 10)], np.float32)
    signs = spelt(strip, Recogniser(Sees(text, blank), SIGNS))
    assert all(before.at < sign.at for before, sign in pairwise(signs))
    return worded(signs, strip, corners).text


def test_a_blank_that_is_likely_parts_words() -> None:
    assert read("abc|ab", LIKELY) == "abc ab"
    assert read("abc,|ab", LIKELY) == "abc, ab"
    assert read("abc|ab", UNLIKELY) == "abcab"


def test_a_blank_parts_no_signs_that_stand_as_far_apart_as_others() -> None:
    assert read("a|b|c|b", LIKELY) == "abcb"


def test_figures_are_left_whole() -> None:
    assert read("112|.21", LIKELY) == "112.21"


def test_signs_as_wide_as_high_take_no_blanks() -> None:
    assert read("港湾港|湾", LIKELY) == "港湾港湾"
    assert read("港湾港|a", LIKELY) == "港湾港a"

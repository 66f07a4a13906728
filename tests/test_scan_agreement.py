from collections.abc import Iterable

import paper

from docparse.document import Box, Size, clip
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Layer, Line, Run
from docparse.engines.light.scan.agreement import likeness
from docparse.engines.light.scan.seen import Pixels

TEXT = (
    "The harbour lies at the mouth of a slow river",
    "and is dredged every spring since the mill was",
    "built. Boats of shallow draught reach the upper",
    "quay at any tide, and larger ones wait outside",
    "for the flood. The harbour master counts them.",
)
FALSE = (
    "Tbe barhovr 1ies at tbe mcuth cf a s1ow rlver",
    "amd 1s dredqed evexy sprlng s1nce tbe mi11 vas",
    "bui1t. Bcats cf sha11cw drauqht reacb tbe uqper",
    "quay at amy tlde, amd 1arqer cnes vait cutside",
    "fcr tbe f1ccd. Tbe barhovr maxter ccumts tbem.",
)
SHIFTED = str.maketrans("abcdefghijklmnopqrstuvwxyz", "bcdefghijklmnopqrstuvwxyza")
SCALE = 150 / 72  # of `paper.pixels`


def pixels() -> Pixels:
    made = paper.document((320, 160))[0]
    for row, text in enumerate(TEXT):
        paper.write(made, 30, 40 + 20 * row, text, 11)
    return paper.pixels(made)


def layer(texts: Iterable[str], image: Pixels) -> Layer:
    height, width = image.shape[:2]
    rows = [(text, Rect(30, 31 + 20 * row, 262, 43 + 20 * row)) for row, text in enumerate(texts)]
    lines = tuple(Line((Run(text, rect, 11.0, rect.y0 + 9),)) for text, rect in rows)

    def locate(rect: Rect) -> Box | None:
        x0, y0, x1, y1 = (side * SCALE for side in rect)
        return clip(x0, y0, x1, y1, Size(width, height))

    return Layer(320, 160, lines, locate=locate)


def told(texts: Iterable[str]) -> float | None:
    found = layer(texts, pixels())
    return likeness(found.lines, found, pixels())


def test_lines_that_say_what_the_page_shows_are_like_it() -> None:
    assert (told(TEXT) or 0) > 0.97


def test_lines_of_misread_letters_are_less_so() -> None:
    assert (told(FALSE) or 1) < 0.93


def test_lines_of_other_letters_are_nothing_like_it() -> None:
    assert (told(text.translate(SHIFTED) for text in TEXT) or 1) < 0.5


def test_a_few_letters_tell_nothing() -> None:
    assert told([text[:4] for text in FALSE]) is None
    assert told(()) is None


def test_leaders_tell_nothing() -> None:
    assert told(["⋯ ⋯ ⋯ ⋯ ⋯ ⋯ ⋯ ⋯ ⋯ ⋯ ⋯ ⋯"] * 5) is None

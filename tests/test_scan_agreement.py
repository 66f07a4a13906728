from collections.abc import Iterable

import paper

from docparse.document import Box, Size, clip
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Layer, Line, Run
from docparse.engines.light.scan.agreement import agrees
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


def test_a_layer_that_says_what_the_page_shows_is_believed() -> None:
    assert agrees(layer(TEXT, pixels()), pixels())


def test_a_layer_of_misread_letters_is_not_believed() -> None:
    assert not agrees(layer(FALSE, pixels()), pixels())


def test_what_cannot_be_judged_is_believed() -> None:
    assert agrees(layer(FALSE[:2], pixels()), pixels())
    assert agrees(layer((), pixels()), pixels())

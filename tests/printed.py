"""Documents of `docparse synth`, set once for all tests about them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from docparse.document import (
    Block,
    Blocks,
    Box,
    Chart,
    Chemical,
    Code,
    Figure,
    Formula,
    List,
    Math,
    Music,
    Table,
    plain,
)
from docparse.source import PageRef, Word
from docparse.source.reader import Reader
from docparse.synth import folder, fonts, ink, truth
from docparse.synth.ink import Ink
from docparse.synth.pieces import Sheet
from docparse.synth.press import Press

NEEDS = pytest.mark.skipif(
    not all(map(find_spec, folder.LIBRARIES)), reason="docparse is installed without its extra `synth`"
)
_MARKERS = "•‣–"


@dataclass(frozen=True)
class Look:
    """A page as it came out, and what is said of it."""

    name: str
    sheet: Sheet
    blocks: Blocks
    ornaments: tuple[Box, ...]
    words: tuple[Word, ...]
    ink: Ink


def press(scratch: Path) -> tuple[Press, dict[fonts.Script, tuple[str, ...]]]:
    (scratch / "fonts").mkdir()
    families = fonts.write(scratch / "fonts")
    return Press(scratch, scratch / "fonts"), families


def looks(name: str, sheet: Sheet, with_press: Press, scratch: Path) -> Iterator[Look]:
    printed = with_press.set(sheet)
    path = scratch / "printed.pdf"
    path.write_bytes(printed.pdf)
    reader = Reader()
    for index in range(reader.survey(str(path)).page_count):
        page = reader.load(PageRef(str(path), "", index))
        found = ink.of(page.render())
        assert page.size_pt is not None
        blocks = truth.blocks(sheet, printed.marks, index + 1, found, page)
        lines = truth.ornaments(printed.marks, index + 1, found, page.size_pt)
        yield Look(f"{name}, page {index + 1}", sheet, blocks, lines, page.words, found)


def stray(look: Look) -> int:
    """Pixels with ink outside of all boxes."""
    rest = np.array(look.ink)
    for box in (*(block.box for block in look.blocks), *look.ornaments):
        assert box is not None
        rest[box.y1 : box.y2, box.x1 : box.x2] = False
    return int(rest.sum())


def read(look: Look, box: Box) -> str:
    """The characters of the text layer in a box, without blanks, and broken words whole."""
    text = squeezed("".join(word.text for word in look.words if _is_in(word.box, box)))
    return re.sub("\u00ad$", "-", text).replace("\u00ad", "")


def _is_in(word: Box, box: Box) -> bool:
    """The right half of a Chinese stop is white, and may be all that is beyond the ink."""
    x, y = (2 * word.x1 + word.x2) / 3, (word.y1 + word.y2) / 2
    return box.x1 <= x < box.x2 and box.y1 <= y < box.y2


def shown(block: Block) -> str | None:
    """The characters that a block shows, without blanks; None for those that are not all text."""
    match block:
        case Formula() | Chart() | Music() | Chemical() | Figure():
            return None
        case List():
            return squeezed(_listing(block, 0))
        case Table():
            return squeezed("".join(plain(cell.inlines) for row in block.rows for cell in row))
        case Code(text):
            return squeezed(text)
        case _:
            is_text = not any(isinstance(inline, Math) for inline in block.inlines)
            return squeezed(plain(block.inlines)) if is_text else None


def _listing(block: List, depth: int) -> str:
    return "".join(
        f"{f'{block.start + place}.' if block.ordered else _MARKERS[depth]}{plain(item.inlines)}"
        + "".join(_listing(nested, depth if block.ordered else depth + 1) for nested in item.lists)
        for place, item in enumerate(block.items)
    )


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())

"""Which block of a page holds which of its words."""

from collections.abc import Sequence
from typing import Final

from docparse.document import Blocks, Box, Word

_INSIDE: Final = 0.5  # of a word's area, from which a block holds it


def held(blocks: Blocks, words: Sequence[Word]) -> tuple[list[list[int]], list[int]]:
    """The places of the words in each block, and of those in none; a word is in one block at most.

    Of several blocks the one that holds most of the word has it, then the smallest, then the first: what an
    answer says twice finds its words taken.
    """
    found: list[list[int]] = [[] for _ in blocks]
    loose: list[int] = []
    for place, word in enumerate(words):
        holders = [(share(word.box, block.box), i) for i, block in enumerate(blocks) if block.box]
        holders = [(part, i) for part, i in holders if part >= _INSIDE]
        if holders:
            _, _, owner = min((-part, _area(blocks[i].box), i) for part, i in holders)
            found[owner].append(place)
        else:
            loose.append(place)
    return found, loose


def share(word: Box, box: Box) -> float:
    """How much of a word lies in a box, 0 to 1."""
    width = min(word.x2, box.x2) - max(word.x1, box.x1)
    height = min(word.y2, box.y2) - max(word.y1, box.y1)
    return width * height / word.area if width > 0 and height > 0 else 0.0


def touches(word: Box, box: Box) -> bool:
    """Less than the height of the word away."""
    reach = word.height
    return (
        word.x1 - reach < box.x2
        and box.x1 < word.x2 + reach
        and word.y1 - reach < box.y2
        and box.y1 < word.y2 + reach
    )


def _area(box: Box | None) -> int:
    return box.area if box else 0

"""Rifts of one block that another explains: words on its edge, and words in another place."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from docparse.document import Blocks, Box, Dispute, Word
from docparse.witness.holding import touches
from docparse.witness.matching import Match, Rift, reconcile
from docparse.witness.tables import around

_TELLING: Final = 8  # characters, from which words that are found elsewhere are taken for moved


def edges(
    blocks: Blocks, found: Sequence[Match | None], unheld: Sequence[Rift], words: Sequence[Word]
) -> None:
    """Settle what a block says of words just outside its box: boxes of models are a few pixels off."""
    for place, one in enumerate(found):
        box = blocks[place].box
        if one is None or not any(rift.said for rift in one.rifts):
            continue
        others = [*unheld, *(rift for other in found if other and other is not one for rift in other.rifts)]
        near = [rift for rift in others if rift.heard and (box is None or _is_near(rift, box, words))]
        one.agreed += reconcile(one.rifts, near)


def strays(found: Sequence[Match | None], unheld: Sequence[Rift], words: Sequence[Word]) -> Iterator[Dispute]:
    """What a block says though it stands elsewhere on the page."""
    elsewhere: defaultdict[str, list[Rift]] = defaultdict(list)
    for rift in chain(unheld, *(one.rifts for one in found if one)):
        elsewhere[" ".join(word.token for word in rift.heard)].append(rift)
    for place, one in enumerate(found, start=1):
        for rift in one.rifts if one else ():
            text = " ".join(rift.said)
            if len(text) < _TELLING or not elsewhere[text]:
                continue
            other = elsewhere[text].pop()
            box = around([words[word.word].box for word in other.heard])
            rift.said, other.heard = [], []
            yield Dispute("moved", text, text, place, box)


def _is_near(rift: Rift, box: Box, words: Sequence[Word]) -> bool:
    return all(touches(words[word.word].box, box) for word in rift.heard)

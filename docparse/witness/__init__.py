"""The words of a page's own text layer as a witness of what an engine answered.

Every block is compared with the words under it: what it lacks, what it adds, what it says otherwise, what
stands in another place. How far the witness is to be believed is not decided here.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from docparse.document import Agreement, Block, Blocks, Box, Dispute, List, Size, SizePt, Table, Verdict, Word
from docparse.witness.holding import held, touches
from docparse.witness.matching import Match, Rift, match
from docparse.witness.settling import edges, strays
from docparse.witness.tables import around, misplaced
from docparse.witness.texts import text_of
from docparse.witness.tokens import Heard, heard, spoken


class Testimony(NamedTuple):
    """The words of a page, and how far they are to be believed."""

    words: tuple[Word, ...]
    verdict: Verdict


class Perusal(NamedTuple):
    """The words of a page, by its layer where that is to be believed and else by OCR, and its size."""

    words: tuple[Word, ...]
    size: Size
    size_pt: SizePt | None


class Ink(NamedTuple):
    """How much of a page's ink its blocks hold, where more of it stands, and which blocks have none."""

    share: float | None
    regions: tuple[Box, ...]
    blank: tuple[bool, ...]


_OVER: Final = 4  # pixels by which a word may be off itself where it is printed twice
_ORDINAL: Final = 4  # characters of what numbers an entry of a list, at most


def compare(blocks: Blocks, words: Sequence[Word], verdict: Verdict) -> Agreement:
    """What the words of a page say of its blocks; nothing where there are no words."""
    if not words:
        return Agreement("absent", None, None, (None,) * len(blocks))
    words = _distinct(words)
    holding, loose = held(blocks, words)
    under = [heard(words, places) for places in holding]
    found = [_match(block, own) for block, own in zip(blocks, under, strict=True)]
    drawn = chain.from_iterable(own for one, own in zip(found, under, strict=True) if one is None)
    unheld = [Rift([], [word]) for word in heard(words, loose)]
    edges(blocks, found, [*unheld, *(Rift([], [word]) for word in drawn)], words)
    left = (word for rift in unheld for word in rift.heard if not _belongs(words[word.word], blocks))
    unheld = [Rift([], run) for run in _runs(left, words)]
    disputes = [
        *strays(found, unheld, words),
        *_swapped(blocks, words, under),
        *(
            dispute
            for place, one in enumerate(found, start=1)
            for dispute in _parted(place, blocks, one, words)
        ),
        *(Dispute("missing", "", _text(one.heard), None, _around(one, words)) for one in unheld if one.heard),
    ]
    return Agreement(
        verdict,
        _share(sum(one.agreed for one in found if one), disputes),
        _coverage(words, unheld),
        tuple(
            _share(one.agreed, [each for each in disputes if each.block == place]) if one else None
            for place, one in enumerate(found, start=1)
        ),
        tuple(disputes),
    )


def _distinct(words: Sequence[Word]) -> list[Word]:
    """Without words that are printed over themselves to look bold, a few pixels off."""
    printed: set[tuple[str, int, int]] = set()
    kept: list[Word] = []
    for word in words:
        x, y = word.box.x1 // _OVER, word.box.y1 // _OVER
        if not any((word.text, x + i, y + j) in printed for i in (-1, 0, 1) for j in (-1, 0, 1)):
            printed.add((word.text, x, y))
            kept.append(word)
    return kept


def _belongs(word: Word, blocks: Blocks) -> bool:
    """Whether a word in no block is a part of what is drawn beside it, or numbers an entry of a list."""
    ordinal = len(word.text) <= _ORDINAL
    beside = (block for block in blocks if block.box and touches(word.box, block.box))
    return any(text_of(block) is None or (ordinal and isinstance(block, List)) for block in beside)


def _match(block: Block, own: Sequence[Heard]) -> Match | None:
    text = text_of(block)
    if text is None:
        return None
    found = match(spoken(text), own)
    if isinstance(block, List):
        found.rifts = [rift for rift in found.rifts if not _is_ordinal(rift)]
    return found


def _is_ordinal(rift: Rift) -> bool:
    """What stands before the entries of a list is no part of their text."""
    return not rift.said and len(rift.heard) == 1 and len(rift.heard[0].token) <= _ORDINAL


def _swapped(blocks: Blocks, words: Sequence[Word], under: Sequence[Sequence[Heard]]) -> Iterator[Dispute]:
    for place, (block, own) in enumerate(zip(blocks, under, strict=True), start=1):
        if isinstance(block, Table):
            for left, right in misplaced(block, words, own):
                said = f"{left.text} | {right.text}"
                yield Dispute(
                    "moved", said, f"{right.text} | {left.text}", place, around((left.box, right.box))
                )


def _parted(place: int, blocks: Blocks, found: Match | None, words: Sequence[Word]) -> Iterator[Dispute]:
    for rift in found.rifts if found else ():
        if not (rift.said or rift.heard):
            continue
        kind = "substituted" if rift.said and rift.heard else "invented" if rift.said else "missing"
        box = _around(rift, words) if rift.heard else blocks[place - 1].box
        yield Dispute(kind, " ".join(rift.said), _text(rift.heard), place, box)


def _runs(heard: Iterable[Heard], words: Sequence[Word]) -> Iterator[list[Heard]]:
    """Words side by side, or in lines one below the other."""
    run: list[Heard] = []
    for word in heard:
        if run and not _follows(words[run[-1].word], words[word.word]):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _follows(before: Word, word: Word) -> bool:
    """In a line, or in the next one."""
    height = max(before.box.height, word.box.height)
    return word.box.y1 - before.box.y2 < height and before.box.y1 - word.box.y2 < height


def _around(rift: Rift, words: Sequence[Word]) -> Box:
    return around([words[word.word].box for word in rift.heard])


def _text(run: Sequence[Heard]) -> str:
    return " ".join(word.token for word in run)


def _share(agreed: int, disputes: Iterable[Dispute]) -> float | None:
    """By characters, blanks left out."""
    parted = sum(max(len(one.said.replace(" ", "")), len(one.heard.replace(" ", ""))) for one in disputes)
    return agreed / (agreed + parted) if agreed + parted else None


def _coverage(words: Sequence[Word], unheld: Sequence[Rift]) -> float | None:
    total = sum(len(word.text) for word in words)
    loose = {word.word for rift in unheld for word in rift.heard}
    return 1 - sum(len(words[place].text) for place in loose) / total if total else None

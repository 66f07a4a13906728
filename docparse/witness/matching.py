"""What a text and the words under it have in common, and where they part."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from docparse.witness.tokens import UNTOLD, Heard

_MOST_PAIRS: Final = 500_000  # of equal tokens, which is what it costs to put two texts in step
_BETWEEN: Final = str.maketrans("", "", "-.,")  # what parts a word, a number or a number from a raised mark


@dataclass(slots=True)
class Rift:
    """Where text and layer part: what the one says, what the other has instead. Either may be empty."""

    said: list[str]
    heard: list[Heard]


@dataclass(slots=True)
class Match:
    """`agreed` counts characters of the text that the layer has too."""

    agreed: int = 0
    rifts: list[Rift] = field(default_factory=list[Rift])


def match(said: Sequence[str], words: Sequence[Heard]) -> Match:
    """Only what one of the two lacks is a rift: the layer has an order of its own within a block."""
    tokens = [word.token for word in words]
    if list(said) == tokens:
        return Match(sum(map(len, said)))
    if not is_comparable(said, tokens):
        return _counted(said, words)
    found = Match()
    for tag, i, j, k, m in SequenceMatcher(None, said, tokens, autojunk=False).get_opcodes():
        if tag == "equal":
            found.agreed += sum(map(len, said[i:j]))
        elif tag != "insert" or not _is_stuttered(words, k, m):
            _compare(list(said[i:j]), list(words[k:m]), found)
    found.agreed += reconcile(found.rifts, found.rifts)
    _join(found)
    return found


def is_comparable(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether texts can be put in step in good time: two that say one word thousands of times cannot."""
    counts = Counter(other)
    return sum(count * counts[token] for token, count in Counter(one).items()) <= _MOST_PAIRS


def _counted(said: Sequence[str], words: Sequence[Heard]) -> Match:
    """By how often each word is there, wherever that is."""
    rift = Rift([token for token in said if token != UNTOLD], list(words))
    return Match(reconcile([rift], [rift]), [rift])


def _join(found: Match) -> None:
    """What is left of a block may be the same letters, parted otherwise and in another order of lines."""
    ours = "".join(token for rift in found.rifts for token in rift.said)
    if ours == "".join(word.token for rift in found.rifts for word in rift.heard):
        found.agreed += len(ours)
        found.rifts.clear()


def _is_stuttered(words: Sequence[Heard], start: int, end: int) -> bool:
    """Whether a word says a part of itself twice, as layers do where glyphs stand for several signs."""
    size = end - start
    return words[start:end] in (words[max(0, start - size) : start], words[end : end + size])


def reconcile(saying: Sequence[Rift], hearing: Sequence[Rift]) -> int:
    """Take out of rifts what the one says and another hears; the characters that so agree."""
    wanted = Counter(token for rift in saying for token in rift.said)
    agreed = 0
    taken: defaultdict[str, int] = defaultdict(int)
    for rift in hearing:
        kept: list[Heard] = []
        for word in rift.heard:
            if taken[word.token] < wanted[word.token]:
                taken[word.token] += 1
                agreed += len(word.token)
            else:
                kept.append(word)
        rift.heard[:] = kept
    for rift in saying:
        rift.said[:] = [token for token in rift.said if not _take(taken, token)]
    return agreed


def _take(taken: defaultdict[str, int], token: str) -> bool:
    taken[token] -= 1
    return taken[token] >= 0


def _compare(said: list[str], heard: list[Heard], found: Match) -> None:
    if UNTOLD in said:  # whose glyphs are among what is heard, and nobody can say which
        theirs = "".join(word.token for word in heard)
        left = [token for token in said if token != UNTOLD and token not in theirs]
        found.agreed += sum(len(token) for token in said if token != UNTOLD) - sum(map(len, left))
        said, heard = left, []
    for first, last in ((0, len(heard)), (1, len(heard)), (0, len(heard) - 1)):
        if said and _is_parted(said, heard[first:last]):
            found.agreed += sum(map(len, said))
            said, heard = [], heard[:first] + heard[last:]
    if said or heard:
        found.rifts.append(Rift(said, heard))


def _is_parted(said: Sequence[str], heard: Sequence[Heard]) -> bool:
    """Whether the same letters are parted otherwise: at the end of a line, or where a raised mark begins."""
    ours = [token.translate(_BETWEEN) for token in said]
    theirs = [word.token.translate(_BETWEEN) for word in heard]
    return "".join(ours) == "".join(theirs) and ours != theirs

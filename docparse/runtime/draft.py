"""Guesses at how an answer goes on, for one pass of the model to judge several tokens at once."""

from collections.abc import Sequence
from itertools import cycle, islice
from typing import Final, Protocol

_LENGTHS: Final = (4, 3, 2, 1)  # of the stretches of tokens that are looked up, the longest first
_MEMORY: Final = 4096  # tokens among which they are


class Drafter(Protocol):
    """Drafts one answer, which it is told token by token; no proposal changes what the answer says."""

    def propose(self, count: int) -> list[int]:
        """At most so many tokens that may follow those that were accepted; none where it knows none."""
        ...

    def accept(self, tokens: Sequence[int]) -> None:
        """The tokens that did follow, whether they were proposed or not."""
        ...

    def rollback(self, count: int) -> None:
        """Forget the last tokens that were accepted."""
        ...


class Echo:
    """Proposes what followed the last few tokens the last time that the answer held them."""

    def __init__(self) -> None:
        self._said = ""  # a character for each token, since nothing is searched as fast as a string

    def propose(self, count: int, behind: Sequence[int] = ()) -> list[int]:
        end = self._said[-_LENGTHS[0] :] + "".join(map(chr, behind))
        following = followed(end, _LENGTHS, self._said)
        return [*map(ord, islice(cycle(following), max(0, count)))]

    def accept(self, tokens: Sequence[int]) -> None:
        self._said += "".join(map(chr, tokens))

    def rollback(self, count: int) -> None:
        self._said = self._said[: len(self._said) - count]


def followed(end: str, lengths: Sequence[int], *told: str) -> str:
    """What followed when the longest known tail of `end` was said last, in the first text that has it."""
    for tail in (end[-length:] for length in lengths):
        for said in told:
            if (at := said.rfind(tail, -_MEMORY, -1)) >= 0:
                return said[at + len(tail) :]
    return ""

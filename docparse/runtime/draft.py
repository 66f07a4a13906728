"""Guesses at how an answer goes on, for one pass of the model to judge several tokens at once."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import islice
from typing import Final, Generic, Protocol, TypeVar

T = TypeVar("T", bound=Hashable)

_LENGTHS: Final = (4, 3, 2, 1)  # of the stretches of tokens that are looked up, the longest first


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


class Habits(Generic[T]):
    """What followed each stretch of what was said so far, the last time that it was said."""

    def __init__(self, lengths: Sequence[int]) -> None:
        """`lengths` are those of the stretches, the longest first."""
        self.said: list[T] = []
        self._lengths = lengths
        self._after: dict[tuple[T, ...], int] = {}

    def say(self, word: T) -> None:
        # What stands at the end is entered when it has been followed by something.
        said, at = self.said, len(self.said)
        for length in self._lengths:
            if at >= length:
                self._after[tuple(said[-length:])] = at
        said.append(word)

    def find(self, said: Sequence[T]) -> int | None:
        """Where that stands in `said` which followed when the longest known end of these was said before."""
        for length in self._lengths:
            if (at := self._after.get(tuple(said[-length:]))) is not None:
                return at
        return None


class Echo:
    """Proposes what followed the last few tokens the last time that the answer held them."""

    def __init__(self) -> None:
        self._habits: Habits[int] = Habits(_LENGTHS)

    def propose(self, count: int) -> list[int]:
        at = self._habits.find(self._habits.said[-_LENGTHS[0] :])
        return [] if at is None else [*islice(self._round(at), count)]

    def accept(self, tokens: Sequence[int]) -> None:
        for token in tokens:
            self._habits.say(token)

    def rollback(self, count: int) -> None:
        said = self._habits.said
        self._habits = Habits(_LENGTHS)
        self.accept(said[: len(said) - count])

    def _round(self, at: int) -> Iterator[int]:
        """The tokens from there on, and from there again where they end."""
        while True:
            yield from self._habits.said[at:]

"""Guesses at how an answer goes on, for one pass of the model to judge several tokens at once."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, Protocol

_LENGTHS: Final = (5, 3)  # of the stretches of tokens that are looked up, the longest first


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
        self._tokens: list[int] = []
        self._after: dict[tuple[int, ...], int] = {}  # a stretch, and where it ended last but now

    def propose(self, count: int) -> list[int]:
        for length in _LENGTHS:
            at = self._after.get(tuple(self._tokens[-length:]))
            if at is not None:
                return [*islice(self._round(at), count)]
        return []

    def accept(self, tokens: Sequence[int]) -> None:
        for token in tokens:
            # What stands at the end is entered when it has been followed by something.
            for length in _LENGTHS:
                if len(self._tokens) >= length:
                    self._after[tuple(self._tokens[-length:])] = len(self._tokens)
            self._tokens.append(token)

    def rollback(self, count: int) -> None:
        kept = self._tokens[: len(self._tokens) - count]
        self._tokens, self._after = [], {}
        self.accept(kept)

    def _round(self, at: int) -> Iterator[int]:
        """The tokens from there on, and from there again where they end."""
        while True:
            yield from self._tokens[at:]

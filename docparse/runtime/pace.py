"""How far ahead answers are drafted: as far as it makes the tokens of a pass worth their time."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LENGTHS: Final = (0, 1, 3, 7, 15)  # of drafts; with the token before it each has a power of two
# Tokens for which a pass computes as long as it reads weights: the first of them cost next to nothing more.
RIDGES: Final = {"cuda": 180, "cpu": 40}
_BEGIN: Final = 0.7  # of the tokens of a draft, before any was judged
_FADE: Final = 0.85  # what a judged token leaves of what was known before it
_REST: Final = 0.005  # of the way back, that a page goes which is not drafted for


@dataclass(slots=True)
class Pace:
    """What the drafts of one page have come to."""

    right: float = (
        _BEGIN  # how probable it is that the next token of a draft is right, if those before it are
    )

    def length(self, pages: int, ridge: int) -> int:
        """How many tokens to draft while so many pages are answered at a time."""
        length = _length(round(self.right, 2), pages, ridge)
        if not length:  # so that one day it is tried again
            self.right += _REST * (_BEGIN - self.right)
        return length

    def learn(self, right: int, drafted: int) -> None:
        """So many tokens of a draft were right, up to the first that was not."""
        if judged := min(right + 1, drafted):
            self.right += (1 - _FADE**judged) * (right / judged - self.right)


@lru_cache(maxsize=4096)
def _length(right: float, pages: int, ridge: int) -> int:
    """The length that brings most tokens for the time of a pass, which reads weights and then computes."""

    def pays(length: int) -> float:
        tokens = sum(right**place for place in range(length + 1))
        return tokens / (ridge + pages * (length + 1))

    return max(LENGTHS, key=pays)

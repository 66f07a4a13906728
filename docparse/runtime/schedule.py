"""Which pages are in a pass: every one that answers, and prompts in what room is left, the oldest first."""

from collections import deque
from collections.abc import Sequence
from typing import Final, TypeAlias

from docparse.runtime.pages import Page
from docparse.runtime.step import Part, Run

Turns: TypeAlias = Sequence[tuple[Page, Part | Run]]

PIECE: Final = 2048  # tokens of prompts in one pass, so that answers wait for no long one


class Schedule:
    def __init__(self, piece: int, ridge: int) -> None:
        """`piece` is how many tokens of prompts a pass takes, `ridge` for how many it takes no longer."""
        self._piece = piece
        self._ridge = ridge
        self.reading: deque[Page] = deque()
        self.saying: list[Page] = []

    @property
    def pages(self) -> list[Page]:
        return [*self.reading, *self.saying]

    @property
    def hungry(self) -> bool:
        """Whether a pass takes more of prompts than there is left to read."""
        return sum(page.length - page.read for page in self.reading) < self._piece

    def join(self, page: Page) -> None:
        (self.saying if page.cut else self.reading).append(page)

    def turns(self) -> list[tuple[Page, Part | Run]]:
        """What the next pass holds, parts of prompts first. A prompt that ends with it has been read then."""
        room, turns = self._piece, list[tuple[Page, Part | Run]]()
        talking = sorted((page for page in self.saying if not page.cut), key=lambda page: page.slot)
        while self.reading and room:
            page = self.reading[0]
            turns.append((page, part := page.part(room)))
            room -= part.end - part.start
            if page.read == page.length:
                self.saying.append(self.reading.popleft())
        return turns + [(page, page.run(len(talking), self._ridge)) for page in talking]

    def foreseen(self, turns: Turns) -> bool:
        """Whether the next pass is known but for what this one says: the same pages, a token of each."""
        return (
            not self.reading
            and len(turns) == len(self.saying)
            and all(page.awaits(turn) and page.leads(len(turns), self._ridge) for page, turn in turns)
        )

# pyright: standard
# torch names the types of its own functions only in part.
"""A page under way: what it has said, and what it says next to the logits of a pass."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import eq
from typing import Final, Protocol

import torch
from torch import Tensor

from docparse.runtime.draft import Drafter
from docparse.runtime.frames import NONE
from docparse.runtime.pace import Pace
from docparse.runtime.step import Part, Prompt, Run

TEMPERATURES: Final = (0.0, 0.2, 0.4, 0.8)  # of the attempts at an answer


class Constraint(Protocol):
    """What one answer may say, told token by token; the token that ends it counts."""

    fault: str  # why anything may be said from here on, if so

    def accept(self, tokens: Sequence[int]) -> int:
        """Take tokens as far as they are allowed; how many that are."""
        ...

    def mask(self) -> Tensor:
        """Which tokens may come next, [vocabulary], of booleans."""
        ...

    def rollback(self, count: int) -> None:
        """Forget the last tokens that were taken."""
        ...


@dataclass(slots=True, eq=False)
class Page:
    """All of its tokens but the last stand in its slot, behind its prompt."""

    key: object
    seed: int
    length: int  # of its prompt, in tokens
    limit: int  # tokens of an answer
    constraint: Constraint | None = None
    drafter: Drafter | None = None
    prompt: Prompt | None = None  # until it has been read
    read: int = 0  # tokens of the prompt
    slot: int = -1
    tokens: list[int] = field(default_factory=list[int])
    draft: list[int] = field(default_factory=list[int])  # what may follow: the next pass judges it
    pace: Pace = field(default_factory=Pace)
    attempt: int = 0
    good: int = 0  # tokens that no attempt has to say again
    looked: int = 0  # tokens up to which it was looked for circles
    cut: str = ""  # why no further token can be had
    dice: torch.Generator = field(default_factory=torch.Generator)  # on the CPU, the same for every device

    @property
    def held(self) -> int:
        """How many of its tokens its slot holds, those of the prompt too, once it has said one."""
        return self.length + len(self.tokens) - 1

    @property
    def spent(self) -> bool:
        """Whether this attempt is the last."""
        return self.attempt + 1 == len(TEMPERATURES)

    def part(self, room: int) -> Part:
        """The next tokens of the prompt, so many at most. With the last of them the prompt is let go."""
        assert self.prompt is not None
        part = Part(self.slot, self.prompt, self.read, min(self.length, self.read + room))
        self.read = part.end
        if self.read == self.length:
            self.prompt = None
        return part

    def run(self, pages: int, ridge: int) -> Run:
        """The last token and a draft of what follows, as long as it pays beside so many pages."""
        room = min(self.pace.length(pages, ridge), self.limit - len(self.tokens) - 1) if self.drafter else 0
        self.draft = self.drafter.propose(room) if self.drafter and room else []
        return self._run

    @property
    def _run(self) -> Run:
        return Run(self.slot, [self.tokens[-1], *self.draft], self.held)

    def awaits(self, turn: Part | Run) -> bool:
        """Whether it says what follows there: not within its prompt, nor on tokens that it did not take."""
        return self.read == self.length if isinstance(turn, Part) else turn == self._run

    def leads(self, pages: int, ridge: int) -> bool:
        """Whether its next run, too, is to be a single token: the likeliest, if that may be said."""
        drafts = self.drafter is not None and self.pace.length(pages, ridge)
        return not (self.attempt or drafts) and len(self.tokens) + 1 < self.limit

    def say(self, likeliest: Sequence[int], logits: Tensor, eos: frozenset[int]) -> None:
        """Take what the model says to the last token and to each of the draft, as far as the draft was right.

        Each token is chosen, or drawn, from what the model says behind the tokens before it, and counts only
        if these are those of the draft: so a draft makes no token more or less likely than it is without.
        """
        begun = len(self.tokens)
        sure = self._take_sure(likeliest, eos)
        for place, likely in enumerate(likeliest[sure:], start=sure):
            if likely == NONE:
                self.cut = "the model's numbers have run over; those of bfloat16 and float32 reach further"
                break
            token = self._pick(likely, logits[place])
            self.tokens.append(token)
            if token in eos or [token] != self.draft[place : place + 1]:
                break
        said, draft = self.tokens[begun:], self.draft
        if self.drafter is not None:
            self.drafter.accept(said)
            self.pace.learn(sum(map(eq, said, draft)), len(draft))
        self.draft = []

    def again(self, good: int) -> None:
        """Take the answer up behind its good tokens, hotter than before."""
        lost = len(self.tokens) - good
        for follower in (self.constraint, self.drafter):
            if follower is not None:
                follower.rollback(lost)
        del self.tokens[good:]
        self.attempt += 1
        self.looked = 0
        self.dice.manual_seed(self.seed * len(TEMPERATURES) + self.attempt)

    def _take_sure(self, likeliest: Sequence[int], eos: frozenset[int]) -> int:
        """Take at once what is right of the draft as far as it is allowed; how many tokens that are."""
        right = 0
        if not self.attempt:
            while self.draft[right : right + 1] == [likeliest[right]] and likeliest[right] not in eos:
                right += 1
        taken = self.constraint.accept(self.draft[:right]) if self.constraint and right else right
        self.tokens += self.draft[:taken]
        return taken

    def _pick(self, likeliest: int, logits: Tensor) -> int:
        """Masks cost more than tokens: what is allowed is asked for only where the token of choice is not."""
        token = self._draw(logits) if self.attempt else likeliest
        if self.constraint is not None and not self.constraint.accept([token]):
            token = self._draw(logits.masked_fill(~self.constraint.mask().to(logits.device), -torch.inf))
            self.constraint.accept([token])
        return token

    def _draw(self, logits: Tensor) -> int:
        if not self.attempt:
            return int(logits.argmax())
        chances = (logits.float() / TEMPERATURES[self.attempt]).softmax(-1).cpu()
        return int(torch.multinomial(chances, 1, generator=self.dice))

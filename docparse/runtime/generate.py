# pyright: standard
# torch names the types of its own functions only in part.
"""Answers to page images: pages join as slots come free, and leave as their answers end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

import torch

from docparse.checkpoints.needs import PACK
from docparse.families import Inputs
from docparse.runtime import Loaded, ends
from docparse.runtime.draft import Drafter
from docparse.runtime.feed import Feed
from docparse.runtime.frames import NONE, Said
from docparse.runtime.pace import RIDGES
from docparse.runtime.pages import Constraint, Page
from docparse.runtime.schedule import PIECE, Schedule, Turns
from docparse.runtime.step import Context, Run, Runner

End: TypeAlias = Literal["complete", "truncated", "repeating"]

_AHEAD: Final = 2  # prompts that wait for a slot, so that none is free for long


@dataclass(frozen=True, slots=True)
class Ask:
    """A page to answer: as the model is shown it, and the whole text before its answer."""

    key: object  # the asker's own; comes back with the answer
    inputs: Inputs
    text: str
    seed: int = 0  # of what is drawn where greedy decoding ran in circles


@dataclass(frozen=True, slots=True)
class Answer:
    """`truncated` at the limit of tokens; `repeating` where all attempts ran in circles, up to the circle."""

    key: object
    text: str
    end: End
    tokens: int  # that the text takes
    attempts: int  # 1 to 4
    fault: str = ""  # why the answer was held to nothing from some place on, if so
    cut: str = ""  # why it is truncated, if not at the limit of tokens


class _Ready(NamedTuple):
    """A page that waits for a slot. Its context, pixels above all, is let go once it has been seen."""

    page: Page
    context: Context


class _Flight(NamedTuple):
    """A pass that is under way on the device."""

    turns: Turns
    said: Said


class Generator:
    """Holds the slots of a model. Each page is answered as if it were alone, whatever is beside it.

    Greedy, without a penalty on repetition, which would blank out tables. An answer that runs in circles is
    taken up again from before it did, hotter each time, drawn by the seed of its page.
    """

    def __init__(  # noqa: PLR0913 - what a run may set
        self,
        loaded: Loaded,
        slots: int,
        max_tokens: int,
        constrain: Callable[[Ask], Constraint | None] | None = None,
        draft: Callable[[Ask], Drafter] | None = None,
        *,
        places: int | None = None,
        piece: int = PIECE,
        framed: bool | None = None,
        ahead: bool = True,
        compiled: bool = False,
    ) -> None:
        """`places`: tokens of a prompt and its answer at most, for which memory is taken; None: the model's.

        `piece`: how many tokens of prompts are read in one pass. `framed`, `compiled`: as for the Runner.
        `ahead`: whether passes in frames may be launched before it is known what the last one says.
        """
        self._loaded = loaded
        self._places = min(places or loaded.context, loaded.context)
        self._runner = Runner(loaded, slots, self._places, framed=framed, compiled=compiled)
        self._max_tokens = max_tokens
        self._constrain = constrain
        self._draft = draft
        self._piece = piece
        self._leads = ahead
        self.passes = 0  # made so far

    @property
    def slots(self) -> int:
        """Pages under way at a time: fewer than were asked for where there is no memory for so many."""
        return self._runner.cache.slots

    def answers(self, asks: Iterator[Ask]) -> Iterator[Answer]:
        """One answer for each ask, in the order in which they end.

        `asks` runs in a thread, a little ahead; it may wait there, for an answer too, and stops no page. What
        it raises is raised here. Closing this iterator ends the thread and drops the pages under way.
        """
        feed: Feed[_Ready] = Feed(asks, self._ready, _AHEAD)
        schedule = Schedule(self._piece, RIDGES[self._loaded.device.type])
        flight: _Flight | None = None
        try:
            while self._let_in(feed, schedule):
                flight = self._advance(schedule, flight)
                for page in tuple(schedule.saying):
                    if answer := self._ended(page):
                        schedule.saying.remove(page)
                        self._let_go(page)
                        yield answer
        finally:
            feed.close()
            for page in schedule.pages:
                self._let_go(page)
            if flight:
                self._judge(*flight)  # of no page any more; what has run over in it is wiped

    def _ready(self, ask: Ask) -> _Ready:
        """What can be made ready before there is a slot; runs in the thread of the asks."""
        ids = tuple(self._loaded.tokenizer.encode(ask.text, add_special_tokens=False).ids)
        page = Page(
            ask.key,
            ask.seed,
            length=len(ids),
            limit=min(self._max_tokens, self._places - len(ids)),
            constraint=self._constrain(ask) if self._constrain else None,
            drafter=self._draft(ask) if self._draft else None,
        )
        if page.limit < 1:
            whose = "the model was made" if self._places == self._loaded.context else "there is room"
            page.cut = f"the page and its prompt take {len(ids):,} tokens, and {whose} for {self._places:,}"
        return _Ready(page, Context(ids, self._loaded.family.positions(ids, ask.inputs), ask.inputs))

    def _let_in(self, feed: Feed[_Ready], schedule: Schedule) -> bool:
        """Give free slots to pages that are ready; whether any page is under way."""
        joined: list[_Ready] = []
        prompts = 0
        while schedule.hungry and len(joined) < self._runner.cache.free and prompts < PACK:
            ready = feed.take(wait=not (joined or schedule.pages))
            if ready is None:
                break
            joined.append(ready)
            prompts += ready.page.length
        for page, _ in joined:
            page.slot = self._runner.cache.admit()
        self._see([ready for ready in joined if not ready.page.cut])
        for page, _ in joined:
            schedule.join(page)
        return bool(schedule.pages)

    def _see(self, joined: Sequence[_Ready]) -> None:
        """Have the images of pages seen: all at once, or one by one where that takes too much memory."""
        if not joined:
            return
        try:
            prompts = self._runner.see([context for _, context in joined])
        except torch.OutOfMemoryError:
            if len(joined) == 1:
                joined[0].page.cut = "there is no memory to see it; a lower --max-pixels makes it smaller"
                return
            for ready in joined:
                self._see([ready])
        else:
            for (page, _), prompt in zip(joined, prompts, strict=True):
                page.prompt = prompt

    def _advance(self, schedule: Schedule, flight: _Flight | None) -> _Flight | None:
        """One pass of the model: further parts of prompts, and what every other page says next.

        It may be under way. Returned is the one behind it, where that has been launched by then: a page that
        says something else than it was launched on, or nothing more, has no part in it.
        """
        if flight is None:
            if not (turns := schedule.turns()):
                return None
            flight = _Flight(turns, self._runner.step([turn for _, turn in turns]))
        said, ahead = flight.said, None
        if self._leads and said.leads and schedule.foreseen(flight.turns):
            said, ahead = self._runner.follow(said)
        likeliest = self._judge(flight.turns, said)
        return None if ahead is None else _Flight(_behind(flight.turns, likeliest), ahead)

    def _judge(self, turns: Turns, said: Said) -> list[list[int]]:
        """Have pages say what follows. Numbers that have run over are wiped where they are no page's."""
        likeliest = said.read()
        self.passes += 1
        for (page, turn), tokens, rows in zip(turns, likeliest, said.rows, strict=True):
            if page.awaits(turn):
                page.say(tokens, said.logits[rows], self._loaded.eos)
            if NONE in tokens and page.tokens:
                self._runner.cache.wipe(turn.slot, page.held)
        return likeliest

    def _let_go(self, page: Page) -> None:
        if page.cut:
            self._runner.cache.wipe(page.slot)
        self._runner.cache.release(page.slot)
        page.slot = -1

    def _ended(self, page: Page) -> Answer | None:
        tokens, tokenizer = page.tokens, self._loaded.tokenizer
        if page.cut:
            return self._answer(page, tokens, "truncated")
        if (good := self._circling(page)) is not None:
            return self._again(page, good)
        if tokens[-1] in self._loaded.eos:
            return self._answer(page, tokens[:-1], "complete")
        if len(tokens) >= page.limit:
            good = ends.circled(tokenizer, tokens)
            return self._answer(page, tokens, "truncated") if good is None else self._again(page, good)
        return None

    def _circling(self, page: Page) -> int | None:
        """Looks at the same places of an answer whether they were reached in single steps or in runs."""
        look = len(page.tokens) // ends.EVERY * ends.EVERY
        if look == page.looked:
            return None
        page.looked = look
        return ends.circling(self._loaded.tokenizer, page.tokens[:look])

    def _again(self, page: Page, good: int) -> Answer | None:
        """Take the page up behind its good tokens, hotter than before; or let it be."""
        page.good = max(page.good, good)
        if page.spent:
            return self._answer(page, page.tokens[: page.good], "repeating")
        page.again(page.good)
        return None

    def _answer(self, page: Page, tokens: Sequence[int], end: End) -> Answer:
        text = ends.text(self._loaded.tokenizer, tokens)
        fault = page.constraint.fault if page.constraint else ""
        return Answer(page.key, text, end, len(tokens), page.attempt + 1, fault, page.cut)


def _behind(turns: Turns, likeliest: Sequence[Sequence[int]]) -> Turns:
    """The turns of the pass behind one of single tokens."""
    return [
        (page, Run(turn.slot, tokens, turn.end))
        for (page, turn), tokens in zip(turns, likeliest, strict=True)
    ]

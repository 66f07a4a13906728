# pyright: standard
# torch names the types of its own functions only in part.
"""Answers to page images: pages join as slots come free, and leave as their answers end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias

import torch
from torch import Tensor

from docparse.checkpoints.needs import PACK
from docparse.families import Inputs
from docparse.runtime import Loaded, ends
from docparse.runtime.feed import Feed
from docparse.runtime.step import Context, Runner

End: TypeAlias = Literal["complete", "truncated", "repeating"]

_TEMPERATURES: Final = (0.0, 0.2, 0.4, 0.8)  # of the attempts at an answer
_NONE: Final = -1  # in place of a token
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


@dataclass(slots=True)
class _Page:
    """A page under way. All of its tokens but the last stand in its slot, behind its prompt."""

    key: object
    seed: int
    prompt: int  # tokens
    limit: int  # tokens of an answer
    constraint: Constraint | None
    slot: int = -1
    tokens: list[int] = field(default_factory=list[int])
    attempt: int = 0
    good: int = 0  # tokens that no attempt has to say again
    cut: str = ""  # why no further token can be had
    dice: torch.Generator = field(default_factory=torch.Generator)  # on the CPU, the same for every device


class _Ready(NamedTuple):
    """A page that waits for a slot. Its context, pixels above all, is let go once it has been read."""

    page: _Page
    context: Context


class Generator:
    """Holds the slots of a model. Each page is answered as if it were alone, whatever is beside it.

    Greedy, without a penalty on repetition, which would blank out tables. An answer that runs in circles is
    taken up again from before it did, hotter each time, drawn by the seed of its page.
    """

    def __init__(
        self,
        loaded: Loaded,
        slots: int,
        max_tokens: int,
        constrain: Callable[[Ask], Constraint | None] | None = None,
    ) -> None:
        self._loaded = loaded
        self._runner = Runner(loaded, slots)
        self._max_tokens = max_tokens
        self._constrain = constrain

    def answers(self, asks: Iterator[Ask]) -> Iterator[Answer]:
        """One answer for each ask, in the order in which they end.

        `asks` runs in a thread, a little ahead; it may wait there, for an answer too, and stops no page. What
        it raises is raised here. Closing this iterator ends the thread and drops the pages under way.
        """
        feed: Feed[_Ready] = Feed(asks, self._ready, _AHEAD)
        under_way: list[_Page] = []
        try:
            while under_way or (under_way := self._admit(feed, wait=True)):
                for page in tuple(under_way):
                    if answer := self._ended(page):
                        under_way.remove(page)
                        self._runner.cache.release(page.slot)
                        yield answer
                self._advance(under_way)
                under_way += self._admit(feed, wait=False)
        finally:
            feed.close()
            for page in under_way:
                self._runner.cache.release(page.slot)

    def _ready(self, ask: Ask) -> _Ready:
        """What can be made ready before there is a slot; runs in the thread of the asks."""
        ids = tuple(self._loaded.tokenizer.encode(ask.text, add_special_tokens=False).ids)
        positions = self._loaded.family.positions(ids, ask.inputs)
        limit = min(self._max_tokens, self._loaded.context - len(ids))
        constraint = self._constrain(ask) if self._constrain else None
        page = _Page(ask.key, ask.seed, len(ids), limit, constraint)
        if limit < 1:
            room = f"the model was made for {self._loaded.context:,}"
            page.cut = f"the page and its prompt take {len(ids):,} tokens, and {room}"
        return _Ready(page, Context(ids, positions, ask.inputs))

    def _admit(self, feed: Feed[_Ready], *, wait: bool) -> list[_Page]:
        joined: list[_Ready] = []
        prompts = 0
        while len(joined) < self._runner.cache.free and prompts < PACK:
            ready = feed.take(wait=wait and not joined)
            if ready is None:
                break
            joined.append(ready)
            prompts += ready.page.prompt
        self._start(joined)
        return [page for page, _ in joined]

    def _start(self, joined: Sequence[_Ready]) -> None:
        for page, _ in joined:
            page.slot = self._runner.cache.admit(0 if page.cut else page.prompt + page.limit)
        read = [ready for ready in joined if not ready.page.cut]
        if read:
            slots, contexts = [page.slot for page, _ in read], [context for _, context in read]
            _choose([page for page, _ in read], self._runner.prefill(slots, contexts))

    def _advance(self, under_way: Sequence[_Page]) -> None:
        """One token for every page."""
        pages = sorted(under_way, key=lambda page: page.slot)
        if pages:
            logits = self._runner.decode([page.slot for page in pages], [page.tokens[-1:] for page in pages])
            _choose(pages, logits[:, 0])

    def _ended(self, page: _Page) -> Answer | None:
        tokens, tokenizer = page.tokens, self._loaded.tokenizer
        if page.cut:
            return self._answer(page, tokens, "truncated")
        if tokens[-1] in self._loaded.eos:
            return self._answer(page, tokens[:-1], "complete")
        if len(tokens) >= page.limit:
            good = ends.circled(tokenizer, tokens)
            return self._answer(page, tokens, "truncated") if good is None else self._again(page, good)
        good = ends.circling(tokenizer, tokens) if len(tokens) % ends.EVERY == 0 else None
        return None if good is None else self._again(page, good)

    def _again(self, page: _Page, good: int) -> Answer | None:
        """Take the page up behind its good tokens, hotter than before; or let it be."""
        page.good = max(page.good, good)
        if page.attempt + 1 == len(_TEMPERATURES):
            return self._answer(page, page.tokens[: page.good], "repeating")
        if page.constraint is not None:
            page.constraint.rollback(len(page.tokens) - page.good)
        del page.tokens[page.good :]
        page.attempt += 1
        page.dice.manual_seed(page.seed * len(_TEMPERATURES) + page.attempt)
        self._runner.cache.lengths[page.slot] = page.prompt + page.good - 1
        return None

    def _answer(self, page: _Page, tokens: Sequence[int], end: End) -> Answer:
        text = ends.text(self._loaded.tokenizer, tokens)
        fault = page.constraint.fault if page.constraint else ""
        return Answer(page.key, text, end, len(tokens), page.attempt + 1, fault, page.cut)


def _choose(pages: Sequence[_Page], logits: Tensor) -> None:
    """Add a token to each page, [pages, vocabulary]: the host waits for the device once for all of them."""
    likeliest = logits.argmax(-1).masked_fill(logits.isnan().any(-1), _NONE).tolist()
    for page, token, row in zip(pages, likeliest, logits, strict=True):
        if token == _NONE:
            page.cut = "the model's numbers have run over; those of bfloat16 and float32 reach further"
        else:
            page.tokens.append(_pick(page, token, row))


def _pick(page: _Page, likeliest: int, row: Tensor) -> int:
    """Masks cost more than tokens, so what is allowed is asked for only where the token of choice is not."""
    token = _draw(page, row) if page.attempt else likeliest
    if page.constraint is not None and not page.constraint.accept([token]):
        token = _draw(page, row.masked_fill(~page.constraint.mask().to(row.device), -torch.inf))
        page.constraint.accept([token])
    return token


def _draw(page: _Page, row: Tensor) -> int:
    if not page.attempt:
        return int(row.argmax())
    chances = (row.float() / _TEMPERATURES[page.attempt]).softmax(-1).cpu()
    return int(torch.multinomial(chances, 1, generator=page.dice))

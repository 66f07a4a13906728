# pyright: standard
# The modules of transformers are reached by name; torch knows them as Tensor | Module.
"""Passes through a model: images through its eyes, prompts and answers through its language model."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from docparse.families import Family, Inputs
from docparse.runtime import Loaded
from docparse.runtime.attention import WIDEST, Pass, Span, install
from docparse.runtime.cache import allocate
from docparse.runtime.frames import Frames, Row, Said, likeliest, said


@dataclass(frozen=True, slots=True)
class Context:
    """What stands before an answer, as a model takes it."""

    ids: tuple[int, ...]
    positions: NDArray[np.int64]  # rotary, [planes, tokens]
    inputs: Inputs


@dataclass(frozen=True, slots=True)
class Prompt:
    """What stands before an answer, its images seen: ready for the language model, whole or part by part."""

    vectors: Tensor  # of each token, [tokens, hidden]
    positions: NDArray[np.int64]
    seen: NDArray[np.bool_]  # which tokens are places of images
    deep: tuple[Tensor, ...]  # what the first layers add there, [places of images, hidden]

    @property
    def ahead(self) -> int:
        """By how much the rotary position of a token behind it is ahead of its place."""
        return int(self.positions.max()) + 1 - self.positions.shape[1]


class Part(NamedTuple):
    """Tokens of a prompt that are to be read into a slot: those from `start` up to `end`."""

    slot: int
    prompt: Prompt
    start: int
    end: int

    @property
    def deep(self) -> list[Tensor]:
        """What is added at those of its tokens that are places of images."""
        first = int(self.prompt.seen[: self.start].sum())
        end = first + int(self.prompt.seen[self.start : self.end].sum())
        return [layer[first:end] for layer in self.prompt.deep]

    @property
    def rows(self) -> int:
        """How many of its tokens are answered: the last."""
        return 1


class Run(NamedTuple):
    """Tokens of an answer that are to be read into a slot, from `start` on."""

    slot: int
    tokens: Sequence[int]
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.tokens)

    @property
    def rows(self) -> int:
        """How many of its tokens are answered: all of them."""
        return len(self.tokens)


class Runner:
    """A model and the pages in its slots. Drives transformers' modules, but never the forward of the whole.

    That one keeps the positions of its last batch on the module, so that two batches could not alternate.
    """

    def __init__(
        self,
        loaded: Loaded,
        slots: int,
        places: int,
        *,
        framed: bool | None = None,
        compiled: bool = False,
    ) -> None:
        """`framed`: whether answers go through passes of fixed shapes; None: where these save time.

        `compiled`: whether layers are compiled for each of these shapes.
        """
        install(loaded.module)
        self._family: Family = loaded.family
        self._module: Any = loaded.module
        self._language = self._module.model.language_model
        self._device = loaded.device
        self.cache = allocate(self._language, slots, places + WIDEST)
        quick = self._device.type == "cuda" and loaded.dtype != torch.float32
        self._framing = quick if framed is None else framed
        self._compiled = compiled
        self._frames: Frames | None = None
        self._planes = 0  # of rotary positions; known with the first prompt
        self._ahead = [0] * len(self.cache.lengths)

    @torch.inference_mode()
    def see(self, contexts: Sequence[Context]) -> list[Prompt]:
        """Show the vision tower the images of some prompts, all at once."""
        sight = self._family.see(self._module, [context.inputs for context in contexts])
        counts = [context.inputs.tokens for context in contexts]
        self._learn(len(contexts[0].positions))
        layers = [layer.split(counts) for layer in (sight.vectors, *sight.deep)]
        return [
            self._prompt(context, *page)
            for context, page in zip(contexts, zip(*layers, strict=True), strict=True)
        ]

    @torch.inference_mode()
    def step(self, turns: Sequence[Part | Run]) -> Said:
        """Read parts of prompts, and behind them runs of answers, in one pass.

        Said is what follows, turn by turn: the last token of a part, and each token of a run.
        """
        parts = [turn for turn in turns if isinstance(turn, Part)]
        runs = [turn for turn in turns if isinstance(turn, Run)]
        for part in parts:
            self._ahead[part.slot] = part.prompt.ahead
        for turn in turns:
            self.cache.lengths[turn.slot] = turn.end
        return self._plain(parts, runs) if parts else self._framed(runs)

    @torch.inference_mode()
    def follow(self, last: Said) -> tuple[Said, Said]:
        """Launch the pass behind the last one, which `leads`, before the host has read it.

        That one comes first, its logits put aside.
        """
        assert last.frame is not None
        for rows in last.rows:
            self.cache.lengths[rows.start] += 1  # each slot has one row
        return last.frame.follow(last)

    def _learn(self, planes: int) -> None:
        """Frames need one device, and to know how many numbers a rotary position has."""
        if not self._planes and self._framing and len(self.cache.devices) == 1:
            self._frames = Frames(self._module, self.cache, planes, compiled=self._compiled)
        self._planes = planes

    def _plain(self, parts: Sequence[Part], runs: Sequence[Run]) -> Said:
        turns = (*parts, *runs)
        spans = [Span(turn.slot, turn.start, turn.end - turn.start) for turn in turns]
        hidden = self._pass(parts, runs, Pass(self.cache, spans))
        ends = [end - 1 for end in accumulate(span.size for span in spans[: len(parts)])]
        told = range(ends[-1] + 1 if ends else 0, len(hidden))
        head = self._module.lm_head
        logits = head(hidden[[*ends, *told]].to(head.weight.device))
        bounds = [0, *accumulate(turn.rows for turn in turns)]
        return said(logits, likeliest(logits), [slice(*pair) for pair in pairwise(bounds)])

    def _framed(self, runs: Sequence[Run]) -> Said:
        """In a frame, if one fits. A new one is compared with a plain pass; if it errs, no more are used."""
        plain = partial(self._plain, (), runs)
        if self._frames is None:
            return plain()
        rows = [Row(*run, self._position(run)) for run in runs]
        frame, new = self._frames.frame(rows)
        if frame is None:
            return plain()
        if not new:
            return frame.run(rows)
        proof, proven = self._frames.prove(frame, rows, plain)
        if not proven:
            self._frames = None
        return proof

    def _pass(self, parts: Sequence[Part], runs: Sequence[Run], step: Pass) -> Tensor:
        vectors = [part.prompt.vectors[part.start : part.end] for part in parts]
        positions = [part.prompt.positions[:, part.start : part.end] for part in parts]
        if runs:
            said = self._tensor([*chain.from_iterable(run.tokens for run in runs)])
            vectors.append(self._language.embed_tokens(said))
            positions.append(self._positions(runs))
        planes = self._tensor(np.concatenate(positions, axis=1))
        out = self._language(
            inputs_embeds=torch.cat(vectors)[None],
            position_ids=planes if len(planes) == 1 else planes[:, None],  # [planes, 1, tokens]
            use_cache=False,
            step=step,
            **self._deep(parts, sum(run.rows for run in runs)),
        )
        return out.last_hidden_state[0]

    def _positions(self, runs: Sequence[Run]) -> NDArray[np.int64]:
        """A token of an answer stands one further on every plane."""
        places = [self._position(run) + np.arange(run.rows) for run in runs]
        return np.tile(np.concatenate(places), (self._planes, 1))

    def _position(self, run: Run) -> int:
        return run.start + self._ahead[run.slot]

    def _deep(self, parts: Sequence[Part], said: int) -> dict[str, Any]:
        """What the eyes say to the first layers at the places of images, under the names of transformers."""
        deep = [part.deep for part in parts]
        if not any(deep):
            return {}
        seen = np.concatenate(
            [*(part.prompt.seen[part.start : part.end] for part in parts), np.zeros(said, np.bool_)]
        )
        layers = [torch.cat(layer) for layer in zip(*deep, strict=True)]
        return {"visual_pos_masks": self._tensor(seen)[None], "deepstack_visual_embeds": layers}

    def _prompt(self, context: Context, seen: Tensor, *deep: Tensor) -> Prompt:
        ids = np.array(context.ids)
        places = ids == self._family.image_token
        vectors = self._language.embed_tokens(self._tensor(ids))
        vectors[self._tensor(places)] = seen.to(vectors)
        return Prompt(vectors, context.positions, places, deep)

    def _tensor(self, numbers: Sequence[int] | NDArray[Any]) -> Tensor:
        return torch.as_tensor(numbers, device=self._device)

# pyright: standard
# The modules of transformers are reached by name; torch knows them as Tensor | Module.
"""The two passes through a model: prompts with their images, and tokens of answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from docparse.families import Family, Inputs
from docparse.runtime import Loaded
from docparse.runtime.attention import Decode, Prefill, Step, install
from docparse.runtime.cache import Cache


@dataclass(frozen=True, slots=True)
class Context:
    """What stands before an answer, as a model takes it."""

    ids: tuple[int, ...]
    positions: NDArray[np.int64]  # rotary, [planes, tokens]
    inputs: Inputs


class Runner:
    """A model and the pages in its slots. Drives transformers' modules, but never the forward of the whole.

    That one keeps the positions of its last batch on the module, so that two batches could not alternate.
    """

    def __init__(self, loaded: Loaded, slots: int) -> None:
        install(loaded.module)
        self._family: Family = loaded.family
        self._module: Any = loaded.module
        self._language = self._module.model.language_model
        self._device = loaded.device
        self._planes = 1
        self._ahead = [0] * slots  # by how much the rotary position of a token is ahead of its place
        self.cache = Cache(self._language, slots)

    @torch.inference_mode()
    def prefill(self, slots: Sequence[int], contexts: Sequence[Context]) -> Tensor:
        """Read prompts into slots that were admitted; the logits of what follows, [pages, vocabulary]."""
        ids = self._tensor([*chain.from_iterable(context.ids for context in contexts)])
        embeddings, deep = self._see(ids, [context.inputs for context in contexts])
        positions = self._tensor(np.concatenate([context.positions for context in contexts], axis=1))
        lengths = [len(context.ids) for context in contexts]
        hidden = self._pass(embeddings, positions, Prefill(self.cache, slots, lengths), deep)
        for slot, context in zip(slots, contexts, strict=True):
            self.cache.lengths[slot] = len(context.ids)
            self._ahead[slot] = int(context.positions.max()) + 1 - len(context.ids)
        return self._logits(hidden[[end - 1 for end in accumulate(lengths)]])

    @torch.inference_mode()
    def decode(self, slots: Sequence[int], tokens: Sequence[Sequence[int]]) -> Tensor:
        """Read further tokens, as many for each slot; the logits after each, [pages, tokens, vocabulary]."""
        width = len(tokens[0])
        step = Decode(self.cache, slots, width)
        starts = np.array([self.cache.lengths[slot] + self._ahead[slot] for slot in slots])
        positions = (starts[:, None] + np.arange(width)).reshape(1, -1).repeat(self._planes, axis=0)
        embeddings = self._language.embed_tokens(self._tensor([*chain.from_iterable(tokens)]))
        hidden = self._pass(embeddings, self._tensor(positions), step, {})
        for slot in slots:
            self.cache.lengths[slot] += width
        return self._logits(hidden).unflatten(0, (len(slots), width))

    def _see(self, ids: Tensor, images: Sequence[Inputs]) -> tuple[Tensor, dict[str, Any]]:
        sight = self._family.see(self._module, images)
        seen = ids == self._family.image_token
        embeddings = self._language.embed_tokens(ids)
        embeddings[seen] = sight.vectors.to(embeddings)
        deep = {"visual_pos_masks": seen[None], "deepstack_visual_embeds": list(sight.deep)}
        return embeddings, deep if sight.deep else {}

    def _pass(self, embeddings: Tensor, positions: Tensor, step: Step, deep: dict[str, Any]) -> Tensor:
        self._planes = len(positions)
        position_ids = positions if self._planes == 1 else positions[:, None]  # [planes, 1, tokens]
        out = self._language(
            inputs_embeds=embeddings[None], position_ids=position_ids, use_cache=False, step=step, **deep
        )
        return out.last_hidden_state[0]

    def _logits(self, hidden: Tensor) -> Tensor:
        head = self._module.lm_head
        return head(hidden.to(head.weight.device))

    def _tensor(self, numbers: Sequence[int] | NDArray[np.int64]) -> Tensor:
        return torch.as_tensor(numbers, device=self._device)

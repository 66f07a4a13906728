# pyright: standard
# The modules of transformers are reached by name; torch knows them as Tensor | Module.
"""Passes of fixed shapes, which a CUDA graph repeats without the host launching their kernels one by one.

A shape is so many slots from the first on, and so many tokens of each. Where a page says fewer, or a slot is
idle, tokens stand that count for nothing: what they leave in the cache lies beyond what their slot holds, is
seen by no other token, and is written over by what comes to stand there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from docparse.runtime.cache import Cache
from docparse.runtime.kernels import Heads, steady

_MOST: Final = 512  # tokens of a pass; one of more takes the device longer than the host
_NEAR: Final = 0.05  # of the greatest number, that rounding to 16 bits may make


class Row(NamedTuple):
    """Tokens of an answer, and the rotary position of the first of them."""

    slot: int
    tokens: Sequence[int]
    position: int


class Frame:
    """The buffers of one shape, which the graph knows by their addresses."""

    def __init__(self, module: Any, cache: Cache, shape: tuple[int, int], planes: int) -> None:
        self.cache = cache
        self.places: Mapping[torch.device, Tensor] = {
            device: torch.zeros(shape, dtype=torch.int64, device=device).flatten() for device in cache.devices
        }
        [device] = cache.devices
        self._module = module
        self._shape = shape
        self._tokens = torch.zeros(shape, dtype=torch.int64, device=device).flatten()
        self._positions = torch.zeros((planes, *shape), dtype=torch.int64, device=device).flatten(1)
        self._lengths = torch.zeros(shape[0], dtype=torch.int32, device=device)
        self._graph: torch.cuda.CUDAGraph | None = None
        self._logits = torch.empty(0)

    def attend(self, layer: int, heads: Heads, scale: float) -> Tensor:
        slots = self._shape[0]
        keys, values = self.cache.keys[layer][:slots], self.cache.values[layer][:slots]
        return steady(Heads(heads.query, keys, values), self._lengths, scale=scale)

    def run(self, rows: Sequence[Row]) -> Tensor:
        """The logits behind each token, those that count for nothing left out, [tokens, vocabulary]."""
        slots, width = self._shape
        starts = np.array(self.cache.lengths[:slots])
        tokens, positions = np.zeros(self._shape, np.int64), np.zeros(self._shape, np.int64)
        for row in rows:
            tokens[row.slot, : len(row.tokens)] = row.tokens
            positions[row.slot] = row.position + np.arange(width)
        places = (np.arange(slots) * self.cache.places + starts)[:, None] + np.arange(width)
        self._fill(tokens, positions, places, starts + width)
        logits = self._compute() if self._graph is None else self._replayed(self._graph)
        counted = [row.slot * width + n for row in rows for n in range(len(row.tokens))]
        return logits[counted]

    def capture(self, pool: Any) -> None:
        """Raises RuntimeError where torch cannot."""
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=pool):
            self._logits = self._compute()
        self._graph = graph

    def _fill(
        self, tokens: NDArray[Any], positions: NDArray[Any], places: NDArray[Any], ends: NDArray[Any]
    ) -> None:
        self._tokens.copy_(torch.from_numpy(tokens.ravel()))
        self._positions.copy_(torch.from_numpy(positions.ravel()).expand_as(self._positions))
        self._lengths.copy_(torch.from_numpy(ends))
        for buffer in self.places.values():
            buffer.copy_(torch.from_numpy(places.ravel()))

    def _compute(self) -> Tensor:
        language = self._module.model.language_model
        positions = self._positions if len(self._positions) == 1 else self._positions[:, None]
        out = language(
            inputs_embeds=language.embed_tokens(self._tokens)[None],
            position_ids=positions,
            use_cache=False,
            step=self,
        )
        return self._module.lm_head(out.last_hidden_state[0])

    def _replayed(self, graph: torch.cuda.CUDAGraph) -> Tensor:
        graph.replay()
        return self._logits


class Frames:
    """The frames of a model on one device, each made when it is first of use."""

    def __init__(self, module: Any, cache: Cache, planes: int) -> None:
        self._module = module
        self._cache = cache
        self._planes = planes
        self._frames: dict[tuple[int, int], Frame] = {}
        self._pool = torch.cuda.graph_pool_handle() if cache.keys[0].is_cuda else None

    def frame(self, rows: Sequence[Row]) -> tuple[Frame | None, bool]:
        """The frame that such rows fit into, if any does, and whether it is new, and so to be proven."""
        slots = min(_power(max(row.slot for row in rows) + 1), self._cache.slots)
        shape = (slots, _power(max(len(row.tokens) for row in rows)))
        if slots * shape[1] > _MOST:
            return None, False
        if new := shape not in self._frames:
            self._frames[shape] = Frame(self._module, self._cache, shape, self._planes)
        return self._frames[shape], new

    def prove(self, frame: Frame, rows: Sequence[Row], plain: Callable[[], Tensor]) -> tuple[Tensor, bool]:
        """What a plain pass says, and whether a new frame says so too. On a GPU it is captured then.

        The plain pass comes last: what stands in the cache is as it leaves it.
        """
        try:
            tried = frame.run(rows)
        except RuntimeError:
            return plain(), False
        logits = plain()
        near = _NEAR * float(logits.nan_to_num().abs().max())
        if not torch.allclose(tried, logits, rtol=0, atol=near, equal_nan=True):
            return logits, False
        try:
            if self._pool is not None:
                frame.capture(self._pool)
        except RuntimeError:
            return logits, False
        return logits, True


def _power(number: int) -> int:
    """The next power of two."""
    return 1 << (number - 1).bit_length()

# pyright: standard
# The modules of transformers are reached by name; torch knows them as Tensor | Module.
"""Passes of fixed shapes, which a CUDA graph repeats without the host launching their kernels one by one.

A shape is so many slots from the first on, and so many tokens of each. Where a page says fewer, or a slot is
idle, tokens stand that count for nothing: what they leave in the cache lies beyond what their slot holds, is
seen by no other token, and is written over by what comes to stand there.

A pass of single tokens leaves its buffers as the pass behind it needs them if each page says its likeliest
token: that one can be launched before the host has read a word.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch._dynamo import config as dynamo

from docparse.runtime.cache import Cache
from docparse.runtime.kernels import Heads, steady

NONE: Final = -1  # in place of a token, where numbers have run over
_MOST: Final = 512  # tokens of a pass; one of more takes the device longer than the host
_SHAPES: Final = 64  # that layers may be compiled for, more than there are
_NEAR: Final = 0.05  # of the greatest number, that rounding to 16 bits may make


class Row(NamedTuple):
    """Tokens of an answer, the place in their slot of the first, and its rotary position."""

    slot: int
    tokens: Sequence[int]
    start: int
    position: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says behind the tokens of a pass. The device may still be about it."""

    logits: Tensor  # [tokens, vocabulary]
    likeliest: Tensor  # of each token what follows it, or NONE; on its way to the host
    copied: torch.cuda.Event | None  # when it is there
    rows: Sequence[slice]  # of these, for each page
    frame: "Frame | None"  # that says it, and writes over the logits when it runs again

    @property
    def leads(self) -> bool:
        """Whether the pass behind it can be launched on the likeliest tokens."""
        return self.frame is not None and self.frame.width == 1

    def read(self) -> list[list[int]]:
        """The likeliest tokens, page by page. Here the host waits for the device."""
        if self.copied is not None:
            self.copied.synchronize()
        tokens = self.likeliest.tolist()
        return [tokens[rows] for rows in self.rows]

    def counted(self) -> Tensor:
        """The logits without those that count for nothing."""
        return torch.cat([self.logits[rows] for rows in self.rows])


def likeliest(logits: Tensor) -> Tensor:
    top, tokens = logits.max(-1)
    return tokens.masked_fill(~top.isfinite(), NONE)


def said(logits: Tensor, tokens: Tensor, rows: Sequence[slice], frame: "Frame | None" = None) -> Said:
    copy = tokens.to("cpu", non_blocking=True, copy=True)  # from a GPU into pinned memory
    copied = torch.cuda.Event() if tokens.is_cuda else None
    if copied is not None:
        copied.record(torch.cuda.current_stream(tokens.device))
    return Said(logits, copy, copied, rows, frame)


class Frame:
    """The buffers of one shape, which the graph knows by their addresses."""

    def __init__(
        self, module: Any, cache: Cache, shape: tuple[int, int], planes: int, compiled: Mapping[Any, Any]
    ) -> None:
        """`compiled`: by what layers are computed, if not by their own `forward`."""
        [device] = cache.devices
        self.cache = cache
        self._module = module
        self._shape = shape
        self._compiled = compiled
        self._buffer = torch.zeros((5, *shape), dtype=torch.int64, device=device)
        tokens, positions, places, ends, steps = self._buffer
        self._tokens = tokens.flatten()
        self._positions = positions.flatten().expand(planes, -1)
        self.places = {device: places.flatten()}
        self._steps = steps  # by which places move from pass to pass: those of idle slots do not
        self._ends = ends[:, 0]  # of what each slot holds
        self._lengths = torch.zeros(shape[0], dtype=torch.int32, device=device)  # the same, for kernels
        self._graph: torch.cuda.CUDAGraph | None = None
        self._out = (torch.empty(0), torch.empty(0))

    @property
    def width(self) -> int:
        return self._shape[1]

    def attend(self, layer: int, heads: Heads, scale: float) -> Tensor:
        slots = self._shape[0]
        keys, values = self.cache.keys[layer][:slots], self.cache.values[layer][:slots]
        return steady(Heads(heads.query, keys, values), self._lengths, scale=scale)

    def run(self, rows: Sequence[Row]) -> Said:
        slots, width = self._shape
        tokens, positions, places, ends, steps = buffer = np.zeros((5, slots, width), np.int64)
        starts = np.array(self.cache.lengths[:slots])
        for row in rows:
            tokens[row.slot, : len(row.tokens)] = row.tokens
            positions[row.slot] = row.position + np.arange(width)
            starts[row.slot] = row.start
            steps[row.slot] = 1
        places[:] = (np.arange(slots) * self.cache.places + starts)[:, None] + np.arange(width)
        ends[:] = starts[:, None] + width
        self._buffer.copy_(torch.from_numpy(buffer))
        firsts = [row.slot * width for row in rows]
        return self._say([slice(n, n + len(row.tokens)) for n, row in zip(firsts, rows, strict=True)])

    def follow(self, last: Said) -> tuple[Said, Said]:
        """The pass behind the last one, which was one of single tokens, on the likeliest of each.

        That one comes first, its logits put aside.
        """
        return replace(last, logits=last.logits.clone(), frame=None), self._say(last.rows)

    def capture(self, pool: Any) -> None:
        """Raises RuntimeError where torch cannot."""
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=pool):
            self._out = self._compute()
        self._graph = graph

    def _say(self, rows: Sequence[slice]) -> Said:
        if self._graph is None:
            self._out = self._compute()
        else:
            self._graph.replay()
        return said(*self._out, rows, self)

    def _compute(self) -> tuple[Tensor, Tensor]:
        language = self._module.model.language_model
        self._lengths.copy_(self._ends)
        with _swapped(self._compiled):
            out = language(
                inputs_embeds=language.embed_tokens(self._tokens)[None],
                position_ids=self._positions if len(self._positions) == 1 else self._positions[:, None],
                use_cache=False,
                step=self,
            )
        logits = self._module.lm_head(out.last_hidden_state[0])
        tokens = likeliest(logits)
        if self.width == 1:
            self._buffer[1:4].add_(self._steps)
            self._tokens.copy_(tokens.clamp(min=0))
        return logits, tokens


class Frames:
    """The frames of a model on one device, each made when it is first of use."""

    def __init__(self, module: Any, cache: Cache, planes: int, *, compiled: bool) -> None:
        layers = module.model.language_model.layers if compiled else ()
        self._compiled = {layer: torch.compile(layer.forward, dynamic=False) for layer in layers}
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
            self._frames[shape] = Frame(self._module, self._cache, shape, self._planes, self._compiled)
        return self._frames[shape], new

    def prove(self, frame: Frame, rows: Sequence[Row], plain: Callable[[], Said]) -> tuple[Said, bool]:
        """What a plain pass says, and whether a new frame says so too. On a GPU it is captured then.

        The plain pass comes last: what stands in the cache is as it leaves it.
        """
        try:
            tried = frame.run(rows).counted()
        except RuntimeError:
            return plain(), False
        sure = plain()
        near = _NEAR * float(sure.logits.nan_to_num().abs().max())
        if not torch.allclose(tried, sure.logits, rtol=0, atol=near, equal_nan=True):
            return sure, False
        try:
            if self._pool is not None:
                frame.capture(self._pool)
        except RuntimeError:
            return sure, False
        return sure, True


@contextmanager
def _swapped(forwards: Mapping[Any, Any]) -> Iterator[None]:
    """Modules compute by these functions, each of which is compiled where its arguments have a new shape."""
    with dynamo.patch(recompile_limit=_SHAPES):
        for module, forward in forwards.items():
            module.forward = forward
        try:
            yield
        finally:
            for module in forwards:
                del module.forward


def _power(number: int) -> int:
    """The next power of two."""
    return 1 << (number - 1).bit_length()

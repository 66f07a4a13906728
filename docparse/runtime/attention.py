# pyright: standard
# transformers hands its attention functions arguments without types.
"""The attention that transformers' modules call: vision over packed images, language over pages in slots."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from torch.utils.weak import WeakTensorKeyDictionary
from transformers import AttentionInterface

from docparse.runtime.cache import Cache
from docparse.runtime.kernels import Heads, Held, cached, packed
from docparse.runtime.linear import quicken

# Vision towers hand over all images at once only to an implementation with `flash` in its name.
_VISION: Final = "docparse_vision_flash"
_LANGUAGE: Final = "docparse_language"
WIDEST: Final = 16  # tokens of an answer in one pass
_FRESH: Final = -1
_RUNS: Final = -2
_KNOWN: Final[WeakTensorKeyDictionary] = WeakTensorKeyDictionary()


def install(module: Any) -> None:
    """Have a model of transformers attend with the functions here; its own `generate` then fails."""
    AttentionInterface.register(_VISION, vision)
    AttentionInterface.register(_LANGUAGE, language)
    module.set_attn_implementation({"vision_config": _VISION, "text_config": _LANGUAGE})
    quicken(module)


class Step(Protocol):
    """A pass of pages through a language model."""

    cache: Cache

    @property
    def places(self) -> Mapping[torch.device, Tensor]:
        """Where the keys and values of its tokens go, counted through all slots."""
        ...

    def attend(self, layer: int, heads: Heads, scale: float) -> Tensor:
        """What its tokens see, packed, whose own keys and values stand in the cache already."""
        ...


class Span(NamedTuple):
    """Tokens of one page in a pass: in which slot, from which of its places on, and how many."""

    slot: int
    start: int
    size: int


class Pass:
    """Tokens of several pages through the language model, packed page by page.

    Prompts, parts of prompts and tokens of answers, in any mixture; none sees those of another page.
    """

    def __init__(self, cache: Cache, spans: Sequence[Span]) -> None:
        self.cache = cache
        self.places = _places(cache, spans)
        self._groups = [(kind, tuple(group)) for kind, group in groupby(spans, _kind)]

    def attend(self, layer: int, heads: Heads, scale: float) -> Tensor:
        widths = [sum(span.size for span in group) for _, group in self._groups]
        parts = zip(*(tensor.split(widths) for tensor in heads), strict=True)
        seen = [
            self._seen(kind, group, layer, Heads(*part), scale)
            for (kind, group), part in zip(self._groups, parts, strict=True)
        ]
        return seen[0] if len(seen) == 1 else torch.cat(seen)

    def _seen(self, kind: int, spans: Sequence[Span], layer: int, heads: Heads, scale: float) -> Tensor:
        slots, starts, sizes = zip(*spans, strict=True)
        if kind == _FRESH:
            return packed(heads, sizes, scale=scale, causal=True)
        held = Held(slots, tuple(map(sum, zip(starts, sizes, strict=True))), sizes)
        return cached(Heads(heads.query, self.cache.keys[layer], self.cache.values[layer]), held, scale=scale)


def _kind(span: Span) -> int:
    """What attends together: prompts from their start on, answers, each further part of a prompt."""
    if not span.start:
        return _FRESH
    return _RUNS if span.size <= WIDEST else span.slot


@torch.compiler.disable  # what is left of a layer is the same for all of them, and compiled once
def language(  # noqa: PLR0913 - as transformers calls it
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: None,
    *,
    scaling: float,
    step: Step,
    **_: Any,
) -> tuple[Tensor, None]:
    """A batch of one, [1, heads, tokens, width]; `step` tells the pages in it apart."""
    del attention_mask
    heads = _tokens_first(query, key, value)
    step.cache.write(module.layer_idx, step.places, heads.key, heads.value)
    return step.attend(module.layer_idx, heads, scaling)[None], None


def vision(  # noqa: PLR0913 - as transformers calls it
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: None,
    *,
    scaling: float,
    cu_seq_lens_q: Tensor | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """Images or their windows, packed, with their bounds in `cu_seq_lens_q`; without, a batch of tiles."""
    del module, attention_mask
    if cu_seq_lens_q is None:
        return scaled_dot_product_attention(query, key, value, scale=scaling).transpose(1, 2), None
    heads = _tokens_first(query, key, value)
    return packed(heads, _lengths(cu_seq_lens_q), scale=scaling, causal=False)[None], None


def _lengths(bounds: Tensor) -> tuple[int, ...]:
    """The layers of a tower share their bounds: the device is waited for once, not for every layer."""
    if bounds not in _KNOWN:
        _KNOWN[bounds] = tuple(bounds.diff().tolist())
    return _KNOWN[bounds]


def _tokens_first(*heads: Tensor) -> Heads:
    return Heads(*(tensor[0].transpose(0, 1) for tensor in heads))


def _places(cache: Cache, spans: Sequence[Span]) -> dict[torch.device, Tensor]:
    """Where their keys and values go, counted through all slots."""
    runs = [span.slot * cache.places + span.start + np.arange(span.size) for span in spans]
    places = torch.from_numpy(np.concatenate(runs))
    return {device: places.to(device) for device in cache.devices}

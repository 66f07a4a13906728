# pyright: standard
# transformers hands its attention functions arguments without types.
"""The attention that transformers' modules call: vision over packed images, language over pages in slots."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from torch.utils.weak import WeakTensorKeyDictionary
from transformers import AttentionInterface

from docparse.runtime.cache import Cache
from docparse.runtime.kernels import Heads, cached, packed

# Vision towers hand over all images at once only to an implementation with `flash` in its name.
_VISION: Final = "docparse_vision_flash"
_LANGUAGE: Final = "docparse_language"
_KNOWN: Final[WeakTensorKeyDictionary] = WeakTensorKeyDictionary()


def install(module: Any) -> None:
    """Have a model of transformers attend with the functions here; its own `generate` then fails."""
    AttentionInterface.register(_VISION, vision)
    AttentionInterface.register(_LANGUAGE, language)
    module.set_attn_implementation({"vision_config": _VISION, "text_config": _LANGUAGE})


class Step(Protocol):
    """One pass of pages through a language model."""

    cache: Cache

    @property
    def places(self) -> Mapping[torch.device, Tensor]:
        """Where the keys and values of its tokens go, counted through all slots."""
        ...

    def attend(self, layer: int, heads: Heads, scale: float) -> Tensor:
        """For tokens packed one behind the other, whose keys and values stand in the cache."""
        ...


class Prefill:
    """Whole prompts, packed, each into an empty slot."""

    def __init__(self, cache: Cache, slots: Sequence[int], lengths: Sequence[int]) -> None:
        self.cache = cache
        self.places = _places(cache, slots, [0] * len(slots), lengths)
        self._lengths = tuple(lengths)

    def attend(self, layer: int, heads: Heads, scale: float) -> Tensor:
        del layer  # all that there is to see came with the heads
        return packed(heads, self._lengths, scale=scale, causal=True)


class Decode:
    """Further tokens of the pages in some slots, as many for each, packed page by page."""

    def __init__(self, cache: Cache, slots: Sequence[int], tokens: int) -> None:
        held = [cache.lengths[slot] for slot in slots]
        self.cache = cache
        self.places = _places(cache, slots, held, [tokens] * len(slots))
        self._slots = tuple(slots)
        self._lengths = tuple(length + tokens for length in held)

    def attend(self, layer: int, heads: Heads, scale: float) -> Tensor:
        queries = heads.query.unflatten(0, (len(self._slots), -1))
        seen = Heads(queries, self.cache.keys[layer], self.cache.values[layer])
        return cached(seen, self._slots, self._lengths, scale=scale).flatten(0, 1)


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


def _places(
    cache: Cache, slots: Sequence[int], starts: Sequence[int], lengths: Sequence[int]
) -> dict[torch.device, Tensor]:
    runs = [
        slot * cache.places + start + np.arange(length)
        for slot, start, length in zip(slots, starts, lengths, strict=True)
    ]
    places = torch.from_numpy(np.concatenate(runs))
    return {device: places.to(device) for device in cache.devices}

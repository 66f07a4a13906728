# pyright: standard
# torch names the types of its own functions only in part.
"""What a language model's attention remembers of the pages under way: a slot of keys and values for each."""

from collections.abc import Mapping
from typing import Any, Final

import torch
from torch import Tensor

from docparse.errors import EngineError

_STEP: Final = 256  # places that slots grow by


class Cache:
    """Keys and values of every layer, [slots, places, heads, width], each on the device of its layer.

    Slots are as long as the longest page so far needed: a page reserves its whole need when it is let in, so
    that no step runs out of room. `lengths` says how many places of a slot are filled; what lies beyond is
    finite, so that it may be multiplied by nothing.
    """

    def __init__(self, language: Any, slots: int) -> None:
        config = language.config
        if set(getattr(config, "layer_types", ["full_attention"])) != {"full_attention"}:
            raise EngineError("this model's attention slides over its text, which docparse does not run")
        width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        shape = (slots, 0, config.num_key_value_heads, width)
        weights = [layer.self_attn.k_proj.weight for layer in language.layers]
        self.keys = [torch.zeros(shape, dtype=weight.dtype, device=weight.device) for weight in weights]
        self.values = [torch.zeros_like(keys) for keys in self.keys]
        self.devices = tuple({weight.device for weight in weights})
        self.lengths = [0] * slots
        self._free = set(range(slots))

    @property
    def places(self) -> int:
        """How long each slot is."""
        return self.keys[0].shape[1]

    @property
    def free(self) -> int:
        return len(self._free)

    def admit(self, places: int) -> int:
        """A free slot, empty, with room for so many places; the lowest, so that those in use lie together."""
        if places > self.places:
            self._grow(-(-places // _STEP) * _STEP)
        slot = min(self._free)
        self._free.remove(slot)
        self.lengths[slot] = 0
        return slot

    def release(self, slot: int) -> None:
        self._free.add(slot)

    def write(self, layer: int, places: Mapping[torch.device, Tensor], keys: Tensor, values: Tensor) -> None:
        """Put keys and values, [tokens, heads, width], at places counted through all slots."""
        index = places[keys.device]
        self.keys[layer].flatten(0, 1).index_copy_(0, index, keys)
        self.values[layer].flatten(0, 1).index_copy_(0, index, values)

    def _grow(self, places: int) -> None:
        for tensors in (self.keys, self.values):
            for layer, old in enumerate(tensors):
                new = old.new_zeros((old.shape[0], places, *old.shape[2:]))
                new[:, : old.shape[1]] = old
                tensors[layer] = new

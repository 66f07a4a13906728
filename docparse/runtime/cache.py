# pyright: standard
# torch names the types of its own functions only in part.
"""What a language model's attention remembers of the pages under way: a slot of keys and values for each."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from docparse.errors import EngineError

_STEP: Final = 256  # places that slots are long by


class Cache:
    """Keys and values of every layer, [slots, places, heads, width], each on the device of its layer.

    All of it is taken at the start, so that no step runs out of memory: a page is let in only where its whole
    need fits. `lengths` says how many places of a slot are filled; what lies beyond is finite, so that it may
    be multiplied by nothing.
    """

    def __init__(self, language: Any, slots: int, places: int) -> None:
        config = language.config
        if set(getattr(config, "layer_types", ["full_attention"])) != {"full_attention"}:
            raise EngineError("this model's attention slides over its text, which docparse does not run")
        width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.places = -(-places // _STEP) * _STEP
        shape = (slots, self.places, config.num_key_value_heads, width)
        weights = [layer.self_attn.k_proj.weight for layer in language.layers]
        self.keys = [_zeros(shape, weight) for weight in weights]
        self.values = [_zeros(shape, weight) for weight in weights]
        self.devices = tuple({weight.device for weight in weights})
        self.lengths = [0] * slots
        self._free = set(range(slots))

    @property
    def slots(self) -> int:
        return len(self.lengths)

    @property
    def free(self) -> int:
        return len(self._free)

    def admit(self) -> int:
        """A free slot, empty; the lowest, so that those in use lie together."""
        slot = min(self._free)
        self._free.remove(slot)
        return slot

    def release(self, slot: int) -> None:
        """It may be let in anew while a pass that adds to it is under way: a device keeps the order."""
        self._free.add(slot)
        self.lengths[slot] = 0

    def wipe(self, slot: int, start: int = 0) -> None:
        """Forget numbers that have run over: even multiplied by nothing they would spoil what follows."""
        for tensor in (*self.keys, *self.values):
            tensor[slot, start:].zero_()

    def write(self, layer: int, places: Mapping[torch.device, Tensor], keys: Tensor, values: Tensor) -> None:
        """Put keys and values, [tokens, heads, width], at places counted through all slots."""
        index = places[keys.device]
        self.keys[layer].flatten(0, 1).index_copy_(0, index, keys)
        self.values[layer].flatten(0, 1).index_copy_(0, index, values)


def allocate(language: Any, slots: int, places: int) -> Cache:
    """A cache of as many slots as there is memory for, `slots` at most; fewer where not all of them fit."""
    while slots:
        try:
            return Cache(language, slots, places)
        except (torch.OutOfMemoryError, MemoryError):
            slots //= 2
    raise EngineError(
        f"there is no memory for one page of {places:,} tokens beside the model",
        hint="free the device, or lower --max-pixels or --max-tokens",
    )


def _zeros(shape: tuple[int, ...], weight: Tensor) -> Tensor:
    """On a CPU, memory that the system hands over as it is first written: most answers end early."""
    if weight.device.type != "cpu":
        return torch.zeros(shape, dtype=weight.dtype, device=weight.device)
    size = int(np.prod(shape)) * weight.element_size()
    return torch.from_numpy(np.zeros(size, np.uint8)).view(weight.dtype).view(shape)

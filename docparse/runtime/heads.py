# pyright: standard
# torch names the types of its functions only in part.
"""What attention is computed of."""

from functools import lru_cache
from typing import NamedTuple, TypeAlias

import torch
from torch import Tensor

Numbers: TypeAlias = tuple[int, ...]


class Heads(NamedTuple):
    query: Tensor
    key: Tensor
    value: Tensor


class Held(NamedTuple):
    """Where pages stand in the cache, a number for each of them."""

    slots: Numbers
    lengths: Numbers  # places that are filled, those of the last tokens included
    counts: Numbers  # how many are these last tokens


@lru_cache(maxsize=16)
def integers(numbers: Numbers, device: torch.device) -> Tensor:
    """Every layer of a step asks for them, and making them on a GPU waits for it: kept for the step."""
    return torch.tensor(numbers, dtype=torch.int32, device=device)

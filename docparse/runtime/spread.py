"""Which part of a model stands on which device, where one device is too small for it."""
# pyright: standard
# torch gives the attributes of modules no types.

from collections.abc import Iterator, Sequence
from typing import Final

import torch

_LAYERS: Final = "model.language_model.layers"  # of every family in transformers
_NORM: Final = "model.language_model.norm"
_EMBEDDINGS: Final = "model.language_model.embed_tokens"
_HEAD: Final = "lm_head"


def spread(outline: torch.nn.Module, devices: Sequence[str]) -> dict[str, str]:
    """A device for each part of a model: about the same bytes on each, and layers that follow each other.

    The first device has the vision tower and the embeddings, and also the head where it shares their weights;
    else the head stands on the last. `outline` may be on the meta device.
    """
    ending = {_NORM} if _tied(outline) else {_NORM, _HEAD}
    opening = {name: part for name, part in _beside_layers(outline) if name not in ending}
    placed = dict.fromkeys(opening, devices[0])
    total, reached = _size(outline), sum(_size(part) for part in opening.values())
    for number, layer in enumerate(outline.get_submodule(_LAYERS).children()):
        middle = (reached + _size(layer) / 2) / total
        placed[f"{_LAYERS}.{number}"] = devices[min(int(middle * len(devices)), len(devices) - 1)]
        reached += _size(layer)
    return placed | dict.fromkeys(sorted(ending), devices[-1])


def _beside_layers(module: torch.nn.Module, prefix: str = "") -> Iterator[tuple[str, torch.nn.Module]]:
    for name, child in module.named_children():
        path = f"{prefix}{name}"
        if _LAYERS.startswith(f"{path}."):
            yield from _beside_layers(child, f"{path}.")
        elif path != _LAYERS:
            yield path, child


def _tied(outline: torch.nn.Module) -> bool:
    return outline.get_submodule(_HEAD).weight is outline.get_submodule(_EMBEDDINGS).weight


def _size(module: torch.nn.Module) -> int:
    return sum(weight.numel() * weight.element_size() for weight in module.parameters())

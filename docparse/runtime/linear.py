# pyright: standard
# torch types neither the attributes of modules nor oneDNN's operators.
"""Products with the weights of a model, where torch's own way to them is slow."""

from collections import Counter
from collections.abc import Callable
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

_ROWS: Final = 512  # of a product, for which oneDNN orders a weight; it serves more and fewer as well
# What torch's own compiler puts in the place of linear layers; absent where torch was built without oneDNN.
_ORDER: Final = getattr(torch.ops.mkldnn, "_reorder_linear_weight", None)
_MULTIPLY: Final = getattr(torch.ops.mkldnn, "_linear_pointwise", None)


def quicken(module: nn.Module) -> None:
    """Have a model compute its products faster; on a CPU it can then be neither copied nor compiled.

    There the weights in float32 are put in the order in which oneDNN reads them, but for those that several
    modules share. A convolution over one patch at a time, which its kernel covers, becomes a product.
    """
    uses = Counter(id(weight) for _, weight in module.named_parameters(remove_duplicate=False))
    for part in module.modules():
        if isinstance(part, nn.Conv3d):
            part.forward = _patches(part)
        elif isinstance(part, nn.Linear) and uses[id(part.weight)] == 1 and _orders(part.weight):
            part.weight = nn.Parameter(_ordered(part.weight), requires_grad=False)
            part.forward = _product(part.weight, part.bias)


def _orders(weight: Tensor) -> bool:
    built = _ORDER is not None and _MULTIPLY is not None
    return built and weight.device.type == "cpu" and weight.dtype == torch.float32 and not weight.is_mkldnn


@torch.no_grad()
def _ordered(weight: Tensor) -> Tensor:
    assert _ORDER is not None
    return _ORDER(weight, _ROWS)


def _product(weight: Tensor, bias: Tensor | None) -> Callable[..., Tensor]:
    assert _MULTIPLY is not None
    multiply = _MULTIPLY.default
    return lambda x: multiply(x, weight, bias, "none", [], "")


def _patches(part: nn.Conv3d) -> Callable[..., Tensor]:
    return lambda x: linear(x.flatten(1), part.weight.flatten(1), part.bias)

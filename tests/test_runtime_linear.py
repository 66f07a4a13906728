"""Products in the order of oneDNN, beside torch's own."""
# pyright: standard
# torch types neither the attributes of modules nor oneDNN's operators.

from copy import deepcopy
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the `vl` extra")

from docparse.runtime import linear  # noqa: E402 - after the guard

packs = pytest.mark.skipif(linear._MULTIPLY is None, reason="this torch was built without oneDNN")


def layers() -> Any:
    torch.manual_seed(3)
    return torch.nn.Sequential(torch.nn.Linear(96, 200), torch.nn.SiLU(), torch.nn.Linear(200, 8, bias=False))


def quick(module: Any) -> Any:
    copy = deepcopy(module)
    linear.quicken(copy)
    linear.quicken(copy)  # as each generator of a model does
    return copy


@pytest.mark.parametrize("rows", [(0,), (1,), (16,), (1, 700), (2, 3, 5)])
def test_any_number_of_rows_is_multiplied_as_by_torch(rows: tuple[int, ...]) -> None:
    plain = layers()
    x = torch.randn(*rows, 96)
    with torch.inference_mode():
        torch.testing.assert_close(quick(plain)(x), plain(x))
        torch.testing.assert_close(quick(plain)(x.mT.contiguous().mT), plain(x))


@packs
def test_weights_in_float32_are_ordered_once() -> None:
    assert all(part.weight.is_mkldnn for part in quick(layers())[::2])


def test_weights_that_modules_share_stay_as_they_are() -> None:
    """Such as those of the embeddings, of which rows are taken."""
    tied = torch.nn.ModuleDict({"embed": torch.nn.Embedding(40, 16), "head": torch.nn.Linear(16, 40)})
    tied["head"].weight = tied["embed"].weight
    made = quick(tied)
    assert made["head"].weight is made["embed"].weight
    assert not made["head"].weight.is_mkldnn


def test_weights_in_other_precision_stay_as_they_are() -> None:
    assert not any(part.weight.is_mkldnn for part in quick(layers().to(torch.bfloat16))[::2])


def test_a_convolution_over_one_patch_at_a_time_is_a_product() -> None:
    plain = torch.nn.Conv3d(3, 24, kernel_size=(2, 14, 14), stride=(2, 14, 14))
    patches = torch.randn(50, 3, 2, 14, 14)
    with torch.inference_mode():
        torch.testing.assert_close(quick(plain)(patches).view(-1, 24), plain(patches).view(-1, 24))

"""What differs between models: how a page image is prepared, what they are asked, how their boxes count.

A family is made from a checkpoint's own configuration (`of`) and holds no weights. Everything but `see` needs
NumPy and Pillow alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from docparse.document import Size
from docparse.errors import EngineError
from docparse.qwenvl import Space
from docparse.settings import Task

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray
    from PIL.Image import Image

Config: TypeAlias = Mapping[str, Any]  # a checkpoint's `config.json`, as it was read


@dataclass(frozen=True, slots=True)
class Inputs:
    """A page as a model is shown it."""

    pixels: "NDArray[np.float32]"  # patches in the order of the vision tower, or tiles [n, 3, side, side]
    grid: tuple[int, int]  # rows and columns: of patches before they are merged, or of tiles
    tokens: int  # how many places of the prompt the image takes
    size: Size  # of the model image, in whose pixels a model may count


class Prompt(NamedTuple):
    """What a model is told with an image. An empty system text leaves that turn out."""

    system: str
    user: str


class Sheet(NamedTuple):
    """A page for who prepares it himself: the size to send it in, and the places that it takes in a prompt.

    `tokens` is None where that hangs on how the other is set up.
    """

    size: Size
    tokens: int | None


class Sight(NamedTuple):
    """What the vision tower saw: a vector for each place of the images, in the order of the batch.

    `deep` is added to the language model's hidden states at those places after its first layers, one tensor
    a layer; most families have none.
    """

    vectors: "torch.Tensor"
    deep: "tuple[torch.Tensor, ...]" = ()


class Family(Protocol):
    """One family, for one checkpoint."""

    name: str  # such as `qwen2.5-vl`; its prompts are in `prompts/NAME/`
    architecture: str  # the class of transformers that holds its weights
    image_token: int  # the id that stands at each place of an image in a prompt

    def prepare(self, image: "Image", max_pixels: int) -> Inputs: ...

    def sheet(self, size: Size, max_pixels: int) -> Sheet: ...

    def prompt(self, task: Task) -> Prompt: ...

    def chat(self, prompt: Prompt, tokens: int) -> str:
        """The whole text before an answer, with the image at its `tokens` places."""
        ...

    def positions(self, ids: Sequence[int], inputs: Inputs) -> "NDArray[np.int64]":
        """Rotary positions of a prompt, one row a plane (three planes, or one).

        Each token of the answer stands one further on every plane, from the greatest position so far on.
        """
        ...

    def space(self, size: Size) -> Space:
        """How the model counts on a model image of `size`."""
        ...

    def see(self, model: "torch.nn.Module", batch: Sequence[Inputs]) -> Sight:
        """Run the vision tower of `model` once over all of `batch`."""
        ...


def of(config: Config) -> Family:
    """The family of the checkpoint that `config` describes; raises EngineError for a type not known."""
    from docparse.families.internvl import InternVL
    from docparse.families.qwen2_5_vl import Qwen25VL
    from docparse.families.qwen2_vl import Qwen2VL
    from docparse.families.qwen3_vl import Qwen3VL

    known = {
        "qwen2_5_vl": Qwen25VL,
        "qwen2_vl": Qwen2VL,
        "qwen3_vl": Qwen3VL,
        "internvl": InternVL,
        "internvl_chat": InternVL,
    }
    kind = str(config.get("model_type"))
    if kind not in known:
        raise EngineError(
            f"docparse cannot run models of type `{kind}`", hint=f"it can run {', '.join(known)}"
        )
    try:
        return known[kind](config)
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise EngineError(
            f"the configuration of this {kind} makes no sense: {type(error).__name__}: {error}",
            hint="download the model again: its config.json is damaged, or newer than docparse",
        ) from error


def named(name: str) -> Family:
    """The family of that name as most of its checkpoints have it, for who holds none of them."""
    kinds = {
        "qwen2.5-vl": "qwen2_5_vl",
        "qwen2-vl": "qwen2_vl",
        "qwen3-vl": "qwen3_vl",
        "internvl2.5": "internvl",
    }
    return of({"model_type": kinds[name], "vision_config": {}, "text_config": {"model_type": "qwen2"}})

"""InternVL 2.5: square tiles of a page and the page itself, boxes in thousandths of the page.

Two layouts of checkpoint say the same: `internvl`, transformers' own, and `internvl_chat`, that of the plain
repositories, which `docparse.runtime.remap` turns into the first.
"""

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from docparse import resources
from docparse.document import Size
from docparse.families import Config, Inputs, Prompt, Sheet, Sight
from docparse.families.tiles import budget, cut, grid_of
from docparse.qwenvl import THOUSANDTHS, Space
from docparse.settings import Task

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray
    from PIL.Image import Image

# The id of `<IMG_CONTEXT>`: a native configuration may leave transformers' default unsaid; a plain one never
# tells it, but it is the third of the nine tokens that end the vocabulary.
_CONTEXT: Final = 151667
_FROM_END: Final = 7


class InternVL:
    """A configuration's `max_dynamic_patch` is that of training; `tiles` says how many a page may have."""

    name = "internvl2.5"
    architecture = "InternVLForConditionalGeneration"

    def __init__(self, config: Config) -> None:
        vision = config["vision_config"]
        self.side = _edge(config.get("force_image_size") or vision.get("image_size", 448))
        patches = self.side // _edge(vision.get("patch_size", 14))
        self.places = int(patches * config.get("downsample_ratio", 0.5)) ** 2  # of one tile in a prompt
        unsaid = config["llm_config"]["vocab_size"] - _FROM_END if "llm_config" in config else _CONTEXT
        self.image_token: int = config.get("image_token_id", unsaid)
        language = config.get("text_config") or config["llm_config"]
        self._begin = "<s>" if language["model_type"] in ("llama", "internlm2") else ""

    def prepare(self, image: "Image", max_pixels: int) -> Inputs:
        grid = grid_of(Size(*image.size), self.side, budget(max_pixels, self.side))
        pixels = cut(image, grid, self.side)
        return Inputs(
            pixels=pixels,
            grid=(grid.rows, grid.columns),
            tokens=len(pixels) * self.places,
            size=Size(grid.columns * self.side, grid.rows * self.side),
        )

    def sheet(self, size: Size, max_pixels: int) -> Sheet:
        """The page as it is, or smaller: how it is cut into tiles is for whoever does it."""
        scale = min(1, sqrt(max_pixels / (size.width * size.height)))
        return Sheet(Size(*(max(1, int(side * scale)) for side in size)), None)

    def prompt(self, task: Task) -> Prompt:
        system, user = (resources.text("prompts", self.name, f"{part}.txt") for part in ("system", task))
        return Prompt(system.strip(), user.strip())

    def chat(self, prompt: Prompt, tokens: int) -> str:
        """All special tokens are spelled out, even the `<s>` that InternLM2's tokenizer sets first."""
        system = f"<|im_start|>system\n{prompt.system}<|im_end|>\n" if prompt.system else ""
        image = f"<img>{'<IMG_CONTEXT>' * tokens}</img>"
        user = f"<|im_start|>user\n{image}\n{prompt.user}<|im_end|>\n"
        return f"{self._begin}{system}{user}<|im_start|>assistant\n"

    def positions(self, ids: Sequence[int], inputs: Inputs) -> "NDArray[np.int64]":  # noqa: ARG002 - the protocol's
        return np.arange(len(ids), dtype=np.int64)[None]

    def space(self, size: Size) -> Space:  # noqa: ARG002 - the protocol's
        return THOUSANDTHS

    def see(self, model: "torch.nn.Module", batch: Sequence[Inputs]) -> Sight:
        inner = cast(Any, model).model
        pixels = np.concatenate([inputs.pixels for inputs in batch])
        tiles = inner.vision_tower.embeddings.cls_token.new_tensor(pixels)  # on its device, of its dtype
        return Sight(inner.get_image_features(pixel_values=tiles).pooler_output.flatten(0, 1))


def _edge(length: "int | Sequence[int]") -> int:
    """A square is given by its side, or by both."""
    return length if isinstance(length, int) else length[0]

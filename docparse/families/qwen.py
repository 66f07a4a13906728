"""What the families of Qwen share; the modules named after them say in what they differ."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from docparse import resources
from docparse.document import Size
from docparse.families import Config, Inputs, Prompt, Sheet, Sight, positions
from docparse.families.patches import Channels, Cut, fit, patches
from docparse.families.positions import Grid, Integers
from docparse.qwenvl import THOUSANDTHS, Space
from docparse.settings import Task

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray
    from PIL.Image import Image

Ahead: TypeAlias = "Mapping[str, NDArray[np.int64] | NDArray[np.int32] | NDArray[np.float32] | int]"

_CLIP_MEAN: Final[Channels] = (0.48145466, 0.4578275, 0.40821073)
_CLIP_DEVIATION: Final[Channels] = (0.26862954, 0.26130258, 0.27577711)
_IMAGE_TOKEN: Final = 151655


class Qwen:
    """A vision tower over patches of images of any size, merged two by two, in front of a language model."""

    name: str
    architecture: str
    side: ClassVar[int] = 14  # of a patch in pixels, where a checkpoint does not say
    mean: ClassVar[Channels] = _CLIP_MEAN
    deviation: ClassVar[Channels] = _CLIP_DEVIATION
    min_pixels: ClassVar[int] = 4 * 28 * 28  # smaller images are enlarged

    def __init__(self, config: Config) -> None:
        self.vision: Mapping[str, Any] = config.get("vision_config", {})
        self.image_token: int = config.get("image_token_id", _IMAGE_TOKEN)
        self.cut = Cut(
            side=self.vision.get("patch_size", self.side),
            merge=self.vision.get("spatial_merge_size", 2),
            frames=self.vision.get("temporal_patch_size", 2),
            mean=self.mean,
            deviation=self.deviation,
        )

    def prepare(self, image: "Image", max_pixels: int) -> Inputs:
        """Raises ValueError for an image that is too slim for the model."""
        size = self.sheet(Size(*image.size), max_pixels).size
        rows, columns = size.height // self.cut.side, size.width // self.cut.side
        pixels = patches(image, size, self.cut)
        return Inputs(pixels, (rows, columns), rows * columns // self.cut.merge**2, size)

    def sheet(self, size: Size, max_pixels: int) -> Sheet:
        """As `prepare` scales it. Raises ValueError as that does."""
        fitted = fit(size, self.cut.factor, self.min_pixels, max_pixels)
        return Sheet(fitted, fitted.width * fitted.height // self.cut.factor**2)

    def prompt(self, task: Task) -> Prompt:
        return Prompt(self._text("system"), self._text(task))

    def chat(self, prompt: Prompt, tokens: int) -> str:
        system = f"<|im_start|>system\n{prompt.system}<|im_end|>\n" if prompt.system else ""
        image = f"<|vision_start|>{'<|image_pad|>' * tokens}<|vision_end|>"
        return f"{system}<|im_start|>user\n{image}{prompt.user}<|im_end|>\n<|im_start|>assistant\n"

    def positions(self, ids: Sequence[int], inputs: Inputs) -> Integers:
        return positions.rotary(len(ids), ids.index(self.image_token), inputs.grid, self.cut.merge)

    def space(self, size: Size) -> Space:  # noqa: ARG002 - one family needs it
        return THOUSANDTHS

    def see(self, model: "torch.nn.Module", batch: Sequence[Inputs]) -> Sight:
        import torch

        tower: Any = model.get_submodule("model.visual")
        grids = [page.grid for page in batch]
        pixels = torch.cat([torch.as_tensor(page.pixels, device=tower.device) for page in batch])
        ahead = {
            name: value if isinstance(value, int) else torch.as_tensor(value, device=tower.device)
            for name, value in self.ahead(grids).items()
        }
        shapes = torch.tensor([(1, *grid) for grid in grids], device=tower.device)  # asked for, but not read
        seen = tower(pixels.to(tower.dtype), grid_thw=shapes, **ahead)
        return Sight(seen.pooler_output, tuple(getattr(seen, "deepstack_features", ())))

    def ahead(self, grids: Sequence[Grid]) -> Ahead:
        """What the tower would compute of the grids, waiting for the device, under its own names."""
        pages = positions.images(grids)
        return {
            "cu_seqlens": pages.bounds,
            "max_seqlen": pages.longest,
            "position_ids": positions.places(grids, self.cut.merge),
        }

    def _text(self, file: str) -> str:
        return resources.text("prompts", self.name, f"{file}.txt").removesuffix("\n")

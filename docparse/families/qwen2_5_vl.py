"""Qwen2.5-VL, which QwenVL HTML is named after."""

from collections.abc import Sequence

from docparse.document import Size
from docparse.families import Config, positions
from docparse.families.positions import Grid
from docparse.families.qwen import Ahead, Qwen
from docparse.qwenvl import Space


class Qwen25VL(Qwen):
    """Boxes count pixels of the model image. Most vision layers see windows of it alone."""

    name = "qwen2.5-vl"
    architecture = "Qwen2_5_VLForConditionalGeneration"

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.window = self.vision.get("window_size", 112) // self.cut.factor

    def space(self, size: Size) -> Space:
        return Space(size)

    def ahead(self, grids: Sequence[Grid]) -> Ahead:
        windows = positions.windows(grids, self.cut.merge, self.window)
        return {
            **super().ahead(grids),
            "window_index": windows.order,
            "cu_window_seqlens": windows.runs.bounds,
            "max_window_seqlen": windows.runs.longest,
        }

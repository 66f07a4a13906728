"""Qwen3-VL."""

from collections.abc import Sequence
from math import isqrt

from docparse.families import Config, positions
from docparse.families.positions import Grid
from docparse.families.qwen import Ahead, Qwen


class Qwen3VL(Qwen):
    """Boxes count thousandths. Patches also stand in a learned table, which is stretched over each image."""

    name = "qwen3-vl"
    architecture = "Qwen3VLForConditionalGeneration"
    side = 16
    mean = deviation = (0.5, 0.5, 0.5)
    min_pixels = 256 * 256

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.table = isqrt(self.vision.get("num_position_embeddings", 2304))  # entries along each side

    def ahead(self, grids: Sequence[Grid]) -> Ahead:
        blend = positions.blend(grids, self.cut.merge, self.table)
        return {
            **super().ahead(grids),
            "interp_indices": blend.neighbours,
            "interp_weights": blend.shares,
        }

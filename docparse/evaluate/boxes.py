"""Boxes: which of the true ones were found, and how tightly."""

from collections import defaultdict
from typing import Final

from docparse.document import Box, Size
from docparse.evaluate import assign
from docparse.evaluate.page import Answer, Share, Shares, Truth
from docparse.evaluate.parts import Region, regions

FOUND: Final = 0.5  # of intersection over union


def shares(truth: Truth, answer: Answer) -> Shares:
    """Recall at an overlap of a half and mean overlap, for each kind and over all; none without boxes.

    Each box serves once, whatever its kind; that the kind is right too counts under `kind`.
    """
    given = placed(answer, truth.size)
    if not truth.regions or not (given or answer.missing or answer.size):
        return {}
    chosen = assign.pairs(truth.regions, given, lambda one, other: 1 - overlap(one.box, other.box), 0.999)
    best = {i: (overlap(truth.regions[i].box, given[j].box), given[j].name) for i, j in chosen}
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for n, region in enumerate(truth.regions):
        near, name = best.get(n, (0.0, ""))
        seen = {"box": near >= FOUND, "iou": near, "kind": near >= FOUND and name == region.name}
        for mark, value in seen.items():
            for key in (mark, f"{mark}/{region.name}"):
                sums[key][0] += value
                sums[key][1] += 1
    return {key: Share(amount, weight) for key, (amount, weight) in sums.items()}


def placed(answer: Answer, size: Size | None) -> tuple[Region, ...]:
    """The answer's boxes in pixels of the true image, whatever image it was given."""
    found = regions(answer.blocks)
    if not size or not answer.size or size == answer.size:
        return found
    across, down = size.width / answer.size.width, size.height / answer.size.height
    return tuple(
        Region(
            region.name,
            Box(
                round(region.box.x1 * across),
                round(region.box.y1 * down),
                round(region.box.x2 * across),
                round(region.box.y2 * down),
            ),
        )
        for region in found
    )


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one.x2, other.x2) - max(one.x1, other.x1)
    height = min(one.y2, other.y2) - max(one.y1, other.y1)
    common = max(0, width) * max(0, height)
    union = one.area + other.area - common
    return common / union if union else 0.0

"""Places as JSON has them."""

from collections.abc import Sequence
from typing import Any

from docparse.document import Box, Size, SizePt, Word
from docparse.locate.lines import around


def told(boxes: Sequence[Box], size: Size, size_pt: SizePt | None, *, middle: bool = False) -> dict[str, Any]:
    """In pixels of the page image and, where there are any, in points: one box, and each line's."""
    box = around([Word("", each) for each in boxes]) if boxes else None
    sides = (box.x1, box.y1, box.x2, box.y2) if box else ()
    told: dict[str, Any] = {"box": [*sides] or None, "box_pt": _points(sides, size, size_pt)}
    if middle and box:
        point = ((box.x1 + box.x2) // 2, (box.y1 + box.y2) // 2)
        told |= {"point": [*point], "point_pt": _points(point, size, size_pt)}
    if len(boxes) > 1:
        told["lines"] = [[one.x1, one.y1, one.x2, one.y2] for one in boxes]
    return told


def _points(numbers: Sequence[int], size: Size, size_pt: SizePt | None) -> list[float] | None:
    if not numbers or size_pt is None:
        return None
    scales = (size_pt.width / size.width, size_pt.height / size.height)
    return [round(number * scales[place % 2], 2) for place, number in enumerate(numbers)]

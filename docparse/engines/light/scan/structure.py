# pyright: standard
"""SLANet-plus through onnxruntime: the cells of a table as its picture shows them.

It sees spans and rows that nothing is printed in, and sees them in a picture of 488 pixels: of small print
and of many rows it tells little. Its cells lie near what is written in them, seldom on it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import GridCell
from docparse.engines.light.scan.seen import Pixels

_MODEL = Path(__file__).parents[1] / "models" / "slanet-plus.onnx"
_SIDE = 488  # pixels of the square that the model looks at
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)  # for blue, green, red: the order it was taught with
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
_SPAN = re.compile(r' (row|col)span="(\d+)"')
_SILENT = 3  # of the types of logging that onnxruntime knows, errors


def cells(table: Pixels) -> tuple[GridCell, ...]:
    """What the model sees in the picture of one table: cells in pixels of it, row by row.

    None of a table so large, of some 400 cells, that the model comes to no end.
    """
    session, names = _model()
    boxes, chances = session.run(None, {"x": _square(table)})
    tags = [names[best] for best in chances[0].argmax(axis=1)]
    if "" not in tags[1:]:
        return ()
    return tuple(placed(tags[: tags.index("", 1)], boxes[0] * max(table.shape[:2])))


def _square(table: Pixels) -> NDArray[np.float32]:
    """The picture in the upper left of the square, its longer side filling it."""
    height, width = table.shape[:2]
    ratio = _SIDE / max(height, width)
    size = max(1, int(width * ratio)), max(1, int(height * ratio))
    small = cv2.resize(np.ascontiguousarray(table[:, :, ::-1]), size).astype(np.float32)
    square = np.zeros((_SIDE, _SIDE, 3), np.float32)
    square[: size[1], : size[0]] = (small / 255 - _MEAN) / _DEVIATION
    return square.transpose(2, 0, 1)[None]


def placed(tags: Sequence[str], boxes: NDArray[np.float32]) -> Iterator[GridCell]:
    """Cells in the first free place of their row, as a browser would put them."""
    taken: set[tuple[int, int]] = set()
    row, header = -1, False
    for at, tag in enumerate(tags):
        match tag:
            case "<thead>" | "</thead>":
                header = tag == "<thead>"
            case "<tr>":
                row += 1
            case "<td></td>" | "<td" if row >= 0:
                rows, columns = _spans(tags[at + 1 : at + 3]) if tag == "<td" else (1, 1)
                column = next(n for n in count() if (row, n) not in taken)
                taken |= {(row + y, column + x) for y in range(rows) for x in range(columns)}
                yield GridCell(_hull(boxes[at]), row, column, rows, columns, header)
            case _:
                pass


def _spans(attributes: Sequence[str]) -> tuple[int, int]:
    spans = {"row": 1, "col": 1}
    for attribute in attributes:
        found = _SPAN.fullmatch(attribute)
        if not found:
            break
        spans[found[1]] = int(found[2])
    return spans["row"], spans["col"]


def _hull(corners: NDArray[np.float32]) -> Rect:
    xs, ys = corners[0::2], corners[1::2]
    return Rect(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))


@cache
def _model() -> tuple[Any, list[str]]:
    """The session, and what its classes stand for; the first and the last are start and end."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = _SILENT
    session = onnxruntime.InferenceSession(_MODEL, options, providers=["CPUExecutionProvider"])
    tags = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, ["", *tags, ""]

# pyright: standard
"""Whether a text layer says what the picture under it shows: a few of its lines are read again."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from statistics import median

import numpy as np

from docparse.engines.light.layer import Layer, Line
from docparse.engines.light.scan.ocr import read
from docparse.engines.light.scan.seen import Corners, Pixels

_SAMPLES = 8  # lines that are read
_LONG = 12  # letters, from which a line can tell
_SURE = 0.9  # how sure the reader must be to contradict
_VOICES = 3  # sure readings, below which the layer is believed
_ALIKE = 0.93  # of the letters


def agrees(layer: Layer, image: Pixels) -> bool:
    """`image` is the page image that `layer` stands on; what cannot be judged is believed."""
    chosen = _sample([line for line in layer.lines if len(_letters(line.text)) >= _LONG and not line.turned])
    placed = [(line, corners) for line in chosen if (corners := _corners(line, layer)) is not None]
    seen = read(image, [corners for _, corners in placed])
    judged = [
        SequenceMatcher(None, _letters(line.text), _letters(glimpse.text), autojunk=False).ratio()
        for (line, _), glimpse in zip(placed, seen, strict=True)
        if glimpse.score >= _SURE
    ]
    return len(judged) < _VOICES or median(judged) >= _ALIKE


def _sample(lines: Sequence[Line]) -> Sequence[Line]:
    """Some from all over the page."""
    step = max(1, len(lines) // _SAMPLES)
    return sorted(lines, key=lambda line: line.rect.y0)[step // 2 :: step][:_SAMPLES]


def _corners(line: Line, layer: Layer) -> Corners | None:
    box = layer.locate(line.rect.grown(0.1 * line.size))
    if box is None:
        return None
    return np.array([(box.x1, box.y1), (box.x2, box.y1), (box.x2, box.y2), (box.x1, box.y2)], np.float32)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())

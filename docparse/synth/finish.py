# pyright: standard
"""In what state a document is handed over: as it was set, worn, or with a text layer that misleads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np

from docparse.document import Blocks
from docparse.source import Word
from docparse.synth import layers, wear
from docparse.synth.ink import Ink

State: TypeAlias = Literal["clean", "mute", "garbled", "recognised"] | wear.Wear

_WEIGHTS: Final[dict[State, float]] = {
    "clean": 10,
    "scan": 3,
    "fax": 1,
    "photo": 2,
    "turn": 1,
    "mute": 1,
    "garbled": 1,
    "recognised": 1,
}


@dataclass(frozen=True, slots=True)
class Clean:
    """A page as it was set: its image (of Pillow), the ink on it, the truth, the words of its text layer."""

    image: Any
    ink: Ink
    blocks: Blocks
    words: tuple[Word, ...]


def state(rng: Random, *, latin: bool) -> State:
    """Half of all documents are clean; made-up recognition is of Latin letters only."""
    states: list[State] = [one for one in _WEIGHTS if latin or one != "recognised"]
    return rng.choices(states, [_WEIGHTS[one] for one in states])[0]


def finished(pdf: bytes, pages: Sequence[Clean], to: State, rng: Random) -> tuple[bytes, tuple[Blocks, ...]]:
    """The document in that state, and the truth about its pages."""
    blocks = tuple(page.blocks for page in pages)
    match to:
        case "clean":
            return pdf, blocks
        case "mute":
            return layers.mute(pdf), blocks
        case "garbled":
            return layers.garbled(pdf, rng), blocks
        case "recognised":
            images = [wear.jpeg(np.asarray(page.image), rng.randint(60, 85)) for page in pages]
            scan = layers.scanned(images, [page.image.size for page in pages])
            return layers.recognised(scan, [page.words for page in pages], rng), blocks
        case _:
            return _worn(pages, to, rng)


def _worn(pages: Sequence[Clean], to: wear.Wear, rng: Random) -> tuple[bytes, tuple[Blocks, ...]]:
    assert to in get_args(wear.Wear)
    shown = [wear.worn(np.asarray(page.image), to, rng) for page in pages]
    images = [wear.jpeg(pixels, rng.randint(40, 85)) for pixels, _ in shown]
    pdf = layers.scanned(images, [path.size for _, path in shown])
    return pdf, tuple(_followed(page, path) for page, (_, path) in zip(pages, shown, strict=True))


def _followed(page: Clean, path: wear.Path) -> Blocks:
    boxes = (path.box(page.ink, block.box) if block.box else None for block in page.blocks)
    return tuple(replace(block, box=box) for block, box in zip(page.blocks, boxes, strict=True))

# pyright: standard
"""How well a checkpoint reads pages that it was not trained on: `python -m reader.score FOLDER [PAGES]`."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Any, Final

import numpy as np
import torch
from reader import network, tokens
from reader.pages import SIZES, Page, Pixels, answer, paint, random_page

from docparse.document import Box

_BOX: Final = re.compile(r'data-bbox="(\d+) (\d+) (\d+) (\d+)"')
_TAG: Final = re.compile(r"<[^>]*>")
_LONGEST: Final = 240  # tokens of an answer
_TOGETHER: Final = 20  # pages


@dataclass(frozen=True, slots=True)
class Score:
    pages: int
    characters: int
    character_error: float  # edits over characters, tags aside
    exact_texts: float  # pages whose text is right to the last character
    exact_answers: float
    boxes: int
    mean_iou: float  # boxes matched in order, a missing one counts 0
    near_boxes: float  # each side within 2 pixels
    exact_boxes: float


def unseen(count: int) -> list[Page]:
    """Pages that no training run has met: their seeds begin with another word."""
    return [random_page(f"unseen {n}", SIZES[n % len(SIZES)]) for n in range(count)]


def read(model: Any, pages: Sequence[Page], draw: Callable[[Page], Pixels] = paint) -> list[str]:
    """Greedy answers by transformers' own `generate`, in the order of the pages."""
    answers: dict[int, str] = {}
    for size in SIZES:
        alike = [n for n, page in enumerate(pages) if page.size == size]
        for start in range(0, len(alike), _TOGETHER):
            batch = alike[start : start + _TOGETHER]
            answers |= zip(batch, _generate(model, [pages[n] for n in batch], draw), strict=True)
    return [answers[n] for n in range(len(pages))]


def _generate(model: Any, pages: Sequence[Page], draw: Callable[[Page], Pixels]) -> Iterator[str]:
    size = pages[0].size
    rows, columns = size.height // network.PATCH, size.width // network.PATCH
    before, after = (tokens.encode(part) for part in (tokens.BEFORE_IMAGE, tokens.AFTER_IMAGE))
    image = tokens.token(tokens.IMAGE)
    ids = torch.tensor([*before, *[image] * network.layout(size).cells, *after]).expand(len(pages), -1)
    with torch.inference_mode():
        said = model.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            pixel_values=torch.cat([network.patches(draw(page)) for page in pages]),
            image_grid_thw=torch.tensor([[1, rows, columns]] * len(pages)),
            mm_token_type_ids=(ids == image).int(),
            max_new_tokens=_LONGEST,
            do_sample=False,
        )
    return (tokens.decode(row) for row in said[:, ids.shape[1] :].tolist())


def score(pages: Sequence[Page], answers: Sequence[str]) -> Score:
    truths = [answer(page) for page in pages]
    texts = [(text(truth), text(said)) for truth, said in zip(truths, answers, strict=True)]
    pairs = [pair for truth, said in zip(truths, answers, strict=True) for pair in _pairs(truth, said)]
    characters = sum(len(truth) for truth, _ in texts)
    return Score(
        pages=len(pages),
        characters=characters,
        character_error=sum(distance(*pair) for pair in texts) / characters,
        exact_texts=_share([truth == said for truth, said in texts]),
        exact_answers=_share([truth == said for truth, said in zip(truths, answers, strict=True)]),
        boxes=len(pairs),
        mean_iou=_share([overlap(truth, said) for truth, said in pairs]),
        near_boxes=_share([near(truth, said, 2) for truth, said in pairs]),
        exact_boxes=_share([near(truth, said, 0) for truth, said in pairs]),
    )


def text(html: str) -> str:
    return " ".join(_TAG.sub(" ", html).split())


def boxes(html: str) -> list[Box]:
    return [Box(*map(int, numbers)) for numbers in _BOX.findall(html)]


def _pairs(truth: str, said: str) -> list[tuple[Box, Box | None]]:
    pairs = zip_longest(boxes(truth), boxes(said)[: len(boxes(truth))])
    return [(one, other) for one, other in pairs if one]


def _share(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4)


def overlap(one: Box, other: Box | None) -> float:
    """Intersection over union."""
    if other is None:
        return 0.0
    wide = min(one.x2, other.x2) - max(one.x1, other.x1)
    high = min(one.y2, other.y2) - max(one.y1, other.y1)
    shared = max(0, wide) * max(0, high)
    return shared / (one.area + max(0, other.width) * max(0, other.height) - shared)


def near(one: Box, other: Box | None, pixels: int) -> bool:
    if other is None:
        return False
    sides = zip((one.x1, one.y1, one.x2, one.y2), (other.x1, other.y1, other.x2, other.y2), strict=True)
    return all(abs(a - b) <= pixels for a, b in sides)


def distance(one: str, other: str) -> int:
    """Edits that make the one text the other."""
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one):
        corner, row[0] = row[0], n + 1
        for m, wanted in enumerate(other):
            corner, row[m + 1] = row[m + 1], min(row[m + 1] + 1, row[m] + 1, corner + (letter != wanted))
    return row[-1]


if __name__ == "__main__":
    from transformers import Qwen2_5_VLForConditionalGeneration

    folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32)
    chosen = unseen(count)
    for name, value in asdict(score(chosen, read(model, chosen))).items():
        print(f"{name:16} {value}")

# pyright: standard
"""What the reader is taught with: batches of pages, and the aids that tell it where letters stand.

The aids come from the generator's own knowledge of its pages. They are two more losses during training; the
checkpoint holds nothing of them.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from reader import network, tokens
from reader.network import CELL, PATCH, Thought
from reader.pages import CHARACTERS, Page, paint, spell
from torch import Tensor, nn
from torch.nn import functional

from docparse.document import Size

_NONE: Final = -100  # what cross entropy passes over
_SIDE: Final = 20  # patches, of the longest side of a page
_GUIDED: Final = (2, 3)  # language layers whose first head is told where to look
_KNOWING: Final = 2  # the language layer after which the next place must be known
_COUNTING: Final = 3  # that after which the number must be known whose digit comes next
_NUMBERS: Final = {letter: n + 1 for n, letter in enumerate(CHARACTERS)}


class Letters(NamedTuple):
    """For each patch in the order of the vision tower: what is centred in it, and where in it."""

    names: Tensor  # 0 for none
    across: Tensor
    down: Tensor


class Lesson(NamedTuple):
    """Pages of one size, the answers to give and where to look while giving them."""

    size: Size
    images: Tensor  # grey, [n, height, width]
    letters: Letters
    answers: Tensor  # padded, as are the next ones, with `_NONE`
    cells: Tensor
    columns: Tensor  # of patches
    rows: Tensor
    numbers: Tensor


def lesson(pages: Sequence[Page], length: int) -> Lesson:
    """`length` is that of the longest answer that fits; the pages must be of one size."""
    size = pages[0].size
    rows = [_spelling(page, length) for page in pages]
    images = torch.from_numpy(np.stack([paint(page) for page in pages]))
    return Lesson(size, images, letters(pages), *(torch.tensor(part) for part in zip(*rows, strict=True)))


def _spelling(page: Page, length: int) -> tuple[list[int], ...]:
    """Tokens, cells, columns, rows and numbers of one page."""
    ids, cells, columns, rows, numbers = [], [], [], [], []
    for piece in spell(page):
        ids.append(tokens.token(piece.text))
        x, y = piece.eye or (_NONE, _NONE)
        x, y = min(x, page.size.width - 1), min(y, page.size.height - 1)
        seen = piece.eye is not None
        cells.append(y // CELL * (page.size.width // CELL) + x // CELL if seen else _NONE)
        columns.append(x // PATCH if seen else _NONE)
        rows.append(y // PATCH if seen else _NONE)
        numbers.append(_NONE if piece.number is None else piece.number)
    ids.append(tokens.token(tokens.END))
    return tuple(part + [_NONE] * (length - len(part)) for part in (ids, cells, columns, rows, numbers))


def letters(pages: Sequence[Page]) -> Letters:
    size = pages[0].size
    grids = np.zeros((3, len(pages), size.height // PATCH, size.width // PATCH), np.int64)
    for number, page in enumerate(pages):
        for line in page.lines:
            for index, letter in enumerate(line.text):
                x, y = line.middle(index)
                if letter != " ":
                    place = number, y // PATCH, x // PATCH
                    grids[:, *place] = _NUMBERS[letter], x % PATCH, y % PATCH
    return Letters(*map(torch.from_numpy, network.by_cell(grids)))


class Aids(nn.Module):
    """What training asks of vectors on their way; thrown away afterwards."""

    def __init__(self, width: int = 192) -> None:
        super().__init__()
        self.kinds = (len(CHARACTERS) + 1, PATCH, PATCH)
        self.letters = nn.Linear(width, 4 * sum(self.kinds))
        self.pen = nn.Linear(width, 2 * _SIDE)
        self.numbers = nn.Linear(width, _SIDE * PATCH + 1)


class Marks(NamedTuple):
    """The losses of a lesson, and two shares of what was right."""

    answer: Tensor
    letters: Tensor
    guide: Tensor
    pen: Tensor
    numbers: Tensor
    seen: Tensor  # right letters where they stand
    read: Tensor  # right tokens but digits in the answer, the ones before them given


def letters_loss(aids: Aids, sight: Tensor, truth: Letters) -> tuple[Tensor, Tensor]:
    """Of what stands in each patch, and the share of letters known."""
    guesses = aids.letters(sight.float()).view(len(sight), -1, sum(aids.kinds))
    names, across, down = guesses.split(aids.kinds, -1)
    there = truth.names > 0
    chosen = there | (torch.rand(there.shape) < 0.2)  # most patches are blank and soon learnt
    loss = functional.cross_entropy(names[chosen], truth.names[chosen])
    for guess, places in ((across, truth.across), (down, truth.down)):
        loss = loss + 0.3 * functional.cross_entropy(guess[there], places[there])
    return loss, (names[there].argmax(-1) == truth.names[there]).float().mean()


@cache
def _weights() -> Tensor:
    """Digits weigh double: a box is wrong with one of them."""
    weights = torch.ones(tokens.VOCABULARY)
    weights[[tokens.token(digit) for digit in "0123456789"]] = 2.0
    return weights


def marks(model: Any, aids: Aids, lesson: Lesson, sight: Tensor, thought: Thought) -> Marks:
    weights = _weights()
    start = thought.hidden.shape[1] - lesson.answers.shape[1]
    embedding = model.model.language_model.embed_tokens.weight
    logits = functional.linear(thought.hidden[:, start:], embedding.to(sight.dtype)).float().flatten(0, 1)
    answers = lesson.answers.flatten()
    letters, seen = letters_loss(aids, sight, lesson.letters)
    told = weights[answers.clamp(min=0)].eq(1) & (answers >= 0)
    return Marks(
        functional.cross_entropy(logits, answers, weights, ignore_index=_NONE),
        letters,
        _guide(lesson, thought, start),
        _pen(aids, lesson, thought.layers[_KNOWING][:, start:]),
        _numbers(aids, lesson, thought.layers[_COUNTING][:, start:]),
        seen,
        (logits.argmax(-1) == answers)[told].float().mean(),
    )


def _guide(lesson: Lesson, thought: Thought, start: int) -> Tensor:
    """How far the guided heads look past the cell that holds what comes next."""
    first = len(tokens.encode(tokens.BEFORE_IMAGE))
    later = torch.arange(thought.hidden.shape[1]) > torch.arange(lesson.answers.shape[1])[:, None] + start
    truth = torch.where(lesson.cells >= 0, lesson.cells + first, _NONE).flatten()
    losses = []
    for layer in _GUIDED:
        queries, keys = thought.queries[layer][:, start:], thought.keys[layer]
        looks = (queries @ keys.transpose(1, 2)).float() / math.sqrt(queries.shape[-1])
        looks = looks.masked_fill(later, -1e4).flatten(0, 1)
        losses.append(functional.cross_entropy(looks, truth, ignore_index=_NONE))
    return torch.stack(losses).mean()


def _pen(aids: Aids, lesson: Lesson, hidden: Tensor) -> Tensor:
    columns, rows = aids.pen(hidden.float()).flatten(0, 1).split(_SIDE, -1)
    across = functional.cross_entropy(columns, lesson.columns.flatten(), ignore_index=_NONE)
    return across + functional.cross_entropy(rows, lesson.rows.flatten(), ignore_index=_NONE)


def _numbers(aids: Aids, lesson: Lesson, hidden: Tensor) -> Tensor:
    asked = lesson.numbers >= 0
    if not asked.any():  # blank pages alone
        return hidden.sum() * 0.0
    return functional.cross_entropy(aids.numbers(hidden[asked].float()), lesson.numbers[asked])

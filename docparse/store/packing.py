"""A Reading as bytes and back. What comes back was perhaps written by others, so all of it is looked at."""

import json
import zlib
from typing import Any, get_args

from docparse.document import Box, IncompleteCode, NoteCode, Problem, Size, SizePt, Word
from docparse.engines import End, Reading
from docparse.source import PageRef

_MOST = 64 << 20  # bytes: what would unpack to more is the answer of no page
_CODES = frozenset((*get_args(IncompleteCode), *get_args(NoteCode)))


def pack(reading: Reading) -> bytes:
    """All of it but the page that it is of."""
    told = (
        reading.html,
        reading.size,
        reading.size_pt,
        reading.end,
        [(word.text, *_corners(word.box)) for word in reading.words],
        [(problem.code, problem.message, _corners(problem.box)) for problem in reading.problems],
    )
    return zlib.compress(json.dumps(told, separators=(",", ":")).encode("ascii"))


def unpack(packed: bytes, ref: PageRef) -> Reading | None:
    """The reading of that page; None if these bytes are no reading."""
    try:
        html, size, size_pt, end, words, problems = json.loads(_inflated(packed))
        return Reading(
            ref,
            _one_of(html, str),
            None if size is None else Size(*_whole(size, 2)),
            None if size_pt is None else SizePt(*(float(side) for side in size_pt)),
            _known(end, get_args(End)),
            tuple(Word(_one_of(text, str), _box(corners)) for text, *corners in words),
            tuple(_problem(*problem) for problem in problems),
        )
    except (ValueError, TypeError, RecursionError, zlib.error):
        return None


def _inflated(packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    unpacked = inflater.decompress(packed, _MOST)
    if not inflater.eof:
        raise ValueError("cut off, or too long")
    return unpacked


def _corners(box: Box | None) -> tuple[int, ...]:
    return (box.x1, box.y1, box.x2, box.y2) if box is not None else ()


def _box(corners: Any) -> Box:
    box = Box(*_whole(corners, 4))
    if not (0 <= box.x1 < box.x2 and 0 <= box.y1 < box.y2):
        raise ValueError("a box that holds nothing")
    return box


def _problem(code: Any, message: Any, corners: Any) -> Problem:
    return Problem(_known(code, _CODES), _one_of(message, str), _box(corners) if corners else None)


def _whole(numbers: Any, count: int) -> list[int]:
    if len(numbers) != count:
        raise ValueError("too few or too many numbers")
    return [_one_of(number, int) for number in numbers]


def _one_of(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"no {kind.__name__}")
    return value


def _known(word: Any, words: Any) -> Any:
    if word not in words:
        raise ValueError("an unknown word")
    return word

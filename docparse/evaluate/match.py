"""Which parts of an answer are which parts of the truth, however finely either is cut."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final, Literal, TypeAlias

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from docparse.evaluate import assign, normal
from docparse.evaluate.parts import Part

Prose: TypeAlias = Literal["text", "formula"]
_SURE: Final = 0.25  # such a pair is settled before others are thought of
_RUN: Final = 0.5  # as far as several parts together may be from the one that they make up
_REJECT: Final = 0.7  # farther apart, two parts have nothing to do with each other


class Piece:
    """A part of text or a formula, with its normal form as either: a formula may be answered as text."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.kind: Prose = "formula" if part.kind == "formula" else "text"

    @cached_property
    def text(self) -> str:
        return normal.letters(self.part.text) if self.kind == "formula" else normal.text(self.part.text)

    @cached_property
    def formula(self) -> str:
        return normal.formula(self.part.text)

    def key(self, kind: Prose) -> str:
        return self.text if kind == "text" else self.formula


@dataclass(frozen=True, slots=True)
class Pair:
    """Truth and what was answered for it; one side may be several pieces. Forced: only for want of better."""

    truth: tuple[Piece, ...]
    answer: tuple[Piece, ...]
    forced: bool = False

    @property
    def kind(self) -> Prose:
        return self.truth[0].kind

    def keys(self) -> tuple[str, str]:
        return _joined(self.truth, self.kind), _joined(self.answer, self.kind)

    def texts(self) -> tuple[str, str]:
        """Both as text, so of formulas their letters alone."""
        return _joined(self.truth, "text"), _joined(self.answer, "text")


@dataclass(frozen=True, slots=True)
class Matching:
    pairs: tuple[Pair, ...]
    spare: tuple[Piece, ...]  # answered, and paired with nothing or by force
    absorbed: tuple[Piece, ...]  # the ignored truth that was answered


def match(truth: Sequence[Piece], answer: Sequence[Piece], ignored: Sequence[Piece]) -> Matching:
    """Every piece of truth is in exactly one pair; one that nothing was answered for, in an empty one."""
    table = _Table(list(truth), list(answer))
    table.settle(_SURE)
    absorbed = table.absorb(ignored)
    table.join_answers()
    table.join_truth()
    table.settle(_REJECT)
    spare = tuple(table.answer)
    table.settle(1.0, forced=True)
    missed = (Pair((piece,), ()) for piece in table.truth)
    return Matching((*table.pairs, *missed), spare, absorbed)


class _Table:
    """Where pieces lie until they are paired."""

    def __init__(self, truth: list[Piece], answer: list[Piece]) -> None:
        self.truth = truth
        self.answer = answer
        self.pairs: list[Pair] = []

    def pair(self, truth: Sequence[Piece], answer: Sequence[Piece], *, forced: bool = False) -> None:
        self.pairs.append(Pair(tuple(truth), tuple(answer), forced))
        for piece in truth:
            self.truth.remove(piece)
        for piece in answer:
            self.answer.remove(piece)

    def settle(self, limit: float, *, forced: bool = False) -> None:
        truth, answer = list(self.truth), list(self.answer)
        for i, j in assign.pairs(truth, answer, partial(_distance, limit=limit), limit):
            self.pair([truth[i]], [answer[j]], forced=forced)

    def absorb(self, ignored: Sequence[Piece]) -> tuple[Piece, ...]:
        answer = list(self.answer)
        found = assign.pairs(ignored, answer, partial(_distance, limit=_SURE), _SURE)
        for _, j in found:
            self.answer.remove(answer[j])
        return tuple(ignored[i] for i, _ in found)

    def join_answers(self) -> None:
        """Several pieces of the answer that make up one of the truth, longest truth first."""
        for piece in sorted(self.truth, key=lambda piece: -len(piece.key(piece.kind))):
            run, distance = _run(piece.key(piece.kind), self.answer, lambda found, k=piece.kind: found.key(k))
            if len(run) > 1 and distance < _RUN:
                self.pair([piece], run)

    def join_truth(self) -> None:
        """Several pieces of the truth that one of the answer covers, such as a page in one paragraph."""
        for piece in sorted(self.answer, key=lambda piece: -len(piece.text)):
            texts = [wanted for wanted in self.truth if wanted.kind == "text"]
            run, distance = _run(piece.text, texts, lambda wanted: wanted.text)
            if len(run) > 1 and distance < _REJECT:
                self.pair(run, [piece])


def _distance(truth: Piece, answer: Piece, limit: float) -> float:
    return Levenshtein.normalized_distance(
        truth.key(truth.kind), answer.key(truth.kind), score_cutoff=min(1.0, limit)
    )


def _joined(pieces: Sequence[Piece], kind: Prose) -> str:
    return "".join(piece.key(kind) for piece in pieces)


def _run(target: str, pool: Sequence[Piece], key: Callable[[Piece], str]) -> tuple[list[Piece], float]:
    """The neighbours in `pool` that together come closest to `target`, and how close."""
    starts = [0]
    for piece in pool:
        starts.append(starts[-1] + len(key(piece)))
    whole = "".join(map(key, pool))
    found = fuzz.partial_ratio_alignment(target, whole, score_cutoff=100 * (1 - _REJECT)) if target else None
    if found is None:
        return [], 1.0
    left, right = (found.dest_start, found.dest_end) if len(target) <= len(whole) else (0, len(whole))
    inside = [n for n in range(len(pool)) if left <= (starts[n] + starts[n + 1]) / 2 < right]
    first, last = (inside[0], inside[-1]) if inside else (0, 0)
    return _best(target, pool, key, first, last)


def _best(
    target: str, pool: Sequence[Piece], key: Callable[[Piece], str], first: int, last: int
) -> tuple[list[Piece], float]:
    """The run from `first` to `last`, grown and shrunk at its ends while that brings it closer."""
    best = _apart(target, pool[first : last + 1], key)
    moved = True
    while moved:
        moved = False
        for low, high in ((first - 1, last), (first + 1, last), (first, last + 1), (first, last - 1)):
            if 0 <= low <= high < len(pool) and (near := _apart(target, pool[low : high + 1], key)) < best:
                first, last, best, moved = low, high, near, True
                break
    return list(pool[first : last + 1]), best


def _apart(target: str, run: Sequence[Piece], key: Callable[[Piece], str]) -> float:
    return Levenshtein.normalized_distance(target, "".join(map(key, run)))

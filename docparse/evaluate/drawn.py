"""What is drawn rather than written: charts by their numbers, music by its notes, molecules by identity."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from docparse.evaluate import assign, tables
from docparse.evaluate.page import Share, Shares, Truth
from docparse.evaluate.parts import Kind, Part
from docparse.soundness import molecules

_NOTE: Final = re.compile(r"[_^=]*[A-Ga-gxz][,']*\d*(?:/+\d*)?|\|")
_NO_NOTES: Final = re.compile(r"^[A-Za-z]:.*$|^%.*$|\"[^\"]*\"|![^!\n]*!|\[[A-Za-z]:[^\]]*\]", re.MULTILINE)


def paired(truth: Sequence[Part], found: Sequence[Part]) -> list[tuple[Part, Part]]:
    """Music and molecules, each with the answer that is most like it."""
    pairs: list[tuple[Part, Part]] = []
    for kind, cost in _COSTS.items():
        wanted = [part for part in truth if part.kind == kind]
        given = [part for part in found if part.kind == kind]
        chosen = assign.pairs([part.text for part in wanted], [part.text for part in given], cost)
        pairs += [(wanted[i], given[j]) for i, j in chosen]
    return pairs


def shares(
    truth: Sequence[Part], drawings: Sequence[tuple[Part, Part]], gridded: Sequence[tuple[Part, Part]]
) -> Shares:
    """Numbers right of all numbers; edit distance of notes; molecules right of all molecules."""
    music, wrong = (_far(kind, truth, drawings) for kind in _COSTS)
    right = Share(wrong.weight - wrong.amount, wrong.weight)
    known = {**_charts(truth, gridded), "abc": music, "smiles": right}
    return {name: share for name, share in known.items() if share.weight}


def _far(kind: Kind, truth: Sequence[Part], drawings: Sequence[tuple[Part, Part]]) -> Share:
    """What is not answered is 1 away."""
    count = sum(part.kind == kind for part in truth)
    costs = [_COSTS[kind](one.text, other.text) for one, other in drawings if one.kind == kind]
    return Share(sum(costs) + count - len(costs), count)


def _charts(truth: Sequence[Part], gridded: Sequence[tuple[Part, Part]]) -> Shares:
    charts = [part for part in truth if part.kind == "chart" and part.table]
    answers = {id(chart): answer.table for chart, answer in gridded}
    counts = [
        tables.numbers_right(answers.get(id(chart)), chart.table)
        for chart in charts
        if chart.table is not None
    ]
    whole = sum(count for _, count in counts)
    return {"chart": Share(sum(right for right, _ in counts), whole)} if whole else {}


def unlike_notes(one: str, other: str) -> float:
    return Levenshtein.normalized_distance(notes(one), notes(other))


def notes(abc: str) -> list[str]:
    """Its notes, rests and bar lines, without what heads, words or decorates them."""
    return _NOTE.findall(_NO_NOTES.sub("", abc))


def remarks(truths: Iterable[Truth]) -> tuple[str, ...]:
    if molecules.is_available() or not any(
        part.kind == "chemical" for truth in truths for part in truth.parts
    ):
        return ()
    return ("RDKit is not installed: molecules count as right only if they are written alike",)


def same(one: str, other: str) -> bool:
    """Whether two SMILES are of one molecule; without RDKit, whether they are written alike."""
    return canonical(one.strip()) == canonical(other.strip())


def canonical(smiles: str) -> str:
    known = molecules.read(smiles).canonical if molecules.is_available() else ""
    return known or smiles


_COSTS: Final[dict[Kind, Callable[[str, str], float]]] = {
    "music": unlike_notes,
    "chemical": lambda one, other: float(not same(one, other)),
}

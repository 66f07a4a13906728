"""What is drawn rather than written: charts by their numbers, music by its notes, molecules by identity."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, Final

from rapidfuzz.distance import Levenshtein

from docparse.evaluate import assign, tables
from docparse.evaluate.page import Share, Shares, Truth
from docparse.evaluate.parts import Kind, Part

_NOTE: Final = re.compile(r"[_^=]*[A-Ga-gxz][,']*\d*(?:/+\d*)?|\|")
_NO_NOTES: Final = re.compile(r"^[A-Za-z]:.*$|^%.*$|\"[^\"]*\"|![^!\n]*!|\[[A-Za-z]:[^\]]*\]", re.MULTILINE)


def shares(truth: Sequence[Part], found: Sequence[Part], gridded: Sequence[tuple[Part, Part]]) -> Shares:
    """Numbers right of all numbers; edit distance of notes; molecules right of all molecules."""
    return {
        **_charts(truth, gridded),
        **_by_kind("music", "abc", truth, found, unlike_notes),
        **_by_kind("chemical", "smiles", truth, found, lambda one, other: float(not same(one, other))),
    }


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


def _by_kind(
    kind: Kind, name: str, truth: Sequence[Part], found: Sequence[Part], cost: Callable[[str, str], float]
) -> Shares:
    """`abc` is a distance, so what is not answered counts 1; `smiles` a rate, where it counts 0."""
    wanted = [part.text for part in truth if part.kind == kind]
    given = [part.text for part in found if part.kind == kind]
    if not wanted:
        return {}
    costs = [cost(wanted[i], given[j]) for i, j in assign.pairs(wanted, given, cost)]
    far = sum(costs) + len(wanted) - len(costs)
    return {name: Share(far if name == "abc" else len(wanted) - far, len(wanted))}


def unlike_notes(one: str, other: str) -> float:
    return Levenshtein.normalized_distance(notes(one), notes(other))


def notes(abc: str) -> list[str]:
    """Its notes, rests and bar lines, without what heads, words or decorates them."""
    return _NOTE.findall(_NO_NOTES.sub("", abc))


def remarks(truths: Iterable[Truth]) -> tuple[str, ...]:
    if find_spec("rdkit") or not any(part.kind == "chemical" for truth in truths for part in truth.parts):
        return ()
    return ("RDKit is not installed: molecules count as right only if they are written alike",)


def same(one: str, other: str) -> bool:
    """Whether two SMILES are of one molecule; without RDKit, whether they are written alike."""
    return canonical(one.strip()) == canonical(other.strip())


@cache
def canonical(smiles: str) -> str:
    try:
        from rdkit import Chem, RDLogger
    except ImportError:
        return smiles
    chemistry: Any = Chem  # its functions are compiled and have no types
    logger: Any = RDLogger
    logger.DisableLog("rdApp.*")  # it would talk on stderr
    molecule = chemistry.MolFromSmiles(smiles) if smiles else None
    return chemistry.MolToSmiles(molecule) if molecule is not None else smiles

"""Whether what specialists write is sound: LaTeX, SMILES, ABC notation, tables, charts.

Each checker says in words what is wrong with a source, or nothing. What they pass may still be not what the
page shows; what they find fault with cannot be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from docparse.document import (
    Block,
    Blocks,
    Chart,
    Chemical,
    Code,
    Em,
    Formula,
    Inlines,
    Link,
    List,
    Math,
    Music,
    NoteCode,
    Problem,
    Strong,
    Sub,
    Sup,
    Table,
)
from docparse.soundness import charts, grids, latex, molecules, music

Fault: TypeAlias = tuple[NoteCode, str]

_NO_RDKIT = "SMILES not checked: RDKit is not installed (extra `chem`)"


@dataclass(frozen=True, slots=True)
class Examined:
    """The faults of a page's blocks, and its molecules in canonical form by their places."""

    problems: tuple[Problem, ...]
    canonical: dict[int, str]


def is_costly(blocks: Blocks) -> bool:
    """Whether a library has to look at them, which may take long over what is hostile."""
    return any(isinstance(block, Formula | Chemical) or any(_formulas(block)) for block in blocks)


def examine(blocks: Blocks) -> Examined:
    canonical: dict[int, str] = {}
    problems: list[Problem] = []
    for place, block in enumerate(blocks, start=1):
        if isinstance(block, Chemical) and molecules.is_available():
            canonical[place] = molecules.read(block.smiles).canonical
        problems += (Problem(code, said, block.box, place) for code, said in _faults(block))
    return Examined(tuple(problems), {place: smiles for place, smiles in canonical.items() if smiles})


def _faults(block: Block) -> Iterator[Fault]:
    match block:
        case Formula(source) if source and (said := latex.fault(source)):
            yield "formula-unsound", said
        case Music(source) if source and (said := music.fault(source)):
            yield "music-unsound", said
        case Chemical(source) if source and not molecules.is_available():
            yield "unchecked", _NO_RDKIT
        case Chemical(source) if source and (said := molecules.read(source).fault):
            yield "chemical-unsound", said
        case Chart(Table() as table) if said := charts.fault(table):
            yield "chart-unsound", said
        case Table() if said := grids.fault(block):
            yield "table-unsound", said
        case _:
            pass
    yield from _within(block)


def _within(block: Block) -> Iterator[Fault]:
    """The first fault of the formulas within its text, and how many there are."""
    faults = [f"`{source[:60]}`: {said}" for source in _formulas(block) if (said := latex.fault(source))]
    if faults:
        yield "formula-unsound", faults[0] + (f", and {len(faults) - 1} more" if len(faults) > 1 else "")


def _formulas(block: Block) -> Iterator[str]:
    match block:
        case Table(rows) | Chart(Table(rows)):
            return (source for row in rows for cell in row for source in _sources(cell.inlines))
        case List():
            return _listed(block)
        case Formula() | Music() | Chemical() | Code():
            return iter(())
        case _:
            return _sources(block.inlines)


def _listed(entries: List) -> Iterator[str]:
    for item in entries.items:
        yield from _sources(item.inlines)
        for nested in item.lists:
            yield from _listed(nested)


def _sources(inlines: Inlines) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Math(source):
                yield source
            case Strong(inner) | Em(inner) | Sub(inner) | Sup(inner) | Link(_, inner):
                yield from _sources(inner)
            case _:
                pass

# pyright: standard
"""SMILES, read by RDKit where that is installed."""

from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

_LONGEST: Final = 2_000  # characters: of proteins, not of what is drawn on a page


class Molecule(NamedTuple):
    canonical: str  # as RDKit writes it; empty where it cannot
    fault: str | None  # in words


@cache
def is_available() -> bool:
    return find_spec("rdkit") is not None


@lru_cache(maxsize=1024)
def read(smiles: str) -> Molecule:
    """Only where RDKit is available. It is compiled code: what strangers wrote is read in a worker."""
    if len(smiles) > _LONGEST:
        return Molecule("", f"it is longer than {_LONGEST} characters")
    try:
        return _read(smiles.strip())
    except (RuntimeError, ValueError) as error:  # of conditions that its authors did not foresee
        return Molecule("", f"RDKit fails over it: {str(error).strip().partition(chr(10))[0]}")


def _read(smiles: str) -> Molecule:
    chemistry = _library()
    sketch = chemistry.MolFromSmiles(smiles, sanitize=False) if smiles else None
    if sketch is None:
        return Molecule("", "it is no SMILES")
    if problems := chemistry.DetectChemistryProblems(sketch):
        return Molecule("", f"there is no such molecule: {problems[0].Message()}")
    molecule = chemistry.MolFromSmiles(smiles)
    if molecule is None:
        return Molecule("", "there is no such molecule")
    return Molecule(chemistry.MolToSmiles(molecule), None)


@cache
def _library() -> Any:
    from rdkit import Chem, RDLogger

    logger: Any = RDLogger  # compiled, with no types
    logger.DisableLog("rdApp.*")  # it would talk on stderr
    return Chem

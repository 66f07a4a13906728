# pyright: standard
"""Structures as SMILES, drawn by RDKit."""

from random import Random
from typing import Final

_CORES: Final = (
    "c1ccc({a})cc1{b}",
    "c1cc({a})cc({b})c1",
    "C1CCC({a})CC1{b}",
    "c1cnc({a})nc1{b}",
    "c1ccc2c(c1)cc({a})cc2{b}",
    "c1csc({a})c1{b}",
    "O=C({a})N{b}",
    "CC({a})CC{b}",
    "C1CC({a})N({b})C1",
    "c1ccc2[nH]c({a})cc2c1{b}",
)
_GROUPS: Final = (
    *("O", "N", "C", "CC", "Cl", "F", "Br", "OC", "C(=O)O", "C#N", "C(C)C", "N(C)C", "S(=O)(=O)N", "C=C"),
)
_SIZE: Final = (300, 200)


def structure(rng: Random) -> str:
    """A canonical SMILES."""
    from rdkit import Chem

    core = rng.choice(_CORES).format(a=rng.choice(_GROUPS), b=rng.choice(_GROUPS))
    return Chem.MolToSmiles(Chem.MolFromSmiles(core))


def drawn(smiles: str) -> str:
    """As SVG."""
    from rdkit import Chem
    from rdkit.Chem.Draw import rdMolDraw2D

    drawing = rdMolDraw2D.MolDraw2DSVG(*_SIZE)
    drawing.drawOptions().clearBackground = False
    drawing.drawOptions().useBWAtomPalette()
    rdMolDraw2D.PrepareAndDrawMolecule(drawing, Chem.MolFromSmiles(smiles))
    drawing.FinishDrawing()
    return drawing.GetDrawingText()

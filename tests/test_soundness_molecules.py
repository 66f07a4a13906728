"""SMILES of molecules that there can be, and of others."""

import pytest

from docparse.soundness import molecules

pytest.importorskip("rdkit", reason="RDKit is not installed")


@pytest.mark.parametrize(
    ("smiles", "canonical"),
    [("C1=CC=CC=C1O", "Oc1ccccc1"), (" OCC ", "CCO"), ("[Na+].[Cl-]", "[Cl-].[Na+]"), ("F/C=C/F", "F/C=C/F")],
)
def test_a_molecule_has_one_canonical_form(smiles: str, canonical: str) -> None:
    assert molecules.read(smiles) == (canonical, None)


@pytest.mark.parametrize("smiles", ["C1CC", "C(C", "CX", "chemical formula content", " "])
def test_what_is_no_smiles_is_said(smiles: str) -> None:
    assert molecules.read(smiles) == ("", "it is no SMILES")


def test_atoms_with_too_many_bonds_are_said() -> None:
    found = molecules.read("C(C)(C)(C)(C)C")
    assert not found.canonical
    assert found.fault is not None
    assert found.fault.startswith("there is no such molecule: Explicit valence for atom # 0 C")


def test_what_is_too_long_is_not_tried() -> None:
    assert molecules.read("C" * 10_000).fault == "it is longer than 2000 characters"

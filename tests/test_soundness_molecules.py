"""SMILES of molecules that there can be, and of others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_what_trips_the_library_costs_only_itself() -> None:
    assert (molecules.read("[CH99999]").fault or "").startswith("RDKit fails over it")


@given(st.text(alphabet="CNOc1n2()[]=#@+-H./\\%9*:", max_size=30))
def test_any_text_at_all_gets_an_answer(smiles: str) -> None:
    found = molecules.read(smiles)
    assert bool(found.canonical) == (found.fault is None)


def test_what_is_too_long_is_not_tried() -> None:
    assert molecules.read("C" * 10_000).fault == "it is longer than 2000 characters"

"""Music and structures: what the notation says is what is drawn."""

import re
from random import Random

import pytest
from printed import NEEDS

from docparse.synth import charts, molecules, music

pytestmark = NEEDS

TUNES = [music.tune(Random(seed)) for seed in range(12)]
NOTE = re.compile(r"[_^]?[A-Ga-gz](\d?)")


@pytest.mark.parametrize("tune", TUNES)
def test_every_bar_is_full(tune: str) -> None:
    (beats, unit) = map(int, re.findall(r"M:(\d)/(\d)", tune)[0])
    bars = [bar for bar in re.split(r"\|", tune.split("\n", 4)[4]) if NOTE.search(bar)]
    assert len(bars) in {4, 6, 8}
    for bar in bars:
        assert sum(int(length or 1) for length in NOTE.findall(bar)) == beats * 8 // unit


@pytest.mark.parametrize("tune", TUNES)
def test_every_note_and_rest_of_a_tune_is_engraved(tune: str) -> None:
    svg = music.engraved(tune)
    signs = NOTE.findall(tune.split("\n", 4)[4])
    assert svg.count('class="note"') + svg.count('class="rest"') == len(signs)
    assert svg == music.engraved(tune)


def test_structures_are_canonical_and_drawn() -> None:
    from rdkit import Chem

    made = {molecules.structure(Random(seed)) for seed in range(60)}
    assert len(made) > 40
    for smiles in made:
        assert Chem.MolToSmiles(Chem.MolFromSmiles(smiles)) == smiles
        assert "<path" in molecules.drawn(smiles)


def test_a_chart_comes_with_the_table_of_its_numbers() -> None:
    for seed in range(12):
        table, svg = charts.chart(Random(seed))
        assert len({len(row) for row in table.rows}) == 1
        assert all(cell.header for cell in table.rows[0])
        assert all(str(cell.inlines).count("Text") == 1 for row in table.rows[1:] for cell in row)
        assert svg.count("<path") > 5
        assert (table, svg) == charts.chart(Random(seed))

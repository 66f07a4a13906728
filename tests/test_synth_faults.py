"""Faults of known size."""

from random import Random
from typing import Any

import pytest

from docparse.document import Blocks, Box, Cell, Heading, Paragraph, Table, Text, plain
from docparse.synth import faults
from docparse.synth.faults import Fault


def row(*texts: str, header: bool = False) -> tuple[Cell, ...]:
    return tuple(Cell((Text(text),), header) for text in texts)


BOX = Box(1, 2, 30, 40)
TABLE = Table((row("Name", "Count", header=True), row("Oak", "12"), row("Ash", "7"), row("Elm", "390")), BOX)
PAGE: Blocks = (
    Heading(1, (Text("Trees"),), BOX),
    Paragraph((Text("Forty oaks stand by the road."),), BOX),
    Paragraph((Text("The ash fell in 1987."),), BOX),
    TABLE,
)


def planted(fault: Fault, seed: int = 1) -> Blocks:
    changed = faults.plant(PAGE, fault, Random(seed))
    assert changed is not None
    assert changed != PAGE
    return changed


def words(blocks: Blocks) -> list[str]:
    lines: list[Any] = []
    for block in blocks:
        inlines = [cell.inlines for line in block.rows for cell in line] if isinstance(block, Table) else []
        lines += inlines or [getattr(block, "inlines", ())]
    return " ".join(map(plain, lines)).split()


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("fault", ["digit", "word"])
def test_one_character_or_one_word_is_another(fault: Fault, seed: int) -> None:
    changed = planted(fault, seed)
    differing = [(a, b) for a, b in zip(words(PAGE), words(changed), strict=True) if a != b]
    assert len(differing) == 1
    if fault == "digit":
        ((was, now),) = differing
        assert sum(a != b for a, b in zip(was, now, strict=True)) == 1


def test_where_words_are_not_spaced_two_letters_are_another_word() -> None:
    line: Blocks = (Paragraph((Text("今天天气很好，我们去公园散步。"),)),)
    changed = faults.plant(line, "word", Random(3))
    assert changed is not None
    han = [letter for letter in "".join(words(changed)) if ord(letter) > 0x4000 and letter not in "，。"]
    assert len(han) == 11


def test_one_row_is_missing() -> None:
    (table,) = [block for block in planted("row") if isinstance(block, Table)]
    assert len(table.rows) == len(TABLE.rows) - 1
    assert table.rows[0] == TABLE.rows[0]


def test_one_paragraph_is_missing() -> None:
    changed = planted("paragraph")
    assert [block for block in PAGE if block not in changed] in ([PAGE[1]], [PAGE[2]])


def test_two_columns_change_places_below_their_heads() -> None:
    (table,) = [block for block in planted("column") if isinstance(block, Table)]
    assert table.rows[0] == TABLE.rows[0]
    assert table.rows[1:] == tuple((second, first) for first, second in TABLE.rows[1:])


def test_one_sentence_is_invented() -> None:
    assert len(words(planted("invented"))) == len(words(PAGE)) + len(faults.INVENTED.split())


def test_a_paragraph_comes_again_and_again() -> None:
    assert len(planted("loop")) == len(PAGE) + faults.REPEATS


def test_the_second_half_is_cut_off() -> None:
    assert planted("cut") == PAGE[:2]


def test_where_there_is_nothing_to_befall_no_fault_is_planted() -> None:
    bare: Blocks = (Heading(1, (Text("Trees"),)),)
    assert {faults.plant(bare, fault, Random(1)) for fault in faults.FAULTS} == {None}


def test_the_same_seed_plants_the_same_faults() -> None:
    for fault in faults.FAULTS:
        assert planted(fault, 4) == planted(fault, 4)

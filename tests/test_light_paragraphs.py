from collections.abc import Sequence

from lines import line, paragraph

from docparse.engines.light.geometry import Rect
from docparse.engines.light.paragraphs import breaks, ends, gathered, is_centred, is_flush, is_loose, split

PAPER = Rect(20, 20, 580, 780)
FULL = "these words reach the right edge of the column"


def texts(groups: Sequence[Sequence[object]]) -> list[int]:
    return [len(group) for group in groups]


def test_lines_close_together_are_one_group() -> None:
    assert texts(gathered(paragraph([FULL] * 4))) == [4]


def test_a_gap_a_size_or_a_column_parts_groups() -> None:
    above, below = paragraph([FULL] * 2, y=100), paragraph([FULL] * 2, y=150)
    beside = paragraph([FULL] * 2, x=320)
    heading = (line("Heading", y=80, size=16),)
    assert sorted(texts(gathered([*above, *below, *beside, *heading]))) == [1, 2, 2, 2]


def test_a_bold_line_above_a_paragraph_is_its_own_group() -> None:
    assert texts(gathered([line("Heading", y=88, bold=True), *paragraph([FULL] * 2)])) == [1, 2]


def test_an_indent_begins_a_paragraph() -> None:
    lines = [*paragraph([FULL, FULL + "."]), line(FULL, x=86, y=124), line(FULL, y=136)]
    assert texts(split(lines)) == [2, 2]


def test_a_hanging_indent_does_not() -> None:
    lines = [line(FULL, y=100), line(FULL, x=90, y=112), line(FULL, x=90, y=124)]
    assert texts(split(lines)) == [3]


def test_a_sentence_that_ends_early_ends_a_paragraph() -> None:
    assert texts(split(paragraph([FULL, "and end here.", FULL.capitalize(), FULL]))) == [2, 2]


def test_a_line_of_an_address_ends_on_purpose() -> None:
    assert breaks(paragraph(["Harbour Office", "1 Quay", "Old Town upon the River"])) == (0, 1)


def test_prose_has_no_breaks() -> None:
    assert breaks(paragraph([FULL, FULL, "the end"])) == ()


def test_a_known_right_edge_makes_short_lines_end_on_purpose() -> None:
    lines = paragraph(["M. Dupont, conseiller", "M. Durand, conseiller"])
    assert breaks(lines) == ()
    assert breaks(lines, lines[0].rect._replace(x1=500)) == (0,)


def test_entries_of_a_table_of_contents_end_on_purpose() -> None:
    assert breaks(paragraph(["Overview .............. 5", "Storage and use ........ 7"])) == (0,)


def test_lines_that_all_had_room_are_set_one_by_one() -> None:
    assert is_loose(paragraph(["Harbour Office of the Old Town", "1 Quay", "Upper Hill"]), PAPER)
    assert is_loose(paragraph(["Subtotal          19.30", "of which VAT       3.22"]), PAPER)


def test_prose_and_single_lines_are_not() -> None:
    assert not is_loose(paragraph([FULL, FULL, "the end"]), PAPER)
    assert not is_loose(paragraph([FULL]), PAPER)


def test_centred_lines_share_an_axis_and_no_edge() -> None:
    centred = [line("Tea room and bait shop", x=82), line("4 Quay Steps, Gull Point Harbour", x=57, y=112)]
    assert is_centred(centred)
    assert is_loose(centred, PAPER)
    assert not is_centred(paragraph([FULL, FULL, "the end"]))


def test_justified_text_is_flush_whatever_its_last_line() -> None:
    assert is_flush(paragraph([FULL, FULL, FULL, "the end"]))
    assert not is_flush(paragraph([FULL, "shorter words", "and other words"]))
    assert not is_flush(paragraph([FULL, FULL]))


def test_a_gap_between_lines_parts_paragraphs_that_the_model_took_for_one() -> None:
    above, below = paragraph([FULL] * 3), paragraph([FULL] * 3, y=100 + 3 * 12 + 10)
    assert texts(split([*above, *below])) == [3, 3]
    assert texts(split([*above, *paragraph([FULL] * 3, y=100 + 3 * 12)])) == [6]


def test_an_address_at_the_right_edge_is_set_line_by_line() -> None:
    texts = ["Harbour Office of Leith", "14 Pier Road", "Leith EH6 7AB"]
    right = tuple(line(text, x=500 - 5 * len(text), y=100 + 12 * row) for row, text in enumerate(texts))
    assert is_loose(right, PAPER)
    assert ends(right) == (0, 1)


def test_lines_that_go_on_with_small_letters_are_prose_however_much_room_was_left() -> None:
    ragged = paragraph(["A lantern on the pier is lit at", "dusk and put out", "at dawn by its keeper"])
    assert not is_loose(ragged, PAPER)
    assert breaks(ragged, PAPER) == ()
    notes = paragraph(["Women who were not asked are left out here.", "na = none", "ns = not shown"])
    assert breaks(notes, PAPER) == (0, 1)


def test_words_stretched_to_one_edge_are_no_pieces_set_apart() -> None:
    stretched = paragraph(
        ["Northern    and    eastern", "Supply   for   the   quays", "Significant   in   measure", "Ends"]
    )
    assert is_flush(stretched)
    assert not is_loose(stretched, PAPER)


def test_labels_with_their_figures_at_one_edge_are_set_one_by_one() -> None:
    bill = paragraph(["2 Pots of tea      5.60", "1 Scone            3.95", "3 Biscuits         2.25"])
    assert is_flush(bill)
    assert is_loose(bill, PAPER)


def test_long_lines_are_no_address_though_the_next_begins_with_a_capital() -> None:
    texts = [
        "All symbols are kept in one library, which is shown in figure",
        "3. With the new version they are in Electrical and in Logic",
    ]
    assert ends(paragraph(texts)) == ()

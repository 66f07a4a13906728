from dataclasses import replace

import pytest
from evaluation import SIZE, marks, region, seen, table, truth
from hypothesis import given
from hypothesis import strategies as st

from docparse.document import (
    Box,
    Cell,
    Em,
    Formula,
    Heading,
    Item,
    Link,
    List,
    Math,
    Page,
    Paragraph,
    Size,
    Strong,
    Sup,
    Table,
    Text,
)
from docparse.evaluate import Answer, Truth, score
from docparse.evaluate.answers import of_page
from docparse.evaluate.boxes import overlap
from docparse.evaluate.drawn import canonical, notes, same, unlike_notes
from docparse.evaluate.parts import Part, of_blocks
from docparse.evaluate.scores import EDITS

ONE = "The keeper counts the lamps at dusk and writes the number in a book."
TWO = "Nobody has opened the book since the harbour was closed to ships."
MORE = "A gull sleeps on the roof of the customs house every afternoon."


def test_a_perfect_answer_is_perfect() -> None:
    page = truth(ONE, TWO, tables=(table("a|b", "1|2"),))
    found = marks(seen(page, f"{ONE}\n\n{TWO}\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
    assert {
        name: found[name] for name in ("text", "order", "missing", "spurious", "silent")
    } == dict.fromkeys(("text", "order", "missing", "spurious", "silent"), 0)
    assert found["teds"] == found["teds_s"] == 1
    assert seen(page, "").badness > seen(page, ONE).badness > 0


def test_the_truth_written_as_markdown_is_a_perfect_answer() -> None:
    said = (Text("for $5, "), Strong((Text("if "), Math(r"a_1 < b \leq \sigma_{2}"))), Text(" and c > d"))
    cell = Cell((Text("51~100 *** $3 | "), Em((Text("or"),)), Sup((Text("2"),)), Math(r"x_1")))
    blocks = (
        Heading(1, said),
        Paragraph((*said, Link("https://example.org", (Text("a_b"),)))),
        List((Item(said), Item((Text("two"),))), ordered=True, start=7),
        Formula(r"\int f\,dx"),
        Table(((cell, cell), (cell, Cell(())))),
    )
    page = of_page(Page(1, SIZE, None, blocks))
    found = marks(score(Truth("page.png", of_blocks(blocks)), page))
    assert [found[name] for name in (*EDITS, "missing", "spurious")] == [0] * 6
    assert found["teds"] == 1


def test_one_wrong_digit_moves_the_text_score_by_one_letter() -> None:
    page = truth("In 1923 the mast fell.")
    letters = len("In1923themastfell")
    assert marks(seen(page, "In 1928 the mast fell."))["text"] == pytest.approx(1 / letters)
    assert marks(seen(page, "In 1928 the mast fell."))["cer/latin"] == pytest.approx(1 / letters)


def test_a_lost_paragraph_is_missing_and_one_made_up_is_spurious() -> None:
    both = len(ONE + TWO) - (ONE + TWO).count(" ") - 2
    lost = len(TWO) - TWO.count(" ") - 1
    found = marks(seen(truth(ONE, TWO), ONE))
    assert found["missing"] == pytest.approx(lost / both)
    assert found["spurious"] == 0
    found = marks(seen(truth(ONE), f"{ONE}\n\n{TWO}"))
    assert found["missing"] == 0
    assert found["spurious"] == pytest.approx(lost / both, abs=0.05)  # a few letters by chance


def test_a_loop_is_spurious_though_its_text_is_true() -> None:
    page = truth(ONE, TWO)
    assert marks(seen(page, f"{ONE}\n\n{TWO}\n\n{TWO}\n\n{TWO}"))["spurious"] > 0.45


def test_text_that_stands_elsewhere_is_not_missing() -> None:
    page = truth(ONE, TWO, tables=(table("north|1000", "south|2000"),))
    assert marks(seen(page, f"{ONE}\n\n{TWO}\n\nnorth 1000\n\nsouth 2000"))["missing"] < 0.02


def test_swapped_paragraphs_cost_order_and_nothing_else() -> None:
    found = marks(seen(truth(ONE, TWO, MORE), f"{TWO}\n\n{ONE}\n\n{MORE}"))
    assert found["text"] == 0
    assert found["order"] == pytest.approx(2 / 3)


def test_captions_are_neither_asked_for_nor_held_against_the_answer() -> None:
    page = truth(ONE, ignored=("Figure 3: the lamps",))
    for answer in (ONE, f"Figure 3: the lamps\n\n{ONE}"):
        found = marks(seen(page, answer))
        assert (found["text"], found["spurious"]) == (0, 0)


def test_a_table_that_is_not_found_counts_0() -> None:
    page = truth(tables=(table("a|b", "1|2"), table("north|south", "x|y")))
    assert marks(seen(page, "| a | b |\n|---|---|\n| 1 | 2 |"))["teds"] == 0.5


def test_the_edit_distances_of_a_page_count_for_its_language_too() -> None:
    page = replace(truth(ONE, TWO, tables=(table("a|b", "1|2"),)), language="english")
    found = marks(seen(page, f"{TWO}\n\n{ONE}"))
    kinds = ("text", "order", "table_edit")
    assert [found[f"{kind}/english"] for kind in kinds] == [found[kind] for kind in kinds]
    assert found["table_edit/english"] == 1
    assert "formula/english" not in found
    assert not any("/english" in name for name in marks(seen(truth(ONE), ONE)))


def test_characters_are_counted_by_script() -> None:
    page = truth("Вечером смотритель считает лампы.", "The keeper counts.", "夕方に灯を数える人")
    found = marks(seen(page, "The keeper counts."))
    assert found["cer/latin"] == 0
    assert found["cer/cyrillic"] == found["cer/japanese"] == 1


@pytest.mark.parametrize(
    ("answer", "silent", "alarm"),
    [
        (Answer("", status="ok"), 1, 0),
        (Answer(""), 1, 0),
        (Answer("", status="failed"), 0, 0),
        (Answer("", missing=True), 0, 0),
        (Answer(ONE, status="ok"), 0, 0),
        (Answer(ONE, status="partial"), 0, 1),
    ],
)
def test_a_page_that_lost_its_text_has_to_say_so(answer: Answer, silent: int, alarm: int) -> None:
    found = marks(score(truth(ONE), answer))
    assert (found["silent"], found["alarm"]) == (silent, alarm)


def test_boxes_are_found_from_an_overlap_of_a_half_in_pixels_of_the_true_image() -> None:
    page = Truth("a.png", (), (region("heading", 0, 0, 50, 10), region("paragraph", 0, 20, 100, 60)), SIZE)
    blocks = (Heading(1, (Text("x"),), Box(0, 0, 100, 20)), Heading(1, (Text("x"),), Box(0, 40, 200, 100)))
    found = marks(score(page, Answer("", blocks, Size(200, 200))))
    assert found["box/heading"] == found["iou/heading"] == found["kind/heading"] == 1
    assert found["iou/paragraph"] == pytest.approx(0.75)
    assert (found["box"], found["kind"], found["kind/paragraph"]) == (1, 0.5, 0)


def test_an_answer_without_boxes_has_no_box_scores_and_a_missing_one_has_zeros() -> None:
    page = Truth("a.png", (), (region("heading", 0, 0, 50, 10),), SIZE)
    assert "box" not in marks(score(page, Answer("# x")))
    assert marks(score(page, Answer("", missing=True)))["box"] == 0


def test_each_box_serves_once() -> None:
    page = Truth("a.png", (), (region("paragraph", 0, 0, 50, 10), region("paragraph", 0, 0, 50, 11)), SIZE)
    answer = Answer("", (Paragraph((Text("x"),), Box(0, 0, 50, 10)),), SIZE)
    assert marks(score(page, answer))["box"] == 0.5


boxes = st.tuples(*[st.integers(0, 50)] * 2, *[st.integers(51, 100)] * 2).map(lambda sides: Box(*sides))


@given(boxes, boxes)
def test_overlap_is_symmetric_and_1_only_for_the_same_box(one: Box, other: Box) -> None:
    assert 0 <= overlap(one, other) == overlap(other, one) <= 1
    assert (overlap(one, other) == 1) == (one == other)


def test_a_chart_is_scored_by_the_table_answered_for_it() -> None:
    chart = table("|2020|2021", "north|100|200")
    page = Truth("a.png", (Part("chart", "2020\n2021\nnorth\n100\n200", 0, chart),))
    found = marks(seen(page, "|  | 2020 | 2021 |\n|---|---|---|\n| north | 101 | 250 |"))
    assert found["chart"] == 0.5
    assert "teds" not in found
    assert marks(seen(page, "nothing"))["chart"] == 0


def test_music_is_compared_by_its_notes() -> None:
    assert notes('X:1\nT:Cedar\nK:G\n"Am"^A,2 z | !f! c\'/2 [K:D] d |') == [
        "^A,2",
        "z",
        "|",
        "c'/2",
        "d",
        "|",
    ]
    assert unlike_notes("X:1\nK:G\nC D E F", "X:9\nT:x\nK:G\nC D E G") == 0.25
    page = Truth("a.png", (Part("music", "X:1\nK:G\nC D E F", 0),))
    assert marks(seen(page, "```abc\nX:1\nK:G\nC D E G\n```"))["abc"] == 0.25
    assert marks(seen(page, ""))["abc"] == 1


def test_molecules_are_right_if_they_are_the_same_molecule() -> None:
    page = Truth("a.png", (Part("chemical", "CCO", 0), Part("chemical", "c1ccccc1", 1)))
    assert marks(seen(page, "```smiles\nCCO\n```\n\n```smiles\nCCN\n```"))["smiles"] == 0.5
    assert canonical("") == ""
    pytest.importorskip("rdkit", reason="RDKit, of the extra `synth`, is not installed")
    assert same("OCC", "CCO")
    assert not same("CCO", "no molecule")


def test_a_receipt_is_scored_by_its_fields_and_lines_alone() -> None:
    page = Truth(
        "r.jpg",
        (),
        fields=(("total", "80.90"), ("company", "YONG ENTERPRISE")),
        lines=("YONG ENTERPRISE", "80.90"),
    )
    found = marks(seen(page, "**Yong Enterprise**\n\n80.9O"))
    assert (found["fields"], found["words"]) == (0.5, 2 / 3)
    assert found["cer"] == pytest.approx(1 / 21)
    assert "spurious" not in found

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.document import Paragraph, Text
from docparse.qwenvl import parse, repeats
from docparse.qwenvl.loops import find

TURN = "the seal of the city, green wax; "


@pytest.mark.parametrize("turns", [4, 5, 40, 4_000])
def test_a_loop_of_any_length_is_cut_after_its_first_turn(turns: int) -> None:
    answer = "<html><body>\n<p>Before.</p>\n<p>" + TURN * turns + "the seal"
    parsed = parse(answer, None)
    assert parsed.blocks == (Paragraph((Text("Before."),)), Paragraph((Text(TURN.strip()),)))
    assert [finding.code for finding in parsed.findings] == ["repeating"]
    assert parsed.dropped[0] == TURN * (turns - 1) + "the seal"


def test_the_finding_of_a_loop_stands_where_its_second_turn_begins() -> None:
    (finding,) = parse("<p>\n" + TURN * 9 + "the", None).findings
    assert (finding.line, finding.column) == (2, len(TURN) + 1)
    assert "9 times" in finding.cause


def test_an_answer_that_was_closed_is_no_runaway() -> None:
    answer = "<table>" + "<tr><td>0</td></tr>" * 100 + "</table>"
    (table,) = parse(answer, None).blocks
    assert len(getattr(table, "rows", ())) == 100


def test_an_answer_that_runs_on_after_a_whole_block_is_one() -> None:
    parsed = parse("<html><body>\n<p>a</p>\n" + "<p>over and over</p>\n" * 60, None)
    assert len(parsed.blocks) == 2
    assert [finding.code for finding in parsed.findings] == ["repeating"]


def test_rows_of_empty_cells_loop_as_rows() -> None:
    row = "<tr>" + "<td></td>" * 12 + "</tr>"
    (table,) = parse("<table><tr><td>a</td></tr>" + row * 50 + "<tr><td></td>", None).blocks
    assert len(getattr(table, "rows", ())) <= 3


def test_dots_that_lead_to_a_page_number_are_no_loop() -> None:
    assert repeats("Contents " + "." * 100) is None
    assert repeats("Contents " + "." * 1_000) == len("Contents ")


def test_a_loop_wrapped_into_lines_is_found() -> None:
    text = TURN * 12
    wrapped = "\n".join(text[n : n + 100] for n in range(0, len(text), 100))
    assert repeats(wrapped) == 0


@given(st.text(alphabet="abc <>\n", max_size=40), st.text(alphabet="abc <>\n", min_size=1, max_size=60))
def test_every_loop_that_is_long_enough_is_found(head: str, turn: str) -> None:
    text = head + turn * (4 + 200 // len(turn))
    loop = find(text)
    assert loop is not None
    assert loop.start <= len(head) + len(turn)


@given(st.text(max_size=300))
def test_what_is_found_is_a_repetition(text: str) -> None:
    if (loop := find(text)) and "\n" not in text:
        tail = text[loop.start :]
        assert tail[loop.turn :] == tail[: -loop.turn]


def test_a_loop_that_walks_down_the_page_box_by_box_is_one() -> None:
    turns = [
        f'<p data-bbox="1 {10 * turn} 90 {10 * turn + 8}">the same line once more</p>\n' for turn in range(40)
    ]
    parsed = parse("<html><body>\n<h1>Start</h1>\n" + "".join(turns) + '<p data-bbox="1 40', None)
    assert [type(block).__name__ for block in parsed.blocks] == ["Heading", "Paragraph"]
    (finding,) = [finding for finding in parsed.findings if finding.code == "repeating"]
    assert "40 times" in finding.cause


def test_a_list_of_different_lines_is_no_loop_for_all_its_boxes() -> None:
    lines = [
        f'<p data-bbox="1 {10 * turn} 90 {10 * turn + 8}">item {turn * turn}</p>\n' for turn in range(60)
    ]
    assert len(parse("<html><body>\n" + "".join(lines), None).blocks) == 60

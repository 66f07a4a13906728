import pytest
from lines import layer, line, paragraph

from docparse.document import List, plain
from docparse.engines.light.layer import Line
from docparse.engines.light.lists import (
    build,
    continues,
    entries,
    extended,
    is_list,
    is_mark,
    starts,
    succeeds,
)


def lists(*lines: Line) -> list[List]:
    return list(build(entries(lines), layer()))


def outline(made: List) -> list[object]:
    return [(plain(item.inlines), *(outline(inner) for inner in item.lists)) for item in made.items]


@pytest.mark.parametrize(
    "text", ["• one", "- one", "1. one", "(a) one", "iv. one", "[3] one", "12) one", "•one"]
)
def test_a_mark_starts_an_entry(text: str) -> None:
    assert starts(line(text))


@pytest.mark.parametrize("text", ["one", "1.5 tons", "2026. a year", "-", "o one", "A.M. is morning"])
def test_other_words_start_none(text: str) -> None:
    assert not starts(line(text))


def test_a_mark_may_stand_alone() -> None:
    assert is_mark(line("3."))
    assert not is_mark(line("word"))


def test_one_number_is_no_list_but_one_bullet_is() -> None:
    assert not is_list([line("1. one")])
    assert is_list([line("• one")])
    assert is_list(paragraph(["1. one", "2. two"]))


def test_entries_go_on_over_their_lines_and_nest_by_indent() -> None:
    (made,) = lists(
        line("• ships that come", y=100),
        line("in spring", x=82, y=112),
        line("– from the north", x=90, y=124),
        line("– from the south", x=90, y=136),
        line("• boats", y=148),
    )
    assert outline(made) == [
        ("ships that come in spring", [("from the north",), ("from the south",)]),
        ("boats",),
    ]
    assert not made.ordered


def test_numbers_give_an_ordered_list_and_its_start() -> None:
    (made,) = lists(*paragraph(["4. four", "5. five"]))
    assert (made.ordered, made.start) == (True, 4)
    assert outline(made) == [("four",), ("five",)]


def test_letters_stay_as_they_are_no_numbers() -> None:
    (made,) = lists(*paragraph(["(a) hull", "(b) papers"]))
    assert not made.ordered
    assert outline(made) == [("(a) hull",), ("(b) papers",)]


def test_bullets_after_numbers_are_another_list() -> None:
    made = lists(*paragraph(["1. one", "2. two", "• dot"]))
    assert [found.ordered for found in made] == [True, False]


def test_lines_where_the_text_of_an_entry_stands_continue_it() -> None:
    (first,) = entries([line("• one")])
    (rest,) = entries([line("and more", x=82, y=112)])
    assert continues(rest, first)
    assert not continues(entries([line("outside", y=112)])[0], first)
    assert len(extended(first, rest).lines) == 2


def test_the_middle_dot_of_japanese_is_a_bullet_at_the_start_of_a_line() -> None:
    (made,) = lists(*paragraph(["・灯台の油", "・霧笛"]))
    assert outline(made) == [("灯台の油",), ("霧笛",)]


def test_a_bracket_that_does_not_close_is_no_mark() -> None:
    (made,) = lists(*paragraph(["1. oil is scarce", "(i. e. none is left)", "2) wait"]))
    assert outline(made) == [("oil is scarce (i. e. none is left)",), ("wait",)]


def test_words_over_bullets_and_words_that_stand_out_below_them_are_none_of_their_entries() -> None:
    lines = (
        line("Solutions:", y=100),
        line("• look for networks of lamps", x=90, y=112),
        line("• correct the tables.", x=90, y=124),
        line("Questions:", y=136),
        line("• none", x=90, y=148),
    )
    assert is_list(lines)
    assert [entry.marked for entry in entries(lines)] == [False, True, True, False, True]


def test_a_number_with_an_indent_goes_on_at_the_margin() -> None:
    found = entries(
        [line("(a) The keeper shall light the lamp and", x=92), line("Tend it until dawn", y=112)]
    )
    assert len(found) == 1


@pytest.mark.parametrize(
    ("before", "following"), [("1.", "2."), ("(a)", "(b)"), ("A.", "B."), ("(ii)", "(iii)")]
)
def test_marks_of_one_form_follow_each_other(before: str, following: str) -> None:
    first, second = line(f"{before} one"), line(f"{following} two")
    assert succeeds(second, first)
    assert not succeeds(first, second)
    assert not succeeds(line("c) two"), first)


def test_a_list_in_two_columns_is_no_deeper_in_the_second() -> None:
    (made,) = lists(
        line("1. oil", y=100),
        line("2. wicks", y=112),
        line("3. glass", x=300, y=100),
        line("4. rope", x=300, y=112),
    )
    assert outline(made) == [("oil",), ("wicks",), ("glass",), ("rope",)]

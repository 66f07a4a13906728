from dataclasses import replace

from lines import line, paragraph

from docparse.engines.light.layer import Line
from docparse.engines.light.lines import joined, parted


def test_a_wide_gap_parts_a_line() -> None:
    assert [piece.text for piece in parted([line("left words        right words")])] == [
        "left words",
        "right words",
    ]


def test_a_blank_parts_nothing() -> None:
    whole = line("one two three")
    assert parted([whole]) == (whole,)


def test_fragments_of_one_baseline_are_joined_from_left_to_right() -> None:
    row = joined([line("world", x=110), line("hello", x=72)])
    assert [found.text for found in row] == ["hello world"]


def test_lines_below_each_other_stay_apart() -> None:
    assert [found.text for found in joined(reversed(paragraph(["one", "two", "three"])))] == [
        "one",
        "two",
        "three",
    ]


def test_exponents_of_a_line_of_their_own_are_put_back_between_the_words() -> None:
    base = Line((*line("a", x=72).runs, *line("+ b", x=90).runs))
    exponents = line("2        3", x=77.5, y=96, size=6)
    (row,) = joined([base, exponents])
    assert row.text == "a2 + b3"


def test_fragments_that_run_leftwards_are_joined_from_the_right() -> None:
    (row,) = joined([line("עולם", x=72), line("שלום", x=120)])
    assert row.text == "שלום עולם"


def test_turned_lines_stand_side_by_side() -> None:
    first, second = (replace(line(text, x=x), turned=True) for text, x in (("one", 10), ("two", 30)))
    assert [found.text for found in joined([second, first])] == ["one", "two"]

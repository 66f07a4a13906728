import pytest
from lines import line

from docparse.engines.light.geometry import hull
from docparse.engines.light.headings import is_heading, level, sizes
from docparse.engines.light.layer import Line
from docparse.engines.light.regions import Region
from docparse.source import Survey

SURVEY = Survey(1, body_size=10.0, heading_sizes=(20.0, 14.0))


def region(*lines: Line) -> Region:
    return Region("heading", hull(found.rect for found in lines), lines)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (line("Harbours", size=20), 1),
        (line("Quays", size=14), 2),
        (line("Bold", bold=True), 3),
        (line("2.1.3 Tides", size=14), 2),
    ],
)
def test_a_level_comes_from_sizes_alone(made: Line, expected: int) -> None:
    assert level(region(made), SURVEY) == expected


def test_the_level_is_that_of_the_largest_words() -> None:
    name, rest = line("LX-240", size=20), line("Low-noise lantern driver", x=140, size=12)
    assert level(region(Line((*name.runs, *rest.runs))), SURVEY) == 1


@pytest.mark.parametrize(
    "made", [line("Harbours", size=14), line("Bold words", bold=True), line("2 Ships", size=12)]
)
def test_large_or_bold_lines_are_headings(made: Line) -> None:
    assert is_heading(region(made), SURVEY)


@pytest.mark.parametrize(
    "made",
    [
        line("plain words"),
        line("Large but going on,", size=14),
        line("1,250", size=14),
        line("x = y + z", size=14),
        line("A bold sentence that says something.", bold=True),
        line("Overview ........ 5", bold=True),
        line("words " * 40, size=14),
    ],
)
def test_other_lines_are_not(made: Line) -> None:
    assert not is_heading(region(made), SURVEY)


def test_sizes_that_were_seen_a_little_apart_are_of_one_level() -> None:
    seen = [region(line("Tides", size=size)) for size in (13, 24, 18, 17, 12.5)]
    found = sizes(seen)
    assert found == (24, 17, 12.5)
    survey = Survey(1, body_size=10.0, heading_sizes=found)
    assert [level(one, survey) for one in seen] == [3, 1, 2, 2, 3]

import pytest
from lines import line, paragraph

from docparse.engines.light.initials import joined
from docparse.engines.light.layer import Line

BELOW = line("and goes on below it", y=136)


def beside(*texts: str) -> tuple[Line, ...]:
    return paragraph(list(texts), x=92, y=104)


def test_a_large_letter_begins_the_first_word_beside_it() -> None:
    letter = line("L", x=72, y=117, size=30)
    read = joined([letter, *beside("anterns of the north", "were lit at dusk"), BELOW])
    assert [made.text for made in read] == [
        "Lanterns of the north",
        "were lit at dusk",
        "and goes on below it",
    ]
    assert {made.rect.x0 for made in read} == {72}


def test_a_large_letter_on_the_line_of_a_lower_row_is_parted_from_it() -> None:
    first, second = beside("anterns of the north", "were lit at dusk")
    letter = line("L", x=72, y=117, size=30)
    read = joined([first, Line((*letter.runs, *second.runs)), BELOW])
    assert [made.text for made in read] == [
        "Lanterns of the north",
        "were lit at dusk",
        "and goes on below it",
    ]


@pytest.mark.parametrize(
    ("rest", "text"), [("lantern burns", "A lantern burns"), ("fter dusk", "After dusk")]
)
def test_a_letter_that_is_a_word_stays_one_before_a_word(rest: str, text: str) -> None:
    letter = line("A", x=72, y=117, size=30)
    assert joined([letter, *beside(rest, "all was well")])[0].text == text


def test_a_letter_beside_one_line_or_far_from_it_stays_as_it_is() -> None:
    letter = line("B", x=72, y=117, size=30)
    for others in ((line("Harbour", x=92, y=112),), paragraph(["Harbour", "Office"], x=140, y=104)):
        assert joined([letter, *others]) == (letter, *others)

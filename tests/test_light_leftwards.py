from dataclasses import replace
from random import Random

import pytest
from lines import line

from docparse.engines.light.layer import Line
from docparse.engines.light.leftwards import ordered
from docparse.engines.light.lines import joined, parted

WORDS = "שלום", "ספר", "בית"


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("{2} {1} {0}", "{0} {1} {2}"),
        ("{1} 76% {0}", "{0} 76% {1}"),
        ("{1} T > 9 {0}", "{0} T > 9 {1}"),
        ("{1} Gull Point {0}", "{0} Gull Point {1}"),
        ("{1} 2026 1946 {0}", "{0} 1946 2026 {1}"),
        ("{1} 17 496 {0}", "{0} 17 496 {1}"),
        ("{1} {0}Python R", "R {0}Python {1}"),
    ],
)
def test_words_are_read_from_the_right_but_latin_ones_among_them(shown: str, read: str) -> None:
    runs = list(line(shown.format(*WORDS)).runs)
    Random(1).shuffle(runs)
    assert Line(ordered(runs)).text == read.format(*WORDS)


def test_a_stop_behind_a_word_is_put_to_it_wherever_the_layer_has_it() -> None:
    word, other = line(WORDS[0], x=120).runs[0], line(WORDS[1], x=80).runs[0]
    stop = replace(line(".", x=117).runs[0], rect=word.rect._replace(x0=117, x1=120))
    mixed = (stop, replace(word, spaced=True), other)
    assert Line(ordered(mixed)).text == f"{WORDS[0]}. {WORDS[1]}"


def test_fragments_of_a_row_are_one_line_in_that_order() -> None:
    left, right = line(f"{WORDS[2]} {WORDS[1]}", x=72), line(f"14 {WORDS[0]}", x=120)
    assert [made.text for made in joined([left, right])] == [f"{WORDS[0]} 14 {WORDS[1]} {WORDS[2]}"]


def test_columns_that_run_leftwards_are_parted_at_their_white() -> None:
    row = Line(ordered(line(f"{WORDS[1]}      {WORDS[0]}").runs))
    assert [piece.text for piece in parted([row])] == [WORDS[0], WORDS[1]]
    mixed = Line(ordered(line(f"{WORDS[1]} the long words between {WORDS[0]} {WORDS[2]}").runs))
    assert len(parted([mixed])) == 1

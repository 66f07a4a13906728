"""Columns of figures that stand close."""

from collections.abc import Sequence

import pytest
from lines import cell, line

from docparse.engines.light.abutting import apart
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Grid, GridCell, Line

AREA = Rect(72, 100, 372, 240)
CLOSE = (("1,087,948", "1,022,490"), ("867,692", "576,723"), ("67,703", "9,637"), ("1,205,104", "1,232,954"))


def row(words: Sequence[str], at: int, gap: float = 60, *, right: bool = True) -> Line:
    """Words whose right edges stand below each other, a `gap` apart."""
    parts = [
        line(word, x=240 + place * gap - 5.5 * len(word) * right, y=114 + 20 * at)
        for place, word in enumerate(words)
    ]
    return Line(tuple(run.with_spacing(bool(place)) for place, part in enumerate(parts) for run in part.runs))


def parted(rows: Sequence[Line], *above: tuple[GridCell, Line]) -> list[list[str]]:
    """The texts of the rows of a grid of two columns, of which the second holds `rows`."""
    texts = {found: [text] for found, text in above}
    for at, text in enumerate(rows, len(above)):
        texts |= {cell(at, 0): [line("Port", x=77, y=114 + 20 * at)], cell(at, 1): [text]}
    _, filled = apart(Grid(AREA, tuple(texts)), texts)
    lasts = max(found.row for found in filled)
    return [
        [
            " ".join(line.text for line in lines) + "»" * (found.colspan - 1)
            for found, lines in sorted(filled.items(), key=lambda entry: entry[0].column)
            if found.row == at
        ]
        for at in range(lasts + 1)
    ]


def test_figures_on_both_sides_of_white_are_of_two_columns() -> None:
    found = parted([row(words, at) for at, words in enumerate(CLOSE)])
    assert found == [["Port", *words] for words in CLOSE]


def test_headers_are_parted_too_or_span_what_they_stand_over() -> None:
    rows = [row(words, at + 1) for at, words in enumerate(CLOSE)]
    names = (cell(0, 1), row(("Male", "Female"), 0))
    assert parted(rows, names)[0] == ["Male", "Female"]
    whole = (cell(0, 0, 1, 2), line("Over both of the columns", x=180, y=114))
    assert parted(rows, whole)[0] == ["Over both of the columns»»"]
    over = (cell(0, 1), line("Port-of-registry-and-year", x=180, y=114))
    assert parted(rows, over)[0] == ["Port-of-registry-and-year»"]


@pytest.mark.parametrize(
    "rows",
    [
        (("1", "234", "567"), ("12", "345", "678"), ("1", "205", "104"), ("41", "732", "954")),
        (("12", "03", "2026"), ("01", "11", "2025"), ("30", "06", "2024"), ("09", "09", "1999")),
        (("12.5", "(1.2)"), ("3.5", "(0.2)"), ("4.5", "(1.7)"), ("8.1", "(2.2)")),
        (("4.5", "metres"), ("6.0", "metres"), ("2.5", "metres"), ("9.0", "metres")),
        (("1", "2", "3"), ("4", "5"), ("6",), ("7", "8", "9", "10")),
    ],
)
def test_groups_of_a_number_dates_deviations_units_and_lists_stay_together(
    rows: tuple[tuple[str, ...], ...],
) -> None:
    set_close = [
        Line(tuple(line(" ".join(words), x=180, y=114 + 20 * at).runs)) for at, words in enumerate(rows)
    ]
    assert parted(set_close) == [["Port", " ".join(words)] for words in rows]


def test_a_few_rows_tell_nothing() -> None:
    found = parted([row(words, at) for at, words in enumerate(CLOSE[:3])])
    assert found == [["Port", " ".join(words)] for words in CLOSE[:3]]

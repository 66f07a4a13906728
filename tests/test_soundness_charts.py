"""Tables of charts are rectangles with a header, and their numbers are numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.document import Cell, Table, Text
from docparse.soundness import charts, grids


def table(*rows: str, header: bool = True) -> Table:
    return Table(
        tuple(
            tuple(Cell((Text(text),) if text else (), header=header and not place) for text in row.split("|"))
            for place, row in enumerate(rows)
        )
    )


@pytest.mark.parametrize(
    "chart",
    [
        table("Year|Sales", "2019|12", "2020|14"),
        table("|Tea|Coffee", "May|3.5 %|€ 4", "June|-2 %|€ 1,204.50", "July|n/a|", header=False),
        table("|2019|2020", "Tea|1|2", header=False),
        table("Share|Who", "12|Ann", "13|Bo", "14|12 men", "15|Cy"),
        table("Name|Height", "Etna|3,357 m", "Teide|3 715 m", "Fuji|~3776 m", "Rainier|4392±1"),
        table("A|B|C", "x|(12)|1e5", "y|+3|2.5E-3", "z|1'000|US$ 5", "w|10-20|5 kg/m²"),
    ],
)
def test_sound_charts_pass(chart: Table) -> None:
    assert charts.fault(chart) is None


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        (table("Year|Sales", "2019|12|4"), "row 2 is 3 cells wide, the first is 2"),
        (table("Year|Sales"), "its table has no rows below a header"),
        (Table(()), "its table has no rows below a header"),
        (
            table("2018|11", "2019|12", header=False),
            "its table has no header: all of the first row is numbers",
        ),
        (table("Year|Sales", "a|12", "b|1O5", "c|14", "d|8"), "`1O5` stands among the numbers of column 2"),
        (table("Year|Sales", "a|12", "b|10O", "c|14", "d|8"), "`10O` stands among the numbers of column 2"),
        (
            table("Year|Sales", "a|12", "b|1.2.3", "c|14", "d|8"),
            "`1.2.3` stands among the numbers of column 2",
        ),
        (
            table("Year|Sales", "a|12", "b|Sales", "c|14", "d|8"),
            "`Sales` stands among the numbers of column 2",
        ),
        (
            table("Year|Sales", "a|1,20", "b|1,2,3", "c|14", "d|8"),
            "`1,2,3` stands among the numbers of column 2",
        ),
    ],
)
def test_what_is_wrong_is_said(chart: Table, said: str) -> None:
    assert charts.fault(chart) == said


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_numbers_are_numbers_however_they_are_written(number: int) -> None:
    for written in (
        f"{number}",
        f"{number:,}",
        f"{number:,} %",
        f"$ {number:_}".replace("_", " "),
        f"{number}.5",
    ):
        assert charts.is_number(written), written


@given(st.text(max_size=40))
def test_any_cell_at_all_is_told(text: str) -> None:
    charts.is_number(text)


def test_spans_count_towards_the_width() -> None:
    wide = (Cell((), colspan=2), Cell((), rowspan=2))
    assert grids.fault(Table((wide, (Cell(()), Cell(()))))) is None
    assert grids.fault(Table((wide, (Cell(()),)))) == "row 2 is 2 cells wide, the first is 3"

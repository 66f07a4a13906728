import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.errors import UsageError
from docparse.source.ranges import check, select, spell, spelt


@pytest.mark.parametrize(
    ("ranges", "count", "indices"),
    [
        ("", 3, (0, 1, 2)),
        ("1", 3, (0,)),
        ("1-3,7,-1", 9, (0, 1, 2, 6, 8)),
        ("-2--1", 5, (3, 4)),
        ("4-", 6, (3, 4, 5)),
        ("2-99", 4, (1, 2, 3)),
        ("3,1,1-2", 5, (0, 1, 2)),
        (" 1 , 2 ", 5, (0, 1)),
        ("-9-2", 4, (0, 1)),
    ],
)
def test_a_range_chooses_pages_in_page_order(ranges: str, count: int, indices: tuple[int, ...]) -> None:
    assert select(ranges, count) == indices


@pytest.mark.parametrize("ranges", ["a", "1..3", "1-2-3", ",", "1,", "0", "0-3", "1-0", "--1", "1 2"])
def test_what_is_no_range_is_refused_with_a_hint(ranges: str) -> None:
    with pytest.raises(UsageError) as refused:
        check(ranges)
    assert refused.value.hint


def test_a_range_without_any_page_of_the_document_is_refused() -> None:
    with pytest.raises(UsageError, match="the document has 3 pages"):
        select("7-9", 3)


@given(st.integers(1, 60), st.sets(st.integers(1, 60), min_size=1))
def test_a_range_reads_back_the_pages_it_names(count: int, numbers: set[int]) -> None:
    asked = ",".join(map(str, sorted(numbers)))
    expected = tuple(number - 1 for number in sorted(numbers) if number <= count)
    if expected:
        assert select(asked, count) == expected
        from_the_end = ",".join(str(number - count - 1) for number in numbers if number <= count)
        assert select(from_the_end, count) == expected


@given(st.sets(st.integers(1, 60)))
def test_pages_that_are_spelt_out_are_read_back(numbers: set[int]) -> None:
    spelling = spell(sorted(numbers))
    assert tuple(spelt(spelling)) == tuple(sorted(numbers))
    if numbers:
        assert select(spelling, 60) == tuple(number - 1 for number in sorted(numbers))


def test_pages_are_spelt_in_ranges() -> None:
    assert spell([1, 2, 3, 7, 9, 10]) == "1-3,7,9-10"
    assert spell([]) == ""

from hypothesis import given
from hypothesis import strategies as st

from docparse.source import Running
from docparse.source.survey import Sighting, body_size, heading_sizes, margins, pattern, sample


def sighting(text: str, size: float = 10.0, top: float = 0.5) -> Sighting:
    return Sighting(text, size, top, top + 0.01)


@given(st.integers(0, 5000))
def test_a_sample_is_short_ordered_and_within_the_document(page_count: int) -> None:
    indices = sample(page_count)
    assert len(indices) <= 48
    assert list(indices) == sorted(set(indices))
    assert all(0 <= index < page_count for index in indices)


def test_a_sample_of_a_long_document_holds_neighbouring_pages() -> None:
    indices = sample(1000)
    assert indices[0] == 0
    assert indices[-1] == 999
    assert all(b - a == 1 for a, b in zip(indices[::2], indices[1::2], strict=True))


def test_the_body_size_is_that_of_most_characters() -> None:
    assert body_size([sighting("x" * 50, 10.02), sighting("T" * 20, 18.0), sighting("n" * 30, 8.0)]) == 10.0
    assert body_size([]) == 0.0


def test_heading_sizes_are_larger_than_the_body_and_merged() -> None:
    lines = [sighting("Title", 20.0), sighting("Part", 14.4), sighting("Part", 14.0), sighting("body " * 30)]
    assert heading_sizes(lines, 10.0) == (20.0, 14.5)
    assert heading_sizes(lines, 0.0) == ()


def test_lines_that_return_in_the_margins_are_known_whatever_their_numbers() -> None:
    pages = [
        [
            sighting("Report 2026", top=0.04),
            sighting(f"words of page {n}", top=0.5),
            sighting(f"Page {n}", top=0.95),
        ]
        for n in range(1, 6)
    ]
    assert margins(pages, 10.0) == {Running("report #", 10.0), Running("page #", 10.0)}


def test_lines_that_return_in_the_body_are_not_margins() -> None:
    pages = [
        [
            sighting(f"top {n * 'x'}", top=0.02),
            sighting("Total", top=0.5),
            sighting("end" + n * "y", top=0.97),
        ]
        for n in range(5)
    ]
    assert "total" not in {line.pattern for line in margins(pages, 10.0)}


def test_figures_that_return_are_not_margins() -> None:
    pages = [
        [sighting("1,250.00", top=0.02), sighting("text", top=0.5), sighting("3", top=0.98)] for _ in range(5)
    ]
    assert margins(pages, 10.0) == {Running("#", 10.0)}


def test_a_title_that_runs_small_on_its_page_and_after_it_runs_small() -> None:
    title = sighting("The Boat", size=25.0, top=0.06)
    running = sighting("The Boat", size=8.5, top=0.03)
    pages = [[title, running, sighting("end", top=0.97)]]
    pages += [[running, sighting("end." + n * "x", top=0.97)] for n in (1, 2)]
    assert margins(pages, 10.0) == {Running("the boat", 8.5)}


def test_large_lines_run_only_where_most_pages_have_them() -> None:
    others = [
        [sighting(f"Part {n * 'x'}", size=24.0, top=0.03), sighting("so" + n * "z", top=0.5)]
        for n in range(5)
    ]
    same = [[sighting("Results", size=24.0, top=0.03), sighting("end" + n * "y", top=0.5)] for n in range(4)]
    assert margins(same + others, 10.0) == frozenset()
    assert margins(same, 10.0) == {Running("results", 24.0)}


def test_a_pattern_forgets_blanks_case_and_numbers() -> None:
    assert pattern("Page 12  of 340 ") == pattern("page 3 of 7")

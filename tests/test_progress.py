import sys

import pytest

from docparse.cli.progress import Meter, pace


def test_the_pace_is_told_from_the_first_page_on() -> None:
    assert pace(0, 10, 77.0) == "1:17"  # a model takes its time to load
    assert pace(1, 131, 0.5) == "2.0 pages/s, 1:05 left"
    assert pace(2, 10, 64.0) == "32 s a page, 4:16 left"
    assert pace(10, 10, 4.0) == "2.5 pages/s, 0:00 left"


def test_documents_to_come_are_taken_to_be_as_long_as_those_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    told: list[tuple[str, float | None]] = []
    with Meter(shown=True) as meter:
        for pages in (2, 4, 0):
            meter.expect(pages, 3)
            bar = meter._progress  # pyright: ignore[reportPrivateUsage] - which is seen on a terminal alone
            assert bar is not None
            (task,) = bar.tasks
            told.append((task.description, task.total))
    assert told == [
        ("1 of 3 documents, pages", 6),
        ("2 of 3 documents, pages", 9),
        ("3 of 3 documents, pages", 6),
    ]

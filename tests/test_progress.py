from docparse.cli.progress import pace


def test_the_pace_is_told_from_the_first_page_on() -> None:
    assert pace(0, 10, 77.0) == "1:17"  # a model takes its time to load
    assert pace(1, 131, 0.5) == "2.0 pages/s, 1:05 left"
    assert pace(2, 10, 64.0) == "32 s a page, 4:16 left"
    assert pace(10, 10, 4.0) == "2.5 pages/s, 0:00 left"

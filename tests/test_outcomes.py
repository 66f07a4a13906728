"""What becomes of hostile files. A sample; `tests/bench/outcomes.py` runs them all."""

from pathlib import Path

import hostile_files
import pytest
from command import make_pdf
from PIL import Image

SAMPLE = hostile_files.files()[::8] if hostile_files.NASTY.is_dir() else []


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.name)
def test_a_hostile_file_ends_as_a_document_or_with_one_clear_error(path: Path) -> None:
    # Any machine that runs tests may be busy: how long a file takes is for the bench to say.
    end = hostile_files.outcome(path, hostile_files.password_of(path), limit=120.0)
    assert not end.fault, end


def test_there_are_hostile_files() -> None:
    if not hostile_files.NASTY.is_dir():
        pytest.skip(hostile_files.ABSENT)
    assert len(SAMPLE) > 20


def test_a_fault_is_found_where_there_is_one(tmp_path: Path) -> None:
    """The judge itself: it lets none of these pass."""
    page = make_pdf(tmp_path / "a.pdf", "Words.")
    assert not hostile_files.outcome(page).fault
    assert "too long" in hostile_files.outcome(page, limit=0.0).fault
    assert "exit code 2" in hostile_files.outcome(page, "", "--no-such-option").fault
    judged = hostile_files.judged
    assert "exit code 1" in judged(1, 0.0, "", [])
    assert "exit code 0" in judged(0, 0.0, "Traceback (most recent call last)", [{}])
    assert "no single error" in judged(4, 0.0, "", [])
    assert "wrote nothing" in judged(0, 0.0, "", [])
    assert "pages [1]" in judged(0, 0.0, "", [{"number": 1, "blocks": [], "problems": []}])
    assert not judged(0, 0.0, "", [{"number": 1, "blocks": [], "problems": [{"code": "blank"}]}])


def test_a_wrong_password_ends_with_one_error_and_exit_code_4(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "Words.", password="sesame")
    end = hostile_files.outcome(path, "open")
    assert (end.kind, end.exit_code, end.fault) == ("error", 4, "")
    assert end.said == "hint: pass --password, or set DOCPARSE_PASSWORD"


def test_an_image_over_the_limit_of_pixels_ends_with_one_error(tmp_path: Path) -> None:
    Image.new("1", (300, 300)).save(tmp_path / "a.png")
    end = hostile_files.outcome(tmp_path / "a.png", "", "--max-page-pixels", "10000")
    assert (end.exit_code, end.fault) == (4, "")
    assert "--max-page-pixels" in end.said


def test_too_little_memory_costs_the_page_and_says_so(tmp_path: Path) -> None:
    Image.new("RGB", (9000, 8000), "white").save(tmp_path / "a.bmp")
    end = hostile_files.outcome(tmp_path / "a.bmp", "", "--max-memory", "512")
    assert (end.exit_code, end.codes, end.fault) == (3, ("crashed",), "")
    assert "--max-memory" in end.said

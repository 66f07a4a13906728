import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.scan import tesseract
from docparse.engines.light.scan.scripts import CYRILLIC, SCRIPTS, pack
from docparse.engines.light.scan.tesseract import Strip, TesseractError, Word

needs_cyrillic = pytest.mark.skipif(
    pack(CYRILLIC, tesseract.packs()) is None, reason="Tesseract with a Cyrillic pack is not installed"
)
HANGUL = next(script for script in SCRIPTS if script.name == "Hangul")
PAPER = np.full((72, 300), 255, np.uint8)


def impostor(folder: Path, monkeypatch: pytest.MonkeyPatch, reading: str) -> None:
    """A `tesseract` that lists Cyrillic, and does as told when it is to read."""
    command = folder / "tesseract"
    listing = (
        "if '--list-langs' in sys.argv:\n    sys.exit(print('List of languages:\\nCyrillic\\nHangul'))\n"
    )
    command.write_text(f"#!{sys.executable}\nimport sys, time, pathlib\n{listing}{reading}\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def drawn(text: str) -> Strip:
    """In letters that Latin and Cyrillic share: OpenCV draws no others."""
    strip = PAPER.copy()
    cv2.putText(strip, text, (12, 50), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (0,), 3, cv2.LINE_AA)
    return strip


def test_without_tesseract_there_are_no_packs_and_nothing_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tesseract.packs() == frozenset()
    with pytest.raises(TesseractError, match="nothing for Cyrillic"):
        tesseract.read([PAPER], CYRILLIC)


def test_a_tesseract_that_fails_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impostor(tmp_path, monkeypatch, "sys.exit(5)")
    with pytest.raises(TesseractError, match="ended with 5"):
        tesseract.read([PAPER], CYRILLIC)


def test_a_tesseract_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impostor(tmp_path, monkeypatch, "time.sleep(60)")
    monkeypatch.setattr(tesseract, "_START_SECONDS", 0.3)
    monkeypatch.setattr(tesseract, "_STRIP_SECONDS", 0.0)
    with pytest.raises(TesseractError, match="took longer"):
        tesseract.read([PAPER], CYRILLIC)


def test_a_tesseract_that_writes_nothing_is_no_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impostor(tmp_path, monkeypatch, "pass")
    with pytest.raises(TesseractError, match="wrote no answer"):
        tesseract.read([PAPER], CYRILLIC)


def test_a_tesseract_that_cannot_be_started_has_no_packs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tesseract").write_text("no program\n")
    (tmp_path / "tesseract").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tesseract.packs() == frozenset()


@needs_cyrillic
def test_each_strip_gets_its_own_words_in_the_order_of_the_strips() -> None:
    read = tesseract.read([drawn("COCHA"), PAPER, drawn("BECHA")], CYRILLIC)
    assert len(read) == 3
    assert read[1] == []
    assert read[0]
    assert read[2]
    assert all(0 <= word.left < word.right <= 300 and 0 <= word.sure <= 100 for word in read[0] + read[2])


def test_rows_become_words_of_their_strips() -> None:
    rows = [
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
        "1\t1\t0\t0\t0\t0\t0\t0\t200\t72\t-1\t",
        "5\t2\t1\t1\t1\t1\t10\t5\t30\t20\t91.5\tда",
        "5\t2\t1\t1\t1\t2\t50\t5\t30\t20\t40\t ",
        "5\t1\t1\t1\t1\t1\t0\t0\t300\t72\t34\tИН",  # no ink
    ]
    assert tesseract.words(rows, [300, 300]) == [[], [Word("да", 10, 40, 91.5)]]


@given(st.lists(st.lists(st.text("가나다", min_size=1, max_size=3), min_size=1, max_size=4), max_size=5))
def test_parts_of_words_are_joined_as_the_text_has_them(words: list[list[str]]) -> None:
    texts = ["".join(word) for word in words]
    parts = [Word(part, at, at + 1, 80.0) for at, part in enumerate(part for word in words for part in word)]
    joined = tesseract.joined(parts, " ".join(texts) + "\n")
    assert [word.text for word in joined] == texts
    assert all(word.sure == pytest.approx(80) for word in joined)
    assert sum(word.right - word.left for word in joined) == len(parts)


def test_parts_that_the_text_does_not_have_stay_as_they_are() -> None:
    parts = [Word("가", 0, 1, 80.0), Word("나", 1, 2, 80.0)]
    assert tesseract.joined(parts, "다라") == parts
    assert HANGUL.parted

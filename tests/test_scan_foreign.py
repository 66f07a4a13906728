import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from docparse.engines.light.scan import foreign, tesseract
from docparse.engines.light.scan.languages import Told, told
from docparse.engines.light.scan.scripts import CYRILLIC, HANGUL, pack
from docparse.engines.light.scan.seen import Corners, Glimpse, Pixels, Seen

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus" / "tesseract_test"
ENGLISH = ("The clerk reads every letter twice", "and files it under its date")
RUSSIAN = ("Каждое письмо читают дважды", "и хранят под его числом")
SCALE = 3
needs_cyrillic = pytest.mark.skipif(
    pack(CYRILLIC, tesseract.packs()) is None, reason="Tesseract with a Cyrillic pack is not installed"
)


def page(lines: Sequence[str]) -> tuple[Pixels, list[Seen]]:
    """Lines as they are drawn, and as PP-OCR reads them: not at all where their script is not Latin."""
    drawn = pymupdf.open().new_page(width=300, height=40 + 24 * len(lines))
    writer, seen = pymupdf.TextWriter(drawn.rect), list[Seen]()
    font = pymupdf.Font("helv")
    for row, text in enumerate(lines):
        baseline = 40 + 24 * row
        writer.append((20, baseline), text, font=font, fontsize=12)
        right = 20 + font.text_length(text, fontsize=12)
        box = [[20, baseline - 12], [right, baseline - 12], [right, baseline + 4], [20, baseline + 4]]
        seen.append(as_read(text, np.array(box, np.float32) * SCALE))
    writer.write_text(drawn)
    shown = drawn.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE))
    return np.frombuffer(shown.samples, np.uint8).reshape(shown.height, shown.width, 3), seen


def as_read(text: str, corners: Corners) -> Seen:
    if not text.isascii():
        return Seen(corners, (), 0.0)
    words = text.split()
    parts = (Glimpse(word, at / len(words), (at + 1) / len(words)) for at, word in enumerate(words))
    return Seen(corners, tuple(parts), 0.99)


def texts(lines: Sequence[Seen]) -> list[str]:
    return [line.text for line in lines]


def without_tesseract(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))


def test_a_page_that_is_read_well_stays_as_it_is() -> None:
    image, lines = page(ENGLISH * 3)
    assert foreign.completed(image, lines) == (tuple(lines), ())


def test_a_page_without_lines_has_none() -> None:
    assert foreign.completed(np.zeros((9, 9, 3), np.uint8), []) == ((), ())


@needs_cyrillic
def test_lines_in_another_script_are_read_again_in_their_places() -> None:
    image, lines = page((*ENGLISH, *RUSSIAN, *ENGLISH))
    kept, problems = foreign.completed(image, lines)
    assert texts(kept) == [*ENGLISH, *RUSSIAN, *ENGLISH]
    assert problems == ()
    assert kept[0] is lines[0]


@needs_cyrillic
def test_a_single_line_in_another_script_is_found() -> None:
    image, lines = page((*ENGLISH * 8, RUSSIAN[0]))
    kept, problems = foreign.completed(image, lines)
    assert texts(kept)[-1] == RUSSIAN[0]
    assert problems == ()


@pytest.mark.skipif(
    pack(HANGUL, tesseract.packs()) is None, reason="Tesseract with a Korean pack is not installed"
)
def test_korean_keeps_the_blanks_that_it_has_and_gets_no_others() -> None:
    text = "편지를 두 번 읽고 날짜별로 보관한다."
    drawn = pymupdf.open().new_page(width=300, height=60)
    drawn.insert_htmlbox(pymupdf.Rect(20, 20, 290, 45), text)
    shown = drawn.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE))
    image = np.frombuffer(shown.samples, np.uint8).reshape(shown.height, shown.width, 3)
    rows, columns = np.nonzero(image.min(axis=2) < 128)
    left, right, top, bottom = columns.min() - 4, columns.max() + 4, rows.min() - 4, rows.max() + 4
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    (line,), problems = foreign.completed(image, [Seen(corners, (), 0.0)])
    assert line.text == text
    assert problems == ()


@needs_cyrillic
def test_words_read_again_stand_where_they_are_drawn() -> None:
    image, lines = page(RUSSIAN)
    (first, _), _ = foreign.completed(image, lines)
    font = pymupdf.Font("helv")
    whole = font.text_length(RUSSIAN[0])
    for at, word in enumerate(first.words):
        before = font.text_length(" ".join([*RUSSIAN[0].split()[:at], ""]))
        assert word.start == pytest.approx(before / whole, abs=0.04)
        assert word.end == pytest.approx((before + font.text_length(word.text)) / whole, abs=0.04)


def test_without_tesseract_foreign_lines_are_left_out_and_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_tesseract(tmp_path, monkeypatch)
    image, lines = page((*ENGLISH, *RUSSIAN))
    kept, (problem,) = foreign.completed(image, lines)
    assert texts(kept) == list(ENGLISH)
    assert problem.code == "script-unread"
    assert problem.message.startswith("2 lines apparently in a script that PP-OCR lacks")
    assert "tesseract-ocr-all" in problem.message
    assert problem.box
    assert problem.box.y1 == pytest.approx(lines[2].corners[:, 1].min(), abs=1)


def test_without_tesseract_what_is_garbled_is_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_tesseract(tmp_path, monkeypatch)
    image, lines = page(RUSSIAN * 3)
    garbled = [as_garbled(line) for line in lines]
    kept, (problem,) = foreign.completed(image, garbled)
    assert kept == ()
    assert problem.message.startswith("6 lines")


def test_without_tesseract_garble_beside_lines_of_another_script_is_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_tesseract(tmp_path, monkeypatch)
    image, lines = page((*ENGLISH * 3, *RUSSIAN))
    kept, (problem,) = foreign.completed(image, [*lines[:-1], as_garbled(lines[-1])])
    assert texts(kept) == list(ENGLISH * 3)
    assert problem.message.startswith("2 lines")


def as_garbled(line: Seen) -> Seen:
    return Seen(line.corners, (Glimpse("cνιala:uTusssu", 0.0, 0.5), Glimpse("sUāciu", 0.6, 1.0)), 0.6)


def test_without_tesseract_maimed_vietnamese_is_kept_and_the_pack_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_tesseract(tmp_path, monkeypatch)
    image, (line,) = page(ENGLISH[:1])
    words = ["Tt", "c", "mi", "ngưi", "sinh", "ra", "đu", "đưc", "do"]
    maimed = Seen(line.corners, tuple(Glimpse(w, at / 9, (at + 1) / 9) for at, w in enumerate(words)), 0.98)
    kept, (problem,) = foreign.completed(image, [maimed])
    assert kept == (maimed,)
    assert "Vietnamese" in problem.message
    assert "tesseract-ocr-script-viet" in problem.message


def test_a_tesseract_that_fails_is_a_problem_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = tmp_path / "tesseract"
    command.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "sys.exit(print('List:\\nCyrillic') if '--list-langs' in sys.argv else 3)\n"
    )
    command.chmod(0o755)
    without_tesseract(tmp_path, monkeypatch)
    image, lines = page((*ENGLISH, *RUSSIAN))
    kept, (problem,) = foreign.completed(image, lines)
    assert texts(kept) == list(ENGLISH)
    assert "Tesseract failed: it ended with 3" in problem.message


def test_from_right_to_left_the_last_word_ends_where_the_one_before_begins() -> None:
    _, (line,) = page(ENGLISH[:1])
    words = [tesseract.Word("يولد", 300, 400, 90.0), tesseract.Word("جميع", 20, 380, 90.0)]
    first, last = foreign.glimpses(line, words)
    assert last.end == first.start
    assert last.start < last.end < first.end


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
@pytest.mark.skipif("Devanagari" not in tesseract.packs(), reason="Tesseract's Devanagari is not installed")
def test_a_page_in_hindi_and_english_is_read_in_both() -> None:
    pytest.importorskip("rapidocr", reason="PP-OCR is not installed")
    import cv2

    from docparse.engines.light.scan import ocr

    stored = cv2.imread(str(CORPUS / "devatest.png"))
    assert stored is not None
    image = cv2.cvtColor(stored, cv2.COLOR_BGR2RGB).astype(np.uint8)
    kept, problems = foreign.completed(image, ocr.read(image, ocr.detect(image)))
    text = " ".join(texts(kept))
    assert problems == ()
    assert "मनुष्यों को गौरव और अधिकारों" in text
    assert "Kalimati" in text


@needs_cyrillic
def test_lines_in_a_language_that_is_told_are_read_with_it_however_sure_pp_ocr_is() -> None:
    image, lines = page(RUSSIAN[:1])
    taken_for_latin = replace(lines[0], words=(Glimpse("KaxpoenncMo", 0, 1),), score=0.95)
    assert "письмо" not in texts(foreign.completed(image, [taken_for_latin])[0])[0]
    assert "письмо" in texts(foreign.completed(image, [taken_for_latin], told("Cyrillic"))[0])[0]


def test_where_pp_ocr_reads_the_language_nothing_is_guessed() -> None:
    image, lines = page(ENGLISH)
    unsure = [replace(line, score=0.7) for line in lines * 3]
    kept, problems = foreign.completed(image, unsure[:2] + lines * 2, Told("deu"))
    assert texts(kept) == [*ENGLISH] * 3
    assert not problems


def test_lines_that_cannot_be_read_as_the_language_told_are_said() -> None:
    image, lines = page(RUSSIAN)
    kept, (problem,) = foreign.completed(image, lines, Told("deu"))
    assert kept == ()
    assert problem.message == "2 lines that cannot be read as `deu`"

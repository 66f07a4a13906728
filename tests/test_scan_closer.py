import numpy as np
import paper
import pytest

from docparse.engines.light.scan import closer, sessions
from docparse.engines.light.scan.ocr import detect
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.signs import Sign, spelt, strip, worded

LINE = np.array([[20, 20], [980, 20], [980, 80], [20, 80]], np.float32)
TEXT = "The harbour master counts the boats"


def drawn(text: str, font: str = "helv") -> Pixels:
    """A strip of one line."""
    made = paper.document((500, 60))[0]
    made.insert_text((30, 40), text, fontsize=20, fontname=font)
    image = paper.pixels(made, 150)
    (found,) = detect(image)
    return strip(image, found)


def text(signs: closer.Spelling) -> str:
    return "".join(sign.text for sign in signs.signs).strip()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pixels the thorough reader is asked to read, each time."""
    widths: list[int] = []

    def counted(pixels: Pixels, recogniser: sessions.Recogniser) -> list[Sign]:
        if recogniser is sessions.thorough():
            widths.append(pixels.shape[1])
        return spelt(pixels, recogniser)

    monkeypatch.setattr(closer, "spelt", counted)
    return widths


def smudged(line: Pixels) -> Pixels:
    """With stripes over a letter in the middle, through which it can be seen."""
    middle = line.shape[1] // 2
    marred = line.copy()
    marred[::4, middle : middle + 12] = 40
    return marred


def test_a_clear_line_is_read_once(asked: list[int]) -> None:
    assert text(closer.spelt_twice(drawn(TEXT))) == TEXT
    assert asked == []


def test_of_a_line_with_a_smudge_only_the_word_there_is_read_again(asked: list[int]) -> None:
    line = smudged(drawn(TEXT))
    spelling = closer.spelt_twice(line)
    assert spelling.is_quick
    assert text(spelling).split()[:2] == ["The", "harbour"]
    assert text(spelling).split()[3:] == ["counts", "the", "boats"]
    assert len(asked) == 1
    assert asked[0] < 0.4 * line.shape[1]


def test_words_read_again_stand_where_they_are_seen() -> None:
    line = drawn(TEXT)
    plain, marred = (worded(closer.spelt_twice(each).signs, each, LINE) for each in (line, smudged(line)))
    for a, b in zip(plain.words, marred.words, strict=True):
        assert a.start == pytest.approx(b.start, abs=0.02)
        assert a.end == pytest.approx(b.end, abs=0.02)


def test_figures_are_read_with_care_from_end_to_end(asked: list[int]) -> None:
    line = drawn("1,024.50 and 08:44:00")
    assert not closer.spelt_twice(line).is_quick
    assert asked == [line.shape[1]]


def test_wide_signs_are_read_from_a_narrower_strip(asked: list[int]) -> None:
    line = drawn("港の深さを測る人がいます", "japan")
    spelling = closer.spelt_twice(line)
    assert text(spelling) == "港の深さを測る人がいます"
    assert asked
    assert sum(asked) < 0.8 * line.shape[1]
    assert [sign.at for sign in spelling.signs] == sorted(sign.at for sign in spelling.signs)
    assert spelling.signs[-1].at < line.shape[1]


def test_a_line_without_signs_has_none() -> None:
    assert text(closer.spelt_twice(np.full((48, 300, 3), 255, np.uint8))) == ""

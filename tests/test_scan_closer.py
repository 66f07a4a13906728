import numpy as np
import paper
import pytest

from docparse.engines.light.scan import closer, sessions
from docparse.engines.light.scan.ocr import detect
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.scan.signs import Sign, spelt, strip

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


def test_a_clear_line_is_read_once(asked: list[int]) -> None:
    assert text(closer.spelt_twice(drawn(TEXT), 48)) == TEXT
    assert asked == []


def test_figures_are_read_with_care_from_end_to_end(asked: list[int]) -> None:
    line = drawn("1,024.50 and 08:44:00")
    assert not closer.spelt_twice(line, 48).is_quick
    assert asked == [line.shape[1]]


def test_wide_signs_much_enlarged_are_read_from_a_narrower_strip(asked: list[int]) -> None:
    line = drawn("港の深さを測る人がいます", "japan")
    signs = closer.carefully(line, 13)
    assert "".join(sign.text for sign in signs) == "港の深さを測る人がいます"
    assert asked == [round(0.65 * line.shape[1])]
    assert signs[-1].at == pytest.approx(closer.carefully(line, 48)[-1].at, abs=8)
    assert asked[1:] == [line.shape[1]]


def test_a_line_without_signs_has_none() -> None:
    assert text(closer.spelt_twice(np.full((48, 300, 3), 255, np.uint8), 48)) == ""


def test_an_easy_page_may_hold_signs_that_are_less_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    line = drawn(TEXT)
    sure = spelt(line, sessions.quick())
    shaky = [*sure[:-1], sure[-1]._replace(chance=0.6)]
    monkeypatch.setattr(
        closer, "spelt", lambda _, recogniser: shaky if recogniser is sessions.quick() else sure
    )
    assert closer.spelt_twice(line, 48, is_easy=True) == closer.Spelling(shaky, is_quick=True)
    assert closer.spelt_twice(line, 48) == closer.Spelling(sure, is_quick=False)

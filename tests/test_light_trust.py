"""Lines of a text layer that are not to be trusted."""

from collections.abc import Iterable

import paper

from docparse.engines.light import trust
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Layer, Line, Run

SHIFTED = str.maketrans("abcdefghijklmnopqrstuvwxyz", "bcdefghijklmnopqrstuvwxyza")
PARTS = "BX-1177/Q HJ-2045/Z KV-9034/W XJ-4401/K GQ-7712/V ZK-3308/X WV-6190/J QZ-5526/H JB-8873/G "


def layer(*texts: tuple[str, str]) -> Layer:
    """A line for each text and its font."""
    lines = (line(text, font, row) for row, (text, font) in enumerate(texts))
    return Layer(600, 800, tuple(lines))


def line(text: str, font: str, row: int) -> Line:
    return Line((Run(text, Rect(50, 20 * row, 500, 20 * row + 12), 11.0, 20.0 * row + 9, font=font),))


def said(lines: Iterable[Line]) -> list[str]:
    return [line.text for line in lines]


def test_only_the_font_whose_letters_are_mixed_up_is_doubted() -> None:
    wrong = (paper.LOREM * 2).lower().translate(SHIFTED).strip()
    found = layer((paper.LOREM.strip(), "Sound"), (wrong, "Broken"))
    assert said(trust.improbable(found)) == [wrong]


def test_letters_named_after_marks_are_doubted_and_leaders_are_not() -> None:
    marks = "$%& '()* +,/:; <=>? @[]^ {|}~ !#$% &'() *+,/ :;<= >?@["
    assert said(trust.improbable(layer((marks, "A")))) == [marks]
    assert trust.improbable(layer(("Contents " + "." * 80 + " 7", "A"))) == []


def test_tables_of_figures_names_and_codes_are_not_doubted() -> None:
    rows = [
        (f"{port}-{row:03} {row * 7.25:.2f} {row * 31} 2{row:03}-04-01", "A")
        for row, port in enumerate(
            ("Hamburg", "Gdynia", "Riga", "Vigo", "Genova", "Piraeus", "Odesa", "Varna")
        )
    ]
    assert trust.improbable(layer(*rows)) == []
    assert trust.improbable(layer(("Forster, Mark, of the Cell Header " * 20, "A"))) == []


def test_capitals_figures_and_marks_within_words_give_short_texts_away() -> None:
    wrong = 'k7T%Q p,Rd2 Xq8"m zV5tK b;G4w Lh(3Y 9cNsJ f)Ua6 kE0%d Tw7Bx'
    assert said(trust.improbable(layer((wrong, "A"), ("Sound text", "B")))) == [wrong, "Sound text"]


def test_lines_without_characters_are_known_and_single_signs_are_none() -> None:
    found = layer(("\ufffd" * 12, "A"), ("sound text", "A"), ("\uf0a3", "B"), ("x \ufffd y", "B"))
    assert said(trust.unknown(found)) == ["\ufffd" * 12]


def test_most_of_a_page_condemns_the_rest() -> None:
    found = layer(("\ufffd" * 40, "A"), ("Kurz", "B"))
    assert said(trust.spread(found.lines[:1], found)) == ["\ufffd" * 40, "Kurz"]
    assert said(trust.spread(found.lines[1:], found)) == ["Kurz"]


def test_what_no_reader_can_tell_is_believed_unless_it_is_long_and_no_language() -> None:
    assert not trust.is_hopeless(layer((PARTS, "A")).lines)
    assert trust.is_hopeless(layer(("qzxjkvw bgpmcf " * 40 + "etaoin ", "A")).lines)

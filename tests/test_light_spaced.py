from typing import Any

import pytest

from docparse.engines.light.spaced import closed


def set_apart(text: str, white: float, size: float = 10.0, blank: float = 5.0) -> Any:
    """A line of MuPDF whose letters have white between them, which it takes for blanks."""
    chars: list[dict[str, Any]] = []
    x = 72.0
    for letter in text:
        if letter == " ":
            x += blank
            continue
        if chars:
            chars.append({"c": " ", "bbox": (x - white, 90, x, 100)})
        chars.append({"c": letter, "bbox": (x, 90, x + 6, 100)})
        x += 6 + white
    return {"spans": [{"size": size, "chars": chars}]}


def text(line: Any) -> str:
    return "".join(char["c"] for span in line["spans"] for char in span["chars"])


@pytest.mark.parametrize("white", [1.8, 2.5, 4.0])
def test_letters_with_even_white_between_them_are_words(white: float) -> None:
    assert text(closed(set_apart("STARTERS", white))) == "STARTERS"
    assert text(closed(set_apart("NOW SERVED", white))) == "NOW SERVED"


def test_letters_far_apart_in_order_of_the_alphabet_or_without_vowels_stay_apart() -> None:
    for written, white in (("STARTERS", 12.0), ("ABCDEFG", 2.5), ("NSNNSN", 2.5), ("12345678", 2.5)):
        line = set_apart(written, white)
        assert closed(line) is line


def test_words_of_several_letters_stay_as_they_are() -> None:
    line = {"spans": [{"size": 10.0, "chars": [{"c": c, "bbox": (0, 0, 1, 1)} for c in "to be or a not"]}]}
    assert closed(line) is line

# ruff: noqa: RUF001 - odd characters are what this module is about
"""Characters as the layer has them, and as they should be read."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

SOFT_HYPHEN = "\u00ad"
LEADERS = frozenset(".…⋯·_-—–")

# Private-use codes of Symbol and Wingdings, which writers of PDF leave in place of a character.
_PRIVATE = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0a8": "☐",
    "\uf0d8": "➢",
    "\uf0e0": "→",
    "\uf0fc": "✓",
    "\uf0fe": "☑",
    "\uf071": "❑",
    "\uf06f": "□",
    "\uf06e": "■",
    "\uf0be": "—",
    "\uf02d": "−",
    "\uf02b": "+",
    "\uf03d": "=",
    "\uf0b1": "±",
    "\uf0b4": "×",
    "\uf0b0": "°",
    "\uf0a3": "≤",
    "\uf0b3": "≥",
    "\uf061": "α",
    "\uf062": "β",
    "\uf067": "γ",
    "\uf064": "δ",
    "\uf06d": "μ",
    "\uf070": "π",
    "\uf073": "σ",
    "\uf044": "Δ",
    "\uf053": "Σ",
    "\x88": "•",  # TeX's text companion fonts, whose codes no table of the file explains
    "\x95": "•",  # as are those of Windows here
    "\x85": "…",
    "\x91": "‘",
    "\x92": "’",
    "\x93": "“",
    "\x94": "”",
    "\x96": "–",
    "\x97": "—",
    "\x99": "™",
}
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_FORMS = {  # of Arabic letters: what they look like within a word
    chr(code): unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0xFB50, 0xFDFC), *range(0xFE80, 0xFEFD))
}
_READ = str.maketrans(_PRIVATE | _LIGATURES | _FORMS | {"\u2028": " ", "\u2029": " "})
_LEADER = re.compile(r"(?:\.\s?|…\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})$")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_H = "\u210e"  # of mathematics, italic: it stands outside their block
_PARTED = re.compile(  # letters beyond the alphabets that MuPDF knows to stand in words that blanks part
    "[\u0900-\u0dff\u10a0-\u10ff\u1200-\u139f\u1e00-\u1fff\u2c00-\u2dff\ua640-\ua7ff\uac00-\ud7a3\ufb00-\ufb06"
    "\ufb1d-\ufdff\ufe70-\ufefc\ufffd]"
)
_CJK = re.compile("[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")


# Accents that TeX sets as characters of their own before the letter, and how they combine with it.
_ACCENTS = {
    "\u00b4": "\u0301", "`": "\u0300", "\u02c6": "\u0302", "\u00a8": "\u0308", "\u02dc": "\u0303",
    "\u02c7": "\u030c", "\u02d8": "\u0306", "\u02da": "\u030a", "\u00af": "\u0304", "\u02d9": "\u0307",
    "\u02dd": "\u030b",
}  # fmt: skip
ACCENTS = frozenset(_ACCENTS)


def clean(text: str) -> str:
    """Composed, without ligatures, private codes that have a meaning, or control characters."""
    read = unicodedata.normalize("NFC", text.translate(_READ))
    return "".join(
        c for c in read if unicodedata.category(c) not in ("Cc", "Cs") and c not in "\ufeff\u200b\u2060"
    )


def accented(accent: str, letter: str) -> str:
    """One character for an accent that is printed over a letter; both as they are where there is none."""
    bare = "i" if letter == "\u0131" else letter
    both = unicodedata.normalize("NFC", bare + _ACCENTS[accent])
    return both if len(both) == 1 else accent + letter


def letters(text: str) -> Iterator[tuple[str, str]]:
    """A text in parts: letters of mathematics as plain ones with "ITALIC" or "BOLD", and the rest with ""."""
    slants: list[str] = []
    for character in text:
        follows = bool(slants) and unicodedata.combining(character) > 0
        slants.append(slants[-1] if follows else _slant(character))
    for slant, group in groupby(zip(text, slants, strict=True), key=lambda pair: pair[1]):
        part = "".join(character for character, _ in group)
        yield (unicodedata.normalize("NFKC", part) if slant else part), slant


def is_letter_of_mathematics(character: str) -> bool:
    return character == _H or "\U0001d400" <= character <= "\U0001d7ff"


def _slant(character: str) -> str:
    if character == _H:
        return "ITALIC"
    if not "\U0001d400" <= character <= "\U0001d7cb":
        return ""
    return next((word for word in unicodedata.name(character, "").split() if word in ("BOLD", "ITALIC")), "")


def is_leader(text: str) -> bool:
    """Whether a line is one of a table of contents: dots lead to a page number."""
    return _LEADER.search(text) is not None


def is_right_to_left(text: str) -> bool:
    return len(_RTL.findall(text)) * 2 > sum(c.isalpha() for c in text) > 0


def is_unspaced(character: str) -> bool:
    """Whether lines that meet at such a character are joined without a blank, as in Chinese and Japanese."""
    return bool(character) and _CJK.match(character) is not None


def is_square(character: str) -> bool:
    """Whether a letter is as wide as it is high, as Chinese, Japanese and Korean ones are."""
    return is_unspaced(character) or "\uac00" <= character <= "\ud7a3"


def takes_blanks(character: str) -> bool:
    """Whether white behind a letter is a blank, though MuPDF leaves it out behind letters of its kind."""
    return _PARTED.match(character) is not None


def unknown_share(text: str) -> float:
    """The part of a text that the layer has no characters for."""
    marks = [c for c in text if not c.isspace()]
    lost = sum(c == "\ufffd" or unicodedata.category(c) == "Co" for c in marks)
    return lost / len(marks) if marks else 0.0

# ruff: noqa: RUF001 - odd characters are what this module is about
"""Fonts of mathematics: what their codes stand for where a PDF does not say, and the alphabet they hold."""

import re

UNKNOWN = "\ufffd"
_LETTERS = (
    "ΓΔΘΛΞΠΣΥΦΨΩαβγδϵζηθικλμνξπρστυϕχψωεϑϖϱςφ↼↽⇀⇁  ▹◃0123456789.,</>⋆∂ABCDEFGHIJKLMNOPQRSTUVWXYZ♭♮♯⌣⌢"
    "ℓabcdefghijklmnopqrstuvwxyzıȷ℘⃗ "
)
_SYMBOLS = (
    "−·×∗÷⋄±∓⊕⊖⊗⊘⊙◯∘•≍≡⊆⊇≤≥≼≽∼≈⊂⊃≪≫≺≻←→↑↓↔↗↘≃⇐⇒⇑⇓⇔↖↙∝′∞∈∋△▽̸↦∀∃¬∅ℜℑ⊤⊥ℵABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "∪∩⊎∧∨⊢⊣⌊⌋⌈⌉{}⟨⟩|∥↕⇕\\≀√⨿∇∫⊔⊓⊑⊒§†‡¶♣♢♡♠"
)
_LARGE = (
    "()[]⌊⌋⌈⌉{}⟨⟩|∥/\\()()[]⌊⌋⌈⌉{}⟨⟩/\\()[]⌊⌋⌈⌉{}⟨⟩/\\/\\⎛⎞⎡⎤⎣⎦⎢⎥⎧⎫⎩⎭⎨⎬⎪|⎝⎠⎜⎟⟨⟩⨆⨆∮∮⨀⨀⨁⨁⨂⨂∑∏∫⋃⋂⨄⋀⋁∑∏∫⋃⋂⨄⋀⋁∐∐ˆˆˆ˜˜˜[]⌊⌋⌈⌉{}"
    "√√√√√⎸⎸∥        "
)
_ENCODINGS = (
    (re.compile(r"(?:CM|LM|EU|TX|PX|rtx|rpx)EX|MathExtension|PazoMath-?Ext|esint", re.IGNORECASE), _LARGE),
    (re.compile(r"CMMI|CMMIB|LMMathItalic|(?:tx|px|rtx|rpx)mi|RMTMI|EUR[MB]\d", re.IGNORECASE), _LETTERS),
    (re.compile(r"CMB?SY|LMMathSymbols|(?:tx|px)sy", re.IGNORECASE), _SYMBOLS),
)
# The pieces that symbol fonts of Adobe and STIX leave in the private area.
_PIECES = dict(zip(map(chr, range(0xF8EB, 0xF8FF)), "⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪⎮⎞⎟⎠⎤⎥⎦⎫⎬⎭", strict=True))
_ALPHABETS = (
    (re.compile(r"MSBM|BBOLD|bbm|DSROM|BlackboardBold|KaTeX_AMS|Double", re.IGNORECASE), "mathbb"),
    (re.compile(r"EUFM|EUFB|Fraktur", re.IGNORECASE), "mathfrak"),
    (re.compile(r"RSFS|KaTeX_Script", re.IGNORECASE), "mathscr"),
    (re.compile(r"CMB?SY|LMMathSymbols|EUSM|Calig|(?:tx|px)sy", re.IGNORECASE), "mathcal"),
    (re.compile(r"CMMIB|BoldItal|Math-Bold", re.IGNORECASE), "boldsymbol"),
    (re.compile(r"CMBX|LMRoman\d+-Bold|Bold|-Medi\b", re.IGNORECASE), "mathbf"),
    (re.compile(r"CMSS|LMSans|KaTeX_Sans", re.IGNORECASE), "mathsf"),
    (re.compile(r"CMTT|LMMono|KaTeX_Type", re.IGNORECASE), "mathtt"),
)
_MATHS = re.compile(
    r"CMMI|CMSY|CMBSY|CMEX|MSAM|MSBM|EUFM|EUSM|RSFS|LMMath|PazoMath|KaTeX_(?!Main)|KaTeX_Main-Bold|MathJax|MJX"
    r"|[-_ ]?Math\b|Math[-_]|Cambria ?Math|(?:tx|px|rtx|rpx)(?:mi|sy|ex)|RMTMI|wasy|stmary|BBOLD|DSROM|MathPi"
    r"|MTMI|MTSY|MTEX",
    re.IGNORECASE,
)
_ITALIC = re.compile(
    r"ital|obli|slanted|CMMI|LMMathIt|CMTI|(?:tx|px)mi|RMTMI|EUR[MB]\d|-Ita|MTMI", re.IGNORECASE
)
_KEPT_CODES = re.compile(
    r"Cm(?:ex|mi|sy)\d"
)  # fonts whose text is codes of an encoding, spelt so by matplotlib


def is_mathematical(font: str) -> bool:
    """Whether a font is for formulas alone."""
    return _MATHS.search(font) is not None


def is_italic(font: str) -> bool:
    return _ITALIC.search(font) is not None


def holds_codes(font: str) -> bool:
    return _KEPT_CODES.search(font) is not None


def read(font: str, code: int) -> str:
    """The character that a code of an encoding of TeX stands for; one of its own for what is not known."""
    table = next((table for pattern, table in _ENCODINGS if pattern.search(font)), "")
    place = _placed(code)
    known = table[place].strip() if place < len(table) else ""
    return known or UNKNOWN


def named(character: str) -> str:
    """A character of the private area by what it stands for."""
    return _PIECES.get(character, character)


def alphabet(font: str) -> str:
    """The command that sets letters as in this font; "" for ordinary ones."""
    return next((command for pattern, command in _ALPHABETS if pattern.search(font)), "")


def _placed(code: int) -> int:
    """Where a code stands in its table: those below 33 may have been moved above 160."""
    if 0xA1 <= code <= 0xAA:
        return code - 0xA1
    return code - 0xAD + 10 if 0xAD <= code <= 0xC3 else code

"""The scripts that PP-OCR lacks, and what Tesseract has for each."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

_MOST_LANGUAGES = 3  # Tesseract's time grows with each


@dataclass(frozen=True, slots=True)
class Script:
    """A script by the name of its Tesseract pack; `spans` are the code points that are its own."""

    name: str
    package: str  # what Debian calls its pack, after `tesseract-ocr-script-`
    languages: tuple[str, ...]  # whose packs serve where the script's own is missing, best first
    spans: tuple[tuple[int, int], ...]
    floor: float = 0.5  # the share of own letters that a text in it has at least
    parted: bool = False  # Tesseract answers with letters for words, and knows where the blanks are
    aided: bool = False  # PP-OCR has its letters: Tesseract is to better what it says
    likely: float = 50.0  # the mean confidence on a few lines that speaks for it, if no other has more
    sure: float = 72.0  # the same, at which no other needs to be asked

    def share(self, text: str) -> float:
        """Of the letters and vowel signs of `text`, those that are its own; 0 where there are none."""
        letters = sum(unicodedata.category(sign)[0] in "LM" for sign in text)
        return self.count(text) / letters if letters else 0.0

    def count(self, text: str) -> int:
        """The letters and vowel signs of `text` that are its own."""
        letters = [ord(sign) for sign in text if unicodedata.category(sign)[0] in "LM"]
        return sum(any(first <= letter <= last for first, last in self.spans) for letter in letters)


CYRILLIC = Script(
    "Cyrillic",
    "cyrl",
    ("rus", "ukr", "bul", "srp", "bel", "mkd", "kaz", "mon", "kir", "tat", "tgk", "aze_cyrl", "uzb_cyrl"),
    ((0x400, 0x52F),),
)
ARABIC = Script(
    "Arabic",
    "arab",
    ("ara", "fas", "urd", "uig", "pus", "snd"),
    ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)),
)
HANGUL = Script(
    "Hangul", "hang", ("kor",), ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF)), parted=True
)
DEVANAGARI = Script("Devanagari", "deva", ("hin", "mar", "nep", "san"), ((0x900, 0x97F),))
# Sure of any round letters: of Lao to 90, of Georgian and Hebrew to 72.
THAI = Script("Thai", "thai", ("tha",), ((0xE00, 0xE7F),), parted=True, likely=75.0, sure=92.0)
GREEK = Script("Greek", "grek", ("ell", "grc"), ((0x370, 0x3FF), (0x1F00, 0x1FFF)))
# Half of Vietnamese is plain Latin, which other languages have as well.
VIETNAMESE = Script(
    "Vietnamese",
    "viet",
    ("vie",),
    ((0x1EA0, 0x1EF9), (0x1A0, 0x1A1), (0x1AF, 0x1B0)),
    floor=0.08,
)

# In the order in which they are tried: the more pages there are in one, the earlier.
SCRIPTS = (
    CYRILLIC,
    ARABIC,
    HANGUL,
    DEVANAGARI,
    THAI,
    Script("Hebrew", "hebr", ("heb", "yid"), ((0x590, 0x5FF), (0xFB1D, 0xFB4F))),
    GREEK,
    Script("Bengali", "beng", ("ben", "asm"), ((0x980, 0x9FF),)),
    Script("Tamil", "taml", ("tam",), ((0xB80, 0xBFF),)),
    Script("Telugu", "telu", ("tel",), ((0xC00, 0xC7F),)),
    Script("Gujarati", "gujr", ("guj",), ((0xA80, 0xAFF),)),
    Script("Kannada", "knda", ("kan",), ((0xC80, 0xCFF),)),
    Script("Malayalam", "mlym", ("mal",), ((0xD00, 0xD7F),)),
    Script("Gurmukhi", "guru", ("pan",), ((0xA00, 0xA7F),)),
    Script("Georgian", "geor", ("kat",), ((0x10A0, 0x10FF), (0x1C90, 0x1CBF))),
    Script("Armenian", "armn", ("hye",), ((0x530, 0x58F),)),
    Script("Ethiopic", "ethi", ("amh", "tir"), ((0x1200, 0x139F),)),
    Script("Khmer", "khmr", ("khm",), ((0x1780, 0x17FF),)),
    Script("Myanmar", "mymr", ("mya",), ((0x1000, 0x109F),)),
    Script("Lao", "laoo", ("lao",), ((0xE80, 0xEFF),)),
    Script("Sinhala", "sinh", ("sin",), ((0xD80, 0xDFF),)),
    Script("Oriya", "orya", ("ori",), ((0xB00, 0xB7F),)),
    Script("Tibetan", "tibt", ("bod", "dzo"), ((0xF00, 0xFFF),)),
    VIETNAMESE,
)


@cache
def pack(script: Script, installed: Collection[str]) -> str | None:
    """What to give Tesseract as the language, out of the names that it lists; None where it has nothing."""
    for name in (script.name, f"script/{script.name}"):  # Debian's and upstream's place for it
        if name in installed:
            return name
    return "+".join([name for name in script.languages if name in installed][:_MOST_LANGUAGES]) or None

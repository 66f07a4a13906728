"""The ways in which a password may have been written when its file was encrypted."""

import stringprep
import unicodedata
from collections.abc import Iterator


def spellings(password: str) -> Iterator[str]:
    """As typed, then composed (keyboards of macOS part accents from letters), then as PDF 2.0 prescribes.

    PDF 2.0 has passwords prepared with SASLprep; not every program that encrypts does.
    """
    if not _is_text(password):
        return
    yield from dict.fromkeys((password, unicodedata.normalize("NFC", password), _prepared(password)))


def _is_text(password: str) -> bool:
    """Half a surrogate pair, which a terminal may send for a byte that is no UTF-8, has no UTF-8 itself."""
    return not any(0xD800 <= ord(character) < 0xE000 for character in password)


def _prepared(password: str) -> str:
    """The mapping and normalising of RFC 4013: hyphens that do not show are gone, every space is plain."""
    mapped = (
        " " if stringprep.in_table_c12(character) else character
        for character in password
        if not stringprep.in_table_b1(character)
    )
    return unicodedata.normalize("NFKC", "".join(mapped))

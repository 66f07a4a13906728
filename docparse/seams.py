# ruff: noqa: RUF001 - punctuation of many scripts is what this module is about
"""Where a column or a page broke a text off: how to tell, and how to put it together again."""

import re
import unicodedata

from docparse.document import Inlines, Text, plain

_ENDED = re.compile(r"""[.!?:;…。．！？：；؟۔।॥][\s"'”’»›)\]}）】」』]*$""")
_DIVIDED = re.compile(r"(?<![\w-])[^\W\d]{2,}[-‐]$")
_WAITING = re.compile(r"(?:[,，、(–—]|\s[^\W\d_A-Z]{1,3})$")  # a comma, a dash, a word such as `of` or `und`
_LEAST = 30  # characters, below which a text is a label or an address
_FEW = 5  # words, which a line of code or of a table may have
_LONG = 80  # from which a text without a full stop was broken off


def goes_on(before: str, after: str, *, past: bool = False) -> bool:
    """Whether `after` is the rest of what `before` began, `past` something else or right after it."""
    if is_label(before) or is_label(after) or _ENDED.search(before):
        return False
    if not after[:1].isalnum() or not _is_prose(after):
        return False
    if is_divided(before):
        return after[0].islower()
    if after[0].islower():
        return _is_prose(before) and len(before.split()) > _FEW
    long = not past and _length(before) >= _LONG
    if after[0].isupper():  # a name in mid-sentence, or the next paragraph
        return long and _WAITING.search(before) is not None
    return long and after[0].isalpha() and before[-1].isalpha()  # scripts without capitals


def is_divided(text: str) -> bool:
    """Whether it ends within a word."""
    return _DIVIDED.search(text) is not None


def is_label(text: str) -> bool:
    """Whether it is too short to be broken off: a mark in a picture, a line of an address."""
    return _length(text) < _LEAST and not _ENDED.search(text)


def _length(text: str) -> int:
    return len(text) + sum(map(_is_wide, text))


def _is_prose(text: str) -> bool:
    """Words in small letters, where the script has them; no row of names and numbers."""
    start = text[:_LONG]
    large = sum(c.isupper() or c.isdigit() for c in start)
    return not start[1:2].isupper() and large <= sum(c.isalpha() for c in start) / 2


def mended(before: Inlines, after: Inlines) -> Inlines:
    """One text of two; a word that a hyphen divided is whole again."""
    if not before or not after:
        return (*before, *after)
    head, tail = plain(before), plain(after)
    last, first = before[-1], after[0]
    if not isinstance(last, Text) or not isinstance(first, Text):
        blank = () if _unspaced(head[-1:], tail[:1]) else (Text(" "),)
        return (*before, *blank, *after)
    divided = _DIVIDED.search(last.text) and first.text[0].islower()
    left = last.text[:-1] if divided else last.text
    gap = "" if divided or _unspaced(left[-1:], first.text[:1]) else " "
    return (*before[:-1], Text(f"{left}{gap}{first.text}"), *after[1:])


def _unspaced(left: str, right: str) -> bool:
    return _is_wide(left) and _is_wide(right)


def _is_wide(character: str) -> bool:
    """Chinese and Japanese; Korean has blanks between words."""
    if not character or unicodedata.east_asian_width(character) not in "WF":
        return False
    return not unicodedata.name(character, "").startswith("HANGUL")

"""Texts as values of a kind: amounts, dates, marks that are ticked. What is not plainly one is none."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from docparse.extract.schema import Value
from docparse.locate.search import fold

_CODES: Final = frozenset(
    [
        "AED",
        "ARS",
        "AUD",
        "BGN",
        "BRL",
        "CAD",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CZK",
        "DKK",
        "EGP",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "ISK",
        "JPY",
        "KRW",
        "KWD",
        "MAD",
        "MXN",
        "MYR",
        "NGN",
        "NOK",
        "NZD",
        "PEN",
        "PHP",
        "PKR",
        "PLN",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "TWD",
        "UAH",
        "USD",
        "VND",
        "ZAR",
    ]
)
_SIGNS: Final = {"€": "EUR", "£": "GBP", "RM": "MYR", "US$": "USD", "A$": "AUD", "C$": "CAD", "S$": "SGD"}
_SIGNS_TOO: Final = {
    "HK$": "HKD",
    "R$": "BRL",
    "₹": "INR",
    "₩": "KRW",
    "zł": "PLN",
    "Kč": "CZK",
    "Fr.": "CHF",
}
_CURRENCY: Final = rf"(?:{'|'.join(map(re.escape, (*_CODES, *_SIGNS, *_SIGNS_TOO, '$', '¥', '₽', '₺')))})"
_AMOUNT: Final = re.compile(
    rf"(?P<minus>[-\u2212(])?\s*(?P<before>{_CURRENCY})?\s*(?P<inner>[-\u2212])?"
    rf"(?P<digits>\d+(?:[.,'\u2019\u00a0\u202f]\d+)*)(?P<after>-|\s*(?:{_CURRENCY}|%))?\)?"
)
_MONTHS: Final = {
    "jan": 1, "feb": 2, "fev": 2, "mar": 3, "apr": 4, "avr": 4, "abr": 4, "may": 5, "mai": 5, "mag": 5,
    "jun": 6, "giu": 6, "jul": 7, "lug": 7, "aug": 8, "aou": 8, "ago": 8, "sep": 9, "set": 9,
    "oct": 10, "okt": 10, "ott": 10, "out": 10, "nov": 11, "dec": 12, "dez": 12, "dic": 12,
}  # fmt: skip
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-./, ]*([a-z]{3,10})[-./, ]*(\d{4}|\d{2})")
_NAME_FIRST: Final = re.compile(r"([a-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_TICKED: Final = {**dict.fromkeys("☒☑✓✔✗✘x", True), **dict.fromkeys("☐□▢", False)}
_SPOKEN: Final = {"yes": True, "true": True, "no": False, "false": False}
_CODE: Final = re.compile(r"0\d|\d{9}")  # what numbers something, and says not how much
_CENTURY: Final = 2000


class Manner(NamedTuple):
    """How a document writes what can be read in two ways."""

    comma: bool = False  # before the cents
    month_first: bool = False


def manner(texts: Iterable[str]) -> Manner:
    told: Counter[str] = Counter()
    for text in texts:
        told["comma"] += bool(re.search(r"\d,\d\d(?!\d)", text))
        told["point"] += bool(re.search(r"\d\.\d\d(?![\d.])", text))
        for day, _, month, _ in _NUMBERS.findall(text):
            told["day"] += int(day) > 12
            told["month"] += int(month) > 12
    return Manner(told["comma"] > told["point"], told["month"] > told["day"])


def read(shape: Value, text: str, manner: Manner) -> Any:
    """The value that the whole of a text says; None where it says none that the schema allows."""
    value = _read(shape, " ".join(text.split()), manner)
    return value if value is not None and shape.allows(value) else None


def _read(shape: Value, text: str, manner: Manner) -> Any:
    if "enum" in shape.limits:
        named = {fold(str(each)): each for each in shape.limits["enum"]}
        return named.get(fold(text).strip(" .:"))
    match shape.kind:
        case "boolean":
            return _TICKED.get(text.casefold(), _SPOKEN.get(text.casefold()))
        case "number":
            return amount(text, manner)
        case "integer":
            number = amount(text, manner)
            return int(number) if number is not None and number.is_integer() else None
        case "string":
            if shape.is_date:
                return day(text, manner)
            return currency(text) if shape.role == "currency" else text.strip(" :;,|#=") or None


def amount(text: str, manner: Manner) -> float | None:
    """A number with or without its currency."""
    if (found := _AMOUNT.fullmatch(text)) is None:
        return None
    digits = re.sub(r"['\u2019\u00a0\u202f]", "", found["digits"])
    if _CODE.match(digits):
        return None
    point = "," if _is_comma(digits, manner) else "."
    whole = digits.replace("." if point == "," else ",", "").replace(point, ".")
    if whole.count(".") > 1:
        whole = whole.replace(".", "")
    minus = bool(found["minus"] or found["inner"] or found["after"] == "-")
    return -float(whole) if minus else float(whole)


def _is_comma(digits: str, manner: Manner) -> bool:
    """Whether a comma stands before the fraction."""
    if "," in digits and "." in digits:
        return digits.rindex(",") > digits.rindex(".")
    if "," in digits:
        return digits.count(",") == 1 and (manner.comma or len(digits.rpartition(",")[2]) != 3)
    return manner.comma and len(digits.rpartition(".")[2]) == 3


def is_amount(text: str) -> bool:
    """Whether a text is plainly one: with a fraction or a currency."""
    found = _AMOUNT.fullmatch(text)
    return found is not None and bool(
        found["before"] or found["after"] or re.search(r"[.,]\d\d$", found["digits"])
    )


def currency(text: str) -> str | None:
    """The code of a currency by its code or by a sign that no other has."""
    found = re.fullmatch(rf"[(\[]?({_CURRENCY})[)\]]?", text) or _AMOUNT.fullmatch(text)
    if found is None:
        return None
    groups = found.groupdict()
    mark = ((groups["before"] or groups["after"] or "") if groups else found[1]).strip()
    return mark if mark in _CODES else _SIGNS.get(mark, _SIGNS_TOO.get(mark))


def day(text: str, manner: Manner) -> str | None:
    """A date as ISO 8601 has it; days come before months unless the document shows otherwise."""
    plain = fold(text).strip(" .,:")
    if found := _YEAR_FIRST.fullmatch(plain):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(plain):
        first, second = int(found[1]), int(found[3])
        swap = second > 12 or (manner.month_first and first <= 12)
        return _iso(_year(found[4]), *((first, second) if swap else (second, first)))
    if found := _DAY_NAMED.fullmatch(plain):
        return _iso(_year(found[3]), _MONTHS.get(found[2][:3], 0), int(found[1]))
    if found := _NAME_FIRST.fullmatch(plain):
        return _iso(int(found[3]), _MONTHS.get(found[1][:3], 0), int(found[2]))
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else _CENTURY + int(text)


def _iso(year: int, month: int, number: int) -> str | None:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None

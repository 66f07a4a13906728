"""Texts as amounts and dates: what is plainly one, and what is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.extract.values import Manner, amount, currency, day, manner

COMMA = Manner(comma=True)


@pytest.mark.parametrize(
    ("text", "how", "value"),
    [
        ("9.00", Manner(), 9.0),
        ("RM 1,134.50", Manner(), 1134.5),
        ("1.134,50 \u20ac", COMMA, 1134.5),
        ("1.134,50", Manner(), 1134.5),
        ("12,50", Manner(), 12.5),
        ("1,200", Manner(), 1200.0),
        ("1,200", COMMA, 1.2),
        ("1.200", COMMA, 1200.0),
        ("1.200", Manner(), 1.2),
        ("1'200.50", Manner(), 1200.5),
        ("(5.00)", Manner(), -5.0),
        ("\u22122.50", Manner(), -2.5),
        ("2.50-", Manner(), -2.5),
        ("1.234.567", Manner(), 1234567.0),
        ("nine", Manner(), None),
        ("3x8.00", Manner(), None),
        ("0047112", Manner(), None),
        ("2017808384", Manner(), None),
    ],
)
def test_amounts_are_read_as_their_document_writes_them(text: str, how: Manner, value: float | None) -> None:
    assert amount(text, how) == value


@given(st.floats(-99_999, 99_999).map(lambda number: round(number, 2)))
def test_an_amount_is_what_it_was_written_as(number: float) -> None:
    assert amount(f"{number:,.2f}", Manner()) == number
    assert amount(f"{number:,.2f}".translate(str.maketrans(",.", ".,")), COMMA) == number


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_date_is_the_same_in_every_form(when: date) -> None:
    forms = (
        f"{when:%d/%m/%Y}",
        f"{when:%d.%m.%y}",
        f"{when:%Y-%m-%d}",
        f"{when:%d %B %Y}",
        f"{when:%B %d, %Y}",
    )
    assert {day(form, Manner()) for form in forms} == {when.isoformat()}
    assert day(f"{when:%m/%d/%Y}", Manner(month_first=True)) == when.isoformat()


@pytest.mark.parametrize("text", ["31/02/2026", "12:31", "99-99-99", "3 Lamp 2026", "2026"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert day(text, Manner()) is None


def test_a_document_shows_how_it_writes() -> None:
    assert manner(["1.134,50", "14,00", "4.5"]).comma
    assert manner(["03/25/2026", "04/05/2026"]).month_first
    assert not manner(["25/03/2026"]).month_first


@pytest.mark.parametrize(
    ("text", "code"), [("RM", "MYR"), ("(EUR)", "EUR"), ("\u00a39.00", "GBP"), ("$5", None)]
)
def test_a_currency_is_known_by_what_no_other_has(text: str, code: str | None) -> None:
    assert currency(text) == code

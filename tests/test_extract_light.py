"""Values beside labels, rows under heads, names at the top: what layout tells, and what it does not."""

import json
from typing import Any

import pytest
from spelled import page

from docparse.extract import light, schema, values
from docparse.extract.found import fit


def extracted(properties: dict[str, Any], *lines: str) -> dict[str, Any]:
    wanted = schema.read(json.dumps({"type": "object", "properties": properties}))
    words = page(*lines)
    manner = values.manner(word.text for word in words)
    return fit(wanted, light.read(wanted.shape, words, 1, manner).tree).values or {}


def text(*labels: str) -> dict[str, Any]:
    return {"type": ["string", "null"], "x-labels": [*labels]}


def number(*labels: str) -> dict[str, Any]:
    return {"type": ["number", "null"], "x-labels": [*labels]}


DATE = {"type": ["string", "null"], "format": "date", "x-labels": ["Date"]}


@pytest.mark.parametrize(
    "lines",
    [
        ("Total: 9.00",),
        ("Total                9.00",),
        ("Total (RM) : 9.00",),
        ("Total", "9.00"),
        ("Total MYR 9.00",),
        ("Total:9.00",),
        ("Tota1 due:       9.00", "nothing"),
        ("T0tal: 9.00",),
    ],
)
def test_a_value_stands_right_of_its_label_or_below(lines: tuple[str, ...]) -> None:
    assert extracted({"total": number("Total", "Total due")}, *lines) == {"total": 9.0}


@pytest.mark.parametrize(
    "line",
    ["Total Qty: 7", "The total of it was 9.00", "Total", "Total nine", "Total: 80 91", "Total: 0047112"],
)
def test_what_is_not_plainly_the_value_is_null(line: str) -> None:
    assert extracted({"total": number("Total")}, line) == {"total": None}


def test_the_likelier_label_wins_wherever_it_stands() -> None:
    lines = ("Total: 8.00", "Grand Total: 9.00", "Total: 7.00")
    assert extracted({"total": number("Grand Total", "Total")}, *lines) == {"total": 9.0}


def test_labels_side_by_side_have_their_values_below() -> None:
    found = extracted({"no": text("Order"), "date": DATE}, "Order        Date", "AB-1 x       3/4/2026")
    assert found == {"no": "AB-1 x", "date": "2026-04-03"}


def test_a_value_ends_where_the_next_label_begins() -> None:
    found = extracted({"no": text("Doc No"), "date": DATE}, "Doc No. CS-11 Date: 02/12/2017 08:44")
    assert found == {"no": "CS-11", "date": "2017-12-02"}


def test_a_label_with_its_answer_is_no_head_over_the_next_line() -> None:
    found = extracted(
        {"kind": text("Kind"), "name": text("Name")}, "Kind      Gaff cutter", "Name      Spoon"
    )
    assert found == {"kind": "Gaff cutter", "name": "Spoon"}


def test_boxes_are_ticked_or_not() -> None:
    tick = {"type": ["boolean", "null"]}
    found = extracted(
        {"paid": tick, "sent": tick, "lost": tick, "insured": tick},
        "\u2612 Paid   \u2610 Sent",
        "Insured: yes",
    )
    assert found == {"paid": True, "sent": False, "lost": None, "insured": True}


ROWS = {
    "lines": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "item": text("Item", "Description"),
                "qty": number("Qty"),
                "price": number("Price", "Amount"),
            },
        },
    },
    "total": number("Total"),
}


def test_rows_stand_under_their_heads_until_a_label_ends_them() -> None:
    found = extracted(
        ROWS,
        "Item              Qty   Tax   Amount",
        "Lamp oil            2    A     12.00",
        "in barrels",
        "Wicks 3 mm         10    B      4.50",
        "Total                          16.50",
        "Change              1           3.50",
    )
    assert found["lines"] == [
        {"item": "Lamp oil in barrels", "qty": 2.0, "price": 12.0},
        {"item": "Wicks 3 mm", "qty": 10.0, "price": 4.5},
    ]
    assert found["total"] == 16.5


def test_a_row_may_begin_with_a_line_of_text_above_its_numbers() -> None:
    found = extracted(
        ROWS,
        "Description       Qty   Amount",
        "Kipper on toast",
        "                    1     8.20",
        "Scone with jam",
        "                    2     3.95",
    )
    assert [row["item"] for row in found["lines"]] == ["Kipper on toast", "Scone with jam"]


def test_rows_go_on_where_the_next_page_does_not_say_their_heads() -> None:
    shape = schema.read(json.dumps({"type": "object", "properties": ROWS})).shape
    head = "Item              Qty   Tax   Amount"
    first = light.read(shape, page(head, "Lamp oil            2    A     12.00"), 1, values.Manner())
    rest = page("Wicks              10    B      4.50", "Total                          16.50")
    second = light.read(shape, rest, 2, values.Manner(), first.tables)
    third = light.read(shape, rest, 3, values.Manner(), second.tables)
    found = [len(one.tables["/lines"].rows) for one in (first, second, third)]
    assert found == [1, 1, 0]


def test_prose_is_no_table() -> None:
    assert extracted(ROWS, "The item has a price and an amount", "of 3 barrels       1  2")["lines"] == []


def test_a_company_is_known_by_its_legal_form_and_its_address_stands_below() -> None:
    roles = {"who": {**text(), "x-role": "company"}, "where": {**text(), "x-role": "address"}}
    lines = (
        "scribble",
        "WET KIPPER LTD (123456-X)",
        "(GP 0314)",
        "4 Quay Steps,",
        "Gull Point 81100",
        "TEL 07-35",
        "x",
    )
    assert extracted(roles, *lines) == {"who": "WET KIPPER LTD", "where": "4 Quay Steps, Gull Point 81100"}
    assert extracted(roles, "THE WET KIPPER", "4 Quay Steps") == {"who": None, "where": None}


def test_the_only_date_and_the_only_currency_need_no_label() -> None:
    roles = {"day": {**DATE, "x-labels": [], "x-role": "date"}, "in": {**text(), "x-role": "currency"}}
    assert extracted(roles, "on 2 May 2026 for EUR 9.00", "02.05.2026") == {"day": "2026-05-02", "in": "EUR"}
    assert extracted(roles, "2 May 2026, 3 May 2026", "USD 1.00 EUR 9.00") == {"day": None, "in": None}


def test_what_amounts_are_in_is_no_head_and_begins_no_row() -> None:
    cells = {"what": text("ITEM"), "count": number("QTY"), "price": number("PRICE")}
    lines = (
        "ITEM                 PRICE    AMOUNT",
        "               QTY   RM4      RM",
        "9556 CLAY FISH",
        "BLUE           2     4.50     9.00",
    )
    rows = extracted({"rows": {"type": "array", "items": {"type": "object", "properties": cells}}}, *lines)
    assert rows == {"rows": [{"what": "9556 CLAY FISH BLUE", "count": 2.0, "price": 4.5}]}


def test_a_head_in_which_letters_are_taken_for_their_twins_is_a_head() -> None:
    row = {"type": "object", "properties": {"what": text("Item"), "price": number("Price")}}
    lines = ("ltem        Price", "3122        29.68", "CUTTING DISC")
    rows = extracted({"rows": {"type": "array", "items": row}}, *lines)["rows"]
    assert rows == [{"what": "3122 CUTTING DISC", "price": 29.68}]

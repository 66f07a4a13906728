"""How much of what pages say the light engine extracts: SROIE receipts, forms and invoices of `synth`.

    docparse synth --count 70 --seed 9117 --clean -o made/
    python tests/bench/extract.py made/ [SROIE]

The documents of `synth` are asked by schemas of their own labels, in their own languages, and scored by their
own truth: fields, and rows of which every cell has to be right. SROIE is a folder with img/ and key/.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from docparse import pipeline, qwenvl
from docparse.asking import ask
from docparse.document import Block, Paragraph, Strong, Table, plain
from docparse.extract import document, schema, values
from docparse.locate.search import fold
from docparse.settings import Settings
from docparse.source import inputs

_LEFTWARDS = ("arabic", "hebrew")  # whose words stand in an order of their own


class Truth(NamedTuple):
    fields: dict[str, str]
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


def truth(blocks: Iterator[Block]) -> Truth:
    said: dict[str, list[str]] = {}
    head: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    for block in blocks:
        match block:
            case Table(table) if all(len(row) == 2 for row in table):
                for label, value in table:
                    said.setdefault(plain(label.inlines), []).append(plain(value.inlines))
            case Table(table) if table and len(table[0]) == 4:
                texts = [tuple(plain(cell.inlines) for cell in row) for row in table]
                head = head or (texts[0] if table[0][0].header else ())
                rows += texts[table[0][0].header :]
            case Paragraph((Strong(label), *value)) if plain(label).endswith(":"):
                said.setdefault(plain(label)[:-1], []).append(plain(tuple(value)).strip())
            case _:
                pass
    fields = {label: found[0] for label, found in said.items() if len(found) == 1 and letters(label)}
    return Truth(fields, head, rows)


def letters(text: object) -> str:
    return re.sub(r"[\W_]", "", fold(str(text)))


def asked(told: Truth) -> dict[str, Any]:
    fields = {label: {"type": ["string", "null"], "title": label} for label in told.fields}
    kinds = ("string", "number", "number", "number")
    cells = {
        head: {"type": [kind, "null"], "title": head} for head, kind in zip(told.head, kinds, strict=False)
    }
    rows = (
        {"rows": {"type": "array", "items": {"type": "object", "properties": cells}}}
        if len(cells) == 4
        else {}
    )
    return {"type": "object", "properties": {**fields, **rows}}


def extracted(path: Path, wanted: schema.Schema) -> dict[str, Any]:
    settings = Settings(engine="light")
    with inputs.find([str(path)]) as (found,), pipeline.workshop(settings) as shop:
        return document.by_layout(wanted, ask(found, settings, shop)).extraction.values or {}


def synth(folder: Path) -> Counter[str]:
    tally: Counter[str] = Counter()
    for made in json.loads((folder / "manifest.json").read_text())["documents"]:
        if made["kind"] not in {"form", "invoice"} or made["script"] in _LEFTWARDS:
            continue
        pages = sorted(folder.glob(f"{made['name']}-*.html"))
        told = truth(block for page in pages for block in qwenvl.parse(page.read_text(), None).blocks)
        if not (wanted := asked(told))["properties"]:
            continue
        found = extracted(folder / f"{made['name']}.pdf", schema.read(json.dumps(wanted)))
        for label, value in told.fields.items():
            tally["fields"] += 1
            tally["fields not found"] += found[label] is None
            tally["fields right"] += letters(found[label] or "") == letters(value)
        if "rows" in wanted["properties"]:
            rows = [cells(tuple(row.values())) for row in found["rows"]]
            tally["rows"] += len(told.rows)
            tally["rows found"] += len(rows)
            tally["rows right"] += (Counter(rows) & Counter(map(cells, told.rows))).total()
    return tally


def cells(row: tuple[Any, ...]) -> tuple[Any, ...]:
    name, *numbers = row
    return (letters(name or ""), *(values.amount(str(number), values.Manner()) for number in numbers))


def sroie(folder: Path) -> Counter[str]:
    tally: Counter[str] = Counter()
    wanted = schema.load("receipt")
    for path in sorted(folder.joinpath("img").iterdir()):
        key = json.loads(folder.joinpath("key", f"{path.stem}.json").read_text())
        found = extracted(path, wanted)
        true = {
            "company": key["company"],
            "address": key["address"],
            "date": values.day(key["date"], values.Manner()),
            "total": key["total"] and str(float(key["total"])),
        }
        for name, value in true.items():
            tally[name] += bool(value)
            tally[f"{name} not found"] += bool(value) and found[name] is None
            tally[f"{name} right"] += bool(value) and letters(found[name]) == letters(value)
    return tally


if __name__ == "__main__":
    made, *receipts = map(Path, sys.argv[1:])
    print(dict(synth(made)))
    for receipt in receipts:
        print(dict(sroie(receipt)))

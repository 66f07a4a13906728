"""`docparse status DIR`: what became of the documents whose outputs are there."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from docparse.cli.talk import one_line
from docparse.document import Status
from docparse.manifest import Entry, Fate, Tally, read


def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where `docparse -o DIR/` wrote.")],
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 for notes too.")] = False,
) -> int:
    """Tell how many documents and pages were read and which were not, and exit as their run would have."""
    tally, faults = Tally(), list[Entry]()
    for entry in read(folder):
        tally.add(entry)
        if entry.fate != "ok":
            faults.append(entry)
    print("\n".join(_lines(tally, faults)) if not as_json else json.dumps(_told(tally, faults), indent=2))
    return tally.exit_code(strict=strict)


def _lines(tally: Tally, faults: Sequence[Entry]) -> Iterator[str]:
    yield _row("", get_args(Fate))
    yield _row("documents", [tally.documents[fate] for fate in get_args(Fate)])
    yield _row("pages", [tally.pages[status] for status in get_args(Status)])
    for fate in reversed(get_args(Fate)):
        for entry in (entry for entry in faults if entry.fate == fate):
            yield f"\n{fate}: {one_line(entry.source)}"
            yield from (f"  {one_line(reason)}" for reason in _reasons(entry))


def _row(name: str, cells: Sequence[object]) -> str:
    return f"{name:<9}" + "".join(f"{cell:>9}" for cell in cells)


def _reasons(entry: Entry) -> Iterator[str]:
    if entry.error is not None:
        yield entry.error.message
    for page in entry.pages:
        if page.status != "ok":
            yield f"page {page.number}: " + "; ".join(
                f"{each.code}: {each.message}" for each in page.problems
            )


def _told(tally: Tally, faults: Sequence[Entry]) -> dict[str, Any]:
    return {
        "documents": {fate: tally.documents[fate] for fate in get_args(Fate)},
        "pages": {status: tally.pages[status] for status in get_args(Status)},
        "faults": [
            {"source": entry.source, "status": entry.fate, "reasons": list(_reasons(entry))}
            for entry in faults
        ],
    }

"""What `docparse status` says: counts, and then what failed, worst first."""

import json
from collections.abc import Iterator, Sequence
from typing import get_args

from docparse.cli.talk import one_line
from docparse.document import Status
from docparse.manifest import FATES, Entry, Tally

_STATUSES: tuple[Status, ...] = get_args(Status)


def lines(tally: Tally, faults: Sequence[Entry]) -> Iterator[str]:
    yield _row("", FATES)
    yield _row("documents", [tally.documents[fate] for fate in FATES])
    yield _row("pages", [tally.pages[status] for status in _STATUSES])
    for entry in sorted(faults, key=lambda entry: -FATES.index(entry.fate)):
        yield f"\n{entry.fate}: {one_line(entry.source)}"
        yield from (f"  {one_line(reason)}" for reason in _reasons(entry))


def told(tally: Tally, faults: Sequence[Entry]) -> Iterator[str]:
    """The same as JSON."""
    reasons = [(entry.source, entry.fate, list(_reasons(entry))) for entry in faults]
    found = {
        "documents": {fate: tally.documents[fate] for fate in FATES},
        "pages": {status: tally.pages[status] for status in _STATUSES},
        "faults": [dict(zip(("source", "status", "reasons"), each, strict=True)) for each in reasons],
    }
    yield json.dumps(found, indent=2)


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

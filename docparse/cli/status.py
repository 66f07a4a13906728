"""`docparse status DIR`: what became of the documents whose outputs are there."""

from pathlib import Path
from typing import Annotated

import typer


def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where `docparse -o DIR/` wrote.")],
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 for notes too.")] = False,
) -> int:
    """Tell what became of the documents of runs.

    Counts, what failed and why, and the exit code of a run over all of them.
    """
    from docparse.cli.standing import lines, told
    from docparse.manifest import Entry, Tally, read

    tally, faults = Tally(), list[Entry]()
    for entry in read(folder):
        tally.add(entry)
        if entry.fate != "ok":
            faults.append(entry)
    for line in told(tally, faults) if as_json else lines(tally, faults):
        print(line)
    return tally.exit_code(strict=strict)

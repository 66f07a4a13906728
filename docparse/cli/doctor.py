"""`docparse doctor`: what is installed and in order here, and what to do about what is not."""

import json
import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from docparse import __version__
from docparse.cli import places
from docparse.cli.talk import one_line
from docparse.errors import Exit

if TYPE_CHECKING:
    from docparse.doctor import Finding

_TOPIC = 13  # letters of the longest
_WIDTH = 100


def doctor(
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="A model that is to run here, as --model takes it.")
    ] = None,
    store: Annotated[
        str,
        typer.Option(
            envvar="DOCPARSE_STORE",
            metavar="PATH|none",
            show_default=False,
            help="The store of answers to look into. Default: in the user's cache.",
        ),
    ] = "",
    digests: Annotated[bool, typer.Option("--digests", help="Read all weights and compare them.")] = False,
    online: Annotated[bool, typer.Option("--online", help="Ask the hub for the model, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> int:
    """Look at what is installed here, and whether it is in order.

    Libraries, GPUs, models, Tesseract, the store; and what would read pages, and why.
    """
    from docparse.doctor import Request, examine

    found: list[Finding] = []
    for finding in examine(Request(model, places.store(store), digests, online)):
        found.append(finding)
        if not as_json:
            print(_lines(finding), flush=True)
    code = exit_code(found)
    if as_json:
        told = {"docparse": __version__, "exit_code": code, "findings": [asdict(each) for each in found]}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    return code


def _lines(finding: "Finding") -> str:
    mark = f"{finding.grade:<5}  {finding.topic:<{_TOPIC}}  "
    parts = [(mark, finding.says), (" " * len(mark) + "cure: ", finding.cure)]
    return "\n".join(_filled(start, one_line(words), len(mark)) for start, words in parts if words)


def _filled(start: str, words: str, indent: int) -> str:
    """Paths and commands are not parted at hyphens, nor where they are long."""
    return textwrap.fill(
        words,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def exit_code(found: "Iterable[Finding]") -> Exit:
    """That of the first fault: of the store as of any output, of all else as of an engine."""
    faults = [finding.topic for finding in found if finding.grade == "fault"]
    if not faults:
        return Exit.OK
    return Exit.SINK if faults[0] == "store" else Exit.ENGINE

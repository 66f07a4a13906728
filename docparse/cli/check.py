"""`docparse check`: lint QwenVL HTML."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from docparse.cli import stdout
from docparse.cli.talk import one_line
from docparse.errors import Exit, SourceError, reason


def check(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="QwenVL HTML to check; - reads standard input.")
    ],
    fix: Annotated[bool, typer.Option("--fix", help="Write the repaired form to stdout.")] = False,
    profile: Annotated[
        Literal["qwenvl", "report"],
        typer.Option(help="Vocabulary: all that docparse knows, or the report's alone."),
    ] = "qwenvl",
) -> int:
    """Lint QwenVL HTML: line, column, cause, and what is done about it."""
    from docparse import qwenvl

    text = _text(file)
    findings = qwenvl.check(text, None, profile=profile)
    with stdout.claimed() as data:
        for finding in findings:
            place = f"{file}:{finding.line}:{finding.column}"
            line = one_line(f"{place}: {finding.code}: {finding.cause}; {finding.remedy}")
            print(line, file=sys.stderr if fix else data)
        if fix:
            repaired = qwenvl.repair(text)
            data.write(repaired)
            findings = qwenvl.check(repaired, None, profile=profile)
    return Exit.MARKUP if findings else Exit.OK


def _text(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise SourceError(f"cannot open `{file}`: {reason(error)}") from error
    return content.decode("utf-8", errors="replace")

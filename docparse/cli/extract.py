"""`docparse extract FILE --schema S.json`: the fields that a JSON schema asks for, each with its place."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from docparse.settings import DEFAULT_DPI, DEFAULT_MAX_TOKENS, Question, Settings


def extract(  # noqa: PLR0913, PLR0917 - one parameter an option; Typer reads them off the signature
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Documents, or - for standard input.")],
    schema: Annotated[
        str,
        typer.Option(
            metavar="SCHEMA", help="A JSON schema, or one of invoice, receipt, form, bank-statement."
        ),
    ],
    to: Annotated[Literal["json", "jsonl"], typer.Option(help="jsonl is a line a document.")] = "json",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PATH", help="A file. Default: stdout.")
    ] = None,
    draw: Annotated[
        Path | None, typer.Option(metavar="PNG", help="Write page images with what was found on them.")
    ] = None,
    pages: Annotated[str, typer.Option(metavar="RANGES", help="Such as 1-3,7,-1.")] = "",
    password: Annotated[
        str, typer.Option(envvar="DOCPARSE_PASSWORD", show_default=False, help="Of encrypted PDFs.")
    ] = "",
    engine: Annotated[
        str,
        typer.Option(metavar="NAME", help="auto, light (labels and layout), vl, server or replay."),
    ] = "auto",
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="As `docparse FILE --model` takes it.")
    ] = None,
    server: Annotated[
        str | None, typer.Option(metavar="URL", help="As `docparse FILE --server` takes it.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="No network calls at all.")] = False,
    device: Annotated[list[str] | None, typer.Option(metavar="NAME", help="May be repeated.")] = None,
    max_tokens: Annotated[
        int, typer.Option(min=16, metavar="N", help="A model's answer is cut off there.")
    ] = DEFAULT_MAX_TOKENS,
    dpi: Annotated[int, typer.Option(min=36, max=1200)] = DEFAULT_DPI,
    jobs: Annotated[int, typer.Option(min=0, help="CPU workers; 0 is one per processor.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors only.")] = False,
) -> int:
    """Extract the values that a JSON schema asks for, each with its page, its box and its text.

    Exit 3 where the document does not say what the schema requires, or a page could not be read.
    """
    from docparse.cli.extracting import Order, run
    from docparse.extract import schema as schemas

    wanted = schemas.load(schema)
    settings = Settings(
        pages=pages,
        password=password,
        engine=engine,
        model=model,
        server=server,
        offline=offline,
        device=tuple(device or ()),
        max_tokens=max_tokens,
        dpi=dpi,
        jobs=jobs,
        question=Question("extract", wanted.text),
    )
    return run(Order(tuple(files), wanted, settings, to, output, draw, quiet))

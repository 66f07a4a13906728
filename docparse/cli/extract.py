"""`docparse extract FILE --schema S.json`: the fields that a JSON schema asks for, each with its place."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from docparse.cli import options
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
    pages: options.Pages = "",
    password: options.Password = "",
    engine: options.Engine = "auto",
    model: options.Model = None,
    server: options.Server = None,
    offline: options.Offline = False,
    device: options.Device = None,
    max_tokens: options.MaxTokens = DEFAULT_MAX_TOKENS,
    dpi: options.Dpi = DEFAULT_DPI,
    jobs: options.Jobs = 0,
    quiet: options.Quiet = False,
) -> int:
    """Extract what a JSON schema asks for, each value with its place.

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

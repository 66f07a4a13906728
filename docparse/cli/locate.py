"""`docparse locate FILE QUERY`: where a text or a thing stands, a JSON line each."""

from pathlib import Path
from typing import Annotated

import typer

from docparse.cli import options
from docparse.settings import DEFAULT_DPI, DEFAULT_MAX_TOKENS, Question, Settings


def locate(  # noqa: PLR0913, PLR0917 - one parameter an option; Typer reads them off the signature
    file: Annotated[str, typer.Argument(metavar="FILE", help="A document, or - for standard input.")],
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="A text; for a model, whatever it is to find.")
    ],
    regex: Annotated[bool, typer.Option("--regex", help="QUERY is a regular expression.")] = False,
    points: Annotated[bool, typer.Option("--points", help="Tell the middle of each box too.")] = False,
    draw: Annotated[
        Path | None, typer.Option(metavar="PNG", help="Write page images with the boxes drawn on.")
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
    """Find a text on the pages, or with a model any thing.

    A JSON line for each place, and exit 8 where there is none.
    """
    from docparse.cli.locating import Order, run

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
        question=Question("locate", query),
    )
    return run(Order(file, query, settings, draw, regex=regex, points=points, quiet=quiet))

"""`docparse locate FILE QUERY`: where a text or a thing stands, a JSON line each."""

from pathlib import Path
from typing import Annotated

import typer

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
    pages: Annotated[str, typer.Option(metavar="RANGES", help="Such as 1-3,7,-1.")] = "",
    password: Annotated[
        str, typer.Option(envvar="DOCPARSE_PASSWORD", show_default=False, help="Of encrypted PDFs.")
    ] = "",
    engine: Annotated[
        str, typer.Option(metavar="NAME", help="auto, light (finds text), vl, server or replay.")
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
    """Find a text on the pages of a document, or with a model any thing: a JSON line for each place.

    Exit 8 where there is none.
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

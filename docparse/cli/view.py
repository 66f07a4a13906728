"""`docparse view FILE`: each page's picture with its boxes beside what was read, in one file to look at."""

from pathlib import Path
from typing import Annotated

import typer

from docparse.cli import places
from docparse.settings import DEFAULT_DPI, SecondOpinion, Settings


def view(  # noqa: PLR0913, PLR0917 - one parameter an option; Typer reads them off the signature
    file: Annotated[str, typer.Argument(metavar="FILE", help="A document, or - for standard input.")],
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="PATH", help="Default: NAME.html here; - is stdout."),
    ] = None,
    boxes: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the page images with their boxes drawn on, as PNG."),
    ] = None,
    pages: Annotated[str, typer.Option(metavar="RANGES", help="Such as 1-3,7,-1.")] = "",
    password: Annotated[
        str, typer.Option(envvar="DOCPARSE_PASSWORD", show_default=False, help="Of encrypted PDFs.")
    ] = "",
    engine: Annotated[str, typer.Option(metavar="NAME", help="auto, light, vl, server or replay.")] = "auto",
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="As `docparse FILE --model` takes it.")
    ] = None,
    server: Annotated[
        str | None, typer.Option(metavar="URL", help="As `docparse FILE --server` takes it.")
    ] = None,
    lang: Annotated[
        str, typer.Option(metavar="LANGS", show_default=False, help="As `docparse FILE --lang` takes it.")
    ] = "",
    offline: Annotated[bool, typer.Option("--offline", help="No network calls at all.")] = False,
    device: Annotated[list[str] | None, typer.Option(metavar="NAME", help="May be repeated.")] = None,
    dpi: Annotated[int, typer.Option(min=36, max=1200)] = DEFAULT_DPI,
    width: Annotated[int, typer.Option(min=200, max=5000, help="Of the pictures, in pixels.")] = 1200,
    second_opinion: Annotated[
        SecondOpinion, typer.Option(help="What answers are held against, as in `docparse FILE`.")
    ] = "auto",
    jobs: Annotated[int, typer.Option(min=0, help="CPU workers; 0 is one per processor.")] = 0,
    store: Annotated[
        str,
        typer.Option(
            envvar="DOCPARSE_STORE",
            metavar="PATH|none",
            show_default=False,
            help="Where answers are kept from run to run. Default: in the user's cache.",
        ),
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors only.")] = False,
) -> int:
    """Show pages with their boxes beside what was read, in one HTML file that needs nothing else."""
    from docparse.cli.showing import Order, show

    settings = Settings(
        to="html",
        pages=pages,
        password=password,
        engine=engine,
        model=model,
        server=server,
        lang=lang,
        offline=offline,
        device=tuple(device or ()),
        dpi=dpi,
        jobs=jobs,
        second_opinion=second_opinion,
        store=places.store(store, password),
    )
    return show(Order(file, output, boxes, width, settings, quiet))

"""`docparse view FILE`: each page's picture with its boxes beside what was read, in one file to look at."""

from pathlib import Path
from typing import Annotated

import typer

from docparse.cli import options, places
from docparse.settings import DEFAULT_DPI, Settings


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
    pages: options.Pages = "",
    password: options.Password = "",
    engine: options.Engine = "auto",
    model: options.Model = None,
    server: options.Server = None,
    lang: options.Lang = "",
    offline: options.Offline = False,
    device: options.Device = None,
    dpi: options.Dpi = DEFAULT_DPI,
    width: Annotated[
        int, typer.Option(min=200, max=5000, metavar="N", help="Of the pictures, in pixels.")
    ] = 1200,
    second_opinion: options.Opinion = "auto",
    jobs: options.Jobs = 0,
    store: options.Store = "",
    quiet: options.Quiet = False,
) -> int:
    """Show pages beside what was read, box by box, in one HTML file."""
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

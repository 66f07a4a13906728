"""`docparse synth`: documents made to measure by, with their truth."""

from pathlib import Path
from typing import Annotated

import typer

from docparse.cli import options
from docparse.cli.progress import Meter
from docparse.errors import Exit


def synth(  # noqa: PLR0913, PLR0917 - one parameter an option
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="A new or empty folder.")],
    count: Annotated[
        int, typer.Option("-n", "--count", min=1, max=9999, metavar="N", help="Documents to make.")
    ] = 20,
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed makes the same documents.")] = 0,
    clean: Annotated[
        bool, typer.Option("--clean", help="No scans and photographs, no damaged text layers.")
    ] = False,
    faults: Annotated[
        int | None,
        typer.Option(metavar="SEED", help="Also write answers with one known fault a page, to DIR/faults."),
    ] = None,
    jobs: options.Jobs = 0,
) -> int:
    """Make documents to measure by, with their truth.

    PDFs, page images, QwenVL HTML, Markdown and JSON.
    """
    from docparse.pipeline import workers
    from docparse.settings import Settings
    from docparse.synth import folder, fonts

    order = folder.Order(count, seed, output, clean, faults)
    with Meter(shown=True) as meter:
        meter.expect(count)
        for script in fonts.missing():
            meter.print(f"warning: no font for {script}: it is left out")
        for _ in folder.make(order, jobs or workers(Settings())):
            meter.advance()
    return Exit.OK

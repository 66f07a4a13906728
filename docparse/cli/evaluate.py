"""`docparse eval`: scores of docparse, and of any other parser's answers, against known pages."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated, Literal, TextIO

import typer

from docparse.cli import options, stdout
from docparse.cli.outputs import require_file
from docparse.cli.talk import one_line
from docparse.errors import EngineError, Exit, UsageError, install
from docparse.settings import DEFAULT_PAGE_TIMEOUT, Settings

if TYPE_CHECKING:
    from docparse.evaluate import Summary, Truth

_NEEDED = ("apted", "rapidfuzz", "scipy")


def evaluate(  # noqa: PLR0913, PLR0917 - one parameter an option; Typer reads them off the signature
    truth: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Pages with known truth: docparse reads them.")
    ] = None,
    pred: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR", help="Answers of any parser, NAME.md, .html or .json a page; may be repeated."
        ),
    ] = None,
    gt: Annotated[Path | None, typer.Option(metavar="DIR", help="The truth for --pred.")] = None,
    engine: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What docparse reads DIR with, as in `docparse FILE`."),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="A model's name, as in `docparse FILE --model`.")
    ] = None,
    server: options.Server = None,
    preset: Annotated[
        Literal["qwen2.5-vl-report"] | None,
        typer.Option(help="Repeat a published measurement of --model; DIR is OmniDocBench 1.0."),
    ] = None,
    images: Annotated[
        bool, typer.Option("--images", help="Read the images of pages, though there are PDFs of them.")
    ] = False,
    to: Annotated[Literal["table", "json"], typer.Option(help="What goes to stdout.")] = "table",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="An HTML page too, with the worst pages first."),
    ] = None,
    worst: Annotated[int, typer.Option(min=0, metavar="N", help="Pages shown in full in it.")] = 30,
    export: Annotated[
        Literal["olmocr-bench"] | None,
        typer.Option(help="Read DIR/pdfs for this benchmark's own harness, into -o (default DIR/docparse)."),
    ] = None,
    jobs: options.Jobs = 0,
    page_timeout: options.PageTimeout = DEFAULT_PAGE_TIMEOUT,
) -> int:
    """Score docparse, or any parser's answers, against known pages."""
    _check_installed()
    settings = Settings(
        engine=engine or "auto", model=model, server=server, jobs=jobs, page_timeout=page_timeout
    )
    if export is not None:
        if pred or gt:
            raise UsageError("--export reads DIR and scores nothing", hint="leave --pred and --gt out")
        return _export(truth, output, settings)
    from docparse.evaluate import jsonout, presets, read

    place = _one_truth(truth, gt)
    reads = _reads(truth, pred, asked=bool(engine or model or server))
    repeated = presets.PRESETS[preset] if preset else None
    if repeated:
        settings = presets.applied(repeated, settings)
    truths = read(place)
    if repeated:
        presets.check(repeated, place, truths)
    require_file(output)
    with stdout.claimed() as data:
        summaries = list(_summaries(truths, pred or (), settings if reads else None, images=images))
        if repeated:
            summaries = [presets.beside(repeated, str(model), summary) for summary in summaries]
        _publish(place, summaries, output, worst)
        data.write(jsonout.render(place, summaries) if to == "json" else _table(summaries, data))
    return Exit.PARTIAL if any(summary.unanswered for summary in summaries) else Exit.OK


def _publish(place: Path, summaries: "Sequence[Summary]", output: Path | None, worst: int) -> None:
    """The page with the worst pages, if one is asked for, and on stderr what is to be said of the answers."""
    from docparse.evaluate.report import render
    from docparse.sink import whole

    if output is not None:
        with whole(output) as file:
            file.writelines(render(place, summaries, worst))
    for summary in summaries:
        for remark in summary.remarks:
            _say(f"warning: {summary.name}: {remark}")


def _check_installed() -> None:
    from importlib.util import find_spec

    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise EngineError(f"`docparse eval` needs {', '.join(missing)}", hint=install("eval"))


def _one_truth(truth: Path | None, gt: Path | None) -> Path:
    place = gt or truth
    if place is None or (gt and truth):
        raise UsageError(
            "name the pages to score once",
            hint="`docparse eval DIR` reads it; `docparse eval --pred DIR --gt DIR` scores answers",
        )
    return place


def _export(bench: Path | None, output: Path | None, settings: Settings) -> int:
    from docparse.evaluate import olmocr

    if bench is None:
        raise UsageError("--export needs the folder of the benchmark", hint="`docparse eval DIR --export …`")
    folder = output or bench / "docparse"
    with stdout.claimed():
        count, remarks = olmocr.export(bench, folder, settings, _say)
    for remark in remarks:
        _say(f"warning: {remark}")
    _say(f"{count} pages are in `{folder}`")
    return Exit.PARTIAL if remarks else Exit.OK


def _say(words: str) -> None:
    print(one_line(words), file=sys.stderr)


def _reads(truth: Path | None, pred: list[Path] | None, *, asked: bool) -> bool:
    """Whether docparse itself is to be scored."""
    if not pred and truth is None:
        raise UsageError("--gt is the truth for --pred", hint="`docparse eval DIR` reads DIR itself")
    return truth is not None and (asked or not pred)


def _summaries(
    truths: "tuple[Truth, ...]", preds: Sequence[Path], settings: Settings | None, *, images: bool
) -> "Iterator[Summary]":
    """Answers come last and are read first: what is wrong with them is said before anything takes long."""
    from dataclasses import replace

    from docparse.evaluate import compare, measure

    others = [compare(truths, folder) for folder in preds]
    if settings is not None:
        asked = [replace(truth, document=None, number=1) if images else truth for truth in truths]
        yield measure(asked, settings, _say)
    names = [other.name for other in others]
    for folder, other in zip(preds, others, strict=True):
        yield replace(other, name=str(folder)) if names.count(other.name) > 1 else other


def _table(summaries: "Sequence[Summary]", data: TextIO) -> str:
    """As wide as the terminal, if it goes to one."""
    from docparse.evaluate import board

    width = get_terminal_size().columns if data.isatty() else sys.maxsize
    return "".join(f"{one_line(line)}\n" for line in board.text(summaries, width))

"""`docparse eval`: scores of docparse, and of any other parser's answers, against known pages."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from docparse.cli import stdout
from docparse.cli.talk import one_line
from docparse.errors import EngineError, Exit, UsageError
from docparse.settings import Settings

if TYPE_CHECKING:
    from docparse.evaluate import Cost, Summary, Truth

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
    jobs: Annotated[int, typer.Option(min=0, help="CPU workers; 0 is one per processor.")] = 0,
) -> int:
    """Score docparse, or any parser's answers, against pages that are known."""
    _check_installed()
    settings = Settings(engine=engine or "auto", model=model, jobs=jobs)
    if export is not None:
        return _export(truth, output, settings)
    from docparse.evaluate import jsonout, read
    from docparse.evaluate.report import render
    from docparse.sink import whole

    place = _one_truth(truth, gt)
    reads = _reads(truth, pred, asked=bool(engine or model))
    truths = read(place)
    with stdout.claimed() as data:
        summaries = list(_summaries(truths, pred or (), settings if reads else None, images=images))
        if output is not None:
            with whole(output) as file:
                file.writelines(render(place, summaries, worst))
        _say_remarks(summaries)
        data.write(jsonout.render(place, summaries) if to == "json" else _table(summaries))
    return Exit.PARTIAL if any(summary.unanswered for summary in summaries) else Exit.OK


def _check_installed() -> None:
    from importlib.util import find_spec

    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise EngineError(
            f"`docparse eval` needs {', '.join(missing)}",
            hint="pip install '.[eval]' in the folder that docparse was installed from",
        )


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
    from dataclasses import replace

    from docparse.evaluate import compare, measure

    if settings is not None:
        asked = [replace(truth, document=None, number=1) if images else truth for truth in truths]
        yield measure(asked, settings, _say)
    for folder in preds:
        yield compare(truths, folder)


def _say_remarks(summaries: "Sequence[Summary]") -> None:
    for summary in summaries:
        for remark in summary.remarks:
            _say(f"warning: {summary.name}: {remark}")


def _table(summaries: "Sequence[Summary]") -> str:
    """Plain text: a row a score, a column a parser, each mean with its interval."""
    from docparse.evaluate import scores

    known = {name for summary in summaries for name in summary.means}
    names = scores.ordered({name for name in known if not name.startswith(_LEFT_TO_JSON)})
    rows = [["", "better", *(summary.name for summary in summaries)]]
    for name in names:
        score = scores.of(name)
        rows.append([score.title, score.better, *(_mean(summary, name) for summary in summaries)])
    rows += [[title, "", *map(count, summaries)] for title, count in _COUNTS.items()]
    costs = [summary.cost for summary in summaries]
    if any(costs):
        rows += [
            [title, "low", *(cost(each) if each else "" for each in costs)] for title, cost in _COSTS.items()
        ]
    return "".join(f"{line}\n" for line in _aligned([[one_line(cell) for cell in row] for row in rows]))


def _mean(summary: "Summary", name: str) -> str:
    mean = summary.means.get(name)
    return f"{mean.value:.3f} [{mean.low:.3f} {mean.high:.3f}]" if mean else ""


_LEFT_TO_JSON = ("iou/", "kind/")  # and to the HTML page: a line a kind of block is enough in a terminal

_COUNTS: "dict[str, Callable[[Summary], str]]" = {
    "pages": lambda summary: str(len(summary.pages)),
    "pages without an answer": lambda summary: str(summary.unanswered),
    "pages with an empty one": lambda summary: str(summary.empty),
}
_COSTS: "dict[str, Callable[[Cost], str]]" = {
    "CPU seconds a page": lambda cost: f"{cost.cpu_seconds / cost.pages:.2f}",
    "seconds a page": lambda cost: f"{cost.wall_seconds / cost.pages:.2f}",
    "peak memory, MB": lambda cost: f"{cost.peak_bytes / 1e6:.0f}",
}


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]

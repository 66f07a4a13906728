"""`docparse FILE...`: the options, made into one Settings value and one Order."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from docparse.cli import options, places
from docparse.errors import SourceError
from docparse.settings import (
    DEFAULT_CHUNK_TOKENS,
    DEFAULT_CONCURRENCY,
    DEFAULT_DPI,
    DEFAULT_MAX_MEMORY,
    DEFAULT_MAX_PAGE_PIXELS,
    DEFAULT_MAX_PIXELS,
    DEFAULT_MAX_TOKENS,
    DEFAULT_PAGE_TIMEOUT,
    Format,
    MarginPolicy,
    Merge,
    Precision,
    Settings,
    TablePolicy,
    Task,
)


def parse(  # noqa: PLR0913, PLR0917 - one parameter an option; Typer reads them off the signature
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE", help="Files, directories (searched recursively), or - for standard input."
        ),
    ],
    to: Annotated[
        Format, typer.Option(help="What comes out; jsonl is a line a page, chunks a line a part.")
    ] = "md",
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="PATH", help="A file, or a directory if it ends in / or is one."
        ),
    ] = None,
    pages: options.Pages = "",
    password: options.Password = "",
    engine: options.Engine = "auto",
    model: options.Model = None,
    server: options.Server = None,
    concurrency: Annotated[
        int, typer.Option(min=1, metavar="N", help="Pages that a server is asked about at a time.")
    ] = DEFAULT_CONCURRENCY,
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Read on the machines of that Ray cluster; `auto` is the one here."
        ),
    ] = None,
    lang: options.Lang = "",
    offline: options.Offline = False,
    device: options.Device = None,
    dtype: Annotated[
        Precision, typer.Option(help="Of a model's numbers; auto is bfloat16 on GPUs, float32 elsewhere.")
    ] = "auto",
    grammar: Annotated[
        Literal["on", "off"], typer.Option(help="Whether a model's answers are held to the format.")
    ] = "on",
    draft: Annotated[
        Literal["auto", "off"],
        typer.Option(help="Whether a model's answers are foreseen by the text layer: the same, sooner."),
    ] = "auto",
    max_tokens: options.MaxTokens = DEFAULT_MAX_TOKENS,
    prompt: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What to tell a model, instead of the prompt of its task."),
    ] = None,
    task: Annotated[Task, typer.Option(help="What to ask a model for.")] = "parse",
    dpi: options.Dpi = DEFAULT_DPI,
    max_pixels: Annotated[
        int, typer.Option(min=28 * 28, metavar="N", help="Of the image that a model is shown.")
    ] = DEFAULT_MAX_PIXELS,
    tables: Annotated[
        TablePolicy, typer.Option(help="Tables with spans in Markdown: as HTML, value repeated, or blank.")
    ] = "html",
    headers: Annotated[
        MarginPolicy | None,
        typer.Option(
            show_default=False, help="Page headers, footers and numbers; md and text drop them unless kept."
        ),
    ] = None,
    images: Annotated[
        str | None,
        typer.Option(
            metavar="DIR|none|embed",
            help="Where figures go. Default: none on stdout, NAME_images/ beside an output file.",
        ),
    ] = None,
    page_breaks: Annotated[
        bool, typer.Option("--page-breaks", help="Mark where pages begin (md, text).")
    ] = False,
    merge: Annotated[
        Merge,
        typer.Option(help="What to put together again where a column or a page broke it."),
    ] = "all",
    chunk_tokens: Annotated[
        int, typer.Option(min=16, metavar="N", help="The most that one of --to chunks has.")
    ] = DEFAULT_CHUNK_TOKENS,
    tokenizer: Annotated[
        str, typer.Option(metavar="PATH", help="What counts them: `words`, or a model's tokenizer.json.")
    ] = "words",
    citations: Annotated[
        bool,
        typer.Option("--map", help="Say where each word stands: in JSON, or of Markdown in PATH.map.jsonl."),
    ] = False,
    jobs: options.Jobs = 0,
    page_timeout: options.PageTimeout = DEFAULT_PAGE_TIMEOUT,
    max_memory: Annotated[
        int, typer.Option(min=0, metavar="MB", help="Address space that a worker may have; 0 is no limit.")
    ] = DEFAULT_MAX_MEMORY,
    max_page_pixels: Annotated[
        int,
        typer.Option(
            min=28 * 28, metavar="N", help="Larger images are refused, drawn pages get less resolution."
        ),
    ] = DEFAULT_MAX_PAGE_PIXELS,
    store: options.Store = "",
    second_opinion: options.Opinion = "auto",
    force: Annotated[
        bool, typer.Option("--force", help="Make outputs anew that are complete already.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            metavar="[LEVEL]",
            help="Exit 3 for notes too; with a level, such as .98, for pages that agree less with "
            "the second opinion.",
        ),
    ] = False,
    agreement: Annotated[float | None, typer.Option("--strict-level", hidden=True, min=0.0, max=1.0)] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a JUnit XML report, one test case a page.")
    ] = None,
    quiet: options.Quiet = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Notes too.")] = False,
    no_progress: Annotated[
        bool, typer.Option("--no-progress", help="No progress bar on a terminal.")
    ] = False,
) -> int:
    """Read documents: text, headings, tables, formulas and figures, in reading order."""
    from docparse.cli.run import Order, run

    settings = Settings(
        to=to,
        pages=pages,
        password=password,
        engine=engine,
        model=model,
        server=server,
        concurrency=concurrency,
        ray=ray,
        lang=lang,
        offline=offline,
        device=tuple(device or ()),
        dtype=dtype,
        grammar=grammar == "on",
        draft=draft == "auto",
        max_tokens=max_tokens,
        prompt=_existing(prompt),
        task=task,
        dpi=dpi,
        max_pixels=max_pixels,
        tables=tables,
        headers=headers,
        images=images,
        page_breaks=page_breaks,
        merge=merge,
        words=citations,
        chunk_tokens=chunk_tokens,
        tokenizer=tokenizer,
        jobs=jobs,
        page_timeout=page_timeout,
        max_memory=max_memory,
        max_page_pixels=max_page_pixels,
        strict=strict,
        second_opinion=second_opinion,
        agreement=agreement,
        store=places.store(store, password),
    )
    loudness: Literal[-1, 0, 1] = -1 if quiet else 1 if verbose else 0
    progress = not (quiet or no_progress)
    return run(Order(tuple(files), settings, output, report, loudness, progress, force))


def _existing(prompt: Path | None) -> Path | None:
    if prompt is not None and not prompt.is_file():
        reason = "it is a folder" if prompt.is_dir() else "there is no such file"
        raise SourceError(f"cannot open `{prompt}`: {reason}")
    return prompt

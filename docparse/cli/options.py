"""Options that several verbs take, and mean the same by."""

from typing import Annotated, TypeAlias

import typer

from docparse.settings import SecondOpinion

Pages: TypeAlias = Annotated[
    str, typer.Option(metavar="RANGES", help="Such as 1-3,7,-1; negative counts from the end.")
]
Password: TypeAlias = Annotated[
    str,
    typer.Option(metavar="TEXT", envvar="DOCPARSE_PASSWORD", show_default=False, help="Of encrypted PDFs."),
]
Engine: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="auto, light (text layer or OCR, no GPU), vl (a model), server or replay (saved answers).",
    ),
]
Model: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Such as qwen2.5-vl-7b, a hub id (ORG/NAME@REV) or a folder. For replay: saved answers.",
    ),
]
Server: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="Ask a model there: vLLM, SGLang or their like, http://localhost:8000/v1."
    ),
]
Lang: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="LANGS",
        show_default=False,
        help="Of page images, where you know: ell+rus, de, Cyrillic. Default: each line shows it.",
    ),
]
Offline: TypeAlias = Annotated[
    bool, typer.Option("--offline", help="Run only what is on this machine: no network calls at all.")
]
Device: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME", help="cpu, cuda or cuda:0; may be repeated. Default: every GPU, else the CPU."
    ),
]
MaxTokens: TypeAlias = Annotated[
    int, typer.Option(min=16, metavar="N", help="A model's answer is cut off there.")
]
Dpi: TypeAlias = Annotated[
    int, typer.Option(min=36, max=1200, metavar="N", help="Of the page image of a drawn page.")
]
Jobs: TypeAlias = Annotated[
    int, typer.Option(min=0, metavar="N", help="CPU workers; 0 is one per processor.")
]
PageTimeout: TypeAlias = Annotated[
    float, typer.Option(min=0.1, metavar="SECONDS", help="A page that takes longer is given up.")
]
Store: TypeAlias = Annotated[
    str,
    typer.Option(
        envvar="DOCPARSE_STORE",
        metavar="PATH|none",
        show_default=False,
        help="Where answers are kept from run to run. Default: in the user's cache.",
    ),
]
Opinion: TypeAlias = Annotated[
    SecondOpinion,
    typer.Option(
        help="What answers are held against; ocr where there is no text layer to believe. "
        "auto: a model's answers against the layer."
    ),
]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Errors only.")]

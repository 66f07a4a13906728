"""Where the documents of a run go."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docparse.errors import SinkError, UsageError, reason
from docparse.manifest import NAME
from docparse.settings import Format, Settings
from docparse.source import inputs
from docparse.source.inputs import STDIN, Input

SUFFIXES: dict[Format, str] = {
    "md": ".md",
    "json": ".json",
    "jsonl": ".jsonl",
    "html": ".html",
    "text": ".txt",
    "chunks": ".chunks.jsonl",
}

_STDOUT = (None, STDIN, "/dev/stdout")  # the last of which is not itself while libraries may print


@dataclass(frozen=True, slots=True)
class Outputs:
    """A path for each document, None for standard output; and the folder of them all, if -o named one."""

    paths: dict[Input, Path | None]
    folder: Path | None = None


def plan(found: Sequence[Input], output: str | None, settings: Settings) -> Outputs:
    """Raises UsageError where documents and places do not go together."""
    _require_map(output, settings)
    if output in _STDOUT:
        if len(found) > 1 and settings.to != "jsonl":
            raise UsageError(
                f"{len(found)} documents cannot share standard output as {settings.to}",
                hint="pass -o DIR/, or --to jsonl for one line a page",
            )
        return Outputs(dict.fromkeys(found))
    if not output:
        raise UsageError("the name of the output is empty", hint="leave -o out for standard output")
    path = Path(output)
    if output.endswith("/") or path.is_dir():
        outputs = Outputs(_within(path, found, SUFFIXES[settings.to]), path)
    elif len(found) > 1:
        raise UsageError(f"{len(found)} documents cannot share the file `{path}`", hint=f"pass -o {path}/")
    else:
        outputs = Outputs(dict.fromkeys(found, path))
    spare_sources(found, *filter(None, outputs.paths.values()))
    return outputs


def spare_sources(found: Sequence[Input], *paths: Path) -> None:
    """Raises UsageError if what is to be written there would take the place of a document."""
    sources = {os.path.realpath(document.path): document.source for document in found}
    for path in paths:
        if source := sources.get(os.path.realpath(path)):
            raise UsageError(f"`{source}` would be written over", hint="name another place for it")


def require_file(path: Path | None) -> None:
    """Raises SinkError for a folder, before anything takes long."""
    if path is not None and path.is_dir():
        raise SinkError(f"cannot write `{path}`: it is a folder", hint="name a file")


def keep(image: bytes, path: Path) -> None:
    """Write a picture of a page; raises SinkError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(image)
    except OSError as error:
        raise SinkError(f"cannot write `{path}`: {reason(error)}") from error


def _require_map(output: str | None, settings: Settings) -> None:
    if settings.words and settings.to not in {"md", "json", "jsonl"}:
        raise UsageError(f"--map is of Markdown and JSON; --to {settings.to} has boxes of its own")
    if settings.words and settings.to == "md" and output in _STDOUT:
        raise UsageError("--map needs a file to stand beside", hint="pass -o FILE")


def _within(folder: Path, found: Sequence[Input], suffix: str) -> dict[Input, Path | None]:
    names = inputs.outputs(found, suffix)
    paths: dict[Input, Path | None] = {document: folder / name for document, name in names.items()}
    for document, path in paths.items():
        if path is not None and path.relative_to(folder).as_posix().casefold() == NAME:
            raise UsageError(
                f"`{document.source}` would be written where the manifest stands: `{path}`",
                hint="name the directory above it, or read it on its own with -o FILE",
            )
    return paths

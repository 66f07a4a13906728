"""Files of a set, opened with errors that say which."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from docparse.errors import SourceError, reason

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp"})


@contextmanager
def permitted() -> Generator[None, None, None]:
    """Folders that are closed to us as errors: pathlib asks what is in them without a thought of it."""
    try:
        yield
    except PermissionError as error:
        raise SourceError(f"cannot open `{error.filename}`: permission denied") from error


def text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise SourceError(f"cannot open `{path}`: {reason(error)}") from error


def value(path: Path) -> Any:
    return parsed(text(path), str(path))


def parsed(source: str, name: str) -> Any:
    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        raise SourceError(
            f"cannot read `{name}`: it breaks off or is no JSON, line {error.lineno} column {error.colno}"
        ) from error
    except RecursionError as error:
        raise SourceError(f"cannot read `{name}`: its JSON is nested too deeply") from error


def members(value: object) -> dict[str, Any]:
    """Those of a JSON object; none of anything else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def entries(value: object) -> list[Any]:
    """Those of a JSON array; none of anything else."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def below(path: Path, suffix: str) -> list[Path]:
    """The file itself, or all of that suffix in a folder and those within, in order."""
    if path.is_file():
        return [path] if path.suffix.lower() == suffix else []
    return sorted(found for found in path.rglob(f"*{suffix}") if found.is_file())


def images(path: Path) -> dict[str, Path]:
    """The page images in a folder, or beside a file, by name."""
    folder = path.parent if path.is_file() else path
    return {found.name: found for found in sorted(folder.rglob("*")) if found.suffix.lower() in IMAGES}

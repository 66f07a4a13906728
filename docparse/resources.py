"""Find `prompts/` and `schemas/`: inside the package in a wheel, beside it in a checkout."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


def path(*parts: str) -> Path:
    """A shipped file, such as `path("schemas", "qwenvl.xsd")`."""
    installed = _PACKAGE.joinpath(*parts)
    return installed if installed.exists() else _PACKAGE.parent.joinpath(*parts)


@cache
def text(*parts: str) -> str:
    return path(*parts).read_text(encoding="utf-8")

"""Sets of pages with known truth: which kind a folder holds is told by what is in it."""

from pathlib import Path
from typing import Final

from docparse.errors import SourceError
from docparse.evaluate.page import Truth
from docparse.evaluate.sets import files, omnidoc, pubtabnet, sroie, synth

_READERS: Final = (synth.read, omnidoc.read, pubtabnet.read, sroie.read)
_KNOWN: Final = (
    "known are folders of `docparse synth`, OmniDocBench annotations (.json) with their images,"
    " PubTabNet (.jsonl), and SROIE (key/ and box/)"
)


@files.permitted()
def read(path: Path) -> tuple[Truth, ...]:
    """All pages, in the order of the set; raises SourceError where there is none or it cannot be read."""
    if not path.exists():
        raise SourceError(f"cannot open `{path}`: there is no such file or folder")
    for reader in _READERS:
        if pages := reader(path):
            return _unique(path, pages)
    raise SourceError(f"there is no truth in `{path}`", hint=_KNOWN)


def _unique(path: Path, pages: tuple[Truth, ...]) -> tuple[Truth, ...]:
    names = [page.name for page in pages]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise SourceError(f"two pages in `{path}` are called `{twice}`", hint="score one set at a time")
    return pages

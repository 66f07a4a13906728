"""Where answers and models are kept, and whether there is room for more."""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from docparse.doctor.finding import Finding, Request
from docparse.errors import reason


def store(request: Request) -> Iterator[Finding]:
    """Looked into and left as it is; a run would set a damaged one aside."""
    from docparse.store import file

    path = request.store
    if path is None:
        yield Finding("store", "note", "none: no answers are kept from run to run")
        return
    standing = path if path.exists() else _standing(path)
    if not os.access(standing, os.W_OK):
        yield Finding("store", "fault", f"`{standing}` cannot be written", f"chmod u+w {standing}")
    elif standing != path:
        yield Finding("store", "ok", f"{path}, begun with the first run, {_free(standing)}")
    else:
        try:
            yield _filled(path, file.inspected(path))
        except sqlite3.DatabaseError as error:
            yield Finding("store", "fault", f"{path} is of no use: {reason(error)}", f"mv {path} {path}.old")


def _filled(path: Path, census: tuple[int, int, int | None]) -> Finding:
    pages, size, oldest = census
    since = f", all used since {time.strftime('%Y-%m-%d', time.localtime(oldest))}" if oldest else ""
    says = f"{path}, {pages:,} pages in {size / 1e6:.1f} MB{since}, {_free(path)}"
    return Finding("store", "ok", says, facts={"path": str(path), "pages": pages, "bytes": size})


def models(request: Request) -> Iterator[Finding]:
    del request
    from docparse.checkpoints import hub

    if find_spec("huggingface_hub") is not None:  # else the extras tell
        place = hub.cache()
        yield Finding("model cache", "ok", f"{place}, {_free(place)}", facts={"path": str(place)})


def _standing(path: Path) -> Path:
    """The innermost folder round a path that is there."""
    return next(each for each in path.absolute().parents if each.exists())


def _free(path: Path) -> str:
    free = shutil.disk_usage(path if path.exists() else _standing(path)).free
    return f"{free / 1e9:.1f} GB free there"

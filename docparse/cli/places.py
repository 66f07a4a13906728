"""Where things are kept that the user did not name a place for."""

import os
import sys
from pathlib import Path


def store(asked: str, password: str = "") -> Path | None:
    """The file for answers, None for no store: as asked, else in the cache, but nothing locked unasked."""
    from docparse.store.file import NAME

    if asked == "none" or (password and not asked):
        return None
    if not asked:
        folder = cache()
        return folder and folder / NAME
    return Path(asked, NAME) if asked.endswith("/") or Path(asked).is_dir() else Path(asked)


def cache() -> Path | None:
    """The folder for what can be made again, as the platform has it; None for a user who has no home."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named / "docparse"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "docparse"

"""The hostile files of the corpus, their passwords, and what the command makes of one."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NASTY = Path(__file__).parents[1].parent / "shared" / "corpus" / "nasty"
ABSENT = "the corpus of hostile files is not beside the checkout"
LIMIT = 20.0  # seconds that one file may take

_UNSURE = {"aes-256-r6.pdf"}  # the table has a guess from its neighbours, and says so with a question mark

_DOCPARSE = Path(sys.executable).with_name("docparse")
_KINDS = {0: "document", 3: "partial"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one file ended. `fault` is what must never be, and is empty where all is well."""

    kind: str  # "document", "partial", "error" or "hung"
    exit_code: int
    seconds: float
    codes: tuple[str, ...]  # of the problems, each once
    said: str  # the last thing on stderr
    fault: str


def files(folder: Path = NASTY) -> list[Path]:
    notes = {".tsv", ".txt"}
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in notes)


def outcome(path: Path, password: str = "", *words: str, limit: float = LIMIT) -> Outcome:
    """Of `docparse FILE --to json` in a process of its own; more than `limit` seconds are a fault."""
    command = [str(_DOCPARSE), str(path), "--to", "json", "--password", password, *words]
    start = time.perf_counter()
    try:
        run = subprocess.run(command, capture_output=True, timeout=limit + 60, check=False)
    except subprocess.TimeoutExpired:
        return Outcome("hung", -1, time.perf_counter() - start, (), "", "it did not end")
    seconds = time.perf_counter() - start
    stderr = run.stderr.decode(errors="replace")
    pages = _pages(run.stdout)
    codes = dict.fromkeys(problem["code"] for page in pages for problem in page["problems"])
    return Outcome(
        _KINDS.get(run.returncode, "error"),
        run.returncode,
        seconds,
        tuple(codes),
        stderr.strip().rpartition("\n")[2][:200],
        judged(run.returncode, seconds, stderr, pages, limit),
    )


def _pages(stdout: bytes) -> list[dict[str, Any]]:
    return json.loads(stdout)["pages"] if stdout else []


def judged(
    exit_code: int, seconds: float, stderr: str, pages: list[dict[str, Any]], limit: float = LIMIT
) -> str:
    """What must never be about such an end; empty where all is well."""
    if exit_code not in {0, 3, 4} or "Traceback" in stderr:
        return f"it ended with exit code {exit_code}"
    if exit_code == 4 and stderr.count("error: ") != 1:
        return "it gave no single error"
    if seconds > limit:
        return "it took too long"
    if exit_code != 4 and not pages:
        return "it wrote nothing and said nothing"
    silent = [page["number"] for page in pages if not page["blocks"] and not page["problems"]]
    return f"nothing on pages {silent}, and no problem that says why" if silent else ""


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a file: the user password, the owner password, or both, as far as they are known."""

    path: Path
    passwords: tuple[str, ...]


def keys(folder: Path = NASTY) -> Iterator[Key]:
    """Every file that PASSWORDS.tsv has a password for; none where there is no such table."""
    table = folder / "PASSWORDS.tsv"
    rows = table.read_text(encoding="utf-8").splitlines()[1:] if table.is_file() else []
    for pattern, *cells, _ in (row.split("\t") for row in rows):
        passwords = tuple(_plain(cell) for cell in cells if cell and not cell.endswith("?"))
        for name in _alternatives(pattern):
            yield from (
                Key(path, passwords) for path in sorted(folder.glob(name)) if path.name not in _UNSURE
            )


def password_of(path: Path, folder: Path = NASTY) -> str:
    found = (key.passwords[0] for key in keys(folder) if key.path.resolve() == path.resolve())
    return next(found, "")


def _alternatives(pattern: str) -> list[str]:
    """`a{1,2}` as `a1` and `a2`."""
    match = re.search(r"\{([^}]*)\}", pattern)
    if match is None:
        return [pattern]
    return [pattern[: match.start()] + choice + pattern[match.end() :] for choice in match[1].split(",")]


def _plain(password: str) -> str:
    """Without the table's remarks, `(empty)` and `(32-byte truncation ...)`, and its names of characters."""
    bare = re.sub(r"\s*\(.*\)$", "", password)
    return re.sub(r"<U\+([0-9A-F]{4})>", lambda code: chr(int(code[1], 16)), bare)

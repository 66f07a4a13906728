"""The `tesseract` command, where it is installed: many strips of one line each, read in one process."""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from shutil import which
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from docparse.engines.light.scan.scripts import Script, pack

Strip = NDArray[np.uint8]  # a line alone, grey

_LIST_SECONDS = 10.0
_START_SECONDS = 10.0
_STRIP_SECONDS = 1.0  # thirty times what a line takes
_WORD = "5"  # the level of a word in Tesseract's table
_STRIP_NUMBER, _LEFT, _WIDTH, _CONFIDENCE, _TEXT = 1, 6, 8, 10, 11  # columns of that table


class Word(NamedTuple):
    """In pixels of its strip; `sure` from 0 to 100."""

    text: str
    left: float
    right: float
    sure: float


class TesseractError(Exception):
    """Tesseract is there and gave no answer; says why."""


def packs() -> frozenset[str]:
    """The languages and scripts that the installed Tesseract lists; none where there is no Tesseract."""
    command = which("tesseract")
    return _listed(command) if command else frozenset()


def read(strips: Sequence[Strip], script: Script, language: str | None = None) -> list[list[Word]]:
    """The words of each strip in the order in which they are read. Raises TesseractError.

    `language` is what Tesseract is given, unless it is to be told by the script.
    """
    command, language = which("tesseract"), language or pack(script, packs())
    if not command or not language:
        raise TesseractError(f"it has nothing for {script.name}")
    with tempfile.TemporaryDirectory(prefix="docparse-") as folder:
        image = Path(folder, "lines.tiff")
        image.write_bytes(_encoded(strips))
        options = ["-l", language, "--psm", "7", "-c", f"preserve_interword_spaces={script.parted:d}"]
        _run(
            [command, str(image), str(image), *options, "tsv", "txt"],
            _START_SECONDS + _STRIP_SECONDS * len(strips),
        )
        rows = _text(image.with_suffix(".tiff.tsv")).splitlines()
        texts = _text(image.with_suffix(".tiff.txt")).split("\f")
    found = words(rows, [strip.shape[1] for strip in strips])
    if not script.parted:
        return found
    return [joined(line, text) for line, text in zip(found, texts, strict=False)]


@cache
def _listed(command: str) -> frozenset[str]:
    try:
        answer = _run([command, "--list-langs"], _LIST_SECONDS)
    except TesseractError:
        return frozenset()
    return frozenset(answer.splitlines()[1:])  # the first line is a heading


def _run(command: Sequence[str], seconds: float) -> str:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # its threads only wait for one another
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=True,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise TesseractError(f"it took longer than {seconds:.0f} s") from None
    except subprocess.CalledProcessError as error:
        raise TesseractError(f"it ended with {error.returncode}") from None
    except OSError as error:
        raise TesseractError(f"it cannot be started: {error.strerror}") from None
    return done.stdout.decode(errors="replace")


def _encoded(strips: Sequence[Strip]) -> bytes:
    """One TIFF with a page a strip: Tesseract numbers its answers by page."""
    done, encoded = cv2.imencodemulti(".tiff", list(strips))
    if not done:
        raise TesseractError("the lines cannot be written as TIFF")
    return encoded.tobytes()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise TesseractError("it wrote no answer") from None


def words(rows: Iterable[str], widths: Sequence[int]) -> list[list[Word]]:
    """Those of each strip, by Tesseract's table. On paper without ink it sees a word from edge to edge."""
    found: list[list[Word]] = [[] for _ in widths]
    for row in rows:
        cells = row.split("\t")
        if len(cells) <= _TEXT or cells[0] != _WORD or not cells[_TEXT].strip():
            continue
        strip, left = int(cells[_STRIP_NUMBER]) - 1, float(cells[_LEFT])
        right = left + float(cells[_WIDTH])
        if left > 0 or right < widths[strip]:
            found[strip].append(Word(cells[_TEXT].strip(), left, right, float(cells[_CONFIDENCE])))
    return found


def joined(parts: Sequence[Word], text: str) -> list[Word]:
    """The parts of each word of `text` as one; parts as they are where the two do not agree."""
    texts = text.split()
    if "".join(texts) != "".join(part.text for part in parts):
        return list(parts)
    return list(_runs(iter(parts), texts))


def _runs(parts: Iterator[Word], texts: Iterable[str]) -> Iterator[Word]:
    for text in texts:
        run: list[Word] = []
        while sum(len(part.text) for part in run) < len(text):
            run.append(next(parts))
        sure = sum(part.sure * len(part.text) for part in run) / len(text)
        yield Word(text, min(part.left for part in run), max(part.right for part in run), sure)

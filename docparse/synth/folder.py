"""A folder of documents with their truth, made in as many processes as asked for.

DIR/manifest.json       what was made, and of which pages
DIR/0001.pdf            a document
DIR/0001.md  .json      its truth, as docparse writes documents
DIR/0001-1.png  .html   the image of its first page, and the truth of that page as QwenVL HTML
"""

import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from docparse import __version__, qwenvl
from docparse.document import About, Page
from docparse.errors import EngineError, SinkError
from docparse.render import NoImages, jsonout, markdown
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.source.reader import Reader
from docparse.synth import compose, fonts, ink, truth
from docparse.synth.pieces import Sheet
from docparse.synth.press import Press, Print
from docparse.synth.words import Script

MANIFEST: Final = "manifest.json"
_LIBRARIES: Final = ("typst", "matplotlib", "rdkit", "verovio")
_INSTALL: Final = "pip install 'docparse-vl[synth]'"


@dataclass(frozen=True, slots=True)
class Order:
    """What to make, and where."""

    count: int
    seed: int
    folder: Path


def make(order: Order, jobs: int) -> Iterator[dict[str, Any]]:
    """The manifest's entry of each document, in order, once it is written; the manifest itself comes last."""
    _prepare(order.folder)
    with tempfile.TemporaryDirectory() as scratch:
        families = _fonts(Path(scratch))
        task = partial(_document, order, families, scratch)
        entries: list[dict[str, Any]] = []
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            for entry in pool.map(task, range(1, order.count + 1)):
                entries.append(entry)
                yield entry
    manifest = {
        "version": __version__,
        "seed": order.seed,
        "scripts_skipped": list(fonts.missing()),
        "documents": entries,
    }
    _write(order.folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


def _fonts(scratch: Path) -> dict[Script, str]:
    (scratch / "fonts").mkdir()
    return fonts.write(scratch / "fonts")


def _prepare(folder: Path) -> None:
    if not all(map(find_spec, _LIBRARIES)):
        raise EngineError("docparse is installed without what makes documents", hint=_INSTALL)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise SinkError(
                f"cannot write into `{folder}`: it is not empty", hint="name a new folder with -o"
            )
    except OSError as error:
        raise _unwritable(folder, error) from error


def _document(order: Order, families: dict[Script, str], scratch: str, number: int) -> dict[str, Any]:
    """Make one document and its truth, in a process of the pool."""
    sheet = compose.sheet(order.seed, number, families)
    with tempfile.TemporaryDirectory(dir=scratch) as own:
        printed = Press(Path(own), Path(scratch, "fonts")).set(sheet)
    name = f"{number:04}"
    path = order.folder / f"{name}.pdf"
    _write(path, printed.pdf)
    ref = PageRef(str(path), sha256(printed.pdf).hexdigest(), 0)
    pages = tuple(_pages(sheet, printed, ref, order.folder / name))
    _write_whole(pages, ref, order.folder / name)
    return {
        "name": name,
        "kind": sheet.kind,
        "language": sheet.tongue.code,
        "script": sheet.tongue.script,
        "digest": ref.digest,
        "pages": [{"number": page.number, "size": page.size} for page in pages],
    }


def _pages(sheet: Sheet, printed: Print, first: PageRef, stem: Path) -> Iterator[Page]:
    """Each page as docparse draws it, with the truth about it; both are written as well."""
    reader = Reader()
    for index in range(reader.survey(first.source).page_count):
        seen = reader.load(replace(first, index=index))
        assert seen.size_pt is not None
        image = seen.render()
        blocks = truth.blocks(sheet, printed.marks, index + 1, ink.of(image), seen.size_pt)
        _write(stem.with_name(f"{stem.name}-{index + 1}.html"), qwenvl.write(blocks, seen.size))
        image.save(stem.with_name(f"{stem.name}-{index + 1}.png"), compress_level=1)
        yield Page(index + 1, seen.size, seen.size_pt, blocks)


def _write_whole(pages: tuple[Page, ...], ref: PageRef, stem: Path) -> None:
    settings = Settings()
    about = About(f"{stem.name}.pdf", ref.digest, len(pages), "synth", None, __version__, ())
    _write(stem.with_suffix(".md"), "".join(markdown.render(pages, about, settings, NoImages())))
    _write(stem.with_suffix(".json"), "".join(jsonout.render(pages, about, settings, NoImages())))


def _write(path: Path, content: str | bytes) -> None:
    try:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> SinkError:
    return SinkError(f"cannot write `{path}`: {(error.strerror or str(error)).lower()}")

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
from random import Random
from typing import Any, Final

from docparse import __version__, qwenvl
from docparse.document import About, Blocks, Page
from docparse.errors import EngineError, SinkError, install, reason
from docparse.render import NoImages, jsonout, markdown
from docparse.settings import Settings
from docparse.sink import whole
from docparse.source import PageRef
from docparse.source.reader import Reader
from docparse.synth import compose, faults, finish, fonts, ink, truth
from docparse.synth.finish import Clean
from docparse.synth.pieces import Sheet
from docparse.synth.press import Press, Print
from docparse.synth.words import Script

MANIFEST: Final = "manifest.json"
LIBRARIES: Final = ("typst", "matplotlib", "rdkit", "verovio")


@dataclass(frozen=True, slots=True)
class Order:
    """What to make, and where."""

    count: int
    seed: int
    folder: Path
    clean: bool = False  # no page worn, no text layer damaged
    faults: int | None = None  # the seed of the faults to plant into copies of the truth


def make(order: Order, jobs: int) -> Iterator[dict[str, Any]]:
    """The manifest's entry of each document, in order, once it is written; the manifest itself comes last.

    The same order makes the same files, byte for byte, with the same releases of the libraries.
    """
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
    with whole(order.folder / MANIFEST) as file:
        file.write(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


def _fonts(scratch: Path) -> dict[Script, tuple[str, ...]]:
    (scratch / "fonts").mkdir()
    return fonts.write(scratch / "fonts")


def _prepare(folder: Path) -> None:
    if not all(map(find_spec, LIBRARIES)):
        raise EngineError("docparse is installed without what makes documents", hint=install("synth"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise SinkError(
                f"cannot write into `{folder}`: it is not empty", hint="name a new folder with -o"
            )
    except OSError as error:
        raise _unwritable(folder, error) from error


def _document(
    order: Order, families: dict[Script, tuple[str, ...]], scratch: str, number: int
) -> dict[str, Any]:
    """Make one document and its truth, in a process of the pool."""
    sheet = compose.sheet(order.seed, number, families)
    rng = Random(f"{order.seed}:{number}:state")  # noqa: S311 - nothing here is secret
    state = "clean" if order.clean else finish.state(rng, latin=sheet.tongue.script == "latin")
    with tempfile.TemporaryDirectory(dir=scratch) as own:
        printed = Press(Path(own), Path(scratch, "fonts")).set(sheet)
        clean = _clean(sheet, printed, Path(own, "clean.pdf"))
    pdf, blocks = finish.finished(printed.pdf, clean, state, rng)
    stem = order.folder / f"{number:04}"
    _write(stem.with_suffix(".pdf"), pdf)
    ref = PageRef(str(stem.with_suffix(".pdf")), sha256(pdf).hexdigest(), 0)
    pages = tuple(_pages(ref, blocks, stem))
    _write_whole(pages, ref, stem)
    return {
        "name": stem.name,
        "kind": sheet.kind,
        "language": sheet.tongue.code,
        "script": sheet.tongue.script,
        "state": state,
        "digest": ref.digest,
        "pages": [
            {"number": page.number, "size": page.size, "faults": _plant(order, page, stem)} for page in pages
        ],
    }


def _plant(order: Order, page: Page, stem: Path) -> list[faults.Fault]:
    """Answers about the page, each with one fault: which faults there was room for."""
    if order.faults is None or page.size is None:
        return []
    name = f"{stem.name}-{page.number}"
    planted: list[faults.Fault] = []
    for fault in faults.FAULTS:
        rng = Random(f"{order.faults}:{name}:{fault}")  # noqa: S311 - nothing here is secret
        changed = faults.plant(page.blocks, fault, rng)
        if changed is not None:
            planted.append(fault)
        answer = qwenvl.write(page.blocks if changed is None else changed, page.size)
        _write(order.folder / "faults" / fault / f"{name}.html", answer)
    return planted


def _clean(sheet: Sheet, printed: Print, path: Path) -> list[Clean]:
    """Each page as it was set, with the truth about it."""
    path.write_bytes(printed.pdf)
    reader, pages = Reader(), list[Clean]()
    for index in range(reader.survey(str(path)).page_count):
        page = reader.load(PageRef(str(path), "", index))
        image = page.render()
        found = ink.of(image)
        blocks = truth.blocks(sheet, printed.marks, index + 1, found, page)
        pages.append(Clean(image, found, blocks, page.words))
    return pages


def _pages(first: PageRef, blocks: tuple[Blocks, ...], stem: Path) -> Iterator[Page]:
    """Each page as docparse draws it, with the truth about it; both are written as well."""
    reader = Reader()
    for index, of_page in enumerate(blocks):
        seen = reader.load(replace(first, index=index))
        _write(stem.with_name(f"{stem.name}-{index + 1}.html"), qwenvl.write(of_page, seen.size))
        seen.render().save(stem.with_name(f"{stem.name}-{index + 1}.png"), compress_level=1)
        yield Page(index + 1, seen.size, seen.size_pt, of_page)


def _write_whole(pages: tuple[Page, ...], ref: PageRef, stem: Path) -> None:
    settings = Settings()
    about = About(f"{stem.name}.pdf", ref.digest, len(pages), "synth", None, __version__, ())
    _write(stem.with_suffix(".md"), "".join(markdown.render(pages, about, settings, NoImages())))
    _write(stem.with_suffix(".json"), "".join(jsonout.render(pages, about, settings, NoImages())))


def _write(path: Path, content: str | bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> SinkError:
    return SinkError(f"cannot write `{path}`: {reason(error)}")

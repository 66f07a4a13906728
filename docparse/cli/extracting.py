"""One run of `docparse extract`: documents asked, their values written, what is lacking told."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from docparse.asking import Asked
from docparse.cli.asking import Session, draw, marks, session
from docparse.cli.outputs import require_file, spare_sources
from docparse.errors import Exit, UsageError
from docparse.extract import document
from docparse.extract.document import Extracted
from docparse.extract.schema import Schema
from docparse.render.jsonout import indented
from docparse.settings import Settings
from docparse.sink import whole
from docparse.source import Mark, PageRef


@dataclass(frozen=True, slots=True)
class Order:
    files: tuple[str, ...]
    schema: Schema
    settings: Settings
    to: Literal["json", "jsonl"]
    output: Path | None
    drawing: Path | None
    quiet: bool


def run(order: Order) -> int:
    require_file(order.output)
    with session(order.files, order.settings, quiet=order.quiet) as asking:
        if len(asking.found) != 1 and (order.to == "json" or order.drawing is not None):
            raise UsageError(
                f"{len(asking.found)} documents are not one",
                hint="pass --to jsonl, a line a document, without --draw",
            )
        spare_sources(asking.found, *filter(None, [order.output, order.drawing]))
        is_whole = True
        with whole(order.output) if order.output else nullcontext(asking.data) as file:
            for asked, found in _extracted(asking, order):
                is_whole = is_whole and not found.extraction.missing
                told = _told(asking, asked, found)
                lines = indented(told) if order.to == "json" else json.dumps(told, ensure_ascii=False)
                file.write(f"{lines}\n")
    return Exit.OK if is_whole and not asking.failed else Exit.PARTIAL


def _extracted(asking: Session, order: Order) -> Iterator[tuple[Asked, Extracted]]:
    extract = document.by_layout if asking.is_light else document.by_model
    for asked in asking.asked():
        found = extract(order.schema, asked)
        _complain(asking, asked, found)
        if order.drawing is not None:
            draw(order.drawing, _marks(found), asking.workshop)
        yield asked, found


def _told(asking: Session, asked: Asked, found: Extracted) -> dict[str, object]:
    choice = asking.workshop.choice
    problems = [
        {"page": number, "code": problem.code, "message": problem.message} for number, problem in asked.lost
    ]
    return {
        "schema_version": "1",
        "source": asked.input.source,
        "engine": {"name": choice.engine, "model": choice.model},
        **document.told(found),
        "problems": problems,
    }


def _complain(asking: Session, asked: Asked, found: Extracted) -> None:
    told = found.extraction
    if told.missing:
        asking.voice.warn(
            f"`{asked.input.source}` does not say what the schema requires: {_listed(told.missing)}"
        )
    elif told.unread and asking.is_light:
        cure = "a model may read what has no label: --model"
        asking.voice.warn(f"`{asked.input.source}`: not found: {_listed(told.unread)}; {cure}")


def _listed(paths: list[str]) -> str:
    more = f" and {len(paths) - 6} more" if len(paths) > 6 else ""
    return ", ".join(paths[:6]) + more


def _marks(found: Extracted) -> dict[PageRef, list[Mark]]:
    drawn: dict[PageRef, list[Mark]] = {}
    for place in found.extraction.places:
        ref = found.sheets[place.found.page].ref
        drawn.setdefault(ref, []).extend(marks(place.found.boxes, place.path.removeprefix("/")))
    return drawn

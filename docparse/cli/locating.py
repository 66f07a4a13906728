"""One run of `docparse locate`: pages searched, each place told as it is found."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docparse.asking import Asked
from docparse.cli.asking import Session, draw, marks, session
from docparse.cli.outputs import spare_sources
from docparse.errors import Exit, UsageError
from docparse.locate import seek
from docparse.locate.places import told
from docparse.locate.seek import Sighting
from docparse.settings import Settings
from docparse.source import Mark, PageRef


@dataclass(frozen=True, slots=True)
class Order:
    file: str
    query: str
    settings: Settings
    drawing: Path | None
    regex: bool
    points: bool
    quiet: bool


def run(order: Order) -> int:
    pattern = _pattern(order)
    with session([order.file], order.settings, quiet=order.quiet) as asking:
        if len(asking.found) != 1:
            raise UsageError(
                f"`{order.file}` holds {len(asking.found)} documents", hint="search them one by one"
            )
        spare_sources(asking.found, *filter(None, [order.drawing]))
        if pattern is not None and not asking.is_light:
            raise UsageError("no model takes a regular expression", hint="leave out --regex, or the model")
        drawn: dict[PageRef, list[Mark]] = {}
        for sighting in _sightings(asking, order.query, pattern):
            asking.data.write(json.dumps(_told(sighting, points=order.points), ensure_ascii=False) + "\n")
            asking.data.flush()
            drawn.setdefault(sighting.ref, []).extend(marks(sighting.hit.boxes, sighting.hit.likeness))
        if order.drawing is not None:
            draw(order.drawing, drawn, asking.workshop)
    if asking.failed:
        return Exit.PARTIAL
    return Exit.OK if drawn else Exit.ABSENT


def _pattern(order: Order) -> re.Pattern[str] | None:
    if not order.query.strip():
        raise UsageError("there is nothing to look for", hint="say what, as in `docparse locate FILE Total`")
    try:
        return re.compile(order.query) if order.regex else None
    except re.error as error:
        raise UsageError(f"`{order.query}` is no regular expression: {error}") from error


def _sightings(asking: Session, query: str, pattern: re.Pattern[str] | None) -> Iterator[Sighting]:
    for asked in asking.asked():
        yield from _sought(asking, asked, query, pattern)


def _sought(asking: Session, asked: Asked, query: str, pattern: re.Pattern[str] | None) -> Iterator[Sighting]:
    if not asking.is_light:
        return seek.things(asked)
    return seek.pattern(pattern, asked) if pattern else seek.text(query, asked)


def _told(sighting: Sighting, *, points: bool) -> dict[str, Any]:
    """As `$defs/sighting` of `schemas/extraction.json` has it."""
    ref, size, size_pt, hit = sighting
    return {
        "page": ref.index + 1,
        "text": hit.text,
        "match": hit.likeness,
        "score": hit.score,
        **told(hit.boxes, size, size_pt, middle=points),
    }

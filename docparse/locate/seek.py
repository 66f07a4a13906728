"""A document searched: for text by its words, or for things by a model's answers."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docparse import grounding
from docparse.asking import Asked
from docparse.document import Size, SizePt
from docparse.engines import Reading
from docparse.locate import search
from docparse.locate.search import Hit
from docparse.source import PageRef
from docparse.witness import Perusal


class Sighting(NamedTuple):
    """A hit, and the page that it is on."""

    ref: PageRef
    size: Size
    size_pt: SizePt | None
    hit: Hit


def text(query: str, asked: Asked) -> Iterator[Sighting]:
    """Every place that says `query`; where none does, those that are most like it."""
    near: list[Sighting] = []
    is_found = False
    for ref, page in asked.perusals():
        hits = search.find(query, page.words)
        yield from _sightings(ref, page, hits)
        is_found = is_found or bool(hits)
        if not is_found:
            near += _sightings(ref, page, search.nearly(query, page.words))
    if not is_found:
        best = max((sighting.hit.score for sighting in near), default=0)
        yield from (sighting for sighting in near if sighting.hit.score == best)


def pattern(pattern: re.Pattern[str], asked: Asked) -> Iterator[Sighting]:
    for ref, page in asked.perusals():
        yield from _sightings(ref, page, search.match(pattern, page.words))


def things(asked: Asked) -> Iterator[Sighting]:
    """What a model found of its question."""
    for ref, reading in asked.readings():
        assert reading.size is not None  # `readings` gives no others
        spots = grounding.spots(reading.html, reading.size)
        yield from _sightings(ref, reading, [Hit(spot.label, (spot.box,), "model") for spot in spots])


def _sightings(ref: PageRef, page: Perusal | Reading, hits: Sequence[Hit]) -> Iterator[Sighting]:
    for hit in hits:
        assert page.size is not None  # as above
        yield Sighting(ref, page.size, page.size_pt, hit)

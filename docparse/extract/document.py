"""A document's pages by a schema, read by labels and layout or answered by a model."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from docparse.asking import Asked, words_of
from docparse.document import Size, SizePt, Word
from docparse.extract import answers, light
from docparse.extract.found import Extraction, Place, Tree, fit, merge
from docparse.extract.rows import Table
from docparse.extract.schema import Schema
from docparse.extract.values import manner
from docparse.locate import places
from docparse.source import PageRef


class Sheet(NamedTuple):
    """A page that something was looked for on."""

    ref: PageRef
    size: Size
    size_pt: SizePt | None


class Extracted(NamedTuple):
    extraction: Extraction
    sheets: dict[int, Sheet]  # by page number


def by_layout(schema: Schema, asked: Asked) -> Extracted:
    """What labels and heads of columns tell; nothing else can be told without a model."""
    pages = list(asked.perusals())
    way = manner(word.text for _, page in pages for word in page.words)
    tree: Tree = None
    tables: Mapping[str, Table] = {}
    for ref, page in pages:
        told, tables = light.read(schema.shape, page.words, ref.index + 1, way, tables)
        tree = merge(schema.shape, tree, told)
    sheets = {ref.index + 1: Sheet(ref, page.size, page.size_pt) for ref, page in pages}
    return Extracted(fit(schema, tree), sheets)


def by_model(schema: Schema, asked: Asked) -> Extracted:
    tree: Tree = None
    sheets: dict[int, Sheet] = {}
    for ref, reading in asked.readings():
        assert reading.size is not None  # `readings` gives no others
        sheets[ref.index + 1] = Sheet(ref, reading.size, reading.size_pt)

        def words(ref: PageRef = ref, known: Sequence[Word] = reading.words) -> Sequence[Word]:
            page = None if known else words_of(asked, ref)
            return page.words if page else known

        page = answers.tree_of(schema.shape, reading.html, ref.index + 1, reading.size, words)
        tree = merge(schema.shape, tree, page)
    return Extracted(fit(schema, tree), sheets)


def told(extracted: Extracted) -> dict[str, Any]:
    """As `schemas/extraction.json` describes it, but for what is known of the document."""
    found, sheets = extracted
    return {
        "values": found.values,
        "places": [_placed(place, sheets[place.found.page]) for place in found.places],
        "unread": found.unread,
        "missing": found.missing,
    }


def _placed(place: Place, sheet: Sheet) -> dict[str, Any]:
    found = place.found
    return {
        "path": place.path,
        "value": found.value,
        "text": found.text,
        "page": found.page,
        **places.told(found.boxes, sheet.size, sheet.size_pt),
    }

"""One JSON document, `schemas/document.json`, written page by page."""

import json
from collections.abc import Iterable, Iterator
from typing import cast

from docparse.document import About, Page, Status, overall
from docparse.render.jsonblocks import Json, engine_value, page_value
from docparse.render.pages import Images, clean
from docparse.settings import Settings

SCHEMA_VERSION = "1"
_PAGE = "\n    "  # where a page begins


def render(pages: Iterable[Page], about: About, settings: Settings, images: Images) -> Iterator[str]:
    """The document's own members first, then its pages, and the status last, when it is known."""
    yield clean(indented(_head(about)).removesuffix("\n}") + ',\n  "pages": [')
    statuses: set[Status] = set()
    comma = ""
    for page in pages:
        statuses.add(page.status)
        yield clean(f"{comma}{_PAGE}{indented(page_value(page, settings, images), _PAGE)}")
        comma = ","
    end = "\n  ]" if statuses else "]"
    yield f'{end},\n  "status": "{overall(statuses)}"\n}}\n'


def _head(about: About) -> Json:
    return {
        "schema_version": SCHEMA_VERSION,
        "source": about.source,
        "digest": about.digest,
        "page_count": about.page_count,
        "engine": engine_value(about),
        "settings": dict(about.settings),
        "title": about.title,
    }


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_WIDTH = 100


def indented(value: object, margin: str = "\n") -> str:
    """Two blanks a level, short leaves such as boxes on one line. `margin` begins each line but the first."""
    inner = margin + "  "
    match value:
        case dict() if not _is_line(members := cast("Json", value)):
            lines = (f"{_encode(name)}: {indented(member, inner)}" for name, member in members.items())
            return f"{{{inner}{f',{inner}'.join(lines)}{margin}}}"
        case list() if not _is_line(elements := cast("list[object]", value)):
            return f"[{inner}{f',{inner}'.join(indented(element, inner) for element in elements)}{margin}]"
        case _:
            return _encode(value)


def _is_line(members: Json | list[object]) -> bool:
    values = members.values() if isinstance(members, dict) else members
    return not any(isinstance(value, dict | list) for value in values) and len(_encode(members)) <= _WIDTH

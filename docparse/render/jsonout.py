"""One JSON document, `schemas/document.json`, written page by page."""

import json
import re
from collections.abc import Iterable, Iterator

from docparse.document import About, Page, Status, overall
from docparse.render.jsonblocks import Json, engine_value, page_value
from docparse.render.pages import Images, clean
from docparse.settings import Settings

SCHEMA_VERSION = "1"


def render(pages: Iterable[Page], about: About, settings: Settings, images: Images) -> Iterator[str]:
    """The document's own members first, then its pages, and the status last, when it is known."""
    yield _indented(_head(about)).removesuffix("\n}") + ',\n  "pages": ['
    statuses: set[Status] = set()
    comma = ""
    for page in pages:
        statuses.add(page.status)
        yield f"{comma}\n    " + _indented(page_value(page, settings, images)).replace("\n", "\n    ")
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


_LEAF = re.compile(
    r"""[\[{]\n                                         # an array or object of scalars only:
        ((?:\ +(?:"\w+":\ )?(?:"(?:[^"\\]|\\.)*+"|[\w.+-]+),?\n)++)
        \ *[\]}]""",
    re.VERBOSE,
)
_WIDTH = 100


def _indented(value: Json) -> str:
    """Two blanks a level, short leaves such as boxes on one line."""
    return clean(_LEAF.sub(_on_one_line, json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)))


def _on_one_line(leaf: re.Match[str]) -> str:
    """No string of JSON holds a bare line end, so all of them are between members."""
    whole = leaf[0]
    line = whole[0] + " ".join(map(str.strip, leaf[1].split("\n"))).rstrip() + whole[-1]
    return line if len(line) <= _WIDTH else whole

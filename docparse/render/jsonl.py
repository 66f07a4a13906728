"""One JSON line a page, each of which stands alone: `$defs/page_line` of `schemas/document.json`."""

import json
from collections.abc import Iterable, Iterator

from docparse.document import About, Page
from docparse.render.jsonblocks import engine_value, page_value
from docparse.render.pages import Images, clean
from docparse.settings import Settings


def render(pages: Iterable[Page], about: About, settings: Settings, images: Images) -> Iterator[str]:
    """A line as soon as its page is there."""
    document = {"source": about.source, "page_count": about.page_count, "engine": engine_value(about)}
    for page in pages:
        value = {**document, **page_value(page, settings, images)}
        yield clean(json.dumps(value, ensure_ascii=False, allow_nan=False)) + "\n"

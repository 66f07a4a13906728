"""Pages as text in one of the formats, while they arrive: no renderer holds more than a page."""

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from docparse.document import About, Page
from docparse.render import chunks, html, jsonl, jsonout, markdown, text
from docparse.render.pages import Images, NoImages, block_id, named, picture_box
from docparse.settings import Format, Settings

__all__ = ["RENDERERS", "Images", "NoImages", "Renderer", "block_id", "named", "picture_box"]


class Renderer(Protocol):
    """The pieces of one output, in order; together they are the whole file."""

    def __call__(
        self, pages: Iterable[Page], about: About, settings: Settings, images: Images
    ) -> Iterator[str]: ...


RENDERERS: Final[dict[Format, Renderer]] = {
    "md": markdown.render,
    "json": jsonout.render,
    "jsonl": jsonl.render,
    "html": html.render,
    "text": text.render,
    "chunks": chunks.render,
}

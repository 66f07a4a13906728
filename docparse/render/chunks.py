"""The document in parts for retrieval, a line of JSON each: text, the headings above it, its boxes."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from docparse.document import About, Block, Caption, Chart, Figure, Heading, Page, Table, overall, plain
from docparse.render import markdown
from docparse.render.flow import Fragment, Piece
from docparse.render.jsonblocks import Json, sides
from docparse.render.pages import Images, clean
from docparse.render.tokens import counter
from docparse.settings import Settings

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")  # noqa: RUF001 - Chinese and Japanese ones
_KINDS: Final[dict[type, str]] = {
    Table: "table",
    Figure: "figure",
    Chart: "chart",
    Heading: "heading",
    Caption: "caption",
}
_WHOLE: Final = frozenset({"table", "figure", "chart"})


@dataclass(frozen=True, slots=True)
class Part:
    """Of a chunk: Markdown, and what it was made of."""

    text: str
    block: Block
    fragments: tuple[Fragment, ...]

    @property
    def kind(self) -> str:
        """What is kept whole has its own name; all else is text."""
        return _KINDS.get(type(self.block), "text")


def render(pages: Iterable[Page], about: About, settings: Settings, images: Images) -> Iterator[str]:
    """Chunks of at most `settings.chunk_tokens`, but for tables and figures, each whole with its caption."""
    count = counter(settings.tokenizer)
    source = {"source": about.source, "digest": about.digest}
    path: dict[int, str] = {}
    parts = _captioned(_parts(pages, settings, images))
    for number, chunk in enumerate(_chunks(parts, settings.chunk_tokens, count), start=1):
        for part in chunk:
            if isinstance(part.block, Heading):
                path = {level: text for level, text in path.items() if level < part.block.level}
                path[part.block.level] = plain(part.block.inlines)
        value = {"id": f"c{number}", **source, **_value(chunk), "headings": list(path.values())}
        tokens = {"tokens": count(str(value["text"])), "tokenizer": settings.tokenizer}
        yield clean(json.dumps({**value, **tokens}, ensure_ascii=False)) + "\n"


def _value(chunk: list[Part]) -> Json:
    fragments = [fragment for part in chunk for fragment in part.fragments]
    near = {fragment.page.number: fragment.page for fragment in fragments}
    return {
        "kind": next((part.kind for part in chunk if part.kind in _WHOLE), "text"),
        "text": "\n\n".join(part.text for part in chunk),
        "pages": sorted(near),
        "status": overall({page.status for page in near.values()}),
        "boxes": [
            {"block": part.placed.id, "page": part.page.number, **sides(part.placed.block.box, part.page)}
            for part in {part.placed.id: part for part in fragments}.values()
        ],
    }


def _parts(pages: Iterable[Page], settings: Settings, images: Images) -> Iterator[Part]:
    """One for each piece of Markdown, tables over several pages whole."""
    whole: Part | None = None
    for passage in markdown.passages(pages, settings, images):
        piece = passage.step
        if not isinstance(piece, Piece):
            continue
        if piece.begun and whole and not passage.gap:
            whole = replace(
                whole, text=f"{whole.text}\n{passage.text}", fragments=(*whole.fragments, *piece.fragments)
            )
            continue
        if whole:
            yield whole
        whole = Part(passage.text, piece.block, piece.fragments)
    if whole:
        yield whole


def _captioned(parts: Iterable[Part]) -> Iterator[Part]:
    """Captions in one part with what they are of: right before or right after it."""
    last: Part | None = None
    for part in parts:
        if last and _belong(last, part):
            block = part.block if last.kind == "caption" else last.block
            last = Part(f"{last.text}\n\n{part.text}", block, (*last.fragments, *part.fragments))
            continue
        if last:
            yield last
        last = part
    if last:
        yield last


def _belong(one: Part, other: Part) -> bool:
    kinds = {one.kind, other.kind}
    return "caption" in kinds and bool(kinds & _WHOLE)


def _chunks(parts: Iterable[Part], most: int, count: Callable[[str], int]) -> Iterator[list[Part]]:
    """Headings begin a chunk and stay with what follows them."""
    chunk: list[Part] = []
    size = 0
    for part in (short for long in parts for short in _split(long, most, count)):
        tokens = count(part.text)
        bare = all(each.kind == "heading" for each in chunk)
        whole = part.kind in _WHOLE
        if chunk and not bare and (whole or part.kind == "heading" or size + tokens > most):
            yield chunk
            chunk, size = [], 0
        chunk.append(part)
        size += tokens
        if whole:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _split(part: Part, most: int, count: Callable[[str], int]) -> Iterator[Part]:
    """Text that is too long by itself, at the ends of sentences or else between words."""
    if part.kind != "text" or count(part.text) <= most:
        yield part
        return
    text, size = "", 0
    for sentence in _sentences(part.text, most, count):
        tokens = count(sentence)
        if text and size + tokens > most:
            yield replace(part, text=text)
            text, size = "", 0
        text, size = f"{text} {sentence}".strip(), size + tokens
    yield replace(part, text=text)


def _sentences(text: str, most: int, count: Callable[[str], int]) -> Iterator[str]:
    for sentence in filter(None, _SENTENCE.split(text)):
        if count(sentence) <= most:
            yield sentence
            continue
        words = sentence.split(" ")
        step = max(1, most * len(words) // (2 * count(sentence)))
        yield from (" ".join(words[place : place + step]) for place in range(0, len(words), step))

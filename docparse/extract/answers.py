"""What a model answered, as what was found: each value with the box it named, or where its text stands."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from docparse import grounding
from docparse.document import Box, Size, Word
from docparse.extract.found import Found, Tree
from docparse.extract.schema import Record, Rows, Shape, Value
from docparse.extract.values import Manner, read
from docparse.locate import search


def tree_of(shape: Shape, answer: str, number: int, size: Size, words: Callable[[], Sequence[Word]]) -> Tree:
    """`words` are those of the page; they are asked for where a value comes without its place."""
    return _tree(shape, grounding.read(answer), _Page(number, size, words))


class _Page:
    def __init__(self, number: int, size: Size, words: Callable[[], Sequence[Word]]) -> None:
        self.number = number
        self.size = size
        self._words = words
        self._known: Sequence[Word] | None = None

    def find(self, text: str) -> search.Hit | None:
        """Where a text stands; nothing where it stands nowhere, or in two places."""
        if self._known is None:
            self._known = self._words()
        hits = search.find(text, self._known)
        return hits[0] if len(hits) == 1 else None


def _tree(shape: Shape, said: Any, page: _Page) -> Tree:
    match shape:
        case Value():
            return _found(shape, said, page)
        case Record(fields=fields):
            members: Mapping[str, Any] = cast(Mapping[str, Any], said) if isinstance(said, dict) else {}
            return {name: _tree(own, members.get(name), page) for name, own in fields.items()}
        case Rows(row=row):
            rows = cast(Sequence[Any], said) if isinstance(said, list) else ()
            return [_tree(row, each, page) for each in rows] or None


def _found(shape: Value, said: Any, page: _Page) -> Found | None:
    members: Mapping[str, Any] = cast(Mapping[str, Any], said) if isinstance(said, dict) else {"value": said}
    value = members.get("value")
    if isinstance(value, str) and not shape.allows(value):
        value = read(shape, value, Manner())
    if value is None or not shape.allows(value):
        return None
    text = str(members["value"])
    box = grounding.box_of(members, page.size)
    boxes: tuple[Box, ...] = (box,) if box is not None else ()
    hit = page.find(text) if not boxes and not isinstance(value, bool) else None
    return Found(value, page.number, hit.text if hit else text, hit.boxes if hit else boxes)

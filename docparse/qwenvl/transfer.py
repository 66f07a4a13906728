"""The boxes of an answer carried over into pixels of the page; all else stays as the model wrote it."""

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Final

from docparse.document import Size
from docparse.qwenvl import scan
from docparse.qwenvl.spaces import LONGEST, Space, bounds, coordinates
from docparse.qwenvl.tree import BROKEN_BOX

_NAMES: Final = frozenset({"data-bbox", "data-polygon", "bbox"})
_BOXED: Final = re.compile("bbox|polygon", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[^\s,;()\[\]{}]+")
_FURTHEST: Final = 9_999_999  # numbers with more digits cannot be read, and no page reaches there


def transfer(html: str, space: Space, size: Size) -> str:
    """One page's answer with every readable box in whole pixels of a page of `size`.

    `parse` reads the same blocks of it with `size` alone as of `html` with `space`. Boxes are neither sorted
    nor clipped, and those that cannot be read stay as they are: `parse` finds fault with them as before.
    """
    if space.size in (None, size):
        return html
    return "".join(_pieces(html, space.scale(size)))


def _pieces(html: str, scale: tuple[float, float]) -> Iterator[str]:
    legal, _ = scan.legal(html)  # as long as `html`: its tags stand where they did
    done = 0
    for at, piece in enumerate(scan.pieces(legal)):
        start, done = done, done + len(piece)
        moved = _moved(piece, scale) if at % 2 and _BOXED.search(piece) else piece
        yield html[start:done] if moved == piece else moved


def _moved(token: str, scale: tuple[float, float]) -> str:
    tag = scan.tag(token)
    if tag is None or tag.closing:
        return token
    if tag.whole:
        return scan.ATTRIBUTES.sub(lambda found: _attribute(found, scale), token)
    if (found := BROKEN_BOX.search(token)) is None or (box := _scaled(found[1], scale)) is None:
        return token
    return token[: found.start(1)] + box + token[found.end(1) :]


def _attribute(found: re.Match[str], scale: tuple[float, float]) -> str:
    name, *values = found.groups()
    if name.lower() not in _NAMES:
        return found[0]
    box = _scaled(scan.unescape(next(value for value in values if value is not None)), scale)
    return found[0] if box is None else f'{found[0][0]}{name}="{box}"'


def _scaled(raw: str, scale: tuple[float, float]) -> str | None:
    """The numbers of a box scaled where they stand; None where it cannot be read."""
    if not (numbers := coordinates(raw)):
        return None
    scaled = [_pixel(number * by) for number, by in zip(numbers, cycle(scale), strict=False)]
    words = iter(scaled)
    box = _NUMBER.sub(lambda _: str(next(words)), raw)
    return box if len(box) <= LONGEST else " ".join(map(str, bounds(scaled)))


def _pixel(position: float) -> int:
    return max(-_FURTHEST, min(round(position), _FURTHEST))

"""The page-range dialect: `1-3,7,-1`. From 1, negative from the end; `5-` runs to the end."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from docparse.errors import UsageError

_PART = re.compile(r"(?P<first>-?\d+)(?P<dash>-(?P<last>-?\d+)?)?")
_HINT = "write ranges like 1-3,7,-1 (the last page is -1, `5-` runs to the end)"


def check(ranges: str) -> None:
    """Raise UsageError unless `ranges` is well formed; whether the pages exist is seen per document."""
    for part in _parts(ranges):
        match = _PART.fullmatch(part)
        if match is None:
            raise UsageError(f"cannot read the page range `{part}`", hint=_HINT)
        if 0 in (int(match["first"]), int(match["last"] or 1)):
            raise UsageError(f"there is no page 0 in `{part}`", hint=_HINT)


def select(ranges: str, count: int) -> tuple[int, ...]:
    """Indices (from 0) of the pages asked for in a document of `count`, in page order, each once.

    What lies beyond the document is left out; it is an error only if nothing remains.
    """
    check(ranges)
    if not ranges.strip():
        return tuple(range(count))
    chosen = sorted({index for part in _parts(ranges) for index in _span(part, count)})
    if not chosen:
        raise UsageError(f"no page in `{ranges}`: the document has {count} pages", hint=_HINT)
    return tuple(chosen)


def _parts(ranges: str) -> list[str]:
    return [part.strip() for part in ranges.split(",")] if ranges.strip() else []


def _span(part: str, count: int) -> range:
    match = _PART.fullmatch(part)
    assert match is not None  # `check` came first
    first = _index(int(match["first"]), count)
    if not match["dash"]:
        last = first
    elif match["last"]:
        last = _index(int(match["last"]), count)
    else:
        last = count - 1
    return range(max(first, 0), min(last, count - 1) + 1)


def _index(number: int, count: int) -> int:
    return number - 1 if number > 0 else count + number


def spell(numbers: Iterable[int]) -> str:
    """Page numbers that rise, as ranges: `1-3,7`."""
    runs = groupby(enumerate(numbers), key=lambda numbered: numbered[1] - numbered[0])
    spans = [[number for _, number in run] for _, run in runs]
    return ",".join(f"{span[0]}-{span[-1]}" if len(span) > 1 else f"{span[0]}" for span in spans)


def spelt(ranges: str) -> Iterator[int]:
    """The numbers that `spell` was given."""
    for part in _parts(ranges):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)

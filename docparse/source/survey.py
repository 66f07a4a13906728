"""What the text layer of a whole document tells: its usual size, its heading sizes, its running lines."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import median_low
from typing import NamedTuple

from docparse.source import Running

SAMPLE = 48  # pages that a survey looks at, spread evenly
MARGIN = 0.15  # of the height of what is written, above and below, where running lines stand
RIM = 0.075  # of the page height, where nothing but running lines stands
_LARGE = 1.6  # of the body's size, from which a line that some pages share is a title that comes again


class Sighting(NamedTuple):
    """A line of a sampled page: what it says, how large, and where on the page's height (0 to 1)."""

    text: str
    size: float
    top: float
    bottom: float
    bold: bool = False


def sample(page_count: int, most: int = SAMPLE) -> tuple[int, ...]:
    """Indices of the pages to look at: all of a short document, neighbouring pairs spread over a long one.

    Pairs, because running lines often differ between left and right pages.
    """
    if page_count <= most:
        return tuple(range(page_count))
    pairs = most // 2
    starts = (round(turn * (page_count - 2) / (pairs - 1)) for turn in range(pairs))
    return tuple(sorted({index for start in starts for index in (start, start + 1)}))


def pattern(text: str) -> str:
    """A line as it is compared between pages: blanks collapsed, case folded, every number `#`."""
    return re.sub(r"\d+", "#", " ".join(text.split())).casefold()


def body_size(lines: Iterable[Sighting]) -> float:
    """Of most characters, in half points; 0 without any."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[half_points(line.size)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def heading_sizes(lines: Sequence[Sighting], body: float) -> tuple[float, ...]:
    """Sizes above the body's that a few short lines have, largest first, neighbours within a point as one."""
    if not body:
        return ()
    counts = Counter(half_points(line.size) for line in lines if _may_be_heading(line, body))
    merged: list[float] = []
    for size in sorted(counts, reverse=True):
        if not merged or merged[-1] - size >= 1.0:
            merged.append(size)
    return tuple(merged[:5])


def margins(pages: Sequence[Sequence[Sighting]], body: float) -> frozenset[Running]:
    """Lines near the top or bottom that return on several pages."""
    sizes: defaultdict[str, list[float]] = defaultdict(list)
    rims: Counter[str] = Counter()
    for lines in pages:
        outer = {pattern(line.text): line for line in sorted(_outer(lines), key=_from_largest)}
        for text, line in outer.items():
            sizes[text].append(line.size)
        rims.update(text for text, line in outer.items() if line.bottom <= RIM or line.top >= 1 - RIM)
    enough = max(3, round(len(pages) * 0.2))
    returning = {text for text, seen in sizes.items() if len(seen) >= enough}
    returning |= {text for text, count in rims.items() if count >= 2 and len(pages) < 2 * enough}
    running = (Running(text, median_low(sizes[text])) for text in returning if _may_run(text))
    return frozenset(
        line for line in running if line.size < _LARGE * body or 2 * len(sizes[line.pattern]) > len(pages)
    )


def _from_largest(line: Sighting) -> float:
    return -line.size


def _may_run(text: str) -> bool:
    return text == "#" or any(c.isalpha() for c in text)


def _outer(lines: Sequence[Sighting]) -> Iterable[Sighting]:
    """Lines near the top or bottom of what is written: some pages are mostly blank paper."""
    first = min((line.top for line in lines), default=0.0)
    last = max((line.bottom for line in lines), default=1.0)
    depth = MARGIN * (last - first)
    return (line for line in lines if line.bottom <= first + depth or line.top >= last - depth)


def half_points(size: float) -> float:
    return round(size * 2) / 2


def _may_be_heading(line: Sighting, body: float) -> bool:
    letters = sum(character.isalpha() for character in line.text)
    return (
        line.size >= body * 1.08 and half_points(line.size) > body and letters >= 2 and len(line.text) < 200
    )

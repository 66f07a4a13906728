"""What the text layer of a whole document tells: its usual size, its heading sizes, its running lines."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

SAMPLE = 48  # pages that a survey looks at, spread evenly
MARGIN = 0.15  # of the height of what is written, above and below, where running lines stand
RIM = 0.075  # of the page height, where nothing but running lines stands


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


def margins(pages: Sequence[Sequence[Sighting]]) -> frozenset[str]:
    """Patterns of lines near the top or bottom that return on several pages."""
    counts: Counter[str] = Counter()
    rims: Counter[str] = Counter()
    for lines in pages:
        outer = list(_outer(lines))
        counts.update({pattern(line.text) for line in outer})
        rims.update({pattern(line.text) for line in outer if line.bottom <= RIM or line.top >= 1 - RIM})
    enough = max(3, round(len(pages) * 0.2))
    returning = {text for text, count in counts.items() if count >= enough}
    returning |= {text for text, count in rims.items() if count >= 2 and len(pages) < 2 * enough}
    return frozenset(text for text in returning if text == "#" or any(c.isalpha() for c in text))


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

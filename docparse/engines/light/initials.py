"""Large letters that a text begins with and its first lines stand beside: put before the word they begin."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from docparse.engines.light.layer import Line, Run

_LARGER = 1.8  # times the size of the text
_BESIDE = 1.2  # sizes of white between the letter and the lines beside it, at most
_LINES = 2  # that stand beside it, at least
_ALIGNED = 3.0  # points by which they may begin further left or right
_QUOTES = "“„«\"'‘"  # noqa: RUF001 - a letter may stand behind one
_WORDS = ("A", "I")  # letters that are words, before all but what is no word without them
_RESTS = re.compile(
    r"(?:fter|ll|lthough|long|lways|mid|mong|nd?|nother|ny|re|round|s|t|bout|bove|ccording|cross|gain|go|gainst|f"
    r"|magine|mportant|nto|nside|nstead)\W*"
)


def joined(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, with such letters in the first of those beside them."""
    if not any(_is_initial(line.runs[0], line) for line in lines):
        return tuple(lines)
    cut = [part for line in lines for part in _cut(line)]
    made: dict[int, Line] = {}
    taken: set[int] = set()
    for line in cut:
        beside = _beside(line, cut) if len(line.runs) == 1 and _is_initial(line.runs[0]) else []
        if len(beside) >= _LINES:
            taken.add(id(line))
            first, *others = (_reaching(other, line) for other in beside)
            made |= {id(other): read for other, read in zip(beside[1:], others, strict=True)}
            made[id(beside[0])] = _begun(line.runs[0], first)
    return tuple(made.get(id(line), line) for line in cut if id(line) not in taken) if taken else tuple(lines)


def _is_initial(run: Run, line: Line | None = None) -> bool:
    """Whether a run is one capital; if it is within a line, one much larger than the rest."""
    letter = run.text.lstrip(_QUOTES)
    larger = line is None or len(line.runs) == 1 or run.size >= _LARGER * line.runs[-1].size
    return len(letter) == 1 and letter.isupper() and larger


def _cut(line: Line) -> Iterator[Line]:
    """A line with such a letter, which stands on the baseline of a lower one of its lines, apart from it."""
    first, *rest = line.runs
    if rest and not line.turned and _is_initial(first, line):
        yield Line((first,))
        yield Line((rest[0].with_spacing(False), *rest[1:]))
    else:
        yield line


def _beside(letter: Line, lines: Sequence[Line]) -> list[Line]:
    """The lines beside a letter, from the top, where they begin at one edge."""
    place = letter.rect
    found = [
        line
        for line in lines
        if not line.turned
        and letter.size >= _LARGER * line.size
        and -0.3 * line.size < line.rect.x0 - place.x1 < _BESIDE * line.size
        and place.y0 - 0.3 * line.size < line.rect.centre[1] < letter.baseline + line.size
    ]
    found.sort(key=lambda line: line.baseline)
    aligned = [line for line in found if abs(line.rect.x0 - found[0].rect.x0) < _ALIGNED]
    return aligned if len(aligned) == len(found) else []


def _reaching(line: Line, letter: Line) -> Line:
    """A line as if it began where the letter does: it has no indent."""
    first, *rest = line.runs
    return replace(line, runs=(replace(first, rect=first.rect._replace(x0=letter.rect.x0)), *rest))


def _begun(letter: Run, line: Line) -> Line:
    first, *rest = line.runs
    if letter.text in _WORDS and not _RESTS.fullmatch(first.text.lower()):
        word = replace(letter, size=first.size, baseline=first.baseline, rect=first.rect)
        return replace(line, runs=(word, first.with_spacing(True), *rest))
    return replace(line, runs=(replace(first, text=letter.text + first.text), *rest))

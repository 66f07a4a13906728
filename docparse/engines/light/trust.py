"""Which lines of a text layer are not to be trusted, by the layer alone: this costs no look at the page."""

from collections import defaultdict
from collections.abc import Sequence

from docparse.engines.light.characters import unknown_share
from docparse.engines.light.layer import Layer, Line
from docparse.engines.light.plausible import fit
from docparse.engines.light.shapes import misshapen

_UNKNOWN = 0.2  # of its characters, from which a line says too little
_LOST = 3  # characters of a line: fewer are a bullet, or a bracket of a formula
_AS_CHANCE = 2.5  # a fit below it comes about by chance in 98 of a hundred texts that are mixed up
_POOR = 1.6  # the same in 93, and in few that are sound
_SOME, _ODD = 6, 0.15  # neighbours that do not go together, and their share, in texts that are mixed up
_MANY, _MOSTLY = 8, 0.25  # the same, of texts that have too few letters to be judged by those
_ENOUGH = 150  # letters, from which a font is judged alone
_LETTERS = 100  # of different words, that are judged whatever the shapes of those
_HOPELESS, _NONSENSE = 300, 0.5  # letters, and a fit below which so many are no language


def unknown(layer: Layer) -> list[Line]:
    """Lines that the layer has no characters for."""
    return [line for line in layer.lines if unknown_share(line.text) > max(_UNKNOWN, _LOST / len(line.text))]


def improbable(layer: Layer) -> list[Line]:
    """Lines in fonts whose letters are no language's: mixed up, or numbers of parts, or names."""
    fonts: defaultdict[str, list[Line]] = defaultdict(list)
    for line in layer.lines:
        fonts[_font(line)].append(line)
    rare = [name for name, lines in fonts.items() if _letters(lines) < _ENOUGH]
    groups = [lines for name, lines in fonts.items() if name not in rare]
    groups.append([line for name in rare for line in fonts[name]])
    return [line for lines in groups if _is_improbable(lines) for line in lines]


def spread(wrong: Sequence[Line], layer: Layer) -> list[Line]:
    """All lines of a page most of which is wrong: the rest is too little to be judged."""
    most = 2 * _signs(wrong) > _signs(layer.lines)
    return [line for line in layer.lines if most or line in wrong]


def _is_improbable(lines: Sequence[Line]) -> bool:
    """By each word once: what a page repeats is often a name."""
    words = dict.fromkeys(word for line in lines for run in line.runs for word in run.text.split())
    odd, pairs = misshapen(words)
    found = fit("".join(words))
    if found is None:
        return odd >= _MANY and odd > _MOSTLY * pairs
    if found.letters >= _LETTERS and found.score < _POOR:
        return True
    return odd >= _SOME and odd > _ODD * pairs and found.score < _AS_CHANCE


def _signs(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _letters(lines: Sequence[Line]) -> int:
    return sum(sign.isalpha() for line in lines for sign in line.text)


def _font(line: Line) -> str:
    """The one that most of a line is set in."""
    lengths: defaultdict[str, int] = defaultdict(int)
    for run in line.runs:
        lengths[run.font] += len(run.text)
    return max(lengths, key=lambda font: lengths[font])


def is_hopeless(lines: Sequence[Line]) -> bool:
    """Whether improbable lines are wrong even where no reader can tell."""
    found = fit(" ".join(line.text for line in lines))
    return found is not None and found.letters >= _HOPELESS and found.score < _NONSENSE

"""Whether a text layer says what the picture under it shows: a few of its lines are read again."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from statistics import mean

from docparse.engines.light.characters import LEADERS
from docparse.engines.light.layer import Layer, Line
from docparse.engines.light.scan.again import look
from docparse.engines.light.scan.languages import Told
from docparse.engines.light.scan.seen import Pixels

_SAMPLES = 8  # lines that are read
_SHORT = 6  # letters, below which a line cannot tell
_SURE = 0.9  # how sure the reader must be to contradict
_VOICES, _LETTERS = 3, 60  # sure readings, or letters of them, below which nothing is told


def likeness(lines: Sequence[Line], layer: Layer, image: Pixels, told: Told | None = None) -> float | None:
    """How much of what lines say is seen there, 0 to 1; None where the reader is not sure enough to tell.

    The line that is least like it does not count: it may have been cut out badly. `image` is the page image
    that `layer` stands on.
    """
    found, _ = look(_sample([line for line in lines if _is_telling(line)]), layer, image, told)
    sure = [(_signs(line.text), _signs(seen.text)) for line, seen in found if seen.score >= _SURE]
    if len(sure) < _VOICES and sum(len(seen) for _, seen in sure) < _LETTERS:
        return None
    ratios = sorted(SequenceMatcher(None, said, seen, autojunk=False).ratio() for said, seen in sure)
    return mean(ratios[1:] or ratios)


def _is_telling(line: Line) -> bool:
    return not line.turned and len(_signs(line.text)) >= _SHORT


def _sample(lines: Sequence[Line]) -> Sequence[Line]:
    """Some from all over the page."""
    step = max(1, len(lines) // _SAMPLES)
    return sorted(lines, key=lambda line: line.rect.y0)[step // 2 :: step][:_SAMPLES]


def _signs(text: str) -> str:
    """Without blanks and leaders, of which a reader sees as many as it likes."""
    return "".join(sign for sign in text.casefold() if not sign.isspace() and sign not in LEADERS)

"""Who a slip of paper is from: the name and the address at its top, which no label stands beside."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from docparse.document import Word
from docparse.extract.fields import Beside
from docparse.extract.values import Manner, day
from docparse.locate.lines import Line, Run
from docparse.locate.search import fold

_TOP: Final = 10  # lines, among which the name is
_LINES: Final = 6  # of an address, at most
_NEXT: Final = 2.5  # heights of a line, that the next one of an address may stand below
_FORMS: Final = re.compile(
    r"\b(?:sdn\.? ?bhd|bhd|ltd|limited|llc|llp|inc|plc|corp(?:oration)?|company|enterprise|trading|co\. ?ltd"
    r"|gmbh|ag|kg|s\.?a\.?s?|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|a/s|oy|ab|aps|pty|pte|kft|d\.?o\.?o)"
    r"\b\.?"
)
_OTHER: Final = re.compile(
    r"\b(?:tel|telephone|phone|fax|mobile|www|email|e-mail|gst|vat|tin|reg(?:istration)?|co\.? ?no|company no"
    r"|roc|invoice|receipt|bill|date|cashier|document|table|order|slip)\b|@|https?:"
)
_NUMBER: Final = re.compile(
    r"[(\[]?(?:co\.? ?(?:reg\.? ?)?(?:no)?\.?:? ?)?(?:[a-z]{2})?[\d\-/ ]{5,}[- ]?[a-z]?[)\]]?"
)


def company(lines: Sequence[Line]) -> Beside | None:
    """The run at the top that ends as the names of companies do; nothing where none does."""
    for _, runs in zip(range(_TOP), map(_told, lines), strict=False):
        for run in runs:
            if (found := list(_FORMS.finditer(fold(run.text)))) and found[-1].start() > 3:
                words = _without_number(run.words)
                return Beside(_text(words), words)
    return None


def address(lines: Sequence[Line], name: Beside | None) -> Beside | None:
    """The lines below the name, as far as they follow one another and say nothing else."""
    if name is None:
        return None
    start = next(place for place, line in enumerate(lines) if name.words[0] in line.words)
    words = tuple(chain.from_iterable(_following(lines[start + 1 :], lines[start])))
    text = _text(words)
    is_one = len(words) > 3 and any(sign.isdigit() for sign in text)
    return Beside(text, words) if is_one else None


def _following(lines: Sequence[Line], name: Line) -> Iterator[tuple[Word, ...]]:
    before, taken = name.box, 0
    for line in lines:
        told = fold(" ".join(run.text for run in line.runs))
        if line.box.y1 - before.y2 > _NEXT * line.box.height or taken == _LINES:
            return
        before = line.box
        if (
            _NUMBER.fullmatch(told)
            or day(" ".join(told.split()[:3]), Manner())
            or day(told.split()[0], Manner())
        ):
            if taken:
                return
        elif found := _OTHER.search(told):
            if taken or found.start() == 0:
                return
        else:
            taken += 1
            yield line.words


def _told(line: Line) -> Sequence[Run]:
    return [run for run in line.runs if not _OTHER.match(fold(run.text))]


def _without_number(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without what it is called before, and the number that a register knows it by behind."""
    start = max(
        (place for place, word in enumerate(words[:-1], start=1) if word.text.endswith(":")), default=0
    )
    end = len(words) - (_NUMBER.fullmatch(fold(words[-1].text)) is not None)
    return words[start:end] or words


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)

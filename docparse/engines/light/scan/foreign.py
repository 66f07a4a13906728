"""Lines in scripts that PP-OCR lacks: known by what it makes of them, read again by Tesseract."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from docparse.document import Box, Problem, Size, clip
from docparse.engines.light.scan import doubts, tesseract
from docparse.engines.light.scan.languages import Told
from docparse.engines.light.scan.scripts import SCRIPTS, THAI, Script, pack
from docparse.engines.light.scan.seen import Glimpse, Pixels, Seen, sides
from docparse.engines.light.scan.strips import cut, share_of
from docparse.engines.light.scan.tesseract import Strip, TesseractError, Word

_SAMPLES = 5  # lines that scripts are tried on
_GOOD_SAMPLES = 3  # those that count: others may hold pieces of their neighbours
_SAMPLE = 400  # pixels of each: more words cost more and tell no more
_RIVAL = 35.0  # confidence of one that comes after Thai: Thai is sure of others' letters, they are not of its
_READABLE = 75.0  # mean confidence of lines read, from which what is left may be in yet another script
_MOST_SCRIPTS = 3  # on one page
_MAINLY = 0.3  # of the length of all lines: what else is not read well is of the script too
_OWN_SURE = 25.0  # confidence of a line with letters of the script
_ANY_SURE = 70.0  # of one without (numbers, names), or that PP-OCR is sure of
_LOSS = 0.05  # of the length of all lines: less that Tesseract cannot read either are smudges
_CURE = "Tesseract with the pack of the script reads such lines (on Debian: {})"


@dataclass(slots=True)
class _Page:
    """A page being read again; lines are known by their places in `lines`."""

    image: Pixels
    lines: Sequence[Seen]
    hint: Script | None
    told: Told | None = None
    again: dict[int, Seen] = field(default_factory=dict[int, Seen])
    scripts: list[Script] = field(default_factory=list[Script])
    failure: str = ""

    def share(self, places: Sequence[int]) -> float:
        return doubts.share([self.lines[place] for place in places], self.lines)


def completed(
    image: Pixels, lines: Sequence[Seen], told: Told | None = None
) -> tuple[tuple[Seen, ...], tuple[Problem, ...]]:
    """The lines of an upright page, read again where PP-OCR cannot have read them, or as their languages ask.

    Lines without words are left out, and so are those whose words cannot be what stands there: where that
    is text, one problem tells of all.
    """
    page = _Page(image, lines, None if told else doubts.hinted(lines), told)
    suspects = _suspects(page)
    if suspects:
        _read_again(page, suspects)
    lost = _lost(page)
    kept = [page.again.get(place, line) for place, line in enumerate(lines) if place not in lost]
    return tuple(line for line in kept if line.words), tuple(_problems(page, suspects, lost))


def _suspects(page: _Page) -> list[int]:
    if page.told and page.told.script is None:
        return []
    if page.told:
        return [
            place for place, line in enumerate(page.lines) if _has_letters(line) or not doubts.is_fair(line)
        ]
    if page.hint:
        return [place for place, line in enumerate(page.lines) if _has_letters(line) or not line.words]
    return doubts.suspects(page.lines)


# Reading again


def _read_again(page: _Page, suspects: Sequence[int]) -> None:
    wanted = list(suspects)
    try:
        if page.told:
            _read_as_told(page, wanted)
            return
        while wanted and len(page.scripts) < _MOST_SCRIPTS:
            script = _script(page, wanted)
            if script is None:
                return
            page.scripts.append(script)
            _read_in(script, page, _targets(page, wanted))
            wanted = _left(page, wanted)
    except TesseractError as error:
        page.failure = str(error)


def _read_as_told(page: _Page, wanted: Sequence[int]) -> None:
    assert page.told is not None
    assert page.told.script is not None  # nothing is wanted otherwise
    if not page.told.script.aided:
        page.scripts.append(page.told.script)
    _read_in(page.told.script, page, wanted)


def _left(page: _Page, wanted: Sequence[int]) -> list[int]:
    """What yet another script may read; where reading is hard, lines are left for that alone."""
    score = np.mean([line.score for line in page.again.values()] or [0.0]) * 100
    left = [place for place in wanted if place not in page.again and doubts.is_doubted(page.lines[place])]
    much = doubts.is_much([page.lines[place] for place in left], page.lines)
    return left if much and score >= _READABLE else []


def _targets(page: _Page, wanted: Sequence[int]) -> list[int]:
    """Where much is in the script, numbers and single words are read with it that cannot be doubted alone."""
    if page.share(wanted) < _MAINLY:
        return list(wanted)
    unfair = {place for place, line in enumerate(page.lines) if not doubts.is_fair(line)}
    return sorted((unfair | set(wanted)) - page.again.keys())


def _read_in(script: Script, page: _Page, places: Sequence[int]) -> None:
    images = [cut(page.image, page.lines[place].corners) for place in places]
    read = tesseract.read(images, script, page.told.packs if page.told else None)
    for place, words in zip(places, read, strict=True):
        if _is_read(words, script, page.lines[place]):
            page.again[place] = _seen(page.lines[place], words)


def _is_read(words: Sequence[Word], script: Script, before: Seen) -> bool:
    text = _text(words)
    if not any(sign.isalnum() for sign in text):
        return False
    own = script.count(text) > 0
    if script.aided or doubts.is_fair(before):
        return own and _sure(words) >= _ANY_SURE
    return _sure(words) >= (_OWN_SURE if own else _ANY_SURE)


def _seen(line: Seen, words: Sequence[Word]) -> Seen:
    return Seen(line.corners, tuple(glimpses(line, words)), _sure(words) / 100)


def glimpses(line: Seen, words: Sequence[Word]) -> Iterator[Glimpse]:
    """The last word of a line from right to left comes with the room of those before it: it is trimmed."""
    before = np.inf
    for word in words:
        right = min(word.right, before) if word.left < before else word.right
        before = word.left
        yield Glimpse(word.text, share_of(word.left, line.corners), share_of(right, line.corners))


# Which script


def _script(page: _Page, places: Sequence[int]) -> Script | None:
    """The script that Tesseract is surest of on a few of the lines, out of those that it has packs for."""
    samples = _samples(page, places)
    chances: dict[Script, float] = {}
    for script in _candidates(page):
        chances[script] = _chance(tesseract.read(samples, script), script)
        if chances[script] >= script.sure:
            return script
    ranked = sorted(chances, key=lambda script: chances[script], reverse=True)
    if len(ranked) > 1 and ranked[0] is THAI and chances[ranked[1]] >= _RIVAL:
        return ranked[1]
    return ranked[0] if ranked and chances[ranked[0]] >= ranked[0].likely else None


def _candidates(page: _Page) -> list[Script]:
    """The hinted one first; what is left of a page is not tried as Thai, which would take anything."""
    packs = tesseract.packs()
    hinted = [page.hint] if page.hint else []
    tried = {*page.scripts, THAI} if page.scripts else set[Script]()
    return [
        script for script in dict.fromkeys((*hinted, *SCRIPTS)) if script not in tried and pack(script, packs)
    ]


def _samples(page: _Page, places: Sequence[int]) -> list[Strip]:
    lines = sorted((page.lines[place] for place in places), key=lambda line: sides(line.corners)[0])
    return [cut(page.image, line.corners)[:, :_SAMPLE] for line in lines[-_SAMPLES:]]


def _chance(read: Sequence[Sequence[Word]], script: Script) -> float:
    best = sorted(read, key=_sure)[-_GOOD_SAMPLES:]
    words = [word for line in best for word in line]
    return _sure(words) if script.share(_text(words)) >= script.floor else 0.0


def _sure(words: Sequence[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.sure * len(word.text) for word in words) / letters if letters else 0.0


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _has_letters(line: Seen) -> bool:
    return any(sign.isalpha() for sign in line.text)


# What is lost


def _lost(page: _Page) -> list[int]:
    """Where nothing is read, or nothing that can be text."""
    doubted = doubts.doubted(page.lines)
    garbled = page.share(doubted) >= doubts.MOSTLY
    cleared = _is_equipped(page) and not page.scripts and not page.failure  # merely hard to read, it seems
    telling = not cleared and any(doubts.is_telling(page.lines[place]) for place in doubted)
    return [
        place
        for place, line in enumerate(page.lines)
        if place not in page.again and _is_garbage(line, garbled=garbled, telling=telling)
    ]


def _is_garbage(line: Seen, *, garbled: bool, telling: bool) -> bool:
    """The more of a page is in other scripts, the less it takes."""
    if garbled:
        return doubts.is_doubted(line) or doubts.is_poor(line)
    return doubts.is_sparse(line) or (telling and doubts.is_doubted(line) and doubts.is_poor(line))


def _problems(page: _Page, suspects: Sequence[int], lost: Sequence[int]) -> Iterator[Problem]:
    maimed = (
        [place for place in suspects if place not in page.again] if page.hint and not page.scripts else []
    )
    unread = sorted({place for place in lost if doubts.is_doubted(page.lines[place])} | set(maimed))
    if not unread or _is_noise(page, unread):
        return
    lines = "1 line" if len(unread) == 1 else f"{len(unread)} lines"
    yield Problem("script-unread", f"{lines} {_reason(page)}", _around(page, unread))


def _is_noise(page: _Page, unread: Sequence[int]) -> bool:
    """Every script was there to be tried, and there is little that none has read: no text, or a smudge."""
    return _is_equipped(page) and not page.failure and page.share(unread) < _LOSS


def _is_equipped(page: _Page) -> bool:
    """Whether there is no script left that might have been tried."""
    return page.told is not None or all(pack(script, tesseract.packs()) for script in SCRIPTS)


def _reason(page: _Page) -> str:
    if page.failure:
        return f"in a script that PP-OCR lacks, and Tesseract failed: {page.failure}"
    if page.hint and not page.scripts:
        cure = _CURE.format(f"tesseract-ocr-script-{page.hint.package}")
        return f"in {page.hint.name}, of which PP-OCR lacks letters; {cure}"
    if page.scripts:
        names = ", ".join(script.name for script in page.scripts)
        return f"that neither PP-OCR nor Tesseract (for {names}) can read"
    if page.told:
        return f"that cannot be read as `{page.told.names}`"
    if _is_equipped(page):
        return "apparently in a script that PP-OCR lacks; Tesseract is sure of none"
    return f"apparently in a script that PP-OCR lacks; {_CURE.format('tesseract-ocr-all')}"


def _around(page: _Page, places: Sequence[int]) -> Box | None:
    corners = np.concatenate([page.lines[place].corners for place in places])
    (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return clip(left, top, right, bottom, Size(page.image.shape[1], page.image.shape[0]))

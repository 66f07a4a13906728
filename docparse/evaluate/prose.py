"""What is scored on text and formulas: edit distance, order, what is missing, what is made up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from docparse.evaluate import normal
from docparse.evaluate.match import Matching, Pair, Prose
from docparse.evaluate.page import Answer, Share, Shares
from docparse.evaluate.parts import Part

_LOST: Final = 0.2  # of the text: a page that lacks more and says nothing of it misleads
_WHOLE: Final = 0.02  # a page that lacks less has nothing to complain of
_GRAM: Final = 3  # letters


def shares(matching: Matching) -> Shares:
    return {
        **_edits(matching.pairs, "text"),
        **_edits(matching.pairs, "formula"),
        **_order(matching.pairs),
        **_by_script(matching.pairs),
    }


def _edits(pairs: Iterable[Pair], kind: Prose) -> Shares:
    """Edits over the longer lengths, of all the pairs of a page together: each page counts as one."""
    keys = [pair.keys() for pair in pairs if pair.kind == kind]
    size = sum(max(map(len, both)) for both in keys)
    return {kind: Share(sum(Levenshtein.distance(*both) for both in keys) / size)} if size else {}


def _order(pairs: Iterable[Pair]) -> Shares:
    """The true places in the order in which they were answered, against their own order."""
    texts = [pair for pair in pairs if pair.kind == "text"]
    wanted = sorted(piece.part.place for pair in texts for piece in pair.truth)
    answered = sorted(
        (pair for pair in texts if pair.answer and not pair.forced),
        key=lambda pair: pair.answer[0].part.place,
    )
    given = [piece.part.place for pair in answered for piece in pair.truth]
    return {"order": Share(Levenshtein.normalized_distance(wanted, given))} if wanted else {}


def _by_script(pairs: Iterable[Pair]) -> Shares:
    """Edits over true letters; a text counts for the script that most of it is in."""
    edits, letters = Counter[str](), Counter[str]()
    for pair in pairs:
        truth, answer = pair.keys()
        if pair.kind == "text" and (script := _script(truth)):
            lost = pair.forced or not pair.answer
            edits[script] += len(truth) if lost else min(len(truth), Levenshtein.distance(truth, answer))
            letters[script] += len(truth)
    return {f"cer/{script}": Share(edits[script], letters[script]) for script in letters}


def _script(text: str) -> str:
    counted = Counter[str](script for char in text if (script := normal.script(char)))
    if counted["japanese"]:  # its Chinese characters are Japanese too
        counted["japanese"] += counted.pop("cjk", 0)
    return counted.most_common(1)[0][0] if counted else ""


def losses(truth: Sequence[Part], matching: Matching, gridded: Sequence[tuple[Part, Part]]) -> Shares:
    """The share of the true letters that is nowhere in the answer, and of the answer's that is nowhere true.

    A letter or two read wrongly are neither. What could not be paired may stand elsewhere, cut another way:
    it is looked for, three letters at a time, in all that is left over on the other side.
    """
    pairs = [pair.texts() for pair in matching.pairs if pair.answer and not pair.forced]
    pairs += [(normal.text(one.text), normal.text(other.text)) for one, other in gridded]
    wanted = [pair.texts()[0] for pair in matching.pairs if pair.forced or not pair.answer]
    wanted += _unread_tables(truth, gridded)
    spare = [piece.text for piece in matching.spare]
    absorbed = {id(piece.part) for piece in matching.absorbed}
    ignored = [normal.text(part.text) for part in truth if part.ignored and id(part) not in absorbed]
    whole = sum(len(one) for one, _ in pairs) + sum(map(len, wanted))
    said = sum(len(other) for _, other in pairs) + sum(map(len, spare))
    for pair in pairs:
        deleted, inserted = _gaps(*pair)
        wanted += deleted
        spare += inserted
    return {
        **_part("missing", _unfound(wanted, spare), whole),
        **_part("spurious", _unfound(spare, [*wanted, *ignored]), said),
    }


def _part(name: str, amount: float, whole: int) -> Shares:
    return {name: Share(amount / whole)} if whole else {}


def _unread_tables(truth: Sequence[Part], gridded: Sequence[tuple[Part, Part]]) -> list[str]:
    read = {id(part) for part, _ in gridded}
    return [normal.text(part.text) for part in truth if part.kind == "table" and id(part) not in read]


def _gaps(truth: str, answer: str) -> tuple[list[str], list[str]]:
    """The stretches that the answer leaves out, and those that it puts in."""
    deleted: list[str] = []
    inserted: list[str] = []
    for change in Levenshtein.opcodes(truth, answer):
        if change.tag == "delete" and change.src_end - change.src_start >= _GRAM:
            deleted.append(truth[change.src_start : change.src_end])
        if change.tag == "insert" and change.dest_end - change.dest_start >= _GRAM:
            inserted.append(answer[change.dest_start : change.dest_end])
    return deleted, inserted


def _unfound(texts: Sequence[str], pool: Sequence[str]) -> float:
    """How many letters of `texts` are not in `pool`; what is there once serves once."""
    there, count = _grams(pool), _grams(texts)
    whole = sum(map(len, texts))
    return whole * (count - there).total() / count.total() if count else whole


def _grams(texts: Sequence[str]) -> Counter[str]:
    return Counter(
        text[at : at + _GRAM] for text in texts for at in range(max(1, len(text) - _GRAM + 1)) if text
    )


def honesty(losses: Shares, answer: Answer) -> Shares:
    """Pages that lost a fifth of their text and do not say so; pages that complain and lack nothing.

    A page without an answer deceives nobody.
    """
    if "missing" not in losses:
        return {}
    lack = losses["missing"].amount
    complains = answer.missing or answer.status in ("partial", "failed")
    return {
        "silent": Share(lack > _LOST and not complains),
        "alarm": Share(lack < _WHOLE and complains),
    }

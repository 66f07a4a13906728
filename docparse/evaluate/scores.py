"""The names of the scores, in the order in which they are shown, and which way each is better."""

from typing import Final, Literal, NamedTuple, TypeAlias

Better: TypeAlias = Literal["low", "high"]


class Score(NamedTuple):
    title: str
    better: Better


SCORES: Final[dict[str, Score]] = {
    "text": Score("text edit distance", "low"),
    "order": Score("order edit distance", "low"),
    "formula": Score("formula edit distance", "low"),
    "table_edit": Score("table edit distance", "low"),
    "edit": Score("overall edit distance", "low"),
    "teds": Score("tables, TEDS", "high"),
    "teds_s": Score("tables, TEDS-S", "high"),
    "missing": Score("text missing", "low"),
    "spurious": Score("text made up", "low"),
    "chart": Score("chart numbers right", "high"),
    "smiles": Score("molecules right", "high"),
    "abc": Score("music, note edit distance", "low"),
    "fields": Score("receipt fields, exact", "high"),
    "fields_near": Score("receipt fields, nearly", "high"),
    "cer": Score("character error", "low"),
    "words": Score("words found", "high"),
    "box": Score("boxes found (IoU .5)", "high"),
    "iou": Score("boxes, mean IoU", "high"),
    "kind": Score("boxes found, kind right", "high"),
    "silent": Score("pages that hide a loss", "low"),
    "alarm": Score("pages that cry wolf", "low"),
}

# As OmniDocBench 1.0 has it, the mean of these is the overall edit distance.
EDITS: Final = ("text", "formula", "table_edit", "order")


def of(name: str) -> Score:
    """Also of a score's part, such as `cer/latin` or `edit/english`."""
    whole, _, part = name.partition("/")
    score = SCORES[whole]
    return score._replace(title=f"{score.title}: {part}") if part else score


def ordered(names: set[str]) -> list[str]:
    """In the order above; parts after their whole, by name."""
    places = {name: place for place, name in enumerate(SCORES)}
    return sorted(names, key=lambda name: (places[name.partition("/")[0]], name))

"""Whole documents made at random, each of one kind."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from docparse.synth import papers, slips
from docparse.synth.parts import Draft
from docparse.synth.pieces import Sheet
from docparse.synth.words import Script, tongue

Families = Mapping[Script, tuple[str, ...]]

KINDS: Final[dict[str, tuple[float, Callable[[str, Draft], Sheet]]]] = {  # how often, and how
    "article": (6, papers.article),
    "newspaper": (1, papers.newspaper),
    "register": (1, papers.register),
    "receipt": (1, slips.receipt),
    "invoice": (1, slips.invoice),
    "form": (1, slips.form),
}


def sheet(seed: int, number: int, families: Families) -> Sheet:
    """The document with this number of those that a seed stands for; the same one every time."""
    rng = Random(f"{seed}:{number}")  # noqa: S311 - nothing here is secret
    language = tongue(rng, frozenset(families))
    kind = rng.choices(tuple(KINDS), [weight for weight, _ in KINDS.values()])[0]
    return KINDS[kind][1](kind, Draft(rng, language, families[language.script]))

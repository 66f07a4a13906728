"""Scores of parsers against pages that are known: ours by running it, any other's by its Markdown."""

from collections.abc import Sequence
from pathlib import Path

from docparse.engines import Say
from docparse.evaluate import answers, drawn, run
from docparse.evaluate.page import Answer, Truth
from docparse.evaluate.score import score
from docparse.evaluate.sets import read
from docparse.evaluate.summary import Cost, Summary, summarise
from docparse.settings import Settings

__all__ = ["Answer", "Cost", "Summary", "Truth", "compare", "measure", "read", "score", "scored"]


def compare(truths: Sequence[Truth], folder: Path) -> Summary:
    """The answers in a folder, whoever gave them."""
    given = answers.read(folder, truths)
    return scored(folder.resolve().name, truths, given.answers, given.remarks)


def measure(truths: Sequence[Truth], settings: Settings, say: Say = None) -> Summary:
    """What docparse makes of the pages, with these settings."""
    given, remarks, cost = run.answers(truths, settings, say)
    return scored("docparse", truths, given, remarks, cost)


def scored(
    name: str,
    truths: Sequence[Truth],
    given: Sequence[Answer],
    remarks: tuple[str, ...] = (),
    cost: Cost | None = None,
) -> Summary:
    pages = [score(truth, answer) for truth, answer in zip(truths, given, strict=True)]
    return summarise(name, pages, (*remarks, *drawn.remarks(truths)), cost)

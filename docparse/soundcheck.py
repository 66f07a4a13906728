"""Formulas, molecules, music, charts and tables of a page, looked at by those who know the notation."""

from dataclasses import replace

from docparse import soundness
from docparse.document import Chemical, Page, Problem
from docparse.errors import DocparseError
from docparse.schedule import Lost
from docparse.soundness import Examined
from docparse.worker import Examine
from docparse.workshop import Workshop


def checked(page: Page, workshop: Workshop) -> Page:
    """The page with a note on each block that is unsound, and its molecules in canonical form."""
    try:
        found = _found(page, workshop)
    except (DocparseError, Lost) as error:
        problem = Problem("unchecked", f"formulas and the like could not be checked: {error}")
        return replace(page, problems=(*page.problems, problem))
    blocks = tuple(
        replace(block, canonical=found.canonical[place])
        if isinstance(block, Chemical) and place in found.canonical
        else block
        for place, block in enumerate(page.blocks, start=1)
    )
    return replace(page, blocks=blocks, problems=(*page.problems, *found.problems))


def _found(page: Page, workshop: Workshop) -> Examined:
    """In a worker where a library has to look: the parent is held up by nothing that a page says."""
    if not soundness.is_costly(page.blocks):
        return soundness.examine(page.blocks)
    return workshop.submit(Examine(page.blocks)).result()

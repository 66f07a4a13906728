"""What only the whole document tells of a page: the level of its headings, its running lines, what goes on.

All of it comes from the survey, the pages before and the one page after: output is one page behind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, pairwise

from docparse.document import Page
from docparse.settings import Merge
from docparse.source import Survey
from docparse.structure.joins import joins
from docparse.structure.levels import Levels
from docparse.structure.running import marked


def assemble(pages: Iterable[Page], survey: Survey, merge: Merge) -> Iterator[Page]:
    """The same pages, in order, each block still with its page and box."""
    levels = Levels(survey)
    before: Page | None = None
    for page, following in pairwise(chain(pages, [None])):
        assert page is not None  # only the end of the document is
        known = levels.settle(marked(before, page, following), following)
        yield replace(known, joins=joins(before, known, merge))
        before = known

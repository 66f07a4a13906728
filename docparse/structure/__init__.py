"""What only the whole document tells of a page: the level of its headings, its running lines, what goes on.

All of it comes from the survey, the pages before and the one page after: output is one page behind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, pairwise

from docparse.document import Join, Page
from docparse.settings import Merge
from docparse.source import Survey
from docparse.structure.joins import across, within
from docparse.structure.levels import Levels
from docparse.structure.running import marked


def assemble(pages: Iterable[Page], survey: Survey, merge: Merge) -> Iterator[Page]:
    """The same pages, in order, each block still with its page and box."""
    levels = Levels(survey)
    before: tuple[Page, ...] = ()  # two, since left and right pages differ in their running lines
    begun: tuple[Join, ...] = ()
    for page, following in pairwise(chain(pages, [None])):
        assert page is not None  # only the end of the document is
        known = levels.settle(marked(page, (*before, following), begun), following)
        before = (*before[-1:], known)
        onward = across(known, marked(following, before), merge) if following else ()
        yield replace(known, joins=(*begun, *within(known, merge)), broken=tuple(join.to for join in onward))
        begun = onward

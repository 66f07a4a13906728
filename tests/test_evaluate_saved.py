import json
from dataclasses import replace
from typing import Any

import pytest
import strategies
from hypothesis import given

from docparse.document import Block, Blocks, Chart, Page, Problem, Size
from docparse.errors import SourceError
from docparse.evaluate import saved
from docparse.render import NoImages
from docparse.render.jsonblocks import page_value
from docparse.settings import Settings


def without_inner_box(block: Block) -> Block:
    """JSON has one box for a chart, not a second for its table."""
    if isinstance(block, Chart) and block.table:
        return replace(block, table=replace(block.table, box=None))
    return block


@given(strategies.pages())
def test_what_docparse_writes_as_json_is_read_back(blocks: Blocks) -> None:
    page = Page(
        3, Size(1000, 1400), None, tuple(map(without_inner_box, blocks)), (Problem("truncated", "cut"),)
    )
    value = json.loads(json.dumps(page_value(page, Settings(), NoImages())))
    assert saved.page(value) == page


@pytest.mark.parametrize("change", [{"blocks": 3}, {"blocks": [{}]}, {"size": 4}, {"problems": None}])
def test_json_of_another_making_is_an_error(change: dict[str, Any]) -> None:
    value = page_value(Page(1, None, None), Settings(), NoImages()) | change
    with pytest.raises(SourceError, match="not as docparse writes it"):
        saved.page(value)

"""Which Markdown comes out of every saved answer, by its digest: the answers are not ours to copy here.

`bench/answers_table.py --markdown` prints the Markdown itself; read it before you `--update`.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from answers import ABSENT, ANSWERS
from bench.answers_table import markdown
from markdown_it import MarkdownIt

GOLDEN = Path(__file__).parent / "golden" / "answers_markdown.json"

pytestmark = pytest.mark.skipif(not ANSWERS, reason=ABSENT)


def test_the_markdown_of_every_saved_answer_is_as_it_was_when_last_looked_at(
    golden: Callable[[Path, str], None],
) -> None:
    digests = {name: hashlib.sha256(markdown(html).encode()).hexdigest() for name, html in ANSWERS.items()}
    golden(GOLDEN, json.dumps(digests, indent=1, sort_keys=True) + "\n")


@pytest.mark.parametrize("name", ANSWERS)
def test_no_answer_puts_markup_of_its_own_into_the_markdown(name: str) -> None:
    """Tables with spans, breaks and comments are ours; scripts, handlers and foreign pictures are not."""
    shown = MarkdownIt("commonmark").enable("table").render(markdown(ANSWERS[name])).lower()
    assert not [
        mark for mark in ("<script", "<style", "<img", "<iframe", "javascript:", " onclick") if mark in shown
    ]

"""One model on several devices: a process for each, the same answers as from one."""

from dataclasses import replace
from pathlib import Path

from docparse.engines import plans
from docparse.engines.choose import Choice
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.worker import Read
from docparse.workshop import Workshop

READER = Path(__file__).parent / "reader"
PAGES = 4


def answers(*groups: tuple[str, ...]) -> tuple[list[str], int]:
    """What a copy of the model on each of `groups` says of the pages, and how many copies were started."""
    plan = replace(plans.plan(str(READER / "checkpoint"), Settings(), None), groups=groups)
    with Workshop(Choice("vl", "reader", plan), Settings(), 1) as workshop:
        refs = [PageRef(str(READER / "words.pdf"), "a", index) for index in range(PAGES)]
        readings = [workshop.submit(Read(ref)) for ref in refs]
        said = [reading.result(300).html for reading in readings]
        assert workshop._stream is not None  # pyright: ignore[reportPrivateUsage]
        seats = workshop._stream._seats  # pyright: ignore[reportPrivateUsage]
        return said, sum(seat.process is not None for seat in seats)


def test_copies_of_a_model_share_the_pages_and_answer_as_one_does() -> None:
    alone, one = answers(("cpu",))
    together, two = answers(("cpu",), ("cpu",))
    assert (one, two) == (1, 2)
    assert together == alone
    assert len(set(alone)) == PAGES

"""Which pages are in a pass, and how much of their prompts."""

from typing import Any, cast

import pytest

pytest.importorskip("torch", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

from docparse.runtime.draft import Echo
from docparse.runtime.pages import Page
from docparse.runtime.schedule import Schedule
from docparse.runtime.step import Part, Run


def waiting(slot: int, length: int) -> Page:
    """A page whose images have been seen; what is in its prompt does not matter here."""
    return Page(slot, 0, length, 99, slot=slot, prompt=cast(Any, object()))


def told(schedule: Schedule) -> list[tuple[object, int, int]]:
    """For each page of the next pass, what of its prompt is read; of one that answers, how many tokens."""
    turns = [(page.key, turn) for page, turn in schedule.turns()]
    return [
        (key, turn.start, turn.end) if isinstance(turn, Part) else (key, -1, turn.rows) for key, turn in turns
    ]


def test_prompts_share_the_room_of_a_pass_the_oldest_first() -> None:
    schedule = Schedule(piece=100, ridge=16)
    for slot, length in enumerate((70, 150, 20)):
        schedule.join(waiting(slot, length))
    assert told(schedule) == [(0, 0, 70), (1, 0, 30)]
    schedule.saying[0].tokens.append(5)
    assert told(schedule) == [(1, 30, 130), (0, -1, 1)]
    assert [page.key for page in schedule.reading] == [1, 2]


def test_a_page_answers_from_the_pass_behind_its_prompt_on() -> None:
    schedule = Schedule(piece=100, ridge=16)
    schedule.join(waiting(0, 100))
    schedule.turns()
    [page] = schedule.saying
    page.tokens.append(5)
    [(same, turn)] = schedule.turns()
    assert same is page
    assert turn == Run(0, [5], 100)
    assert page.prompt is None  # nothing holds it any more


def test_pages_that_answer_are_in_every_pass_in_the_order_of_their_slots() -> None:
    schedule = Schedule(piece=1000, ridge=16)
    for slot in (4, 0, 2):
        schedule.join(waiting(slot, 10))
    schedule.turns()
    for page in schedule.saying:
        page.tokens.append(5)
    schedule.join(waiting(1, 2000))
    assert told(schedule) == [(1, 0, 1000), (0, -1, 1), (2, -1, 1), (4, -1, 1)]


def test_a_page_that_was_cut_takes_part_in_nothing() -> None:
    schedule = Schedule(piece=100, ridge=16)
    page = waiting(0, 10)
    page.cut = "it cannot be seen"
    schedule.join(page)
    assert schedule.turns() == []
    assert schedule.pages == [page]


def test_no_page_is_let_in_while_there_is_a_pass_of_prompts_left_to_read() -> None:
    schedule = Schedule(piece=100, ridge=16)
    assert schedule.hungry
    schedule.join(waiting(0, 250))
    hungry = [schedule.hungry]
    for _ in range(2):
        schedule.turns()
        hungry.append(schedule.hungry)
    assert hungry == [False, False, True]


def two_pages() -> tuple[Schedule, list[Page]]:
    """Both answer, and have said one token."""
    schedule = Schedule(piece=100, ridge=180)
    for slot in (0, 1):
        schedule.join(waiting(slot, 10))
    schedule.turns()
    for page in schedule.saying:
        page.tokens.append(5)
    return schedule, schedule.saying


def test_the_next_pass_is_known_where_pages_only_say_a_token_each() -> None:
    schedule, _ = two_pages()
    assert schedule.foreseen(schedule.turns())


@pytest.mark.parametrize(
    "change",
    [
        {"attempt": 1},
        {"limit": 2},
        {"drafter": Echo()},
        {"slot": -1},
        {"tokens": [5, 7]},
        {"tokens": [7]},
    ],
)
def test_it_is_not_known_where_a_page_may_do_otherwise(change: dict[str, object]) -> None:
    """Draws, ends, is drafted for, has been let go, is further on, or took another token than it was to."""
    schedule, pages = two_pages()
    turns = schedule.turns()
    for name, value in change.items():
        setattr(pages[1], name, value)
    assert not schedule.foreseen(turns)


def test_it_is_not_known_where_another_page_joins() -> None:
    schedule, _ = two_pages()
    turns = schedule.turns()
    schedule.join(waiting(2, 10))
    assert not schedule.foreseen(turns)

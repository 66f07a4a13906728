"""Values pulled ahead in a thread: in order, bounded, and never waited for while there is other work."""

import threading
from collections.abc import Iterator
from itertools import count

import pytest

from docparse.runtime.feed import Feed

PATIENCE = 20  # seconds; only a test that fails waits so long


def drain(feed: Feed[int]) -> list[int]:
    return list(iter(lambda: feed.take(wait=True), None))


def test_values_come_in_order_through_what_makes_them() -> None:
    feed = Feed(iter(range(5)), lambda value: value * 10, room=2)
    assert drain(feed) == [0, 10, 20, 30, 40]
    assert feed.take(wait=True) is None
    assert feed.take(wait=False) is None


def test_a_value_that_is_not_there_yet_is_not_waited_for() -> None:
    come = threading.Event()

    def values() -> Iterator[int]:
        assert come.wait(PATIENCE)
        yield 1

    feed = Feed(values(), int, room=2)
    assert feed.take(wait=False) is None
    come.set()
    assert feed.take(wait=True) == 1


def test_no_more_is_pulled_than_there_is_room_for() -> None:
    pulled: list[int] = []
    full, more = threading.Event(), threading.Event()

    def values() -> Iterator[int]:
        for value in count():
            pulled.append(value)
            if value == 3:
                full.set()  # two are ready, one waits for room
            if value > 3:
                more.set()
            yield value

    feed = Feed(values(), int, room=2)
    assert feed.take(wait=True) == 0
    assert full.wait(PATIENCE)
    assert not more.wait(0.3)
    assert feed.take(wait=True) == 1
    assert more.wait(PATIENCE)
    feed.close()


@pytest.mark.parametrize("fails", ["values", "make"])
def test_what_is_raised_in_the_thread_comes_out_behind_the_values_before_it(fails: str) -> None:
    def values() -> Iterator[int]:
        yield 1
        if fails == "values":
            raise RuntimeError("at the second")
        yield 0

    feed = Feed(values(), lambda value: 1 // value, room=2)
    assert feed.take(wait=True) == 1
    with pytest.raises((RuntimeError, ZeroDivisionError)):
        feed.take(wait=True)
    assert feed.take(wait=True) is None


def test_several_threads_make_values_at_the_same_time() -> None:
    together = threading.Barrier(3)
    feed = Feed(iter(range(6)), lambda value: value * 10 + 0 * together.wait(PATIENCE), room=2, threads=3)
    assert sorted(drain(feed)) == [0, 10, 20, 30, 40, 50]
    assert feed.take(wait=True) is None


def test_what_one_of_several_threads_raises_waits_for_no_other() -> None:
    come = threading.Event()

    def values() -> Iterator[int]:
        yield 0
        assert come.wait(PATIENCE)

    feed = Feed(values(), lambda value: 1 // value, room=2, threads=2)
    with pytest.raises(ZeroDivisionError):
        feed.take(wait=True)
    come.set()


def test_closing_ends_a_thread_that_waits_for_room() -> None:
    ended = threading.Event()

    def values() -> Iterator[int]:
        try:
            yield from count()
        finally:
            ended.set()

    feed = Feed(values(), int, room=1)
    assert feed.take(wait=True) == 0
    feed.close()
    assert ended.wait(PATIENCE)

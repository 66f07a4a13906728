"""The processes of a run: workers that open documents, and stations that hold a model where there is one."""

from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

from docparse.engines.choose import Choice
from docparse.schedule import Pool
from docparse.settings import Settings
from docparse.source.limits import Limits
from docparse.store import Store
from docparse.streams import Stream
from docparse.worker import Bench, Examine, Hear, Prove, Read, Task, Weigh

_AHEAD = 12  # pages that a station is handed at a time, besides those its model is at work on


class Workshop:
    """Where tasks go, and where answers are kept. Nothing is started before there is work for it."""

    def __init__(self, choice: Choice, settings: Settings, workers: int, store: Store | None = None) -> None:
        limits = Limits(settings.page_timeout, settings.max_memory)
        self.choice = choice
        self.store = store
        self._pool = Pool(Bench(choice, settings), workers, limits)
        self._stream: Stream | None = None
        self.width = workers + 1  # pages that are worth beginning ahead of their turn
        if choice.plan is not None:
            stations = choice.plan.stations(settings)
            ahead = choice.plan.slots + _AHEAD
            self._stream = Stream(stations, ahead)
            self.width = ahead * len(stations)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.__exit__(kind, error, trace)
        self._pool.__exit__(kind, error, trace)
        if self.store is not None:
            self.store.__exit__(kind, error, trace)

    def submit(self, task: Task) -> "Future[Any]":
        if isinstance(task, Read) and self._stream is not None:
            return self._stream.submit(task.ref)
        return self._pool.submit(task, first=_is_waited_for(task))


def _is_waited_for(task: Task) -> bool:
    """Whether the page at hand can go no further without it."""
    return isinstance(task, Examine | Prove | Weigh) or (isinstance(task, Hear) and task.by_ocr)

"""Values pulled ahead of their use: who uses them waits for none while there is something else to do."""

import threading
from collections.abc import Callable, Iterator
from queue import Empty, Full, Queue
from typing import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")
S = TypeVar("S")

_GLANCE: Final = 0.2  # seconds after which a thread that waits for room looks whether it is still wanted
_OVER: Final = object()  # in place of a value


class _End(NamedTuple):
    error: BaseException | None


class Feed(Generic[T]):
    """Runs `values` in threads of its own, each through `make`, and keeps at most `room` of them ready.

    Pulling may wait for what the values taken before have led to. With one thread values come in order.
    """

    def __init__(self, values: Iterator[S], make: Callable[[S], T], room: int, threads: int = 1) -> None:
        self._ready: Queue[T | _End] = Queue(room)
        self._closed = threading.Event()
        self._ended = False
        self._turn = threading.Lock()
        self._left = threads  # that still pull
        for _ in range(threads):
            threading.Thread(target=self._pull, args=(values, make), daemon=True).start()

    def take(self, *, wait: bool) -> T | None:
        """The next value. None where there is none yet, or, having waited, none any more.

        Raises what `values` or `make` raised.
        """
        if self._ended:
            return None
        try:
            value = self._ready.get(block=wait)
        except Empty:
            return None
        if not isinstance(value, _End):
            return value
        self._ended = True
        if value.error is not None:
            raise value.error
        return None

    def close(self) -> None:
        """Let the threads end: at once, or where one waits for a value, when that one comes."""
        self._closed.set()

    def _pull(self, values: Iterator[S], make: Callable[[S], T]) -> None:
        try:
            while not self._closed.is_set():
                with self._turn:
                    value = next(values, _OVER)
                if value is _OVER:
                    break
                self._put(make(value))  # pyright: ignore[reportArgumentType]  # it is not _OVER
        except BaseException as error:  # noqa: BLE001 - raised again where values are taken
            self._put(_End(error))
        else:
            self._leave()

    def _leave(self) -> None:
        """The last one says that there is no more."""
        with self._turn:
            self._left -= 1
            if self._left:
                return
        self._put(_End(None))

    def _put(self, value: T | _End) -> None:
        while not self._closed.is_set():
            try:
                self._ready.put(value, timeout=_GLANCE)
            except Full:
                continue
            return
